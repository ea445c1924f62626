"""What somebody owes the registers: risk points to look at, 督促检查 to answer or to accept, 惩戒与公示 to go on with.

Shown on the desk and in the digest, and told by the timetable once a week while it is late (R-052, R-212).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts.authority import with_stand_ins
from accounts.models import User
from accounts.roles import Role
from casefile.lights import Light
from casefile.notify import notify
from rectification import consequences
from rectification.consequencemodel import OVER
from rectification.consequencemodel import State as ConsequenceState
from rectification.models import Consequence

from . import points, supervising
from .models import RiskPoint, Supervision

#: A point stands on the desk from so many days before it is to be looked at.
AHEAD = timedelta(days=7)
_COLOURS = ("red", "yellow", "green", "grey")


@dataclass(frozen=True)
class Owed:
    what: str  #: what is to be done, e.g. 查看风险点
    title: str
    note: str
    url: str
    light: Light


def owed(user) -> list[Owed]:
    """Return what waits for `user` (or for somebody the user stands in for), the most pressing first."""
    if user.department_id is None:
        return []
    found = [*_points(user), *_supervisions(user), *_consequences(user)]
    return sorted(found, key=lambda row: _COLOURS.index(row.light.colour))


def _points(user) -> list[Owed]:
    """Points of which the user is in charge; a head besides those of nobody, and those of the unit that are late."""
    today = timezone.localdate()
    absent = {absence.absent_id: absence.absent for absence in user.absences_covered()}
    head = Role.UNIT_HEAD in user.roles or any(Role.UNIT_HEAD in person.roles for person in absent.values())
    found = []
    for point in _running().filter(department=user.department_id):
        mine = point.person_id == user.pk or point.person_id in absent
        if point.due_on <= today + AHEAD and (mine or head and (_nobody_looks(point) or point.due_on < today)):
            note = f"{point.region.name} · {_who(point)}"
            found.append(Owed("查看风险点", point.name, note, point.get_absolute_url(), points.light_of(point)))
    return found


def _supervisions(user) -> list[Owed]:
    rows = Supervision.objects.filter(bureau=user.department.bureau_id, settled_at=None).exclude(required="")
    rows = rows.select_related("department", "by", "answered_by")
    found = []
    for row in rows:
        if row.answer and (row.by_id == user.pk or not row.by.is_active) and supervising.may_settle(row, user):
            what = "认可督促检查的整改"
        elif not row.answer and supervising.may_answer(row, user):
            what = "反馈督促检查"
        else:
            continue
        note = f"{row.department} · {row.by.name}督查"
        found.append(Owed(what, row.matter, note, row.get_absolute_url(), supervising.light_of(row)))
    return found


def _consequences(user) -> list[Owed]:
    """Proposals that wait for the leader's word; then for who proposed it or handles the case (R-330–R-334)."""
    rows = Consequence.objects.filter(case__bureau=user.department.bureau_id, case__is_drill=False)
    rows = rows.exclude(state__in=OVER).select_related("case__department", "case__enterprise", "proposed_by")
    found = []
    for row in rows:
        if row.state == ConsequenceState.PROPOSED:
            what = "批准惩戒与公示" if consequences.may_approve(row, user) else ""
        elif user.pk in (row.proposed_by_id, row.case.handler_id) and consequences.may_handle(row, user):
            what = _GOES_ON[row.kind_info.upward, row.state]
        else:
            what = ""
        if what:
            light = Light("grey", row.get_state_display(), "没有规定期限")
            note = f"{row.case.number} · {row.proposed_by.name}提出"
            found.append(Owed(what, str(row), note, row.get_absolute_url(), light))
    return found


#: (goes upward, state) → what is done next with a proposal.
_GOES_ON = {
    (False, ConsequenceState.APPROVED): "登记公示结果", (True, ConsequenceState.APPROVED): "登记上报",
    (True, ConsequenceState.SENT_UP): "登记上级决定",
}  # fmt: skip


def remind(today: date | None = None) -> int:
    """Tell who answers for a point or a demand on its day and each week that it is late; return the new messages.

    Who is in charge of a point is told; when it is late, so is the unit's head. A demand is told to the head on its
    last day, and when it is late also to the leader who made it. Told again, nobody gets a second message.
    """
    today = today or timezone.localdate()
    told = 0
    for point in _running():
        if point.due_on <= today:
            late = (today - point.due_on).days
            words = f"已过期 {late} 天" if late else "今天应当查看"
            told += notify(
                _people_of(point, late > 0), f"风险点“{point.name}”{words}",
                key=f"point:{point.pk}:{point.due_on}:{late // 7}", url=point.get_absolute_url(),
            )  # fmt: skip
    asked = Supervision.objects.filter(settled_at=None, answer="", due_on__lte=today).exclude(required="")
    for row in asked.select_related("department", "by"):
        late = (today - row.due_on).days
        words = f"已逾期 {late} 天没有反馈" if late else "今天应当反馈"
        heads = with_stand_ins(_heads(row.bureau_id, row.department_id), "duty.manage")
        people = [person for person in heads if supervising.may_answer(row, person)]
        people += [row.by] if late and row.by.is_active else []
        told += notify(
            people, f"督促检查“{row.matter}”{words}（{row.department}）",
            key=f"supervision:{row.pk}:due:{late // 7}", url=row.get_absolute_url(),
        )  # fmt: skip
    return told


def _running():
    return RiskPoint.objects.filter(ended_on=None).select_related("region", "department", "person")


def _nobody_looks(point) -> bool:
    """Whether nobody is in charge any more: not named, gone, or moved to another unit."""
    person = point.person
    return person is None or not person.is_active or person.department_id != point.department_id


def _people_of(point, late: bool) -> list[User]:
    people = [] if _nobody_looks(point) else [point.person]
    if late or not people:
        people += _heads(point.bureau_id, point.department_id)
    return [person for person in with_stand_ins(people, "duty.manage") if points.may_check(point, person)]


def _heads(bureau_id: int, department_id: int) -> list[User]:
    return list(User.objects.with_role(Role.UNIT_HEAD, bureau=bureau_id).filter(department=department_id))


def _who(point) -> str:
    return f"{point.department} {point.person.name}" if point.person else f"{point.department}"
