"""One cell as the value that is meant: people write the same thing in many ways.

Every function takes a cell as `reading` gives it and raises CellRefused with the reason.
"""

import re
from datetime import date, datetime, time, timedelta

from registers.validators import half_width

from .refusals import CellRefused

#: Excel keeps 15 digits of a number; what is longer has lost its end already in the file.
EXACT = 10**15
_BLANKS = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_CODE_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−\u200b\ufeff]+")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 110_000)  #: 1927 to 2201
_YES = frozenset(["是", "有", "对", "√", "✓", "☑", "■", "1", "Y", "YES", "TRUE", "T", "适用", "在用", "启用"])
_NO = frozenset(
    ["否", "无", "不", "×", "✗", "□", "☐", "0", "N", "NO", "FALSE", "F", "不适用", "停用", "已停用", "非", "不是"]
)
_MARKED = frozenset("=+-@'")
_OPEN, _CLOSE = "（(【[", "）)】]"
_SEPARATORS = "、,，;；\n|"

DAMAGED = "这一格在表里是数字格式，只保留了前15位，后面的数字已经丢失。请把这一列设为“文本”后重新填写。"


def text(cell) -> str:
    """Return the cell as one line of text, outer blanks gone, a whole number without its .0."""
    if isinstance(cell, str):
        if cell.isprintable() and "  " not in cell:  # as almost every cell is: no other blank, no control sign
            found = cell.strip()
        else:
            found = _BLANKS.sub(" ", _CONTROL.sub("", cell)).strip()
        # Our own exports put a mark before what would be a formula (registers.xlsx.safe).
        return found[1:] if found[:1] == "'" and found[1:2] in _MARKED else found
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if abs(cell) >= EXACT:
            raise CellRefused(DAMAGED)
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if cell is None:
        return ""
    if isinstance(cell, timedelta | time | date | int):
        return str(cell)
    raise CellRefused("这一格的内容看不懂，请改成文字。")


def name(cell) -> str:
    """Return a name: half-width letters and digits, Chinese brackets, no blank between Chinese characters."""
    found = half_width(text(cell)).replace("(", "（").replace(")", "）")
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", found) if " " in found else found


def code(cell) -> str:
    """Return a code in capitals without blanks and hyphens; refuse one that Excel has rounded."""
    found = half_width(text(cell))
    if _SCIENTIFIC.fullmatch(found) and "+" in found.upper():
        raise CellRefused("这一格是科学记数（如 9.11E+17），代码的后几位已经丢失。请把这一列设为“文本”后重新填写。")
    return _CODE_SEPARATORS.sub("", found).upper()


def day(cell) -> date | None:
    """Return a date written as a date, as text in the usual ways, or as Excel's serial number."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = half_width(text(cell)).replace("年 ", "年").replace("月 ", "月")
    if not written:
        return None
    if re.fullmatch(r"\d{5,6}", written) and int(written) in _SERIALS:
        return _EPOCH + timedelta(days=int(written))
    found = _DATE.fullmatch(written) or _COMPACT_DATE.fullmatch(written)
    if not found:
        raise CellRefused(f"日期“{written}”看不懂，请写成 2026-03-15 的样子。")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise CellRefused(f"日期“{written}”不存在，请核对月和日。") from error


def yes_no(cell) -> bool | None:
    """Return whether the cell says yes; None when it is empty."""
    if isinstance(cell, bool):
        return cell
    written = half_width(text(cell)).upper()
    if not written:
        return None
    if written in _YES:
        return True
    if written in _NO:
        return False
    raise CellRefused(f"“{written}”看不懂，请写“是”或“否”。")


def whole(cell) -> int | None:
    """Return a whole number such as a year (2024年 is taken too) or None."""
    written = half_width(text(cell)).removesuffix("年度").removesuffix("年").removesuffix(".0").strip()
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 9):
        raise CellRefused(f"“{written}”不是整数。")
    return int(written)


def several(cell) -> list[str]:
    """Return the parts between 、 and the like; what stands in brackets stays with its word.

    危险化学品（液氯、乙炔）、水泥 → 危险化学品（液氯、乙炔） and 水泥
    """
    written = text(cell.replace("\n", "、") if isinstance(cell, str) else cell)
    parts, part, depth = [], "", 0
    for character in written:
        depth += (character in _OPEN) - (character in _CLOSE and depth > 0)
        if character in _SEPARATORS and not depth:
            parts.append(part)
            part = ""
        else:
            part += character
    return [found for found in (name(part) for part in [*parts, part]) if found]


def with_items(part: str) -> tuple[str, list[str]]:
    """Return what stands before the brackets and the parts inside: 化肥（磷肥、复肥） → 化肥, [磷肥, 复肥]."""
    found = re.fullmatch(r"([^（]+)（(.+)）", part)
    if not found:
        return part, []
    inside = re.sub(r"^(包括|含|包含|仅限|限|主要包括)[:：]?", "", found[2])
    return found[1], [item for item in several(re.sub(r"等$", "", inside)) if item != "其他"]
