"""Every state × every act × every person of the county (R-315)."""

import pytest
from django.db import transaction

from casefile import actions
from casefile.models import CaseFile
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from inspections.models import Inspection
from inspections.states import CLOSED, InspectionState

from .visits import bring, do, make

#: Who may do what is decided in Python: one database is enough for the table.
pytestmark = pytest.mark.once

HEADS = {"head", "deputy", "second_deputy", "director"}
TWO = {"staff", "brigade_officer"}
PLAN = {"reschedule": (None, HEADS), "cancel": ("CANCELLED", HEADS)}
SHEET = PLAN | {
    "change_officers": (None, HEADS), "save_sheet": ("ON_SITE", TWO), "finish": ("FILLED", TWO),
}  # fmt: skip
#: state → act → (state after it, None for the same; who may do it). Everybody and everything else is refused.
#: Who handed the sheet in (the staff) does not confirm it.
TABLE = {
    "PLANNED": PLAN | {"assign": ("ASSIGNED", HEADS)},
    "ASSIGNED": SHEET,
    "ON_SITE": SHEET,
    "FILLED": {"confirm": ("CONFIRMED", {"brigade_officer"}), "send_back": ("ON_SITE", HEADS | {"brigade_officer"})},
    "CONFIRMED": {
        "send_back": ("ON_SITE", HEADS | {"brigade_officer"}), "raise_item": (None, TWO), "settle_item": (None, TWO),
        "close": (GuardRefused, HEADS),
    },
    "CLOSED": {},
    "CANCELLED": {},
}  # fmt: skip


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


@pytest.mark.parametrize("state", InspectionState.values)
def test_who_may_do_what_in_which_state(county, state):
    """Rules of the house: every state × transition × person."""
    record = bring(county, make(county), state)
    people = {name: person for name, person in vars(county).items() if person in county.people}
    for act in actions.registered()[Inspection]:
        if act not in TABLE[state]:  # the state is asked before the person
            assert outcome(county, record, act, county.director) is WrongState, f"{state} {act}"
            continue
        reached, allowed = TABLE[state][act]
        for name, person in people.items():
            found = outcome(county, record, act, person)
            if name in allowed:
                assert found == (reached or state), f"{state} {act} {name}: {found}"
            else:
                assert found is NotAllowed, f"{state} {act} {name}: {found}"


def test_the_table_names_every_state_and_act():
    assert set(TABLE) == set(InspectionState.values)
    assert {act for acts in TABLE.values() for act in acts} == set(actions.registered()[Inspection])


def _waits(record, person) -> bool:
    return CaseFile.objects.awaiting(person).filter(pk=record.pk).exists()


@pytest.mark.parametrize("state", InspectionState.values)
def test_an_open_inspection_is_always_on_somebodys_desk(county, state):
    record = bring(county, make(county), state)
    awaited = {person for person in county.people if _waits(record, person)}
    expected = {
        "PLANNED": {county.head}, "ASSIGNED": {county.staff}, "ON_SITE": {county.staff},
        "FILLED": {county.brigade_officer}, "CONFIRMED": {county.staff},
    }.get(state, set())  # fmt: skip
    assert awaited == expected
    assert (record.case.closed_at is not None) == (state in CLOSED)


def test_once_every_problem_is_followed_the_head_closes(county):
    record = bring(county, make(county), "CONFIRMED")
    assert [offer.reasons for offer in actions.available(record, county.head) if offer.action.name == "close"] == [
        ("第 10 项“出厂检验记录完整”不符合，请登记隐患，或写明不立项的理由",)
    ]
    do(county, record, "settle_item", county.brigade_officer)
    assert record.case.awaiting_role == "UNIT_HEAD"
    do(county, record, "close", county.head)
    assert record.state == "CLOSED"
