"""Every state × every act × every person of the county (rules §3.5, §3.8)."""

import pytest
from django.db import transaction

from casefile import actions
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from documents.states import DocumentState

from .papers import bring, make_document

#: Who may do what is decided in Python: one database is enough for the table.
pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain_press")]

#: state → act → (state after it, who may do it). Everybody and everything else is refused.
UNIT = {"staff", "second_staff", "head"}
LEADERS = {"deputy", "second_deputy", "director"}
OFFICE = {"office_clerk"}
SIGNED_VOID = ("VOID", LEADERS)
TABLE = {
    "DRAFT": {"submit": ("CHECK", UNIT), "void": ("VOID", UNIT | LEADERS)},
    "CHECK": {
        "check": ("TO_SIGN", {"head"} | LEADERS), "send_back": ("RETURNED", {"head"} | LEADERS),
        "void": ("VOID", UNIT | LEADERS),
    },
    "COUNTERSIGN": {
        "countersign": ("TO_SIGN", {"other_head"}), "send_back": ("RETURNED", {"other_head"}),
        "void": ("VOID", UNIT | LEADERS),
    },
    "TO_SIGN": {
        "sign": ("SIGNED", LEADERS), "send_back": ("RETURNED", LEADERS), "void": ("VOID", UNIT | LEADERS),
    },
    "SIGNED": {"number": ("NUMBERED", OFFICE), "void": SIGNED_VOID},
    "NUMBERED": {"seal": ("SEALED", OFFICE), "void": SIGNED_VOID},
    "SEALED": {"issue": ("ISSUED", OFFICE), "void": SIGNED_VOID},
    "ISSUED": {
        "revoke": (None, LEADERS), "archive": (None, OFFICE), "reply": ("REPLIED", UNIT | OFFICE),
        "lapse": (None, set()),
    },
    "REPLY_OVERDUE": {
        "revoke": (None, LEADERS), "archive": (None, OFFICE), "reply": ("REPLIED", UNIT | OFFICE),
    },
    "REPLIED": {"revoke": (None, LEADERS), "archive": (None, OFFICE)},
    "RETURNED": {"redraft": ("DRAFT", UNIT), "void": ("VOID", UNIT | LEADERS)},
    "REVOKED": {"archive": ("ARCHIVED", OFFICE)},
    "ARCHIVED": {"revoke": (None, LEADERS)},
    "VOID": {},
}  # fmt: skip


def outcome(document, act, person):
    """Return the state after the act, None for a guard's refusal, or the exception class."""
    reason = {"reason": "核对后重办"} if actions.get(document, act).needs_reason else {}
    reason |= {"answer": "已整改"} if act == "reply" else {"agreed": "yes"} if act == "countersign" else {}
    before = dict(document.__dict__)
    try:
        with transaction.atomic():
            perform(document, act, by=person, **reason)
            reached = document.state
            transaction.set_rollback(True)
    except GuardRefused:
        return None
    except (WrongState, NotAllowed) as refusal:
        return type(refusal)
    document.__dict__.clear()
    document.__dict__.update(before)
    return reached


@pytest.mark.parametrize("state", DocumentState.values)
def test_who_may_do_what_in_which_state(county, state):
    document = bring(county, make_document(county), state)
    # A guard's refusal says that state and person were right: revoking needs a new document, archiving receipts.
    people = {name: person for name, person in vars(county).items() if person in county.people}
    assert len(people) == len(county.people)
    for act in actions.registered()[type(document)]:
        expected_state, allowed = TABLE[state].get(act, (None, set()))
        if act not in TABLE[state]:  # the state is asked before the person, so one person speaks for all
            found = outcome(document, act, county.director)
            assert found is WrongState, f"{state} {act}: {found}"
            continue
        for name, person in people.items():
            found = outcome(document, act, person)
            if name in allowed:
                assert found == expected_state, f"{state} {act} {name}: {found}"
            else:
                assert found is NotAllowed, f"{state} {act} {name}: {found}"


def test_the_table_names_every_state():
    assert set(TABLE) == set(DocumentState.values)


@pytest.mark.parametrize("act", ["send_back", "void", "revoke"])
def test_undoing_needs_a_reason(county, act):
    """General guard of rules §3: a return always needs a reason."""
    assert actions.registered()[type(make_document(county))][act].needs_reason


def test_nobody_checks_what_he_drafted(county):
    document = bring(county, make_document(county, by=county.head), "DRAFT")
    perform(document, "submit", by=county.staff)
    with pytest.raises(NotAllowed):
        perform(document, "check", by=county.head)
    perform(document, "check", by=county.deputy)
    assert document.state == "TO_SIGN"


def test_upward_papers_are_signed_by_the_director(county):
    """Documents §4.3: 报告 and 请示 carry a 签发人, who is the director."""
    document = bring(county, make_document(county, kind="REPORT"), "TO_SIGN")
    with pytest.raises(NotAllowed, match="局长"):
        perform(document, "sign", by=county.deputy)
    perform(document, "sign", by=county.director)
    assert document.content["signer"] == county.director.name


@pytest.mark.parametrize(("level", "signer"), [("LEVEL_1", "director"), ("LEVEL_2", "deputy"), ("LEVEL_3", "deputy")])
def test_level_one_notices_go_to_the_director(county, level, signer):
    """Rules §3.5: 通报 DEPUTY, at level 1 DIRECTOR."""
    from .papers import make_case

    document = bring(county, make_document(county, make_case(county, level=level)), "TO_SIGN")
    if signer == "director":
        with pytest.raises(NotAllowed):
            perform(document, "sign", by=county.deputy)
    perform(document, "sign", by=getattr(county, signer))
    assert document.signer == getattr(county, signer)


def test_a_deputy_signs_for_the_units_in_his_line(county):
    county.quality.supervisor = county.second_deputy
    county.quality.save()
    document = bring(county, make_document(county), "CHECK")
    perform(document, "check", by=county.head)
    with pytest.raises(NotAllowed):
        perform(document, "sign", by=county.deputy)
    perform(document, "sign", by=county.second_deputy)


def test_a_legal_reviewer_checks_what_orders_something(county):
    """Rules §3.5: CHECK is the unit head's; the legal reviewer's if the document orders something."""
    from accounts.roles import Role

    from ..people import person

    document = bring(county, make_document(county, kind="RECTIFY_NOTICE"), "CHECK")
    assert actions.get(document, "check").who(document, county.head)
    reviewer = person("liuyang", "刘洋", county.office, Role.LEGAL)
    assert actions.get(document, "check").who(document, county.head) is None
    assert actions.get(document, "check").who(document, reviewer) == Role.LEGAL
    plain = bring(county, make_document(county, document.case), "CHECK")
    assert actions.get(plain, "check").who(plain, reviewer) is None


def test_revoking_needs_a_new_document(county):
    """Rules §3.5: REVOKED after issue, needs a new document."""
    document = bring(county, make_document(county), "ISSUED")
    with pytest.raises(GuardRefused, match="新文书"):
        perform(document, "revoke", by=county.deputy, reason="数据有误")
    successor = make_document(county, document.case, kind="REVOCATION", cites=document, title="关于撤销通报的通知")
    bring(county, successor, "ISSUED")
    perform(document, "revoke", by=county.deputy, reason="数据有误")
    assert (document.state, document.revoked_at is not None) == ("REVOKED", True)


def test_losing_a_race_is_a_message(county):
    document = bring(county, make_document(county), "CHECK")
    late = type(document).objects.get(pk=document.pk)
    perform(document, "check", by=county.head)
    with pytest.raises(WrongState, match="陈晓.*核稿通过.*待签发"):
        perform(late, "check", by=county.deputy)


def test_steps_show_where_it_stands(county):
    document = bring(county, make_document(county), "NUMBERED")
    assert [mark for _, mark in document.steps()] == ["done"] * 4 + ["now", "todo", "todo"]
    perform(document, "void", by=county.deputy, reason="不再印发")
    assert [mark for _, mark in document.steps()] == ["done"] * 4 + ["todo"] * 3
