"""What else happens with an act on a plan or a project, in the same transaction."""

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.attachments import attach
from casefile.notify import notify
from riskinfo.agencies import people_of

from . import terms


def keep_files(act) -> None:
    for upload in act.data.get("files") or []:
        attach(act.record.case, upload, by=act.by, role=act.role, note=act.entry.action_label)


def start_plan(act) -> None:
    """Each unit answers for its lines, the handler for the whole."""
    case = act.record.case
    deadlines.set_deadline(case, terms.PLAN, method="roll", start=act.record.ends_on, user=case.handler)
    for item in act.record.items.select_related("product_type", "region", "department", "agency_unit"):
        case.add_participant(item.department)
        rule = terms.ITEM.of(item.pk, f"监测{item}"[:60])
        deadlines.set_deadline(case, rule, method="roll", start=item.ends_on, department=item.department)
        if item.agency_unit_id:
            text = f"新的监测任务：{item} {item.number} 个样品，{item.ends_on:%m月%d日}前完成"
            url = reverse("monitoring:task", args=[item.pk])
            notify(people_of(item.agency_unit), text, key=f"monitoring:{item.pk}:task", url=url)


def start_project(act) -> None:
    case = act.record.case
    record = act.record
    deadlines.set_deadline(case, terms.PROJECT, method="roll", start=record.ends_on, user=case.handler)
    if record.agency_unit_id:
        text = f"新的研究任务：{case.title}，{record.ends_on:%m月%d日}前报告"
        url = reverse("monitoring:study", args=[record.pk])
        notify(people_of(record.agency_unit), text, key=f"monitoring:{record.pk}:study", url=url)


def keep_study(act) -> None:
    """The report is kept with the case, and who handles the project goes on with it."""
    keep_files(act)
    case = act.record.case
    heads = User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau_id).filter(department=case.department)
    text = f"{case.number} {case.title}：{act.record.agency}已报告研究结果，请核对后登记结论"
    notify([case.handler, *heads], text, key=f"monitoring:{case.pk}:study:{act.entry.seq}", case=case)


def end_plan(act) -> None:
    deadlines.meet(act.record.case, terms.PLAN.code)


def end_project(act) -> None:
    deadlines.meet(act.record.case, terms.PROJECT.code)


def end_deadlines(act) -> None:
    deadlines.cancel(act.record.case)
