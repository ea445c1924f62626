"""Every state × every act × every person of the county (rules §3.2, §3.8; R-036)."""

import pytest
from django.db import transaction

from casefile import actions
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from riskwarnings.models import Warning
from riskwarnings.states import WarningState

from .cases import REASON, bring, lift_data, make_warning

#: Who may do what is decided in Python: one database is enough for the table.
pytestmark = pytest.mark.once

AUTHOR = {"staff"}
LEADERS = {"deputy", "second_deputy", "director"}
HEADS = {"head"} | LEADERS
OFFICE = {"office_clerk"}
BRIGADE = {"brigade_officer", "brigade_head"}

#: stage → act → (state after it or None for a guard's refusal, who may do it) at level 2.
#: Everybody and everything else is refused.
TABLE = {
    "DRAFT": {"submit": ("IN_REVIEW", AUTHOR), "cancel": ("CANCELLED", AUTHOR | HEADS)},
    "IN_REVIEW": {
        "review": ("IN_REVIEW", HEADS), "approve": (None, LEADERS), "send_back": ("RETURNED", HEADS),
        "cancel": ("CANCELLED", HEADS),
    },
    "REVIEWED": {
        "review": (None, HEADS), "approve": ("APPROVED", LEADERS), "send_back": ("RETURNED", LEADERS),
        "cancel": ("CANCELLED", HEADS),
    },
    "RETURNED": {"redraft": ("DRAFT", AUTHOR), "cancel": ("CANCELLED", AUTHOR | HEADS)},
    "APPROVED": {"issue": (None, OFFICE), "cancel": ("CANCELLED", LEADERS)},
    "SEALED": {"issue": ("ISSUED", OFFICE), "cancel": ("CANCELLED", LEADERS)},
    "ISSUED": {"acknowledge": ("HANDLING", BRIGADE), "withdraw": (None, LEADERS)},
    "HANDLING": {
        "request_lift": (None, HEADS), "withdraw": (None, LEADERS), "propose_level": (None, HEADS),
        "report_recall": ("HANDLING", BRIGADE | {"staff", "second_staff", "head"}),
        "issue_level_notice": (None, OFFICE),
    },
    "LEVEL_REVIEW": {"approve_level": ("HANDLING", {"director"}), "refuse_level": ("HANDLING", {"director"})},
    "LEVEL_SEALED": {
        "request_lift": (None, HEADS), "withdraw": (None, {"director"}), "propose_level": (None, HEADS),
        "report_recall": ("HANDLING", BRIGADE | {"staff", "second_staff", "head"}),
        "issue_level_notice": ("HANDLING", OFFICE),
    },
    "LIFT_REVIEW": {"approve_lift": ("LIFTED", LEADERS), "refuse_lift": ("HANDLING", LEADERS)},
    "LIFTED": {"issue_lift_notice": (None, OFFICE), "archive": (None, OFFICE)},
    "LIFT_ISSUED": {"issue_lift_notice": (None, OFFICE), "archive": ("ARCHIVED", OFFICE)},
    "ARCHIVED": {},
    "CANCELLED": {},
    "WITHDRAWN": {},
}  # fmt: skip


_GIVEN = {
    "report_recall": {"recall_status": "IMPOSSIBLE", "evidence": "现场检查记录"}, "propose_level": {"level": "LEVEL_1"},
}  # fmt: skip


def outcome(warning, act, person):
    """Return the state after the act, None for a guard's refusal, or the exception class; nothing is kept."""
    action = actions.get(warning, act)
    data = lift_data() if act == "request_lift" else {"reason": REASON} if action.needs_reason else {}
    data |= _GIVEN.get(act, {})
    before = dict(warning.__dict__)
    try:
        with transaction.atomic():
            perform(warning, act, by=person, **data)
            reached = warning.state
            transaction.set_rollback(True)
    except GuardRefused:
        return None
    except (WrongState, NotAllowed) as refusal:
        return type(refusal)
    warning.__dict__.clear()
    warning.__dict__.update(before)
    return reached


def test_the_table_names_every_state():
    assert {stage for stage in TABLE if stage in WarningState.values} == set(WarningState.values)


#: stage → whose desk it is on.
AWAITED = {
    "DRAFT": {"staff"}, "IN_REVIEW": {"head"}, "REVIEWED": {"deputy", "second_deputy"}, "RETURNED": {"staff"},
    "APPROVED": OFFICE, "SEALED": OFFICE, "ISSUED": BRIGADE, "HANDLING": {"head"}, "LEVEL_REVIEW": {"director"},
    "LEVEL_SEALED": OFFICE,
    "LIFT_REVIEW": {"deputy", "second_deputy"}, "LIFTED": OFFICE, "LIFT_ISSUED": set(), "ARCHIVED": set(),
    "CANCELLED": set(), "WITHDRAWN": set(),
}  # fmt: skip


@pytest.mark.parametrize("stage", TABLE)
def test_who_may_do_what_at_which_stage(county, stage):
    warning = bring(county, make_warning(county), stage)
    people = {name: person for name, person in vars(county).items() if person in county.people}
    wrong = []
    for act in actions.registered()[Warning]:
        after, allowed = TABLE[stage].get(act, (None, set()))
        for name, person in people.items():
            if act not in TABLE[stage]:
                expected = WrongState
            else:
                expected = after if name in allowed else NotAllowed
            if (found := outcome(warning, act, person)) != expected:
                wrong.append(f"{stage} {act} {name}: {found}, expected {expected}")
    assert wrong == []
    for name, person in people.items():
        _buttons_agree(stage, warning, name, person)
    _waits_on_the_right_desk(stage, warning, people)


def _buttons_agree(stage, warning, name, person):
    """A button can be pressed by exactly those for whom the act would happen, and otherwise says why not."""
    offers = actions.available(warning, person)
    can = {act for act, (after, allowed) in TABLE[stage].items() if after and name in allowed and act != "redraft"}
    assert {offer.action.name for offer in offers if offer.enabled} == can, (stage, name)
    assert all(offer.reasons for offer in offers if not offer.enabled)


def _waits_on_the_right_desk(stage, warning, people):
    desks = {
        name for name, person in people.items() if CaseFile.objects.awaiting(person).filter(pk=warning.pk).exists()
    }
    assert desks == AWAITED[stage]
    case = CaseFile.objects.get(pk=warning.pk)
    assert (case.state, case.level) == (warning.state, "LEVEL_1" if stage == "LEVEL_SEALED" else "LEVEL_2")
    assert (case.closed_at is not None) == (stage in ("LIFT_ISSUED", "ARCHIVED", "CANCELLED", "WITHDRAWN"))
