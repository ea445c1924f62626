"""Recording an assessment, and what the bureau's own files say beforehand."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import NotAllowed, WrongState
from riskinfo.states import UNDER_ASSESSMENT, InfoState

from .facts_text import Answer, MajorHarm, Outcome
from .models import RiskAssessment, Warning
from .permissions import may_assess
from .reassessing import reassessed
from .routes import in_force
from .states import ISSUED_ON, WarningState

#: From the gravest down; a level still possible weighs as much as one that is certain.
_GRAVITY = [Outcome.LEVEL_1, Outcome.LEVEL_2, Outcome.LEVEL_3, Outcome.NOT_GRADED, Outcome.OUT_OF_JURISDICTION]
_HARM = [MajorHarm.OCCURRED, MajorHarm.POSSIBLE, MajorHarm.NO]
_SHOWN = 3


def earlier_offences(enterprise, besides: CaseFile) -> list[CaseFile]:
    """Return the enterprise's earlier cases of a violation, newest first (R-021, rules §2.3 G7).

    A graded information, an issued warning or a defect found counts; what belongs
    to the information `besides` does not. A bureau may limit how far back one looks.
    """
    own = Q(pk=besides.pk) | Q(origin_links__origin=besides) | Q(origin_links__origin__origin_links__origin=besides)
    violation = (
        Q(kind="INFO", state__in=["CONFIRMED", "RESOLVED", "ARCHIVED"]) & ~Q(level="")
        | Q(kind="WARNING", state__in=sorted(ISSUED_ON - {"WITHDRAWN"}))
        | Q(kind="RECTIFICATION") & ~Q(state="DRAFT")
    )
    found = (
        CaseFile.objects.real()
        .filter(violation, enterprise=enterprise)
        .exclude(pk__in=CaseFile.objects.filter(own).values("pk"))
    )
    if years := in_force(besides.bureau_id).offence_years:
        found = found.filter(opened_at__gte=timezone.now() - timedelta(days=365 * years))
    return list(found.order_by("-opened_at", "-pk")[: _SHOWN + 1])


def suggest_first_offence(enterprise, besides: CaseFile) -> tuple[Answer, str]:
    """Return the answer that the bureau's files suggest, and what they say."""
    if enterprise is None:
        return Answer.UNKNOWN, ""
    found = earlier_offences(enterprise, besides)
    if not found:
        return Answer.YES, "本局案卷中没有该企业以前的违法记录"
    named = "、".join(f"{case.opened_at:%Y年} {case.kind_info.label} {case.number}" for case in found[:_SHOWN])
    return Answer.NO, f"本局案卷：{named}{'等' if len(found) > _SHOWN else ''}"


def combined_outcome(assessments) -> Outcome:
    """Return the outcome of an information: the gravest of its current assessments (rules §2.1).

    One still undetermined keeps the whole undetermined unless another is already as
    grave as it could become. Raises ValueError for none at all.
    """
    certain = [Outcome(one.result) for one in assessments if one.outcome != Outcome.UNDETERMINED]
    possible = [Outcome(one.provisional) for one in assessments if one.outcome == Outcome.UNDETERMINED]
    gravest = min([*certain, *possible], key=_GRAVITY.index)
    if gravest in certain:
        return gravest
    return Outcome.UNDETERMINED


def record_assessment(info, *, by, token=None, replaces=None, **given) -> RiskAssessment:
    """Keep an assessment as the information's next version and carry its outcome to the information.

    One transaction. The same `token` twice returns the version made the first time.
    Raises NotAllowed, WrongState (the replaced version was replaced meanwhile, or the
    information is no longer under assessment) and what `perform` raises.
    """
    with transaction.atomic():
        # In the order in which an act on the warning locks them, so that neither waits for the other.
        warning = in_force_of(info)
        if warning is not None:
            CaseFile.objects.select_for_update().get(pk=warning.pk)
        CaseFile.objects.select_for_update().get(pk=info.pk)
        made = RiskAssessment.objects.filter(token=token, info=info).first() if token else None
        if made is not None:
            return made
        role = may_assess(info, by)
        if role is None:
            raise NotAllowed(f"评估由{info.case.department}的经办人、负责人办理。")
        if replaces is not None and (newer := RiskAssessment.objects.filter(replaces=replaces).first()):
            raise WrongState(
                f"第{replaces.version}版已由{newer.assessor}更新为第{newer.version}版，请刷新后在新版本上评估。"
            )
        last = info.assessments.aggregate(last=Max("version"))["last"] or 0
        assessment = RiskAssessment(info=info, version=last + 1, replaces=replaces, assessor=by, token=token, **given)
        assessment.full_clean()
        assessment.save(force_insert=True)
        if warning is not None:
            reassessed(warning, assessment, role)
        else:
            _carry(info, assessment, by, role)
    return assessment


def in_force_of(info) -> Warning | None:
    """Return the issued warning of a confirmed information, which a new assessment may lead to be changed.

    Not while its lifting is before a leader: that is decided on what was assessed.
    """
    if info.state != InfoState.CONFIRMED:
        return None
    return info.warnings.filter(state=WarningState.HANDLING).select_related("case__bureau", "case__department").first()


def may_be_assessed(info) -> bool:
    return info.state in UNDER_ASSESSMENT or in_force_of(info) is not None


def _carry(info, assessment, by, role) -> None:
    current = list(info.assessments.current())
    outcome = combined_outcome(current)
    text = f"第{assessment.version}版评估（{assessment.product}）：建议{assessment.get_outcome_display()}"
    if assessment.decided_level and assessment.decided_level != assessment.outcome:
        text += f"，评估为{assessment.get_decided_level_display()}：{assessment.decision_reason}"
    if outcome == Outcome.UNDETERMINED:
        perform(info, "find_inconclusive", by=by, as_role=role, reason=text)
        return
    harm = min((MajorHarm(one.facts["major_harm"]) for one in current), key=_HARM.index)
    perform(info, "record_outcome", by=by, as_role=role, outcome=str(outcome), major_harm=str(harm), reason=text)
