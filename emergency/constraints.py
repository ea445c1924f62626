"""What no code path may break, held by the tables of this app; the texts are shown to officers."""

from django.db.models import CheckConstraint, F, Q

from .states import ENDED, UNDECIDED, EmergencyState, Nature

_DETERMINED = ~Q(product_identified="") & ~Q(nature_stage="") & ~Q(nature="")
_NOT_ENDED = Q(state__in=sorted(set(EmergencyState) - ENDED))

EMERGENCY = [
    CheckConstraint(condition=Q(state__in=EmergencyState.values), name="emergency_state_known"),
    CheckConstraint(condition=Q(nature_stage__in=["", *Nature.values]), name="emergency_nature_known"),
    CheckConstraint(
        condition=Q(state__in=sorted(UNDECIDED | {EmergencyState.FALSE_ALARM})) | _DETERMINED,
        name="emergency_active_when_determined",
        violation_error_message="启动前须查清事故产品并认定性质（初步认定即可）。",
    ),
    CheckConstraint(
        condition=_NOT_ENDED | (~Q(final_report_reference="") & Q(final_report_on__isnull=False)),
        name="emergency_ended_with_final_report",
        violation_error_message="终止前须登记终报的文号或名称和日期。",
    ),
    CheckConstraint(
        condition=~Q(state=EmergencyState.CLOSED)
        | Q(government_reported_on__isnull=False, city_reported_on__isnull=False),
        name="emergency_closed_with_result_reports",
        violation_error_message="办结前须向县政府和市局报告处理结果。",
    ),
    CheckConstraint(
        condition=Q(activated_by=None) | Q(findings_by=None) | ~Q(activated_by=F("findings_by")),
        name="emergency_activated_by_another",
        violation_error_message="登记核实情况的人不能批准启动。",
    ),
    CheckConstraint(
        condition=Q(terminated_by=None) | Q(final_report_by=None) | ~Q(terminated_by=F("final_report_by")),
        name="emergency_terminated_by_another",
        violation_error_message="登记终报的人不能批准终止。",
    ),
    CheckConstraint(
        condition=Q(cause_judged_by=None) | ~Q(cause_judged_by=F("cause_by")),
        name="emergency_cause_judged_by_another",
        violation_error_message="登记原因分析的人不能审核。",
    ),
    CheckConstraint(
        condition=Q(closed_by=None) | Q(summarised_by=None) | ~Q(closed_by=F("summarised_by")),
        name="emergency_closed_by_another",
        violation_error_message="写总结的人不能批准办结。",
    ),
]
