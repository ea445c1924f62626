"""What the records say of each task of a plan: the columns of 行动成果清单 that belong to it (R-217, R-226, R-304)."""

from django.utils import timezone

from . import resultlist
from .models import Campaign

#: Code of a task in the shipped plans → columns.
OF_TASK = {
    # the plan of 2018
    "HAZARD_INSPECTION": ("producers", "sellers", "self_checks", "look_backs", "filed", "licences"),
    "SPECIAL_SPOT_CHECK": ("sampled", "failed", "handled", "exposed"),
    "ANALYSIS_CONFERENCE": ("conferences",),
    "ZERO_OUT": ("corrected", "correcting", "helped"),
    "SELF_REVIEW": ("correcting",),
    # the plan of 2024
    "BATCH_INSPECT": ("producers", "sellers", "officers"), "BATCH_PRODUCTS": ("failed", "handled", "goods"),
    "BATCH_INTERVIEW": ("interviews", "supervised"), "BATCH_PUNISH": ("filed", "concluded", "fines", "police"),
    "BATCH_EXPOSE": ("exposed", "dishonest"), "BATCH_HELP": ("helped",), "SELF_CHECK": ("self_checks",),
    "ON_SITE_CHECK": ("producers", "sellers", "general", "larger", "major", "corrected", "look_backs"),
    "SPOT_CHECK": ("sampled", "failed", "handled"), "CRACK_DOWN": ("filed", "police", "dishonest", "licences"),
    "REMOVE_RISKS": ("corrected", "correcting"), "SUPERVISE_HELP": ("key_tier", "special_tier", "helped"),
}  # fmt: skip


def figures(record: Campaign) -> dict[str, list[tuple[resultlist.Column, object]]]:
    """Return the figures of each task by its code, as they stand today; counted once for all tasks."""
    codes = set(record.tasks.values_list("code", flat=True)) & set(OF_TASK)
    if not codes:
        return {}
    total = resultlist.count(record, record.starts_on, max(timezone.localdate(), record.starts_on)).total
    return {code: [(resultlist.BY_CODE[name], total[name]) for name in OF_TASK[code]] for code in codes}


def text_of(pairs) -> str:
    return "，".join(f"{column.heading} {value}" for column, value in pairs)
