"""Every state × every act × every person of the county (rules §3.3, §3.8)."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.absences import Absence
from casefile import actions
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from emergency import permissions
from emergency.models import EmergencyCase, Sealing
from emergency.states import EmergencyState

from .emergencies import FINDINGS, acknowledge, bring, close_steps, given, given_files, make
from .seals import seal

#: Who may do what is decided in Python: one database is enough for the table.
pytestmark = pytest.mark.once

BRIGADE = {"brigade_officer", "brigade_head"}
UNIT = {"staff", "second_staff", "head"}
DEPUTIES = {"deputy", "second_deputy"}
LEADERS = DEPUTIES | {"director"}
WORKERS = UNIT | BRIGADE
VERIFIERS = {"head"} | BRIGADE | LEADERS
REPORTERS = WORKERS | LEADERS | {"office_clerk"}
LIVE = {
    "record_findings": (None, WORKERS), "record_quantities": (None, WORKERS), "record_progress": (None, REPORTERS),
    "record_cause_analysis": (None, WORKERS), "record_investigation": (None, WORKERS),
    "judge_cause_analysis": (None, VERIFIERS - {"brigade_officer"}),
}  # fmt: skip
#: state → act → (state after it, None for the same; who may do it). Everybody and everything else is refused.
TABLE = {
    "REPORTED": {"verify": ("VERIFYING", VERIFIERS)},
    "VERIFYING": LIVE | {"rule_out": ("FALSE_ALARM", VERIFIERS), "activate": ("ACTIVATED", LEADERS)},
    "ACTIVATED": LIVE | {"control": ("CONTROLLING", WORKERS)},
    "CONTROLLING": LIVE | {"follow_up": ("FOLLOW_UP", WORKERS)},
    "FOLLOW_UP": LIVE | {"record_final_report": (None, WORKERS), "terminate": ("TERMINATED", LEADERS)},
    "TERMINATED": {"summarise": ("SUMMARISED", WORKERS), "record_result_reports": (None, REPORTERS)},
    "SUMMARISED": {
        "record_result_reports": (None, REPORTERS), "settle_lessons": (None, WORKERS), "close": ("CLOSED", LEADERS),
    },
    "CLOSED": {},
    "FALSE_ALARM": {},
}  # fmt: skip


def outcome(record, act, person):
    """Return the state after the act, or the exception class; nothing stays done."""
    before = dict(record.__dict__)
    try:
        with transaction.atomic():
            perform(record, act, by=person, files=given_files(act), **given(act, person))
            reached = record.state
            transaction.set_rollback(True)
    except (WrongState, NotAllowed, GuardRefused) as refusal:
        return type(refusal)
    record.__dict__.clear()
    record.__dict__.update(before)
    return reached


@pytest.mark.parametrize("state", EmergencyState.values)
def test_who_may_do_what_in_which_state(county, state):
    record = bring(county, make(county), state)
    if state == "FOLLOW_UP":
        close_steps(record, county.deputy)
    if "judge_cause_analysis" in TABLE[state]:
        act = "record_cause_analysis"
        perform(record, act, by=county.brigade_officer, files=given_files(act), **given(act))
    people = {name: person for name, person in vars(county).items() if person in county.people}
    for act in actions.registered()[EmergencyCase]:
        if act not in TABLE[state]:  # the state is asked before the person
            assert outcome(record, act, county.director) is WrongState, f"{state} {act}"
            continue
        reached, allowed = TABLE[state][act]
        for name, person in people.items():
            found = outcome(record, act, person)
            if name in allowed:
                assert found == (reached or state), f"{state} {act} {name}: {found}"
            else:
                assert found is NotAllowed, f"{state} {act} {name}: {found}"


def test_the_table_names_every_state_and_act():
    assert set(TABLE) == set(EmergencyState.values)
    assert {act for acts in TABLE.values() for act in acts} == set(actions.registered()[EmergencyCase])


@pytest.mark.parametrize("state", EmergencyState.values)
def test_an_open_case_is_always_on_somebodys_desk(county, state):
    """And whoever is awaited may do something with it."""
    record = bring(county, make(county), state)
    awaited = [person for person in county.people if type(record.case).objects.awaiting(person).exists()]
    if record.state in EmergencyCase.CLOSED_STATES:
        assert awaited == []
        assert record.case.closed_at is not None
    else:
        assert awaited
        for person in awaited:
            assert any(not offer.reasons or "由" not in offer.reasons[0] for offer in actions.available(record, person))


def test_activation_needs_product_and_nature(county):
    """Rules §3.3; R-032: 迅速查清…产品，对事故性质做出认定."""
    record = bring(county, make(county), "REPORTED")
    perform(record, "verify", by=county.brigade_officer)
    with pytest.raises(GuardRefused, match="事故产品.*事故性质"):
        perform(record, "activate", by=county.director)
    perform(record, "record_findings", by=county.brigade_officer, **FINDINGS)
    perform(record, "activate", by=county.director)
    assert (record.state, record.activated_by) == ("ACTIVATED", county.director)


def test_a_deputy_activates_only_when_the_director_is_absent(county):
    """Rules §3.3 [O]; the director is told at once."""
    record = bring(county, make(county), "VERIFYING")
    with pytest.raises(InvalidData) as refused:
        perform(record, "activate", by=county.deputy)
    assert "局长在岗的" in refused.value.message
    with pytest.raises(InvalidData) as refused:
        perform(record, "activate", by=county.deputy, director_absent=True)
    assert "代为决定的情况和理由" in refused.value.message
    entry = perform(record, "activate", by=county.deputy, **given("activate", county.deputy))
    assert (entry.role, entry.reason) == ("DEPUTY", "局长出差在外，情况紧急")
    assert "局长不在，由我代为决定" in dict(entry.content)
    assert county.director.notifications.filter(case=record.case, urgent=True, text__contains="代为办理").count() == 1


def test_the_director_is_not_asked_whether_he_is_absent(county):
    record = bring(county, make(county), "VERIFYING")
    with pytest.raises(TypeError, match="director_absent"):
        perform(record, "activate", by=county.director, director_absent=True)


def test_termination_names_what_is_missing(county):
    """Rules §3.3: steps R-033, R-042–R-044 done or not applicable with reason, and the final report."""
    record = bring(county, make(county), "ACTIVATED")
    perform(record, "control", by=county.brigade_officer)
    perform(record, "follow_up", by=county.brigade_officer, reason="已控制")
    with pytest.raises(GuardRefused) as refused:
        perform(record, "terminate", by=county.director)
    reasons = refused.value.reasons
    assert "“封存有关产品和原料”尚未办结（综合行政执法大队）；确实不适用的，请写明理由" in reasons
    assert "“查清产品来源”尚未办结（质量监督股）；确实不适用的，请写明理由" in reasons
    assert reasons[-1] == "还没有登记终报"
    close_steps(record, county.deputy)
    with pytest.raises(GuardRefused, match="^还没有登记终报$"):
        perform(record, "terminate", by=county.director)


def test_closing_needs_the_result_reports(county):
    """R-035: 及时向市局和当地政府报告处理结果; R-032: each report acknowledged."""
    record = bring(county, make(county), "TERMINATED")
    perform(record, "summarise", by=county.staff, **given("summarise"))
    with pytest.raises(GuardRefused, match="县政府.*市局"):
        perform(record, "close", by=county.deputy)
    perform(record, "record_result_reports", by=county.office_clerk, **given("record_result_reports"))
    with pytest.raises(GuardRefused, match="教训“加强出厂检验”还没有落实"):
        perform(record, "close", by=county.deputy)
    perform(record, "settle_lessons", by=county.staff, **given("settle_lessons"))
    with pytest.raises(GuardRefused, match="^还没有登记对方确认收到报告"):
        perform(record, "close", by=county.deputy)
    acknowledge(county, record)
    perform(record, "close", by=county.deputy)
    assert record.case.closed_at is not None


def test_nobody_decides_on_his_own_work(county):
    """General guard of rules §3: who determined, reported or summed up does not decide."""
    county.head.role_assignments.create(role="DIRECTOR")
    record = make(county)
    perform(record, "verify", by=county.head)
    perform(record, "record_findings", by=county.head, **FINDINGS)
    with pytest.raises(NotAllowed, match="不是登记核实情况的人"):
        perform(record, "activate", by=type(county.head).objects.get(pk=county.head.pk))


def test_nor_does_who_stands_in_for_him(county):
    """The director looked into it himself: a deputy who stands in for him may not decide on it in his name."""
    county.director.role_assignments.create(role="UNIT_HEAD")
    director = type(county.director).objects.get(pk=county.director.pk)
    absence = {"starts": timezone.localdate(), "ends": timezone.localdate(), "areas": ["emergency"], "reason": "出差"}
    Absence.objects.create(absent=director, deputy=county.head, created_by=county.admin, **absence)
    record = bring(county, make(county), "VERIFYING")
    stand_in = type(county.head).objects.get(pk=county.head.pk)
    assert permissions.may_activate(record, stand_in) == "DIRECTOR"
    EmergencyCase.objects.filter(pk=record.pk).update(findings_by=director, final_report_by=director)
    record = EmergencyCase.objects.get(pk=record.pk)
    assert permissions.may_activate(record, stand_in) is None
    assert permissions.may_terminate(record, stand_in) is None
    sealing = seal(county, record, by=county.brigade_officer)
    assert permissions.may_decide_seal(sealing, stand_in) == "DIRECTOR"
    assert sealing in Sealing.objects.awaiting(stand_in)
    Sealing.objects.update(proposed_by=director)
    sealing = Sealing.objects.get()
    assert permissions.may_decide_seal(sealing, stand_in) is None
    assert sealing not in Sealing.objects.awaiting(stand_in)


@pytest.mark.parametrize(
    ("state", "decided", "own", "name"),
    [
        ("ACTIVATED", "activated_by", "findings_by", "emergency_activated_by_another"),
        ("TERMINATED", "terminated_by", "final_report_by", "emergency_terminated_by_another"),
        ("CLOSED", "closed_by", "summarised_by", "emergency_closed_by_another"),
    ],
)
def test_the_table_refuses_who_decides_on_his_own_work(county, state, decided, own, name):
    record = bring(county, make(county), state)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        EmergencyCase.objects.filter(pk=record.pk).update(**{decided: getattr(record, own)})


@pytest.mark.parametrize(
    ("state", "lost", "name"),
    [
        ("ACTIVATED", {"product_identified": ""}, "emergency_active_when_determined"),
        ("TERMINATED", {"final_report_on": None}, "emergency_ended_with_final_report"),
        ("CLOSED", {"city_reported_on": None}, "emergency_closed_with_result_reports"),
    ],
)
def test_the_table_refuses_a_state_without_its_ground(county, state, lost, name):
    record = bring(county, make(county), state)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        EmergencyCase.objects.filter(pk=record.pk).update(**lost)


def test_ruling_out_needs_a_reason_and_ends_everything(county):
    record = make(county)
    perform(record, "verify", by=county.brigade_officer)
    with pytest.raises(InvalidData, match="排除的理由"):
        perform(record, "rule_out", by=county.brigade_officer)
    perform(record, "rule_out", by=county.brigade_officer, reason="系使用不当，产品合格")
    measures = list(record.case.measures.all())
    assert {measure.status for measure in measures} == {"NOT_APPLICABLE"}
    assert measures[0].result == "经核实排除：系使用不当，产品合格"
    assert not record.case.deadlines.open().exists()
    assert record.steps()[-1] == ("已排除", "done")
