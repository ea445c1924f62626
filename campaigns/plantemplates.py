"""Plans that come with the product, so that a county starts a campaign in a minute (R-201, R-301).

A template is a file of fixtures/campaigns, or a row that a bureau keeps of its own (`models.PlanTemplate`): dates
are "MM-DD" of the year asked for, "next-MM-DD" of the year after, "issue" (the day on which the plan was issued)
or "issue+30". What a bureau changes afterwards is the campaign's own.
"""

import json
from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.conf import settings

from .models import PlanTemplate
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
    department: int | None = None
    units: tuple[int, ...] = ()


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
    products: tuple[str, ...] = ()


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


def find(code: str, bureau=None) -> dict | None:
    """Return the template: a shipped one, or one in use of `bureau` or of a bureau above it."""
    if code in shipped():
        return shipped()[code]
    pk = code.removeprefix("B")
    if bureau is None or not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return None
    own = PlanTemplate.objects.offered_to(bureau).filter(pk=pk, active=True).first()
    return own and own.plan | {"code": own.code, "name": own.name}


def choices(bureau) -> list[tuple[str, str]]:
    own = PlanTemplate.objects.offered_to(bureau).filter(active=True).select_related("bureau")
    return [
        *((code, row["name"]) for code, row in shipped().items()),
        *((row.code, f"{row.name}（{row.bureau.short_name}）") for row in own),
    ]


def stated_day(text: str, *, year: int, issued_on: date) -> date:
    """Return the day that a template states. Raises ValueError for nonsense; 02-29 is the 28th of a common year."""
    if text.startswith("issue"):
        return issued_on + timedelta(days=int(text.removeprefix("issue") or 0))
    if text.startswith("next-"):
        year, text = year + 1, text.removeprefix("next-")
    if text == "02-29" and not isleap(year):
        text = "02-28"
    return date.fromisoformat(f"{year}-{text}")


def plan(code: str, *, year: int, issued_on: date, starts_on: date | None = None, ends_on: date | None = None,
         bureau=None) -> Plan:  # fmt: skip
    """Return template `code` with the dates of `year`; phases never overlap nor leave the campaign.

    A campaign that begins or ends on another day than the template's takes its other dates along in proportion.
    Raises KeyError for a template that `bureau` is not offered.
    """
    row = find(code, bureau)
    if row is None:
        raise KeyError(code)
    return _dated(row, year, issued_on, starts_on, ends_on)


def _dated(row: dict, year: int, issued_on: date, starts_on: date | None, ends_on: date | None) -> Plan:
    def stated(text: str) -> date:
        return stated_day(text, year=year, issued_on=issued_on)

    first, last = min(stated(row["starts"]), stated(row["ends"])), stated(row["ends"])
    begins, ends = starts_on or first, ends_on or last
    stretch = (ends - begins) / max(last - first, timedelta(days=1))

    def day(text: str) -> date:
        if (begins, ends) == (first, last):
            return stated(text)
        return begins + timedelta(days=round((stated(text) - first).days * stretch))

    return Plan(
        code=row["code"], title=row["title"].replace("{year}", str(year)), starts_on=begins, ends_on=ends,
        phases=_phases(row["phases"], day, ends), goals=row["goals"], key_points=row["key_points"],
        issue_level=row["issue_level"], catalogue=row["catalogue"], products=tuple(row.get("products", ())),
        tasks=tuple(
            TaskPlan(
                code=task["code"], group=task["group"], label=task["label"], basis=task.get("basis", ""),
                text=task.get("text", ""), leads=task.get("leads", ""), after=task.get("after", ""),
                due_on=day(task["ends"]), department=task.get("department"), units=tuple(task.get("units", ())),
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
