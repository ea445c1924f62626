"""What the database itself refuses of a warning, each with words for the officer."""

from django.db import models
from django.db.models import F, Q

from ..states import APPROVED_ON, ISSUED_ON, LIFTED_ON, OVER, WarningState


def _stamped(states, stamps: list[str], name: str, message: str) -> models.CheckConstraint:
    """In every one of `states` all `stamps` are set."""
    reached = Q(state__in=sorted(states))
    whole = Q(**{f"{stamp}__isnull": False for stamp in stamps})
    return models.CheckConstraint(condition=~reached | whole, name=name, violation_error_message=message)


def _different(one: str, other: str, name: str, message: str) -> models.CheckConstraint:
    condition = Q(**{one: None}) | Q(**{other: None}) | ~Q(**{one: F(other)})
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=message)


WARNING_CONSTRAINTS = [
    models.UniqueConstraint(
        fields=["info"],
        condition=~Q(state__in=sorted(OVER)),
        name="warning_one_open_an_information",
        violation_error_message="这条风险信息已有未解除的预警。",
    ),
    models.CheckConstraint(
        condition=Q(level=F("suggested_level")) | ~Q(level_reason=""),
        name="warning_level_change_with_reason",
        violation_error_message="预警级别与建议不同，须写明调整理由。",
    ),
    models.CheckConstraint(
        condition=Q(scope_enterprise=True) | Q(scope_industry=True) | Q(scope_region=True),
        name="warning_scope_named",
        violation_error_message="请至少选择一个预警范围。",
    ),
    _different("approved_by", "author", "warning_approver_did_not_draft", "拟稿人不能批准自己拟的预警。"),
    _different("approved_by", "assessed_by", "warning_approver_did_not_assess", "评估人不能批准。"),
    _different("reviewed_by", "author", "warning_reviewer_did_not_draft", "拟稿人不能审核自己拟的预警。"),
    _different("lifted_by", "lift_requested_by", "warning_lifter_did_not_ask", "申请解除的人不能批准解除。"),
    _stamped(
        APPROVED_ON,
        ["submitted_at", "reviewed_at", "reviewed_by", "approved_at", "approved_by", "notice"],
        "warning_approved_when_state_says",
        "尚未审核、批准，不能往下办理。",
    ),
    _stamped(
        ISSUED_ON, ["issued_at", "issued_by"], "warning_issued_when_state_says", "尚未发布，不能往下办理。"
    ),
    _stamped(
        {WarningState.LIFT_REVIEW} | LIFTED_ON,
        ["acknowledged_at", "acknowledged_by", "lift_requested_at", "lift_requested_by", "reported_city_on",
         "reported_government_on"],
        "warning_lift_asked_when_state_says",
        "申请解除须写明处理结果和向上报告的日期。",
    ),
    models.CheckConstraint(
        condition=~Q(risk_outcome="REDUCED") | ~Q(residual_control=""),
        name="warning_reduced_risk_is_watched",
        violation_error_message="风险只是降低的，须写明后续监管。",
    ),
    _stamped(
        LIFTED_ON,
        ["lifted_at", "lifted_by", "lift_notice"],
        "warning_lifted_when_state_says",
        "尚未批准解除，不能往下办理。",
    ),
    models.CheckConstraint(
        condition=~Q(state=WarningState.ARCHIVED) | Q(lift_notice_issued_at__isnull=False),
        name="warning_archived_after_lift_notice",
        violation_error_message="解除通报印发后才能归档。",
    ),
]  # fmt: skip
