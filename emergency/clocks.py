"""The reporting clocks of an emergency: defaults of an old county rule, not of the plan (rules §3.3)."""

from dataclasses import dataclass, fields

from casefile.deadlines import DeadlineRule, register

from .sealclock import ALARM_DAYS

#: From learning of the accident to both first reports.
FIRST_REPORT_HOURS = 1
#: From learning of the accident to the report to the province, by ourselves or through the city bureau.
PROVINCE_REPORT_HOURS = 2
#: From the end of the response to the summary, calendar days.
SUMMARY_DAYS = 10

FIRST_REPORT = register(
    DeadlineRule("EMERGENCY_FIRST_REPORT", "初报县政府和市局", remind_before=(), remind_minutes=(30, 10, 0))
)
PROVINCE_REPORT = register(
    DeadlineRule("EMERGENCY_PROVINCE_REPORT", "报告省局", remind_before=(), remind_minutes=(30, 10, 0))
)
SUMMARY = register(DeadlineRule("EMERGENCY_SUMMARY", "应急处置总结"))
SEAL_APPROVAL = register(
    DeadlineRule("SEAL_APPROVAL", "补办批准", remind_before=(), remind_minutes=(12 * 60, 3 * 60, 60, 0))
)
SEAL_TERM = register(
    DeadlineRule("SEAL_TERM", "封存到期", remind_before=(), remind_days=ALARM_DAYS, remind_minutes=(0,))
)
CONFIRM = register(DeadlineRule("EMERGENCY_CONFIRM", "确认收到通报", remind_before=(), remind_minutes=(30, 0)))
FEEDBACK = register(DeadlineRule("EMERGENCY_FEEDBACK", "协助通知的反馈", remind_before=(), remind_minutes=(120, 0)))
MORE_REPORT = register(
    DeadlineRule("EMERGENCY_MORE_REPORT", "续报县政府和市局", remind_before=(), remind_minutes=(30, 0))
)


@dataclass(frozen=True)
class Clocks:
    """The terms of an emergency. The first two and the last come from a source (rules §3.3); all may be settled."""

    first_report_hours: int = FIRST_REPORT_HOURS
    province_report_hours: int = PROVINCE_REPORT_HOURS
    more_report_hours: int = 2  #: from a material change to the follow-up report
    confirm_hours: int = 2  #: from telling a unit to its confirmation
    feedback_hours: int = 24  #: from asking a department to its answer
    summary_days: int = SUMMARY_DAYS


def clocks_of(case) -> Clocks:
    """Return the terms of the plan by which this emergency is run."""
    plan = case.emergencycase.plan
    if plan is None:
        return Clocks()
    return Clocks(**{field.name: getattr(plan, field.name) for field in fields(Clocks)})
