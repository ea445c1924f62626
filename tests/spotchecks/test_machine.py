"""Every state × every act × every person of the county (rules §3.4, §3.8)."""

import pytest
from django.db import transaction

from casefile import actions
from casefile.planstates import PlanState
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from spotchecks.models import Handling, SpotPlan
from spotchecks.states import HandlingState

from . import builders

#: Who may do what is decided in Python: one database is enough for the table.
pytestmark = pytest.mark.once

STAFF = {"staff", "second_staff", "head"}
HEADS = {"head", "deputy", "second_deputy", "director"}
LEADERS = HEADS - {"head"}
_SHOW = {"record_exposure": (None, STAFF)}
OPEN = _SHOW | {
    "trace": (None, STAFF), "urge_platform": (GuardRefused, STAFF), "close_otherwise": ("CLOSED_OTHER", LEADERS),
}  # fmt: skip
#: state → act → (state after it, None for the same; who may do it). Everybody and everything else is refused.
TABLE = {
    "RECEIVED": {
        "serve_result": ("NOTIFIED", STAFF), "order": (GuardRefused, HEADS), "transfer": (GuardRefused, HEADS),
    },
    "NOTIFIED": {"apply_retest": ("RETEST", STAFF), "confirm": ("CONFIRMED", HEADS)},
    "RETEST": {"uphold": ("CONFIRMED", HEADS), "overturn": ("OVERTURNED", HEADS)},
    "CONFIRMED": {"order": ("ORDERED", HEADS)},
    "ORDERED": {"pass_recheck": (GuardRefused, STAFF), "fail_recheck": (GuardRefused, HEADS)},
    "REPORTED": {"publish": ("PUBLISHED", STAFF)},
    "PUBLISHED": {"pass_second": ("RECTIFIED", HEADS), "fail_second": ("ENFORCEMENT", HEADS)},
    "ENFORCEMENT": {"record_outcome": ("ENFORCED", HEADS)},
    "TRANSFERRED": {"record_reply": ("ANSWERED", STAFF)},
}  # fmt: skip
TABLE = {state: acts | OPEN for state, acts in TABLE.items()} | dict.fromkeys(
    ("RECTIFIED", "OVERTURNED", "ENFORCED", "ANSWERED", "CLOSED_OTHER"), _SHOW
)
PLAN_TABLE = {
    "DRAFT": {"hand_in": ("REVIEW", STAFF), "cancel": ("CANCELLED", HEADS)},
    "REVIEW": {
        "approve": ("RUNNING", LEADERS), "send_back": ("DRAFT", LEADERS), "cancel": ("CANCELLED", HEADS),
    },
    "RUNNING": {"complete": (GuardRefused, HEADS), "cancel": ("CANCELLED", HEADS)},
    "COMPLETED": {}, "CANCELLED": {},
}  # fmt: skip


def outcome(record, act, person, doing):
    """Return the state after the act, or the exception class; nothing stays done."""
    before = dict(record.__dict__)
    try:
        with transaction.atomic():
            doing(record, act, person)
            reached = record.state
            transaction.set_rollback(True)
    except (WrongState, NotAllowed, GuardRefused) as refusal:
        return type(refusal)
    record.__dict__.clear()
    record.__dict__.update(before)
    return reached


def check(county, record, table, doing):
    people = {name: person for name, person in vars(county).items() if person in county.people}
    for act in actions.registered()[type(record)]:
        if act not in table:  # the state is asked before the person
            assert outcome(record, act, county.director, doing) is WrongState, f"{record.state} {act}"
            continue
        reached, allowed = table[act]
        for name, person in people.items():
            found = outcome(record, act, person, doing)
            where = f"{record.state} {act} {name}: {found}"
            if name in allowed:
                assert found == (reached or record.state), where
            else:
                assert found is NotAllowed, where


def made(county, state):
    """A handling in `state`; its publication, if there is one, seventy days ago."""
    record = builders.make_outside(county) if state in builders.OUTSIDE else builders.make(county)
    builders.bring(county, record, state)
    if state == "PUBLISHED":
        builders.prepare(county, record, "pass_second")
    return record


@pytest.mark.parametrize("state", HandlingState.values)
def test_who_may_do_what_with_a_handling(county, state):
    """R-222, R-326."""

    def doing(record, act, person):
        changed = {"party_name": "另一家"} if act == "trace" else {}
        builders.do(county, record, act, person, **changed)

    check(county, made(county, state), TABLE[state], doing)


@pytest.mark.parametrize("state", PlanState.values)
def test_who_may_do_what_with_a_plan(county, state):
    """R-221; the leader who approves did not draw it up."""
    check(county, builders.plan(county, state), PLAN_TABLE[state], builders.do_plan)


def test_the_tables_name_every_state_and_act():
    for model, states, table in ((Handling, HandlingState, TABLE), (SpotPlan, PlanState, PLAN_TABLE)):
        assert set(table) == set(states.values)
        assert {act for acts in table.values() for act in acts} == set(actions.registered()[model])


@pytest.mark.parametrize("state", HandlingState.values)
def test_an_open_handling_is_always_on_somebodys_desk(county, state):
    """And whoever is awaited may do the next step, once what it waits for elsewhere is there."""
    record = made(county, state)
    awaited = [person for person in county.people if type(record.case).objects.awaiting(person).exists()]
    if state in Handling.CLOSED_STATES:
        assert record.case.closed_at is not None
        assert not [person for person in awaited if record.case in type(record.case).objects.awaiting(person)]
        return
    assert awaited
    side = {"trace", "urge_platform", "record_exposure", "close_otherwise"}
    mine = [person for person in county.people if record.case in type(record.case).objects.awaiting(person)]
    for person in mine:
        offers = [offer for offer in actions.available(record, person) if offer.action.name not in side]
        assert any(offer.enabled or offer.action.guard(record) for offer in offers), f"{state} {person}"
