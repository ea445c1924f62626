"""Columns of a register: django-import-export fields with what a person needs to fill them in."""

from import_export.fields import Field
from import_export.widgets import Widget

from . import cells
from .refusals import CellRefused

#: Written in a cell to empty what is on file; a blank cell changes nothing.
CLEAR = ("（空）", "(空)", "清空")


class Column(Field):
    """A field of a register: attribute of the model, heading, other headings it goes by, help, example.

    `unset` is the value of an emptied cell and, for a new row, of a blank one. What a `secret` column
    holds is masked wherever a file is shown.
    """

    def __init__(self, attribute, label, widget=None, *, synonyms=(), help="", example="", required=False, unset="",
                 secret=False):  # fmt: skip
        super().__init__(attribute=attribute, column_name=label, widget=widget or Text())
        self.name, self.label, self.synonyms = attribute, label, tuple(synonyms)
        self.help, self.example, self.required, self.unset = help, example, required, unset
        self.secret = secret

    def show(self, value) -> str:
        """Return a stored value as the page and an export write it."""
        return "" if value is None or value == "" else self.widget.render(value)


class Text(Widget):
    """One line of text of at most `limit` characters; `validators` of the model speak too."""

    cached = False

    def __init__(self, limit=200, clean=cells.text, validators=()):
        super().__init__()
        self.limit, self._clean, self._validators = limit, clean, tuple(validators)

    def clean(self, value, row=None, **kwargs):
        found = self._clean(value)
        if len(found) > self.limit:
            raise CellRefused(f"太长：最多 {self.limit} 个字，现有 {len(found)} 个。")
        for validator in self._validators:
            validator(found)
        return found

    def render(self, value, obj=None, **kwargs):
        return str(value)


class Paragraphs(Text):
    """Text of several lines."""

    def clean(self, value, row=None, **kwargs):
        found = "\n".join(cells.text(line) for line in value.splitlines()) if isinstance(value, str) else None
        if found is None:
            return super().clean(value)
        if len(found) > self.limit:
            raise CellRefused(f"太长：最多 {self.limit} 个字，现有 {len(found)} 个。")
        return found.strip()


class YesNo(Widget):
    cached = True

    def clean(self, value, row=None, **kwargs):
        return cells.yes_no(value)

    def render(self, value, obj=None, **kwargs):
        return "是" if value else "否"


class Day(Widget):
    cached = True

    def clean(self, value, row=None, **kwargs):
        return cells.day(value)

    def render(self, value, obj=None, **kwargs):
        return value.isoformat()


class Whole(Widget):
    cached = True

    def __init__(self, low=0, high=32767):
        super().__init__()
        self.low, self.high = low, high

    def clean(self, value, row=None, **kwargs):
        found = cells.whole(value)
        if found is not None and not self.low <= found <= self.high:
            raise CellRefused(f"{found} 不在 {self.low} 至 {self.high} 之间。")
        return found

    def render(self, value, obj=None, **kwargs):
        return str(value)


class Choice(Widget):
    """One of a model's choices, by its label, its value or another word for it."""

    cached = True

    def __init__(self, choices, **others):
        """`others`: value → further words for it."""
        super().__init__()
        self.labels = dict(choices)
        self._values = {}
        for value, label in self.labels.items():
            for written in (label, value, label.split("（")[0], *others.get(value, ())):
                self._values.setdefault(cells.name(written).upper(), value)

    def clean(self, value, row=None, **kwargs):
        written = cells.name(value)
        if not written:
            return ""
        found = self._values.get(written.upper())
        if found is None:
            raise CellRefused(f"“{written}”不在可选范围：{'、'.join(self.labels.values())}。")
        return found

    def render(self, value, obj=None, **kwargs):
        return self.labels.get(value, value)


class Known(Widget):
    """A row of another register, named by code or name; the value is its id.

    The register fills `ids` (written → id) and `labels` (id → what is shown) before it reads rows.
    """

    cached = True

    def __init__(self, what: str, where: str):
        super().__init__()
        self.what, self.where = what, where
        self.ids: dict[str, int] = {}
        self.labels: dict[int, str] = {}

    def clean(self, value, row=None, **kwargs):
        return self.find(cells.name(value))

    def find(self, written: str):
        if not written:
            return None
        found = self.ids.get(written)
        if found is None:
            raise CellRefused(f"{self.what}“{written}”不在{self.where}中，请核对写法，或先在那里登记。")
        return found

    def render(self, value, obj=None, **kwargs):
        return self.labels.get(value, str(value))


class KnownSet(Known):
    """Several rows of another register in one cell; the value is a frozenset of ids."""

    def clean(self, value, row=None, **kwargs):
        found = set()
        for part in cells.several(value):
            if part in self.ids:
                found.add(self.ids[part])
                continue
            head, items = cells.with_items(part)
            found.update(self.find(item) for item in items or [head])
        return frozenset(found)

    def render(self, value, obj=None, **kwargs):
        return "、".join(sorted(self.labels.get(pk, str(pk)) for pk in value))


class Several(Choice):
    """Several of a model's choices in one cell, between 、 and the like; the value is a tuple in their order."""

    def clean(self, value, row=None, **kwargs):
        found = {super(Several, self).clean(part) for part in cells.several(value)}
        return tuple(choice for choice in self.labels if choice in found)

    def render(self, value, obj=None, **kwargs):
        return "、".join(self.labels.get(part, part) for part in value)
