"""Testing agencies: their people, and what they are reminded of (R-045, R-147)."""

from accounts.models import Department, User
from accounts.roles import Role
from casefile.deadlines import Performer

from .models import TestTask


def people_of(agency: Department):
    """Return who works on the tasks of an agency."""
    return User.objects.active().filter(department=agency, role_assignments__role=Role.AGENCY)


def agencies_of(bureau):
    """Return the agencies with accounts that `bureau` may name: its own and those of the bureaus above."""
    above, one = [], bureau
    while one is not None:
        above.append(one.pk)
        one = one.parent
    found = Department.objects.filter(bureau__in=above, kind=Department.Kind.AGENCY, active=True)
    return found.order_by("-bureau__region_code", "order", "pk")


def tester_of(deadline) -> Performer | None:
    """Return whom to remind of the test task that a deadline watches."""
    task = TestTask.objects.select_related("agency").get(pk=deadline.rule.rpartition(":")[2])
    return Performer(list(people_of(task.agency)), f"{task}，请报告检验结果", task.get_absolute_url())
