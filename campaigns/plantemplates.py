"""Plans that come with the product, so that a county starts a campaign in a minute (R-201, R-301).

A template is a file of fixtures/campaigns: dates are "MM-DD" of the year asked for, "issue" (the day on
which the plan was issued) or "issue+30". What a bureau changes afterwards is the campaign's own.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.conf import settings

from .states import CampaignState, Content, TaskGroup


@dataclass(frozen=True)
class PhasePlan:
    name: str
    starts_on: date
    ends_on: date
    tasks: str
    state: str


@dataclass(frozen=True)
class TaskPlan:
    code: str
    group: str
    label: str
    basis: str = ""
    text: str = ""
    leads: str = ""
    after: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class ReturnPlan:
    """A return that the plan asks for: figures from `from_on` to `due_on`, made of `contents`."""

    code: str
    label: str
    from_on: date
    due_on: date
    contents: tuple[str, ...]
    sealed: bool = False
    basis: str = ""


@dataclass(frozen=True)
class Plan:
    """A template with the dates of one year."""

    code: str
    title: str
    starts_on: date
    ends_on: date
    phases: tuple[PhasePlan, ...]
    tasks: tuple[TaskPlan, ...]
    returns: tuple[ReturnPlan, ...]
    goals: str
    key_points: str
    issue_level: str
    catalogue: str


@cache
def shipped() -> dict[str, dict]:
    """Return the templates by code, the newest plan first; raises ValueError for one that says nonsense."""
    folder = settings.BASE_DIR / "fixtures" / "campaigns"
    found = {}
    for path in sorted(folder.glob("*.json"), reverse=True):
        row = json.loads(path.read_text(encoding="utf-8"))
        _check(path.name, row)
        found[row["code"]] = row
    return found


def _check(name: str, row: dict) -> None:
    wrong = {phase["state"] for phase in row["phases"]} - set(CampaignState.values)
    wrong |= {task["group"] for task in row["tasks"]} - set(TaskGroup.values)
    wrong |= {content for planned in row["returns"] for content in planned["contents"]} - set(Content.values)
    if wrong:
        raise ValueError(f"{name}: {', '.join(sorted(wrong))}")


def choices() -> list[tuple[str, str]]:
    return [(code, row["name"]) for code, row in shipped().items()]


def plan(code: str, *, year: int, issued_on: date, starts_on: date | None = None, ends_on: date | None = None) -> Plan:
    """Return template `code` with the dates of `year`; phases never overlap nor leave the campaign.

    A campaign that begins or ends on another day than the template's takes its other dates along in proportion.
    """
    row = shipped()[code]

    def stated(text: str) -> date:
        if text.startswith("issue"):
            return issued_on + timedelta(days=int(text.removeprefix("issue") or 0))
        return date.fromisoformat(f"{year}-{text}")

    first, last = min(stated(row["starts"]), stated(row["ends"])), stated(row["ends"])
    begins, ends = starts_on or first, ends_on or last
    stretch = (ends - begins) / max(last - first, timedelta(days=1))

    def day(text: str) -> date:
        if (begins, ends) == (first, last):
            return stated(text)
        return begins + timedelta(days=round((stated(text) - first).days * stretch))

    return Plan(
        code=code, title=row["title"].format(year=year), starts_on=begins, ends_on=ends,
        phases=_phases(row["phases"], day, ends), goals=row["goals"], key_points=row["key_points"],
        issue_level=row["issue_level"], catalogue=row["catalogue"],
        tasks=tuple(
            TaskPlan(
                code=task["code"], group=task["group"], label=task["label"], basis=task.get("basis", ""),
                text=task.get("text", ""), leads=task.get("leads", ""), after=task.get("after", ""),
                due_on=day(task["ends"]),
            )
            for task in row["tasks"]
        ),
        returns=tuple(
            ReturnPlan(
                code=f"{found['code']}-{year}", label=found["label"], from_on=day(found["from"]),
                due_on=day(found["due"]), contents=tuple(found["contents"]), sealed=found["sealed"],
                basis=found.get("basis", ""),
            )
            for found in row["returns"]
        ),
    )  # fmt: skip


def _phases(rows, day, ends: date) -> tuple[PhasePlan, ...]:
    made, free = [], date.min
    for row in rows:
        starts = min(max(day(row["starts"]), free), ends)
        until = min(max(day(row["ends"]), starts), ends)
        made.append(PhasePlan(row["name"], starts, until, row["tasks"], row["state"]))
        free = until + timedelta(days=1)
    return tuple(made)
