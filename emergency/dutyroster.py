"""值班表: who is on duty now, and the roster of the next days."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from .planmodels import DutyShift

#: When one shift hands over to the next.
CHANGE = time(8, 30)
#: Days that the roster page shows and sets at once.
SHOWN = 14


def duty_day(moment: datetime) -> date:
    """Return the day whose shift is on at `moment`: before the change it is still yesterday's."""
    local = timezone.localtime(moment)
    return local.date() if local.time() >= CHANGE else local.date() - timedelta(days=1)


def on_duty(bureau, moment: datetime) -> list[DutyShift]:
    """Return who is on duty at `moment`, the leader first; empty when nobody was put down."""
    rows = DutyShift.objects.filter(bureau=bureau, day=duty_day(moment)).select_related("person")
    return sorted(rows, key=lambda row: row.kind != DutyShift.Kind.LEADER)


def phone_of(shift: DutyShift) -> str:
    return shift.phone or shift.person.phone


def duty_rows(bureau) -> list[tuple[str, str]]:
    """Return who is on duty now as (post, name and telephone), for the page of an emergency."""
    rows = on_duty(bureau, timezone.now())
    return [(row.get_kind_display(), f"{row.person.name} {phone_of(row)}".strip()) for row in rows]


def roster(bureau, first: date) -> list[dict]:
    """Return the days from `first` as {day, LEADER, OFFICER}, the shifts None where nobody is set."""
    days = [first + timedelta(days=n) for n in range(SHOWN)]
    rows = DutyShift.objects.filter(bureau=bureau, day__range=(days[0], days[-1])).select_related("person")
    set_ = {(row.day, row.kind): row for row in rows}
    return [{"day": day, **{kind: set_.get((day, kind)) for kind in DutyShift.Kind.values}} for day in days]


def put_down(bureau, shifts, *, by) -> int:
    """Write `shifts`, (day, kind, person or None, phone) each; return how many were changed.

    The past stays: who was on duty yesterday is no longer set. Raises ValueError for such a day.
    """
    changed = 0
    today = duty_day(timezone.now())
    with transaction.atomic():
        for day, kind, person, phone in shifts:
            row = DutyShift.objects.select_for_update().filter(bureau=bureau, day=day, kind=kind).first()
            if (row and (row.person_id, row.phone)) == (person and (person.pk, phone)):
                continue
            if day < today:
                raise ValueError(f"{day} is over")
            if row is not None:
                row.delete()
            if person is not None:
                DutyShift.objects.create(
                    bureau=bureau, day=day, kind=kind, person=person, phone=phone, set_by=by, set_at=timezone.now()
                )
            changed += 1
    return changed
