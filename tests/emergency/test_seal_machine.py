"""Every state × every act × every person of the county (rules §3.3 封存, §3.8)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casefile import actions
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from emergency.models import Sealing
from emergency.sealstates import SealState

from .emergencies import make
from .seals import bring, executed, given, photo, seal

#: Who may do what is decided in Python: one database is enough for the table.
pytestmark = pytest.mark.once

BRIGADE = {"brigade_officer", "brigade_head"}
WORKERS = {"staff", "second_staff", "head"} | BRIGADE
LEADERS = {"deputy", "second_deputy", "director"}
PHOTOS = {"add_photos": (None, WORKERS)}
SEALED = PHOTOS | dict.fromkeys(("record_decision", "report_upward", "record_instruction"), (None, WORKERS))
#: state → act → (state after it, None for the same; who may do it). Everybody and everything else is refused.
TABLE = {
    "PROPOSED": PHOTOS | {
        "approve": ("APPROVED", LEADERS), "drop": ("DROPPED", WORKERS | LEADERS),
        "execute_first": ("EXECUTED_PENDING_APPROVAL", WORKERS),
    },
    "APPROVED": PHOTOS | {"execute": ("IN_FORCE", WORKERS), "drop": ("DROPPED", WORKERS | LEADERS)},
    "EXECUTED_PENDING_APPROVAL": SEALED | {"approve_late": ("IN_FORCE", LEADERS), "lift": ("LIFTED", LEADERS)},
    "IN_FORCE": SEALED | {
        "pause": (None, WORKERS), "end_pause": (None, WORKERS), "ask_extension": (None, WORKERS),
        "extend": ("EXTENDED", LEADERS),
        "lift": ("LIFTED", LEADERS), "convert": ("CONVERTED", LEADERS),
    },
    "EXTENDED": SEALED | {
        "pause": (None, WORKERS), "end_pause": (None, WORKERS), "record_notice": (None, WORKERS),
        "lift": ("LIFTED", LEADERS), "convert": ("CONVERTED", LEADERS),
    },
    "LIFTED": {}, "CONVERTED": {}, "DROPPED": {},
}  # fmt: skip


def outcome(county, sealing, act, person):
    """Return the state after the act, or the exception class; nothing stays done."""
    before = dict(sealing.__dict__)
    try:
        with transaction.atomic():
            files = photo() if act == "add_photos" else None
            perform(sealing, act, by=person, files=files, **given(county, act, person, sealing))
            reached = sealing.state
            transaction.set_rollback(True)
    except (WrongState, NotAllowed, GuardRefused) as refusal:
        return type(refusal)
    sealing.__dict__.clear()
    sealing.__dict__.update(before)
    return reached


@pytest.mark.parametrize("state", SealState.values)
def test_who_may_do_what_in_which_state(county, state):
    """R-042; rules §3.8: seal lists by the brigade and the unit, approval by the director or a deputy."""
    sealing = bring(county, seal(county, make(county)), state)
    if state in ("IN_FORCE", "EXTENDED"):
        later = timezone.localdate() + timedelta(days=20)
        told = {"notified_on": timezone.localdate(), "recorded_by": county.brigade_officer}
        sealing.pauses.create(first=later, last=later + timedelta(days=4), purpose="耐久", **told)
    people = {name: person for name, person in vars(county).items() if person in county.people}
    for act in actions.registered()[Sealing]:
        if act not in TABLE[state]:
            assert outcome(county, sealing, act, county.director) is WrongState, f"{state} {act}"
            continue
        reached, allowed = TABLE[state][act]
        for name, person in people.items():
            found = outcome(county, sealing, act, person)
            expected = (reached or state) if name in allowed else NotAllowed
            assert found == expected, f"{state} {act} {name}: {found}"


def test_the_table_names_every_state_and_act():
    assert set(TABLE) == set(SealState.values)
    assert {act for acts in TABLE.values() for act in acts} == set(actions.registered()[Sealing])


def test_two_different_officers(county):
    """行政强制法 art. 18: two officers."""
    sealing = bring(county, seal(county, make(county)), "APPROVED")
    with pytest.raises(InvalidData, match="两名"):
        perform(sealing, "execute", by=county.brigade_officer, **executed(county, officer_2=county.brigade_officer))
    bring_on = bring(county, seal(county, make(county)), "IN_FORCE")
    with pytest.raises(IntegrityError, match="seal_two_officers"), transaction.atomic():
        Sealing.objects.filter(pk=bring_on.pk).update(officer_2=bring_on.officer_1)


def test_nothing_is_sealed_without_a_list(county):
    """R-042: item list with quantity, place and seal number."""
    sealing = seal(county, make(county), items=False)
    perform(sealing, "approve", by=county.director)
    with pytest.raises(GuardRefused, match="没有封存清单"):
        perform(sealing, "execute", by=county.brigade_officer, **executed(county))
    sealing.items.create(name="燃气灶", quantity=1, unit="台")
    with pytest.raises(GuardRefused, match="没有封条号"):
        perform(sealing, "execute", by=county.brigade_officer, **executed(county))


def test_a_deputy_decides_only_when_the_director_is_absent(county):
    sealing = seal(county, make(county))
    with pytest.raises(InvalidData, match="局长在岗的"):
        perform(sealing, "approve", by=county.deputy)
    perform(sealing, "approve", by=county.deputy, director_absent=True, reason="局长出差")
    assert sealing.state == "APPROVED"
    assert county.director.notifications.filter(text__contains="批准封存").exists()


def test_nobody_approves_what_he_proposed(county):
    county.head.role_assignments.create(role="DIRECTOR")
    sealing = seal(county, make(county), by=county.head)
    person = type(county.head).objects.get(pk=county.head.pk)
    with pytest.raises(NotAllowed, match="不是提请的人"):
        perform(sealing, "approve", by=person)
    with pytest.raises(IntegrityError, match="seal_approved_by_another"), transaction.atomic():
        Sealing.objects.filter(pk=sealing.pk).update(approved_by=county.head)


@pytest.mark.parametrize(
    ("state", "lost", "name"),
    [
        ("IN_FORCE", {"officer_2": None}, "seal_executed_whole"),
        ("IN_FORCE", {"approved_by": None}, "seal_in_force_when_approved"),
        ("EXTENDED", {"extension_asked": 31}, "seal_extension_in_bounds"),
        ("EXTENDED", {"extended_by": None}, "seal_extended_by_somebody"),
        ("CONVERTED", {"conversion_reference": ""}, "seal_converted_with_reference"),
    ],
)
def test_the_table_refuses_a_state_without_its_ground(county, state, lost, name):
    sealing = bring(county, seal(county, make(county)), state)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Sealing.objects.filter(pk=sealing.pk).update(**lost)
