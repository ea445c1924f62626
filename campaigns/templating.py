"""Templates that a bureau keeps: made of a campaign or of a shipped plan, changed, withdrawn (R-236)."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from . import plantemplates
from .models import Campaign, PlanTemplate

_ROW = ("title", "issue_level", "catalogue", "starts", "ends", "goals", "key_points", "products")


def month_day(day: date, year: int) -> str:
    """Return a day as a template states it: of the campaign's year, or of the year after."""
    return f"{'next-' if day.year > year else ''}{day:%m-%d}"


def of_campaign(record: Campaign) -> dict:
    """Return the plan of `record` as a template; days before its year count from the year's first."""
    year = record.year

    def said(day: date | None) -> str:
        return month_day(max(day, date(year, 1, 1)), year) if day else ""

    products = record.products.select_related("product_type", "catalogue")
    catalogue = next((row.catalogue.code for row in products if row.catalogue), "")
    tasks = record.tasks.select_related("measure").prefetch_related("units").order_by("measure__order", "pk")
    return {
        "title": re.sub(rf"(?<!\d){year}(?!\d)", "{year}", record.case.title), "issue_level": record.issue_level,
        "catalogue": catalogue, "products": [row.product_type.code for row in products if row.is_local],
        "starts": said(record.starts_on), "ends": said(record.ends_on), "goals": record.goals,
        "key_points": record.key_points,
        "phases": [
            {"name": row.name, "state": row.state, "starts": said(row.starts_on), "ends": said(row.ends_on),
             "tasks": row.tasks} for row in record.phases.all() if row.state
        ],
        "tasks": [
            {"code": row.code, "group": row.group, "label": row.measure.label, "basis": row.measure.basis,
             "text": row.text, "leads": row.leads, "after": row.after,
             "ends": said(row.measure.due_on or record.ends_on), "department": row.measure.department_id,
             "units": [unit.pk for unit in row.units.all()]} for row in tasks
        ],
        "returns": [
            {"code": str(row["code"]).removesuffix(f"-{year}"), "label": row["label"],
             "due": said(date.fromisoformat(row["due"])), "from": said(date.fromisoformat(row["from"])),
             "contents": row["contents"], "sealed": row["sealed"], "basis": row.get("basis", "")}
            for row in record.returns_planned
        ],
    }  # fmt: skip


def keep(bureau, name: str, plan: dict, *, by, template: PlanTemplate | None = None, active=True) -> PlanTemplate:
    """Write a new template, or change `template`. Raises ValidationError: the name is taken, the plan says nonsense."""
    made = template or PlanTemplate(bureau=bureau)
    made.name, made.plan, made.active = name.strip(), plan, active
    made.changed_by, made.changed_at = by, timezone.now()
    check(plan)
    made.full_clean()
    made.save()
    return made


def check(plan: dict) -> None:
    """Raise ValidationError for a plan from which no campaign could begin."""
    if not plan["phases"]:
        raise ValidationError("至少要有一个阶段。")
    states = [row["state"] for row in plan["phases"]]
    if len(set(states)) < len(states):
        raise ValidationError("两个阶段对应了同一个环节。")
    year, issued = 2025, date(2025, 1, 1)

    def day(text):
        return plantemplates.stated_day(text, year=year, issued_on=issued)

    if day(plan["ends"]) < day(plan["starts"]):
        raise ValidationError("完成期限早于开始日期；跨年的，请写“次年月-日”。")
    for row in plan["phases"]:
        if day(row["ends"]) < day(row["starts"]):
            raise ValidationError(f"阶段“{row['name']}”的结束日期早于开始日期。")
    for row in plan["returns"]:
        if day(row["due"]) < day(row["from"]):
            raise ValidationError(f"报送“{row['label']}”的期限早于统计起始日期。")


def copy_of(code: str, bureau) -> dict:
    """Return the plan of a template to begin another from. Raises KeyError."""
    row = plantemplates.find(code, bureau)
    if row is None:
        raise KeyError(code)
    lists = {key: row[key] for key in ("phases", "tasks", "returns")}
    return {key: row.get(key, [] if key == "products" else "") for key in _ROW} | lists


def free_name(bureau, name: str) -> str:
    """Return `name`, with a number behind it where the bureau has one of that name."""
    taken = set(PlanTemplate.objects.filter(bureau=bureau).values_list("name", flat=True))
    found, at = name[:80], 2
    while found in taken:
        found, at = f"{name[:74]}（{at}）", at + 1
    return found
