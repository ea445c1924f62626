"""What the person gets back: the preview, page by page, and the same spreadsheet with what happened."""

import json
import zipfile

from registers.xlsx import Workbook

from . import cells
from .oddities import column_letters
from .planning import ACTIONS, CHANGED, NEW, REFUSED, SAME, Plan
from .reading import Sheet
from .refusals import CellRefused
from .register import Register

PAGE = 100
RESULT_HEADING = "导入结果"
_SHOWN = 7  #: columns of a row that the preview shows; the refused cell is always among them
DONE = {NEW: "已新增", CHANGED: "已更新", SAME: "未变", REFUSED: "拒绝"}


def shown(cell) -> str:
    """Return a cell as it stands in the file."""
    if cell == "":
        return ""
    try:
        return cells.text(cell)
    except CellRefused:
        return repr(cell)


def masked(text: str) -> str:
    """Return what may be shown of a name or a telephone number: 张** or 138****5678."""
    if not text:
        return ""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else f"{text[0]}**"


def reason(register: Register, problem: tuple[str, str], mapping: dict[str, int]) -> str:
    """Return a refusal with its column: 联系电话（E列）：电话号码不符…"""
    name, why = problem
    if name not in register.fields:
        return why
    place = f"（{column_letters(mapping[name])}列）" if name in mapping else ""
    return f"{register.fields[name].label}{place}：{why}"


def write_preview(file, register: Register, plan: Plan, sheet: Sheet, mapping: dict[str, int]) -> None:
    """Write the plan as a zip of JSON pages: NEW/0, NEW/1, REFUSED/0 … so that one page is read alone."""
    pages: dict[str, list] = {action: [] for action in ACTIONS}
    names = [name for name in register.fields if name in mapping]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        number = dict.fromkeys(ACTIONS, 0)
        for row in plan.rows:
            page = pages[row.action]
            page.append(_preview_row(register, row, sheet, mapping, names))
            if len(page) == PAGE:
                archive.writestr(f"{row.action}/{number[row.action]}", json.dumps(page, ensure_ascii=False))
                number[row.action] += 1
                page.clear()
        for action, page in pages.items():
            if page:
                archive.writestr(f"{action}/{number[action]}", json.dumps(page, ensure_ascii=False))


def _preview_row(register, row, sheet, mapping, names) -> dict:
    wrong = {name: why for name, why in row.problems if name in mapping}
    chosen = names[:_SHOWN] + [name for name in names[_SHOWN:] if name in wrong]
    line = sheet.rows[row.number - 1]
    width = len(line)

    def cell(name) -> str:
        found = shown(line[mapping[name]]) if mapping[name] < width else ""
        return masked(found) if register.fields[name].secret else found

    return {
        "row": row.number,
        "cells": [[register.fields[n].label, cell(n), wrong.get(n, "")] for n in chosen],
        "problems": [reason(register, problem, mapping) for problem in row.problems],
        "changes": [
            [register.fields[n].label, register.fields[n].show(old), register.fields[n].show(new)]
            for n, (old, new) in row.changed.items()
        ],
        "notes": row.notes,
    }


def read_preview(file, action: str, page: int) -> list[dict]:
    """Return one page of a preview; a page that does not exist is empty."""
    with zipfile.ZipFile(file) as archive:
        name = f"{action}/{page}"
        return json.loads(archive.read(name)) if name in archive.namelist() else []


def outcomes(register: Register, plan: Plan, mapping: dict[str, int]) -> dict[int, str]:
    """Return row number → what happened, for every row that was looked at."""
    found = {row.row: f"未导入：{row.why}" for row in plan.skipped}
    for row in plan.rows:
        text = DONE[row.action]
        if row.action == REFUSED:
            text += "：" + "；".join(reason(register, problem, mapping) for problem in row.problems)
        elif row.action == CHANGED:
            text += "：" + "；".join(register.changes(row))
        extra = [register.results[row.number]] if row.number in register.results else []
        found[row.number] = "。".join([text, *extra, *(note.rstrip("。") for note in row.notes)])
    return found


def masks(register: Register, plan: Plan, mapping: dict[str, int]) -> dict[int, list[int]]:
    """Return row → columns that the result file masks: secrets that are on file now. A refused row comes
    again, so it keeps them."""
    secret = [mapping[name] for name, column in register.fields.items() if column.secret and name in mapping]
    return {row.number: secret for row in plan.rows if row.action != REFUSED} if secret else {}


def write_result(
    file, sheet: Sheet, heading_row: int, happened: dict[int, str], *, masks: dict[int, list[int]] | None = None
) -> None:
    """Write the rows of `sheet` as they came, with one more column; what could run as a formula is text."""
    masks = masks or {}
    width = max((len(row) for row in sheet.rows), default=0)
    old = next((i for i, cell in enumerate(sheet.rows[heading_row - 1]) if cell == RESULT_HEADING), None)
    place = width if old is None else old  # a result file that is imported again keeps one such column

    def lines():
        for number, row in enumerate(sheet.rows, start=1):
            line = [shown(cell) for cell in row]
            for index in masks.get(number, ()):
                if index < len(line):
                    line[index] = masked(line[index])
            line += [""] * (place + 1 - len(line))
            line[place] = RESULT_HEADING if number == heading_row else happened.get(number, "")
            yield line

    with Workbook(file) as book:
        book.sheet(sheet.name[:31], lines(), widths=[16] * place + [60], head=heading_row)
