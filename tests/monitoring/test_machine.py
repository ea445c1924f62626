"""Every state × every act × every person of the county (R-124, R-224, R-225)."""

import pytest
from django.db import transaction

from casefile import actions
from casefile.models import CaseFile
from casefile.planstates import PlanState
from casefile.refusals import NotAllowed, WrongState
from monitoring.models import MonitoringPlan, MonitoringProject
from monitoring.states import ProjectState

from . import builders

pytestmark = pytest.mark.once

STAFF, HEADS = {"staff", "second_staff", "head"}, {"head", "deputy", "second_deputy", "director"}
LEADERS = HEADS - {"head"}
_DRAFT = {"hand_in": ("REVIEW", STAFF), "cancel": ("CANCELLED", HEADS)}
_REVIEW = {"approve": ("RUNNING", LEADERS), "send_back": ("DRAFT", LEADERS), "cancel": ("CANCELLED", HEADS)}
#: state → act → (state after it, who may do it). Everybody and everything else is refused.
PLANS = {
    "DRAFT": _DRAFT, "REVIEW": _REVIEW,
    "RUNNING": {"complete": ("COMPLETED", HEADS), "cancel": ("CANCELLED", HEADS)}, "COMPLETED": {}, "CANCELLED": {},
}  # fmt: skip
PROJECTS = PLANS | {
    "RUNNING": {
        "complete": ("COMPLETED", STAFF), "escalate": ("ESCALATED", HEADS), "cancel": ("CANCELLED", HEADS),
        "report_study": ("RUNNING", {"tester"}),
    },
    "ESCALATED": {"take_back": ("RUNNING", HEADS), "complete": ("COMPLETED", STAFF)},
}  # fmt: skip


def check(county, record, table):
    """Each act leads where the table says; who may do it is asked of the act itself, which is cheap."""
    people = {name: value for name, value in vars(county).items() if value in county.people}
    awaited = [person for person in county.people if record.case in CaseFile.objects.awaiting(person)]
    assert bool(awaited) is (record.case.closed_at is None)
    for name, action in actions.registered()[type(record)].items():
        assert actions.in_state(record, action) is (name in table), f"{record.state} {name}"
        if name not in table:
            continue
        reached, allowed = table[name]
        may = {who for who, person in people.items() if action.who(record, person) is not None}
        assert may == allowed, f"{record.state} {name}"
        fresh = type(record).objects.select_related("case").get(pk=record.pk)
        with transaction.atomic():
            builders.do(fresh, name, getattr(county, min(allowed)))
            assert fresh.state == reached, f"{record.state} {name}"
            transaction.set_rollback(True)


def test_nobody_else_gets_through_the_door(county):
    record = builders.plan(county, "REVIEW")
    for person in (county.staff, county.head, county.other_staff):
        with pytest.raises(NotAllowed):
            builders.do(record, "approve", person)
    with pytest.raises(WrongState):
        builders.do(record, "complete", county.director)


@pytest.mark.parametrize("state", PlanState.values)
def test_who_may_do_what_with_a_plan(county, state):
    """R-124: a leader who did not draw it up approves before it runs."""
    record = builders.plan(county, state)
    if state == "RUNNING":
        builders.test(county, record, samples=4)
    check(county, record, PLANS[state])


@pytest.mark.parametrize("state", ProjectState.values)
def test_who_may_do_what_with_a_project(county, state):
    """R-224, R-225."""
    check(county, builders.project(county, state, agency_unit=county.agency), PROJECTS[state])


def test_the_tables_name_every_state_and_act():
    for model, states, table in ((MonitoringPlan, PlanState, PLANS), (MonitoringProject, ProjectState, PROJECTS)):
        assert set(table) == set(states.values)
        assert {act for acts in table.values() for act in acts} == set(actions.registered()[model])
