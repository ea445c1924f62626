"""What a person has to do, what falls due, what he or she has sent on."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from casefile.deadlines import light_of
from casefile.lights import Light, case_light
from casefile.models import CaseFile, Deadline, Measure
from emergency.models import Sealing

SHOWN = 15


@dataclass(frozen=True)
class Todo:
    case: CaseFile
    light: Light


def _with_people(rows):
    return rows.select_related("enterprise", "department", "handler", "awaiting_user", "awaiting_department")


def awaiting(user, limit: int = SHOWN) -> list[Todo]:
    """Return what waits for `user`, the nearest deadline first."""
    rows = _with_people(CaseFile.objects.real().awaiting(user).visible_to(user))
    now = timezone.now()
    ordered = rows.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")[:limit]
    return [Todo(case, case_light(case, now=now)) for case in ordered]


def next_after(user, case_id: int) -> CaseFile | None:
    """Return what waits for `user` after this case in the desk's order, round to the first; None for nothing."""
    rows = CaseFile.objects.real().awaiting(user).visible_to(user)
    keys = list(rows.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk").values_list("pk", flat=True))
    at = keys.index(case_id) + 1 if case_id in keys else 0
    found = next((pk for pk in keys[at:] + keys[:at] if pk != case_id), None)
    return CaseFile.objects.get(pk=found) if found else None


def open_cases(user, *, kind: str = "", overdue: bool = False):
    """Return the open cases that `user` may see, the nearest deadline first."""
    rows = CaseFile.objects.real().filter(closed_at=None).visible_to(user)
    if kind:
        rows = rows.filter(kind=kind)
    if overdue:
        rows = rows.filter(due_at__lt=timezone.now())
    return _with_people(rows).order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")


def drills(user, limit: int = SHOWN) -> list[Todo]:
    """Return the open drills that `user` may see, newest first; they stand apart from the work and in no figure."""
    rows = _with_people(CaseFile.objects.filter(is_drill=True, closed_at=None).visible_to(user))
    now = timezone.now()
    return [Todo(case, case_light(case, now=now)) for case in rows.order_by("-opened_at", "-pk")[:limit]]


def awaiting_counts(user) -> dict[str, int]:
    """Return how many cases of each kind wait for `user`."""
    rows = CaseFile.objects.real().awaiting(user).visible_to(user).order_by().values("kind").annotate(total=Count("pk"))
    return {row["kind"]: row["total"] for row in rows}


def seals_awaiting(user) -> int:
    """Return how many seals wait for `user`."""
    return Sealing.objects.awaiting(user).filter(case__is_drill=False).count()


def due(user, limit: int = SHOWN) -> list[dict]:
    """Return open deadlines that bind `user` or the user's unit, the most pressing first."""
    mine = Q(responsible_user=user) | Q(responsible_user=None, responsible_department=user.department_id)
    visible = CaseFile.objects.real().visible_to(user)
    rows = Deadline.objects.open().filter(mine, case__in=visible).select_related("case", "responsible_user")
    return [{"deadline": row, "light": light_of(row)} for row in rows.order_by("due_at", "pk")[:limit]]


def open_measures(user, limit: int = SHOWN) -> list[Measure]:
    """Return the open measures of the user's unit, the earliest due first."""
    if not user.can("warning.measure"):
        return []
    rows = Measure.objects.filter(
        status=Measure.Status.OPEN, department=user.department_id, case__closed_at=None,
        case__in=CaseFile.objects.real().visible_to(user),
    )  # fmt: skip
    return list(rows.select_related("case").order_by(F("due_on").asc(nulls_last=True), "pk")[:limit])


def sent_on(user, limit: int = SHOWN) -> list[Todo]:
    """Return open cases that `user` has acted on and that now wait for somebody else, newest act first."""
    waiting = CaseFile.objects.awaiting(user).values("pk")
    rows = (
        _with_people(CaseFile.objects.real().visible_to(user))
        .filter(trail__actor=user, closed_at=None)
        .exclude(pk__in=waiting)
        .annotate(acted_at=Max("trail__at", filter=Q(trail__actor=user)))
        .order_by("-acted_at", "-pk")
    )
    now = timezone.now()
    return [Todo(case, case_light(case, now=now)) for case in rows[:limit]]
