"""Breaking a title into lines as a secretary would (GB/T 9704-2012, 7.3.1).

Words stay whole, the lines make a trapezium or a rhombus, neither a rectangle
nor an hourglass. A title is short, so every sensible set of breaks is weighed.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

MAX_CHARACTERS = 20  # of 22 pt in 156 mm
_COMFORT = 18
_FORBIDDEN = 1000.0

# Words of the trade that a line break must not split; the longest one wins.
_WORDS = Path(__file__).with_name("title_words.txt").read_text(encoding="utf-8").split()
with (Path(__file__).parent.parent / "fixtures" / "product_types.csv").open(encoding="utf-8") as _file:
    _WORDS += [row["name"] for row in csv.DictReader(_file) if 2 <= len(row["name"]) <= 10]
_BY_FIRST: dict[str, list[str]] = {}
for _word in sorted(_WORDS, key=len, reverse=True):
    _BY_FIRST.setdefault(_word[0], []).append(_word)

_QUOTED = re.compile(r"《[^》]{1,24}》|“[^”]{1,12}”|（[^）]{1,12}）|〔[^〕]{1,8}〕")
_LATIN = re.compile(
    r"[0-9A-Za-z][0-9A-Za-z.\-/%]*"
    r"(?:年度|年第[一二三四]季度|年[上下]半年|年|月份|月|日|号|期|批次|批|家|个|类|级|项)?"
)
_ORGAN = re.compile(
    r"[\u4e00-\u9fff]{2,4}?[省市县区旗州]?"
    r"(?:市场监督管理|应急管理|人民政府|公安|消防救援)[\u4e00-\u9fff]{0,2}?"
    r"(?:局|厅|总局|办公室|委员会|大队|支队|所)"
)
_OPENING = "关于"
_CLOSING = ("，", "、", "；", "：", "）", "》", "”")


def break_title(title: str, limit: int = MAX_CHARACTERS) -> list[str]:
    """Return the lines of a title, each at most `limit` full-width characters.

    A line break typed by the drafter is kept as it is.
    """
    if "\n" in title.strip():
        return [line for part in title.strip().splitlines() for line in break_title(part.strip(), limit) if line]
    if _width(title) <= limit:
        return [title]
    pieces, costs = _pieces(title, limit)
    best = min((_best(pieces, costs, count, limit) for count in _counts(title, limit)), key=lambda found: found[0])
    if best[1]:
        return best[1]
    return [title[i : i + limit] for i in range(0, len(title), limit)]


def _counts(title: str, limit: int) -> range:
    least = -(-int(_width(title) + 0.999) // limit)
    return range(least, least + 3)


def _width(text: str) -> float:
    return sum(0.55 if char.isascii() else 1.0 for char in text)


def _pieces(title: str, limit: int) -> tuple[list[str], list[float]]:
    """Cut the title into words; costs[i] is the price of a break after pieces[i]."""
    pieces: list[str] = []
    at = 0
    while at < len(title):
        piece = _word_at(title, at)
        if _width(piece) > limit:
            piece = piece[: limit // 2]
        pieces.append(piece)
        at += len(piece)
    pieces = _glued(pieces, limit)
    return pieces, [_break_cost(before, after) for before, after in zip(pieces, pieces[1:], strict=False)]


def _word_at(title: str, at: int) -> str:
    for pattern in (_QUOTED, _ORGAN, _LATIN):
        if found := pattern.match(title, at):
            return found.group()
    for word in _BY_FIRST.get(title[at], ()):
        if title.startswith(word, at):
            return word
    return title[at]


def _glued(pieces: list[str], limit: int) -> list[str]:
    """的 and closing marks belong to the word before them."""
    out: list[str] = []
    for piece in pieces:
        tied = out and (piece == "的" or piece in _CLOSING)
        if tied and _width(out[-1] + piece) <= limit:
            out[-1] += piece
        else:
            out.append(piece)
    return out


def _break_cost(before: str, after: str) -> float:
    if after == _OPENING:
        return 0.0  # organ name ／ 关于…
    if before == _OPENING or before in ("和", "与", "及", "对", "在", "以"):
        return 60.0
    if before.endswith(("的", *_CLOSING)) or after.startswith("《"):
        return 1.0
    if after in ("和", "与", "及"):
        return 3.0
    if len(before) == 1 and len(after) == 1:
        return 30.0  # two unknown characters may well be one word
    if len(before) == 1 or len(after) == 1:
        return 14.0
    return 5.0


def _best(pieces: list[str], costs: list[float], count: int, limit: int) -> tuple[float, list[str]]:
    """The cheapest way to set the pieces in `count` lines, by dynamic programming.

    The state is the place, the lines left and the widths that the shape depends on.
    """
    widths = [_width(piece) for piece in pieces]
    ideal = sum(widths) / count

    @cache
    def search(start: int, left: int, last: float, trend: str) -> tuple[float, tuple[int, ...]]:
        best: tuple[float, tuple[int, ...]] = (_FORBIDDEN * 10, ())
        width = 0.0
        for end in range(start + 1, len(pieces) - left + 2):
            width += widths[end - 1]
            if width > limit:
                break
            if left == 1 and end < len(pieces):
                continue
            step, shape = _step(last, width, trend)
            cost = step + abs(width - ideal) ** 2 / 6 + max(0.0, width - _COMFORT) * 1.5
            if left > 1:
                rest, ends = search(end, left - 1, width, shape)
                cost += costs[end - 1] + rest
            else:
                ends = ()
            if cost < best[0]:
                best = (cost, (end, *ends))
        return best

    cost, ends = search(0, count, 0.0, "")
    if cost >= _FORBIDDEN * 10:
        return cost, []
    bounds = (0, *ends)
    return cost + 12.0 * count, ["".join(pieces[a:b]).strip() for a, b in zip(bounds, bounds[1:], strict=False)]


def _step(last: float, width: float, trend: str) -> tuple[float, str]:
    """Price and direction of going from one line's width to the next one's."""
    if not last:
        return 0.0, ""
    if abs(width - last) < 0.6:
        return 8.0, trend  # a rectangle
    direction = "wider" if width > last else "narrower"
    if trend == "narrower" and direction == "wider":
        return 40.0, direction  # an hourglass
    return 0.0, direction
