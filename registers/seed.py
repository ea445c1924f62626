"""Load the registers that come with the product; what a bureau changed stays as it is."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from . import notices
from .models import (
    CalendarDay,
    CalendarYear,
    Catalogue,
    CatalogueEntry,
    InfoSource,
    LegalBasis,
    ProductType,
    Region,
)
from .shipped import rows

_PRODUCT_FLAGS = ("licence_required", "ccc_required", "mandatory_standard", "elderly_or_child")


@dataclass(frozen=True)
class Loaded:
    """How many rows of a register were added and how many were there before."""

    label: str
    added: int
    kept: int


@transaction.atomic
def load() -> list[Loaded]:
    """Add what is missing and change nothing that exists, so running it again does nothing.

    Only one thing is updated: a year that was estimated and now comes with its
    published notice.
    """
    return [
        _load(InfoSource, "信息来源", rows("info_sources")),
        _load_product_types(),
        _load_catalogues(),
        _load(LegalBasis, "法律依据", map(_dated, rows("legal_bases"))),
        _load_calendar(),
    ]


@transaction.atomic
def load_regions_csv(path: str | Path) -> Loaded:
    """Add the regions of a CSV with columns code, name, level, parent (code or empty), parents first.

    Raises ValueError naming the line whose parent or level is unknown.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    by_code = {region.code: region for region in Region.objects.all()}
    added = 0
    for number, line in enumerate(lines, start=2):
        if line["code"] in by_code:
            continue
        if line["level"] not in Region.Level.values:
            raise ValueError(f"第{number}行：级别“{line['level']}”不存在。")
        if line["parent"] and line["parent"] not in by_code:
            raise ValueError(f"第{number}行：上级区划“{line['parent']}”须先列出。")
        parent = by_code.get(line["parent"])
        by_code[line["code"]] = Region.objects.create(
            code=line["code"], name=line["name"], level=line["level"], parent=parent
        )
        added += 1
    return Loaded("行政区划", added, len(lines) - added)


def _load(model, label: str, lines: Iterable[dict]) -> Loaded:
    lines = list(lines)
    known = set(model.objects.values_list("code", flat=True))
    missing = [line for line in lines if line["code"] not in known]
    model.objects.bulk_create(model(**line) for line in missing)
    return Loaded(label, len(missing), len(lines) - len(missing))


def _dated(line: dict[str, str]) -> dict:
    """Return `line` with its dates as dates, an empty one as None."""
    return {
        column: (date.fromisoformat(value) if value else None) if column.startswith("valid_") else value
        for column, value in line.items()
    }


def _load_product_types() -> Loaded:
    lines = rows("product_types")
    by_code = {product.code: product for product in ProductType.objects.all()}
    added = 0
    for line in lines:
        if line["code"] in by_code:
            continue
        flags = {flag: line.pop(flag) == "1" for flag in _PRODUCT_FLAGS}
        parent = by_code.get(line.pop("parent"))
        by_code[line["code"]] = ProductType.objects.create(**line, **flags, parent=parent)
        added += 1
    return Loaded("产品类别", added, len(lines) - added)


def _load_catalogues() -> Loaded:
    """Add catalogues with their entries; one that exists may have lost entries on purpose."""
    lines = list(map(_dated, rows("catalogues")))
    known = set(Catalogue.objects.values_list("code", flat=True))
    made = {line["code"]: Catalogue.objects.create(**line) for line in lines if line["code"] not in known}
    products = {product.code: product for product in ProductType.objects.all()}
    entries = [line for line in rows("catalogue_entries") if line["catalogue"] in made]
    CatalogueEntry.objects.bulk_create(
        CatalogueEntry(**{**line, "catalogue": made[line["catalogue"]], "product_type": products[line["product_type"]]})
        for line in entries
    )
    return Loaded("产品目录", len(made), len(lines) - len(made))


def _load_calendar() -> Loaded:
    days: dict[int, list[notices.NoticeDay]] = {}
    for row in rows("calendar_days"):
        day = notices.NoticeDay(date.fromisoformat(row["date"]), CalendarDay.Kind(row["kind"]), row["name"])
        days.setdefault(int(row["year"]), []).append(day)
    on_file = dict(CalendarYear.objects.values_list("year", "status"))
    added = kept = 0
    for row in rows("calendar_years"):
        year, status = int(row["year"]), row["status"]
        if status == CalendarYear.Status.PUBLISHED and on_file.get(year) != status:
            notices.publish(year, row["notice_no"], days[year])
            added += 1
        elif year not in on_file:
            CalendarYear.objects.create(year=year, status=status)
            added += 1
        else:
            kept += 1
    return Loaded("日历年度", added, kept)
