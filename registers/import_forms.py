"""The forms of an import: the file, and which column is which."""

from django import forms

from .imports.oddities import column_letters
from .imports.result import masked, shown

_SAMPLE = 3


class UploadForm(forms.Form):
    file = forms.FileField(
        label="表格文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=".xlsx、.xls 或 .csv；表头上方的标题、合计行、空行都可以留着。",
        allow_empty_file=True,
        error_messages={"required": "请选择要导入的表格。"},
    )


class ColumnsForm(forms.Form):
    """One choice a column of the register: which column of the sheet, or none."""

    def __init__(self, data, *, register, read, run):
        super().__init__(data)
        self._register, self._read, self._run = register, read, run
        choices = [("", "不导入")] + [
            (str(index), f"{column_letters(index)}列 {label or '（无标题）'}"[:60])
            for index, label in enumerate(read.heading.labels)
        ]
        for column in register.columns():
            self.fields[f"col_{column.name}"] = forms.ChoiceField(
                label=column.label + ("（必填）" if column.required else ""), choices=choices, required=False,
                initial=str(read.columns[column.name]) if column.name in read.columns else "", help_text=column.help,
            )  # fmt: skip
        self.fields["hidden"] = forms.BooleanField(
            label="隐藏的行也导入", required=False, initial=run.reading.get("hidden", True)
        )

    def clean(self):
        given = super().clean()
        taken: dict[str, str] = {}
        for column in self._register.columns():
            index = given.get(f"col_{column.name}")
            if not index:
                continue
            if index in taken:
                self.add_error(f"col_{column.name}", f"这一列已经给了“{taken[index]}”，一列只能用一次。")
            taken[index] = column.label
        if not taken:
            raise forms.ValidationError("还没有指定任何一列。")
        for column in self._register.columns():
            if column.required and not given.get(f"col_{column.name}") and not self.errors.get(f"col_{column.name}"):
                self.add_error(f"col_{column.name}", "必填，请指定是文件里的哪一列。")
        return given

    def reading(self) -> dict:
        """Return what ImportRun.reading keeps."""
        found = {name.removeprefix("col_"): int(value) for name, value in self.cleaned_data.items()
                 if name.startswith("col_") and value}  # fmt: skip
        sheets = self._read.book.sheets
        index = next(i for i, sheet in enumerate(sheets) if sheet is self._read.sheet)
        heading = self._read.heading
        return {
            "sheet": index, "first": heading.first, "last": heading.last, "columns": found,
            "hidden": self.cleaned_data["hidden"],
        }  # fmt: skip

    def rows(self):
        """Yield (bound field, what stands in the guessed column) for the page."""
        for column in self._register.columns():
            field = self[f"col_{column.name}"]
            yield field, self._examples(field.value(), column.secret)

    def _examples(self, index, secret) -> str:
        if not index:
            return ""
        found = []
        for row in self._read.sheet.rows[self._read.heading.last :]:
            if int(index) < len(row) and (written := shown(row[int(index)])) and written not in found:
                found.append(masked(written) if secret else written if len(written) <= 24 else f"{written[:23]}…")
            if len(found) == _SAMPLE:
                break
        return "；".join(found)

    def sample(self) -> list[tuple[int, list[str]]]:
        """Return the first rows of the sheet, numbered, for choosing the heading row."""
        secret = {self._read.columns.get(column.name) for column in self._register.columns() if column.secret}
        below = self._read.heading.last
        rows = [
            [
                masked(shown(cell)) if index in secret and number > below else _short(shown(cell))
                for index, cell in enumerate(row[:10])
            ]
            for number, row in enumerate(self._read.sheet.rows[:8], start=1)
        ]
        width = max(map(len, rows), default=0)
        return [(number, row + [""] * (width - len(row))) for number, row in enumerate(rows, start=1)]


def _short(text: str) -> str:
    """Return at most 18 characters, the length of a code, and say that more follows."""
    return text if len(text) <= 18 else f"{text[:17]}…"
