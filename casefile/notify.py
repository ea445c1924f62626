"""Messages to people: one row for each person and event, never twice."""

from django.dispatch import Signal
from django.utils import timezone

from accounts.authority import with_stand_ins
from accounts.models import User
from accounts.roles import BUREAU_WIDE, Role

from .models import Notification

#: Sent with `people`, the keys of the users that have just been told something.
people_told = Signal()


def notify(users, text: str, *, key: str, case=None, url="", urgent=False) -> int:
    """Tell each of `users` once about the event `key`; return how many rows are new."""
    people = {user.pk: user for user in users}
    for told in Notification.objects.filter(key=key, user__in=list(people)).values_list("user", flat=True):
        del people[told]
    url = url or (case.get_absolute_url() if case else "")
    rows = [
        Notification(user=user, case=case, text=text[:200], key=key, url=url, urgent=urgent, created_at=timezone.now())
        for user in people.values()
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    people_told.send(sender=Notification, people=list(people))
    return len(rows)


def people_awaited(case) -> list[User]:
    """Return the active people who may do what the case waits for, with those who stand in for the absent."""
    if case.awaiting_user_id and case.awaiting_user.is_active:
        return [case.awaiting_user]
    return with_stand_ins(_holders(case), case.kind_info.view_permission)


def _holders(case) -> list[User]:
    if case.awaiting_user_id:
        return _heads(case, case.department)
    if not case.awaiting_role:
        return []
    if case.awaiting_role == Role.UNIT_HEAD and case.awaiting_department_id:
        return _heads(case, case.awaiting_department)
    people = User.objects.with_role(case.awaiting_role, bureau=case.bureau_id)
    if case.awaiting_department_id and case.awaiting_role not in BUREAU_WIDE:
        people = people.filter(department=case.awaiting_department)
    return list(people)


def _heads(case, unit) -> list[User]:
    """The unit's heads; without one the leaders in its line, as CaseFileQuerySet.awaiting shows it."""
    heads = list(User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau).filter(department=unit))
    if heads:
        return heads
    deputies = User.objects.with_role(Role.DEPUTY, bureau=case.bureau)
    if unit.supervisor_id:
        deputies = deputies.filter(pk=unit.supervisor_id)
    return list(deputies) or list(User.objects.with_role(Role.DIRECTOR, bureau=case.bureau))


def notify_awaited(case, entry) -> int:
    """Tell those whom the case now waits for, except who has just acted."""
    people = [person for person in people_awaited(case) if person.pk != entry.actor_id]
    text = f"{case.number or ''} {case.title}：{case.state_label}，请办理"
    return notify(people, text.strip(), key=f"awaited:{case.pk}:{_entry_key(case, entry)}", case=case)


def _entry_key(case, entry) -> str:
    """Entries are numbered within a case; one of another case (a derived one) is named with it."""
    return str(entry.seq) if entry.case_id == case.pk else f"{entry.case_id}-{entry.seq}"
