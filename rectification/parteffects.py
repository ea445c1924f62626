"""What the acts about extensions, interviews, supervision and joint action write, in the same transaction."""

from django.utils import timezone

from casefile import deadlines
from registers import workdays

from .effects import fulfil
from .models import Extension, Interview, JointAction, Supervision
from .states import RequestState
from .terms import CORRECTION, FOLLOW_UP, SUPERVISION


def ask_extension(act) -> None:
    """Write down what is asked; it counts from the term in force."""
    term = act.record.case.deadlines.open().get(rule=CORRECTION.code)
    start = timezone.localdate(term.due_at)
    Extension.objects.create(
        item=act.record, round=act.record.round, days=act.data["days"], reason=act.data["application"],
        until=workdays.add_workdays(start, act.data["days"]), asked_by=act.by, asked_at=timezone.now(),
    )  # fmt: skip


def grant_extension(act) -> None:
    """The term moves; its computation says from which day."""
    asked = _decide(act, RequestState.APPROVED)
    term = act.record.case.deadlines.open().get(rule=CORRECTION.code)
    deadlines.set_deadline(
        act.record.case, CORRECTION, method="workdays", start=timezone.localdate(term.due_at), days=asked.days,
        user=act.record.case.handler,
    )  # fmt: skip


def refuse_extension(act) -> None:
    _decide(act, RequestState.REFUSED)


def _decide(act, state: RequestState) -> Extension:
    asked = act.record.pending_extension()
    asked.state, asked.decided_by, asked.decided_at = state, act.by, timezone.now()
    asked.decision = act.reason
    asked.save()
    return asked


def keep_interview(act) -> None:
    """The interview is on record: its measure is done, its promises have a day."""
    names = ("held_on", "place", "interviewers", "attendees", "content", "commitments", "follow_up_on")
    given = {name: act.data[name] for name in names}
    Interview.objects.create(
        item=act.record, round=act.record.round, recorded_by=act.by, recorded_at=timezone.now(), **given
    )
    fulfil(act, "INTERVIEW", f"{given['held_on']:%Y-%m-%d} 约谈{given['attendees']}，承诺：{given['commitments']}")
    _set_follow_up(act.record)


def keep_follow_up(act) -> None:
    held = act.record.open_interview()
    held.followed_up_on, held.follow_up = act.data["followed_up_on"], act.data["follow_up"]
    held.kept = act.data["kept"] == "KEPT"
    held.save()
    deadlines.meet(act.record.case, FOLLOW_UP.code)
    _set_follow_up(act.record)


def _set_follow_up(record) -> None:
    """Remind of the earliest interview that is still to be followed up."""
    if held := record.open_interview():
        deadlines.set_deadline(
            record.case, FOLLOW_UP, method="calendar", start=held.follow_up_on, user=record.case.handler
        )


def keep_joint_action(act) -> None:
    names = ("ground", "on", "departments", "text")
    given = {name: act.data[name] for name in names}
    JointAction.objects.create(item=act.record, round=act.record.round, recorded_by=act.by, **given)
    fulfil(act, "JOINT_ENFORCEMENT", f"{given['on']:%Y-%m-%d} 会同{given['departments']}：{given['text']}")


def put_under_supervision(act) -> None:
    data = act.data
    Supervision.objects.create(
        item=act.record, ground=data["supervision_ground"], demand=data["demand"], conditions=data["conditions"],
        due_on=data["due_on"], put_by=act.by, put_at=timezone.now(),
    )  # fmt: skip
    deadlines.set_deadline(
        act.record.case, SUPERVISION, method="calendar", start=data["due_on"], user=act.record.case.handler
    )


def ask_lift(act) -> None:
    put = act.record.supervision()
    put.met, put.asked_by, put.asked_at, put.refusal = act.data["met"], act.by, timezone.now(), ""
    put.save()


def refuse_lift(act) -> None:
    put = act.record.supervision()
    put.refusal, put.asked_by, put.asked_at = act.reason, None, None
    put.save()


def lift(act) -> None:
    put = act.record.supervisions.get(lifted_at=None)
    put.lifted_by, put.lifted_at = act.by, timezone.now()
    put.save()
    deadlines.meet(act.record.case, SUPERVISION.code)
