"""The body as an officer types it: plain text, one paragraph a line."""

import re
import unicodedata

from documents.paper import Block, Entry, Heading, Paragraph, Table

_DIGITS = "一二三四五六七八九十百〇零"
_LEVELS = (
    re.compile(rf"[{_DIGITS}]+、"),
    re.compile(rf"[（(][{_DIGITS}]+[）)]"),
    re.compile(r"\d{1,3}[.．](?!\d)"),
    re.compile(r"[（(]\d{1,3}[）)]"),
)
# Past this length a line is a paragraph that happens to be numbered.
_HEADING_CHARACTERS = 40
_LABEL_CHARACTERS = 10
#: A merge field (documents.merging).
FIELD = re.compile(r"\{([^{}\s]{1,12})\}")
_CELLS = re.compile(r"[|｜]")
_DIVIDER = re.compile(r"[|｜\s:：-]*-[|｜\s:：-]*")
#: The lists of a 纪要 (GB/T 9704-2012, 10.3) and what comes before them.
_ENTRY = re.compile(r"(时间|地点|主持|出席|请假|列席|记录|分送)[：:]\s*(.+)")


def parse_body(text: str, entries: bool = False) -> tuple[Block, ...]:
    """Return the blocks of plain text; a line is a paragraph, empty lines are dropped.

    A line that begins 一、 （一） 1. or （1） is a heading of level 1–4. When
    text follows the heading's full stop in the same line, the heading runs in
    and the rest is set as body text; when none follows, the line is a numbered
    paragraph. “一、时间：…” is a label that its text follows. Lines that begin with | are the rows of a
    table; |---| under the first one makes that the table's head. `entries`:
    “出席：…” and its like become the lists of a 纪要.
    """
    blocks: list[Block] = []
    rows: list[str] = []
    for line in (*(clean(line) for line in re.split(r"\r\n|[\r\n\u2028\u2029]", text)), ""):
        if line[:1] in ("|", "｜"):
            rows.append(line)
            continue
        if rows:
            blocks.append(_table(rows))
            rows = []
        if line:
            blocks.append(_block(line, entries))
    return tuple(blocks)


def clean(text: str) -> str:
    """Return text without the invisible characters that word processors paste in."""
    text = text.replace("\t", " ").replace("\u00a0", " ")
    kept = (c for c in text if unicodedata.category(c) not in ("Cc", "Cf") and not _is_selector(c))
    return "".join(kept).strip(" \u3000")


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _table(lines: list[str]) -> Table:
    headed = len(lines) > 1 and _DIVIDER.fullmatch(lines[1])
    rows = [_cells(line) for line in lines]
    if headed:
        return Table(rows[0], tuple(rows[2:]))
    return Table((), tuple(rows))


def _cells(line: str) -> tuple[str, ...]:
    """Cut a row at its bars; an empty cell at the end is a cell."""
    line = line[1:]
    return tuple(cell.strip() for cell in _CELLS.split(line[:-1] if line[-1:] in ("|", "｜") else line))


def _block(line: str, entries: bool) -> Block:
    if entries and (found := _ENTRY.fullmatch(line)):
        return Entry(found[1], found[2])
    for level, pattern in enumerate(_LEVELS, start=1):
        if pattern.match(line):
            return _heading(level, line)
    return Paragraph(line)


def _heading(level: int, line: str) -> Block:
    stop = line.find("。")
    colon = line.find("：")
    if level <= 2 and stop < 0 and 0 <= colon < min(_LABEL_CHARACTERS, len(line) - 1):
        return Heading(level, line[: colon + 1], line[colon + 1 :])  # “一、时间：…” names what is said, and says it
    head, rest = (line, "") if stop < 0 else (line[: stop + 1], line[stop + 1 :])
    if level > 2 or len(head) > _HEADING_CHARACTERS:
        # Levels 3 and 4 are 仿宋 throughout, so there is nothing to set apart.
        return Heading(level, line) if level > 2 else Paragraph(line)
    if stop >= 0 and not rest:
        return Paragraph(line)  # one whole sentence is an item of a list, not what a section is called
    return Heading(level, head, rest)


def spoken(text: str) -> str:
    """Return the text with its fields named as those of several: {企业} → 各企业."""
    return FIELD.sub(lambda found: f"各{found[1]}", text)
