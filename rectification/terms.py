"""The deadlines of a rectification, and the terms and thresholds that a bureau settles (rules §3.4, §3.7).

The numbers are the product's own where the papers give none; `in_force` is the latest version
that the bureau settled, `DEFAULT` before the first.
"""

from dataclasses import dataclass

from django.apps import apps

from casefile.deadlines import DeadlineRule, register

CORRECTION = register(DeadlineRule("ITEM_CORRECTION", "整改到期"))
RECHECK = register(DeadlineRule("ITEM_RECHECK", "组织复查"))
#: After a failed recheck or a refusal (R-322), and what the interview agreed on.
INTERVIEW = register(DeadlineRule("ITEM_INTERVIEW", "约谈企业"))
FOLLOW_UP = register(DeadlineRule("ITEM_FOLLOW_UP", "约谈后跟进"))
SUPERVISION = register(DeadlineRule("ITEM_SUPERVISION", "挂牌督办期满"))
#: On the day set with the write-off (R-323).
LOOK_BACK = register(DeadlineRule("ITEM_LOOK_BACK", "回头看"))

LONGEST_CORRECTION = 180
LONGEST_LOOK_BACK = 365


@dataclass(frozen=True)
class Terms:
    """What is in force in a bureau. Days are working days unless the field says calendar.

    sampling_*: calendar days, 令18 arts. 46–48: to correct, to recheck, and the first and
    last day of the second recheck after the publication.
    The rest are the thresholds of triggers.py.
    """

    correction_days: int = 15
    urgent_days: int = 5
    recheck_days: int = 10
    interview_days: int = 5
    look_back_days: int = 30
    extensions: int = 1
    extension_days: int = 15
    sampling_correction_days: int = 60
    sampling_recheck_days: int = 75
    second_recheck_from: int = 60
    second_recheck_to: int = 90

    failures_in_a_row: int = 2
    major_count: int = 3
    major_months: int = 24
    major_campaigns_only: bool = True
    failing_years: int = 2
    failing_within_years: int = 3
    failing_times: int = 3
    area_open_items: int = 10
    area_found_items: int = 20
    area_found_months: int = 12
    area_opinions: int = 3
    area_opinion_months: int = 3
    version: int = 0


DEFAULT = Terms()
SETTLED = tuple(name for name in Terms.__dataclass_fields__ if name != "version")


def in_force(bureau_id: int) -> Terms:
    """Return the latest version that the bureau settled, or DEFAULT."""
    row = apps.get_model("rectification", "TermsVersion").objects.filter(bureau=bureau_id).order_by("-version").first()
    if row is None:
        return DEFAULT
    return Terms(**{name: getattr(row, name) for name in Terms.__dataclass_fields__})
