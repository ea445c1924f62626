"""The spreadsheet to fill in: an example row, and a sheet that explains each column."""

from registers.xlsx import Workbook

from .register import Register

SHEET = "填写"
EXAMPLE = "（示例）"


def write_template(file, register: Register) -> None:
    """Write the .xlsx with the columns of `register`; the example row is to be written over."""
    columns = register.columns()
    explained = [["列", "必填", "怎样填", "示例", "也认得的写法"]]
    explained += [
        [c.label, "必填" if c.required else "", c.help or _hint(c), c.example, "、".join(c.synonyms)] for c in columns
    ]
    explained += [
        [],
        ["空着的格", "", "不改动已有内容。要清空一项，写“（空）”。"],
        ["示例行", "", "请改成自己的内容，或删去。"],
    ]
    with Workbook(file) as book:
        book.sheet(SHEET, [[c.label for c in columns], [c.example for c in columns]], widths=[18] * len(columns))
        book.sheet("填写说明", explained, widths=[18, 8, 44, 28, 60], wrap=True)


def _hint(column) -> str:
    labels = getattr(column.widget, "labels", None)
    return "可填：" + "、".join(labels.values()) + "。" if labels else ""
