"""What an official document says, apart from how it looks.

A `Paper` is frozen and made of plain values, so that it can be kept as JSON
beside the signed file and rendered again for comparison at any time.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, fields

UPWARD, DOWNWARD, LETTER, MINUTES = "upward", "downward", "letter", "minutes"
#: 执法、行政指导文书 and 对外发布的文稿 have no red head; a form lies across the page.
INSTRUMENT, PRESS, FORM = "instrument", "press", "form"
FORMATS = (DOWNWARD, UPWARD, LETTER, MINUTES, INSTRUMENT, PRESS, FORM)


@dataclass(frozen=True)
class Paragraph:
    text: str
    kind: str = "paragraph"


@dataclass(frozen=True)
class Heading:
    """A numbered heading; `rest` is body text that runs on in the same paragraph.

    level 1 “一、” 黑体, 2 “（一）” 楷体, 3 “1.” and 4 “（1）” 仿宋 (GB/T 9704-2012, 7.3.3).
    """

    level: int
    text: str
    rest: str = ""
    kind: str = "heading"


@dataclass(frozen=True)
class Table:
    """A ruled table. `widths` are proportions; left out, they follow the texts. `size` in points; 0: by its columns."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()
    size: float = 0.0
    kind: str = "table"


@dataclass(frozen=True)
class Entry:
    """A list of a 纪要: “出席：” in 黑体, names in 仿宋, wrapped lines under the first name (10.3)."""

    label: str
    text: str
    kind: str = "entry"


Block = Paragraph | Heading | Table | Entry


@dataclass(frozen=True)
class Annex:
    """An 附件 bound with the document; begins on a new page."""

    title: str
    body: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Paper:
    """One official document (公文) by GB/T 9704-2012.

    layout: DOWNWARD (下行文、平行文), UPWARD (上行文, with 签发人), LETTER (信函格式),
    MINUTES (纪要格式), INSTRUMENT (文书), PRESS (对外文稿) or FORM (表格, A4 横排).
    number: 发文字号, empty before numbering: its place is left free.
    signer: 签发人, several separated by 、; used by UPWARD only.
    attachments: names without numbers; annexes: those of them that are bound in, in order.
    has_seal: the office will press the seal, so the place is laid out for it.
    verify_at: address that the code on the last page leads to; empty for no code.
    """

    organ_mark: str
    title: str
    organ_name: str
    date: datetime.date | None = None
    layout: str = DOWNWARD
    number: str = ""
    signer: str = ""
    main_recipients: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    has_seal: bool = True
    note: str = ""
    cc: tuple[str, ...] = ()
    print_organ: str = ""
    print_date: datetime.date | None = None
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    verify_at: str = ""

    def __post_init__(self):
        if self.layout not in FORMATS:
            raise ValueError(f"unknown layout {self.layout!r}")
        for name in ("main_recipients", "body", "attachments", "annexes", "cc"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise TypeError(f"{name} takes a list, not a text")
            object.__setattr__(self, name, tuple(value))

    def to_json(self) -> dict:
        """Return a dict of JSON values; dates are ISO texts."""
        data = asdict(self)
        for name in ("date", "print_date"):
            data[name] = data[name].isoformat() if data[name] else None
        return data

    @classmethod
    def from_json(cls, data: dict) -> Paper:
        """Build the paper that `to_json` wrote; KeyError or TypeError when the data are no paper."""
        data = {f.name: data[f.name] for f in fields(cls) if f.name in data}
        for name in ("date", "print_date"):
            if data.get(name):
                data[name] = datetime.date.fromisoformat(data[name])
        data["body"] = _blocks(data.get("body", ()))
        data["annexes"] = tuple(Annex(a["title"], _blocks(a["body"])) for a in data.get("annexes", ()))
        return cls(**data)


_KINDS = {"paragraph": Paragraph, "heading": Heading, "table": Table, "entry": Entry}


def _blocks(rows) -> tuple[Block, ...]:
    return tuple(_block(row) for row in rows)


def _block(row: dict) -> Block:
    values = {key: value for key, value in row.items() if key != "kind"}
    if row["kind"] == "table":
        values["header"] = tuple(values["header"])
        values["rows"] = tuple(tuple(cells) for cells in values["rows"])
        values["widths"] = tuple(values.get("widths", ()))
    return _KINDS[row["kind"]](**values)


def chinese_date(date: datetime.date | None) -> str:
    """2024年4月22日: Arabic digits without leading zeros (7.3.5.4)."""
    return f"{date.year}年{date.month}月{date.day}日" if date else ""
