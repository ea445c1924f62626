"""The reporting clocks of an emergency: defaults of an old county rule, not of the plan (rules §3.3)."""

from casefile.deadlines import DeadlineRule, register

from .sealclock import ALARM_DAYS

#: From learning of the accident to both first reports.
FIRST_REPORT_HOURS = 1
#: From the end of the response to the summary, calendar days.
SUMMARY_DAYS = 10

FIRST_REPORT = register(
    DeadlineRule("EMERGENCY_FIRST_REPORT", "初报县政府和市局", remind_before=(), remind_minutes=(30, 10, 0))
)
SUMMARY = register(DeadlineRule("EMERGENCY_SUMMARY", "应急处置总结"))
SEAL_APPROVAL = register(
    DeadlineRule("SEAL_APPROVAL", "补办批准", remind_before=(), remind_minutes=(12 * 60, 3 * 60, 60, 0))
)
SEAL_TERM = register(
    DeadlineRule("SEAL_TERM", "封存到期", remind_before=(), remind_days=ALARM_DAYS, remind_minutes=(0,))
)
