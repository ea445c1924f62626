"""Items that came back after their write-off: when each time they stood closed and were looked at (R-217, R-323).

The item itself says the last time only; a period that ended before the relapse is counted as it was.
"""

from collections import defaultdict
from datetime import date, datetime

from casefile.models import TransitionRecord
from rectification.models import RectificationItem
from rectification.states import CLOSED

_LOOKED = ("record_look_back", "reopen")


def histories(cases) -> dict[int, list[TransitionRecord]]:
    """Return, for each item of `cases` that came back, what closed it, opened it and looked at it, in order."""
    items = RectificationItem.objects.filter(case__in=cases, relapses__gt=0).values("pk")
    acts = ("write_off", "close_otherwise", *_LOOKED)
    found = defaultdict(list)
    for entry in TransitionRecord.objects.filter(case__in=items, action__in=acts).order_by("case", "seq"):
        found[entry.case_id].append(entry)
    return found


def closed_before(history, end: datetime) -> datetime | None:
    """Return since when the item was closed at that moment; None when it was open."""
    since = None
    for entry in history:
        if entry.at >= end:
            break
        if entry.action not in _LOOKED:
            since = entry.at
        elif entry.to_state not in CLOSED:
            since = None
    return since


def looked_on(history) -> list[date]:
    """Return the days on which it was looked at again: one for each write-off, a corrected one as corrected."""
    days: list[date | None] = []
    for entry in history:
        if entry.action not in _LOOKED:
            days.append(None)
        elif said := [row["value"] for row in entry.data if row["name"] == "look_back_on"]:
            days[-1:] = [date.fromisoformat(said[0])]
    return [day for day in days if day is not None]
