"""What plans and projects give to an agency with accounts: which work is its own, and of what it is reminded."""

from django.urls import reverse

from casefile import deadlines
from riskinfo.agencies import people_of

from . import planning
from .models import MonitoringItem, MonitoringProject


def studies_of(user):
    """Return the approved projects that the reader's agency studies or has studied; nobody else's."""
    if not user.can("test.result") or user.department_id is None:
        return MonitoringProject.objects.none()
    given = ["RUNNING", "ESCALATED", "COMPLETED"]
    rows = MonitoringProject.objects.filter(agency_unit=user.department_id, state__in=given)
    return rows.select_related("case__product_type", "region", "reported_by").order_by("ends_on", "pk")


def tester_of(deadline) -> deadlines.Performer | None:
    """Return whom to remind of the line of a plan that a deadline watches; None where no account does it."""
    item = MonitoringItem.objects.select_related("product_type", "region", "agency_unit").get(
        pk=deadline.rule.rpartition(":")[2]
    )
    if item.agency_unit is None:
        return None
    text = f"监测任务：{item}，已完成 {planning.done_of(item)} / {item.number} 个样品"
    return deadlines.Performer(list(people_of(item.agency_unit)), text, reverse("monitoring:task", args=[item.pk]))


def student_of(deadline) -> deadlines.Performer | None:
    """Return whom to remind of a project, until the agency has reported."""
    record = MonitoringProject.objects.select_related("case", "agency_unit").get(pk=deadline.case_id)
    if record.agency_unit is None or record.reported_at:
        return None
    url = reverse("monitoring:study", args=[record.pk])
    return deadlines.Performer(list(people_of(record.agency_unit)), f"研究任务：{record.case.title}", url)


def tasks_of(user):
    """Return the lines that running plans, and those that have ended, give to the reader's agency; nobody else's."""
    if not user.can("test.result") or user.department_id is None:
        return MonitoringItem.objects.none()
    given = ["RUNNING", "COMPLETED"]
    rows = MonitoringItem.objects.filter(agency_unit=user.department_id, plan__state__in=given)
    rows = rows.select_related("plan__case", "product_type", "region", "department", "agency_unit")
    return rows.annotate(done=planning.DONE).order_by("ends_on", "pk")
