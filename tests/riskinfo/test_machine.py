"""The machine of risk information as a table: state × act × person (rules §3.1; R-022–R-026, R-112, R-147)."""

import pytest

from casefile import actions
from casefile.perform import perform
from casefile.refusals import NotAllowed, WrongState
from riskinfo import states
from riskinfo.models import RiskInfo

from .builders import make_info

#: Who may do what is decided in Python: one database is enough for the table.
pytestmark = pytest.mark.once

#: Act → the states it starts from and the people of the quality unit's line who may do it.
#: The author and handler is 赵敏 (staff); she records the outcome too.
TABLE = {
    "submit": ({"DRAFT"}, {"staff"}),
    "screen": ({"SUBMITTED"}, {"staff", "head", "deputy", "second_deputy", "director"}),
    "exclude": ({"SUBMITTED", "SCREENED"}, {"head", "deputy", "second_deputy", "director"}),
    "mark_duplicate": ({"SUBMITTED", "SCREENED"}, {"head", "deputy", "second_deputy", "director"}),
    "undo_duplicate": ({"EXCLUDED"}, set()),  # excluded as untrue, not as a double
    "link": (set(states.InfoState.values), {"staff", "head", "deputy", "second_deputy", "director"}),
    "unlink": (set(states.InfoState.values), set()),  # nothing is linked yet
    "tie_sampling": (set(states.InfoState.values), {"staff", "head", "deputy", "second_deputy", "director"}),
    "untie_sampling": (set(states.InfoState.values), set()),  # none is tied yet
    "transfer": ({"SUBMITTED", "SCREENED", "ASSESSING"}, {"head", "deputy", "second_deputy", "director"}),
    "send_to_testing": (
        {"SCREENED", "TESTING", "INCONCLUSIVE"}, {"head", "deputy", "second_deputy", "director"},
    ),
    "record_study": (
        {"SCREENED", "TESTING", "ASSESSING", "INCONCLUSIVE"}, {"staff", "second_staff", "head"},
    ),
    "start_assessing": ({"SCREENED", "TESTING"}, {"staff", "second_staff", "head"}),
    "record_outcome": ({"ASSESSING", "INCONCLUSIVE"}, {"staff", "second_staff", "head"}),
    "find_inconclusive": ({"ASSESSING", "INCONCLUSIVE"}, {"staff", "second_staff", "head"}),
    "follow_level": ({"CONFIRMED"}, {"deputy", "second_deputy", "director"}),
    "reassess": ({"INCONCLUSIVE", "CONFIRMED"}, {"head", "deputy", "second_deputy", "director"}),
    "confirm": ({"ASSESSING", "INCONCLUSIVE"}, {"head", "deputy", "second_deputy", "director"}),
    "exclude_assessed": ({"ASSESSING", "INCONCLUSIVE"}, {"deputy", "second_deputy", "director"}),
    "report_up": (
        {"SUBMITTED", "SCREENED", "TESTING", "ASSESSING", "INCONCLUSIVE", "CONFIRMED"},
        {"head", "deputy", "second_deputy", "director", "office_clerk"},
    ),
    "request_resolve": ({"CONFIRMED"}, {"head", "deputy", "second_deputy", "director"}),
    "refuse_resolve": ({"CONFIRMED"}, set()),  # nothing has been requested yet
    "resolve": ({"CONFIRMED"}, {"deputy", "second_deputy", "director"}),
    "archive": ({"RESOLVED"}, {"office_clerk"}),
    "reopen": ({"RESOLVED", "ARCHIVED", "EXCLUDED", "TRANSFERRED"}, {"deputy", "second_deputy", "director"}),
}  # fmt: skip
PEOPLE = (
    "staff", "second_staff", "head", "deputy", "second_deputy", "director", "office_clerk", "brigade_officer",
    "brigade_head", "tester", "other_staff", "other_head", "admin", "inspector",
)  # fmt: skip


def test_the_table_names_every_act():
    assert set(TABLE) == set(actions.registered()[RiskInfo])


@pytest.mark.parametrize("state", states.InfoState.values)
def test_who_may_do_what(county, state):
    """Every act × person in `state`: offered, disabled or absent, and refused by the door itself."""
    info = make_info(county, state)
    for name, (sources, people) in TABLE.items():
        action = actions.get(info, name)
        for who in PEOPLE:
            user = getattr(county, who)
            offers = {offer.action.name: offer for offer in actions.available(info, user)}
            expected = state in sources and who in people
            allowed = state in sources and action.who(info, user) is not None
            assert allowed == expected, (state, name, who)
            if not action.offered or state not in sources:
                assert name not in offers
            elif not expected:
                assert name not in offers or not offers[name].enabled, (state, name, who)
            # The state is asked before the person: in a wrong one any two people will do.
            if not expected and (state in sources or who in ("director", "inspector")):
                with pytest.raises((NotAllowed, WrongState)):
                    perform(info, name, by=user)
    info.refresh_from_db()
    assert info.state == state


@pytest.mark.parametrize("state", states.InfoState.values)
def test_no_act_is_done_by_the_system(county, state):
    """But to submit: what another system files is complete and waits for nobody here (R-111)."""
    info = make_info(county, state)
    for name in TABLE:
        if (name, state) == ("submit", "DRAFT"):
            continue
        with pytest.raises((NotAllowed, WrongState)):
            perform(info, name, by=None)


def test_a_refused_act_leaves_no_trace(county):
    info = make_info(county, "SUBMITTED")
    before = info.case.trail.count()
    with pytest.raises(NotAllowed):
        perform(info, "exclude", by=county.staff, exclusion_reason="UNTRUE", exclusion_text="不实。")
    assert info.case.trail.count() == before


def test_losing_a_race_says_who_was_faster(county):
    info = make_info(county, "SUBMITTED")
    stale = RiskInfo.objects.get(pk=info.pk)
    perform(info, "exclude", by=county.head, exclusion_reason="UNTRUE", exclusion_text="现场核查未见该产品。")
    with pytest.raises(WrongState, match="陈晓.*排除.*已排除"):
        perform(stale, "screen", by=county.head, harm_degree="GENERAL", handling_advice="送检", duplicates_checked=True)
