"""Every state × every act × every person of the county (rules §3.4, §3.8)."""

import pytest
from django.db import transaction

from casefile import actions
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from rectification.actions import BESIDE
from rectification.models import RectificationItem
from rectification.states import ItemState

from .items import bring, do, make

#: Who may do what is decided in Python: one database is enough for the table.
pytestmark = pytest.mark.once

STAFF = {"staff", "second_staff", "head"}
HEADS = {"head", "deputy", "second_deputy", "director"}
LEADERS = HEADS - {"head"}
TWO = {"staff", "second_staff"}
NOBODY = (None, set())
#: In every open state. What there is nothing to do about yet (no interview to follow up …) is nobody's.
OPEN = {
    "record_cause": (None, STAFF), "note_external_id": (None, STAFF), "regrade": (None, HEADS),
    "mark_hard": (None, HEADS), "supervise": (None, LEADERS),
    "hold_interview": (None, STAFF), "close_otherwise": ("CLOSED_OTHER", LEADERS), "follow_up": NOBODY,
    "help_enterprise": (None, STAFF), "judge_help": NOBODY,
    "act_jointly": NOBODY, "request_lift": NOBODY, "refuse_lift": NOBODY, "lift_supervision": NOBODY,
}  # fmt: skip
#: state → act → (state after it, None for the same; who may do it). Everybody and everything else is refused.
TABLE = {
    "FOUND": {"order": ("ORDERED", HEADS), "find_uncontrolled": NOBODY, "enforce": NOBODY},
    "ORDERED": {
        "report_done": ("REPORTED_DONE", STAFF), "start_recheck": (GuardRefused, STAFF),
        "request_extension": (None, STAFF), "approve_extension": NOBODY, "refuse_extension": NOBODY,
        "find_uncontrolled": NOBODY, "enforce": NOBODY,
    },
    "REPORTED_DONE": {"start_recheck": ("RECHECK", STAFF), "enforce": NOBODY},
    "RECHECK": {
        "change_officers": (None, STAFF), "pass_recheck": ("PASSED", TWO), "fail_recheck": ("FAILED", HEADS),
        "refuse": ("REFUSED", HEADS),
    },
    "PASSED": {"write_off": ("WRITTEN_OFF", HEADS)},
    "FAILED": {"order_again": ("ORDERED", HEADS), "publish": NOBODY, "enforce": ("ENFORCEMENT", HEADS)},
    "REFUSED": {"enforce": ("ENFORCEMENT", HEADS)},
    "ENFORCEMENT": {
        "record_receipt": (None, STAFF), "record_outcome": (None, STAFF), "start_recheck": (GuardRefused, STAFF),
    },
    "REOPENED": {"order_again": ("ORDERED", HEADS), "enforce": NOBODY},
}  # fmt: skip
TABLE = {state: acts | OPEN for state, acts in TABLE.items()} | {
    "WRITTEN_OFF": {
        "record_look_back": (None, STAFF),
        "reopen": ("REOPENED", HEADS),
        "note_external_id": (None, STAFF),
    },
    "CLOSED_OTHER": {"note_external_id": (None, STAFF)},
}


def outcome(county, record, act, person):
    """Return the state after the act, or the exception class; nothing stays done."""
    before = dict(record.__dict__)
    try:
        with transaction.atomic():
            do(county, record, act, person)
            reached = record.state
            transaction.set_rollback(True)
    except (WrongState, NotAllowed, GuardRefused) as refusal:
        return type(refusal)
    record.__dict__.clear()
    record.__dict__.update(before)
    return reached


def check(county, record, table):
    people = {name: person for name, person in vars(county).items() if person in county.people}
    for act in actions.registered()[RectificationItem]:
        if act not in table:  # the state is asked before the person
            assert outcome(county, record, act, county.director) is WrongState, f"{record.state} {act}"
            continue
        reached, allowed = table[act]
        for name, person in people.items():
            found = outcome(county, record, act, person)
            where = f"{record.state} {act} {name}: {found}"
            if name in allowed:
                assert found == (reached or record.state), where
            else:
                assert found is NotAllowed, where


@pytest.mark.parametrize("state", ItemState.values)
def test_who_may_do_what_in_which_state(county, state):
    check(county, bring(county, make(county), state), TABLE[state])


def test_a_major_item_is_written_off_by_a_leader(county):
    """Rules §3.4: DEPUTY for MAJOR, UNIT_HEAD for the others."""
    table = TABLE["PASSED"] | {"write_off": ("WRITTEN_OFF", LEADERS), "act_jointly": (None, STAFF)}
    check(county, bring(county, make(county, severity="MAJOR"), "PASSED"), table)


def test_under_supervision(county):
    """挂牌督办 is lifted by a leader, and nothing closes before that (R-347)."""
    record = bring(county, make(county), "PASSED")
    do(county, record, "supervise", county.deputy)
    table = TABLE["PASSED"] | {
        "supervise": NOBODY, "request_lift": (None, HEADS), "write_off": (GuardRefused, HEADS),
        "close_otherwise": (GuardRefused, LEADERS),
    }  # fmt: skip
    check(county, record, table)
    do(county, record, "request_lift", county.head)
    asked = {"request_lift": NOBODY, "lift_supervision": (None, LEADERS), "refuse_lift": (None, LEADERS)}
    check(county, record, table | asked)


def test_an_extension_is_decided_by_another(county):
    """Who asked does not grant, nor refuse; a second request waits for the first."""
    record = bring(county, make(county), "ORDERED")
    do(county, record, "request_extension", county.head)
    decided = (None, LEADERS)
    table = TABLE["ORDERED"] | {
        "request_extension": (GuardRefused, STAFF), "approve_extension": decided, "refuse_extension": decided,
    }  # fmt: skip
    check(county, record, table)


def test_what_is_handed_over_at_once(county):
    """R-332, R-333: 知假售假 goes to enforcement or the police from any open state."""
    record = bring(county, make(county, problem="KNOWING_SALE"), "ORDERED")
    check(county, record, TABLE["ORDERED"] | {"enforce": ("ENFORCEMENT", HEADS)})


def test_a_major_risk_without_control(county):
    """R-324: only a major one calls other departments."""
    table = TABLE["FOUND"] | {"find_uncontrolled": (None, HEADS), "act_jointly": (None, STAFF)}
    check(county, make(county, severity="MAJOR"), table)


def test_the_table_names_every_state_and_act():
    assert set(TABLE) == set(ItemState.values)
    assert {act for acts in TABLE.values() for act in acts} == set(actions.registered()[RectificationItem])


@pytest.mark.parametrize("severity", ["GENERAL", "MAJOR"])
@pytest.mark.parametrize("state", ItemState.values)
def test_an_open_item_is_always_on_somebodys_desk(county, state, severity):
    """And whoever is awaited may do the next step."""
    record = bring(county, make(county, severity=severity), state)
    awaited = [person for person in county.people if type(record.case).objects.awaiting(person).exists()]
    if record.state in RectificationItem.CLOSED_STATES:
        assert awaited == []
        assert record.case.closed_at is not None
        return
    assert awaited
    side = BESIDE | {"change_officers"}
    for person in awaited:
        offers = [offer for offer in actions.available(record, person) if offer.action.name not in side]
        assert any(offer.enabled for offer in offers), f"{state} {person}"
