"""Random people doing random things to a warning never bring it where it must not be (rules §3.2)."""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casefile import actions
from casefile.measures import close_measure
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import Refused
from casefile.trail import verify
from riskwarnings.models import RiskAssessment, Warning
from riskwarnings.states import APPROVED_ON, CLOSED, ISSUED_ON, LIFTED_ON

from .cases import lift_data, make_warning, number_and_seal, reassess

#: Who may do what is decided in Python: one database is enough.
pytestmark = pytest.mark.once

_ACTS = (
    "submit", "review", "approve", "send_back", "redraft", "issue", "acknowledge", "report_recall", "propose_level",
    "approve_level", "refuse_level", "issue_level_notice", "request_lift", "approve_lift", "refuse_lift",
    "issue_lift_notice", "archive", "cancel", "withdraw",
)  # fmt: skip
_GIVEN = {
    "report_recall": {"recall_status": "REFUSED", "evidence": "现场检查"}, "propose_level": {"level": "LEVEL_2"},
}  # fmt: skip
#: Everybody who can do something, so that a walk gets somewhere.
_PEOPLE = ("staff", "head", "deputy", "director", "office_clerk", "brigade_officer", "second_staff", "other_head")


class _Undone(Exception):
    """Takes back a walk."""


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_random_walks_stay_within_the_machine(county, seed):
    dice = random.Random(seed)
    try:
        with transaction.atomic():
            _walk(county, dice)
            raise _Undone
    except _Undone:
        pass


def _walk(county, dice):
    warning = make_warning(county, dice.choice(["LEVEL_2", "LEVEL_3"]))
    done = 0
    for _ in range(45):
        warning = Warning.objects.select_related("notice", "lift_notice").get(pk=warning.pk)
        likely = [name for name in _ACTS if actions.in_state(warning, actions.get(warning, name))]
        if dice.random() < 0.25:
            _outside(county, warning, dice)
        act = dice.choice(likely) if likely and dice.random() < 0.9 else dice.choice(_ACTS)
        data = dict(_GIVEN.get(act, {})) | (lift_data() if act == "request_lift" else {})
        if actions.get(warning, act).needs_reason:
            data["reason"] = "核对后重办"
        before, trail = warning.state, warning.case.trail.count()
        try:
            perform(warning, act, by=getattr(county, dice.choice(_PEOPLE)), **data)
        except Refused:
            assert Warning.objects.get(pk=warning.pk).state == before
            assert warning.case.trail.count() == trail
        else:
            done += 1
            assert warning.case.trail.count() > trail
        _holds(Warning.objects.get(pk=warning.pk))
    assert done or warning.state == "DRAFT"
    assert list(verify(CaseFile.objects.filter(pk__in=[warning.pk, warning.info_id]))) == []


def _outside(county, warning, dice):
    """What others do meanwhile: number papers, finish measures, assess again."""
    if warning.state == "APPROVED" and warning.notice.state == "SIGNED":
        number_and_seal(county, warning.notice)
    for measure in warning.case.measures.filter(status="OPEN") if warning.state in ISSUED_ON - CLOSED else ():
        by = county.brigade_officer if measure.department_id == county.brigade.pk else county.staff
        close_measure(measure, "DONE", by=by, result="已办理。")
    if warning.state == "HANDLING" and dice.random() < 0.5:
        versions = RiskAssessment.objects.filter(info=warning.info_id).count()
        reassess(county, warning, "LEVEL_2")
        assert RiskAssessment.objects.filter(info=warning.info_id).count() == versions + 1
    if warning.state == "LIFTED" and warning.lift_notice.state == "SIGNED":
        number_and_seal(county, warning.lift_notice)


def _holds(warning):
    """What is true of every warning in every state."""
    case = CaseFile.objects.get(pk=warning.pk)
    assert (case.state, case.level) == (warning.state, warning.level)
    if warning.state in APPROVED_ON:
        assert warning.approved_by_id not in (None, warning.author_id, warning.assessment.assessor_id)
        assert warning.notice_id
    if warning.state in ISSUED_ON:
        assert warning.issued_at
        assert case.measures.exists()
    if warning.state in LIFTED_ON:
        assert warning.lifted_by_id not in (None, warning.lift_requested_by_id)
        assert not case.measures.filter(status="OPEN").exists()
    if warning.state in CLOSED:
        assert case.closed_at
    assert warning.level == warning.suggested_level or warning.level_reason
