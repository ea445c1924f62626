"""The form of a batch: kind, text with merge fields, and the enterprises it goes to."""

import re
import tempfile

from django import forms

from registers.forms import product_groups
from registers.imports.reading import read_book
from registers.imports.refusals import Unreadable
from registers.models import Enterprise, ProductType
from registers.validators import normalise_uscc

from ..beginning import fitting
from ..merging import fields_of, unknown_fields
from ..models import Batch
from . import contents
from .contents import OF_MEMBER
from .drafting import MemberSpec
from .record import MOST

_NAME_HEADINGS = ("企业名称", "单位名称", "名称", "企业", "单位")
_CODE_HEADINGS = ("统一社会信用代码", "信用代码", "代码")
_FIELD = re.compile(r"[^{}\s]{1,12}")


class BatchForm(forms.Form):
    """What is said, and to whom: by product, by tier, by a pasted list, by a spreadsheet, all put together."""

    wide_fields = ("title",)

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="文种")
    title = forms.CharField(label="标题", max_length=200, help_text="可用字段，例如“关于{企业}……的风险告知书”。")
    body = forms.CharField(
        label="正文", strip=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="大括号里的字段每家企业各填各的：{企业}、{地址}、{统一社会信用代码}，以及上传表格的各列标题。",
    )  # fmt: skip
    product_type = forms.ModelChoiceField(
        ProductType.objects.active(), label="按产品类别选企业", required=False, empty_label="不按产品选"
    )
    tier = forms.ChoiceField(
        label="按监管类别选企业", required=False, choices=[("", "不按监管类别选"), *Enterprise.Tier.choices]
    )
    names = forms.CharField(
        label="名单", required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"一行一家，写企业全称或统一社会信用代码；与上面选出的合并，最多{MOST}家。",
    )  # fmt: skip
    upload = forms.FileField(
        label="上传名单", required=False,
        help_text="xlsx、xls 或 csv，第一行是标题，须有“企业名称”或“统一社会信用代码”一列；其余各列可作字段。",
    )  # fmt: skip
    allow_unknown = forms.BooleanField(label="不在企业档案中的，也按所写名称发给", required=False)

    def __init__(self, *args, case, user, batch=None, **kwargs):
        self.case, self.user, self.batch = case, user, batch
        if batch is not None:
            names = "\n".join(batch.members.values_list("name", flat=True))
            kwargs["initial"] = {"title": batch.title, "body": batch.body, "names": names, "allow_unknown": True}
        super().__init__(*args, **kwargs)
        fits = [kind for _, rows in fitting(case, to_many=True) for kind in rows]
        self.fields["kind"].choices = [("", "请选择"), *((kind.code, kind.label) for kind in fits)]
        self.fields["body"].help_text += self._where_from()
        self.fields["product_type"].choices = [("", "不按产品选"), *product_groups()]
        if batch is not None:
            del self.fields["kind"], self.fields["token"]
        self.members: list[MemberSpec] = []

    def _where_from(self) -> str:
        """Say which fields of the text the case fills for all alike, and which a spreadsheet has to."""
        used = [name for name in fields_of(self.initial.get("body", "")) if name not in OF_MEMBER]
        if not used:
            return ""
        batch = self.batch or Batch(case=self.case, bureau=self.case.bureau, kind=self.initial["kind"])
        known = contents.known_fields(batch)
        given, lacking = ([name for name in used if (name in known) is there] for there in (True, False))
        said = f"案卷给出、各家相同的：{_braced(given)}。" if given else ""
        return said + (f"案卷没有、须由上传表格的列给出的：{_braced(lacking)}。" if lacking else "")

    def clean_upload(self):
        """Return the rows of the first sheet as (headings, rows), or None."""
        upload = self.cleaned_data["upload"]
        if upload is None:
            return None
        with tempfile.NamedTemporaryFile() as file:
            for chunk in upload.chunks():
                file.write(chunk)
            file.flush()
            try:
                book = read_book(file.name, upload.name)
            except Unreadable as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        rows = [row for row in next(sheet for sheet in book.sheets if sheet.rows).rows if row]
        headings = [_text(cell) for cell in rows[0]]
        if not any(heading in _NAME_HEADINGS + _CODE_HEADINGS for heading in headings):
            raise forms.ValidationError("第一行里没有“企业名称”或“统一社会信用代码”这样的标题，请补上标题行再上传。")
        return headings, rows[1:]

    def clean(self):
        given = super().clean()
        wanted = self._chosen(given) + self._written(given) + self._uploaded(given)
        self.members = _once(wanted)
        if self.errors:
            return given
        if not self.members:
            self.add_error("names", "请选出、填写或上传至少一家企业。")
        if len(self.members) > MOST:
            self.add_error("names", f"共 {len(self.members)} 家，一批最多 {MOST} 家，请分批办理。")
        if any(len(spec.name) > 120 for spec in self.members):
            self.add_error("names", "有名称超过 120 个字，请一行写一家。")
        strangers = [spec.name for spec in self.members if spec.enterprise is None]
        if strangers and not given.get("allow_unknown"):
            more = "等" if len(strangers) > 8 else ""
            self.add_error(
                "allow_unknown", f"档案中没有：{'、'.join(strangers[:8])}{more}。请核对名称，或在此打勾按所写名称发给。"
            )
        self._check_fields(given)
        return given

    def _check_fields(self, given) -> None:
        columns = {name for spec in self.members for name in spec.values}
        for name in ("title", "body"):
            if unknown := [field for field in unknown_fields(given.get(name) or "") if field not in columns]:
                self.add_error(name, f"没有这些字段：{'、'.join(unknown)}。可用上传表格的列标题和文书设置中的字段。")

    def _chosen(self, given) -> list[MemberSpec]:
        if not given.get("product_type") and not given.get("tier"):
            return []
        rows = Enterprise.objects.filter(bureau=self.case.bureau_id).active()
        if given.get("product_type"):
            rows = rows.making(given["product_type"])
        if given.get("tier"):
            rows = rows.filter(tier=given["tier"])
        return [MemberSpec(row.name, row) for row in rows.order_by("name", "pk")[: MOST + 1]]

    def _written(self, given) -> list[MemberSpec]:
        lines = [line.strip(" \u3000\t、，；。,;") for line in (given.get("names") or "").splitlines()]
        kept = {row.name: row.values for row in self.batch.members.all()} if self.batch else {}
        return self._on_file([(line, "", kept.get(line, {})) for line in lines if line])

    def _uploaded(self, given) -> list[MemberSpec]:
        if not given.get("upload"):
            return []
        headings, rows = given["upload"]
        found = []
        for row in rows[: MOST + 1]:
            cells = dict(zip(headings, [_text(cell) for cell in row], strict=False))
            name = next((cells[key] for key in _NAME_HEADINGS if cells.get(key)), "")
            code = next((cells[key] for key in _CODE_HEADINGS if cells.get(key)), "")
            values = {key: text for key, text in cells.items() if text and _FIELD.fullmatch(key)}
            if name or code:
                found.append((name or code, code, values))
        return self._on_file(found)

    def _on_file(self, wanted: list[tuple[str, str, dict]]) -> list[MemberSpec]:
        """Return a member for each (name or code, code, values), recognised where it is on file."""
        texts = {text for name, code, _ in wanted for text in (name, code) if text}
        codes = {normalise_uscc(text) for text in texts} - {""}
        on_file = Enterprise.objects.filter(bureau=self.case.bureau_id).active()
        by_name = {row.name: row for row in on_file.filter(name__in=texts)}
        by_code = {row.uscc: row for row in on_file.filter(uscc__in=codes)}
        found = []
        for name, code, values in wanted:
            row = by_code.get(normalise_uscc(code or name)) or by_name.get(name)
            found.append(MemberSpec(row.name if row else name, row, values))
        return found


def _braced(names: list[str]) -> str:
    return "、".join(f"{{{name}}}" for name in names)


def _once(wanted: list[MemberSpec]) -> list[MemberSpec]:
    """Return each name once, with every column that any of its lines has."""
    found: dict[str, MemberSpec] = {}
    for spec in wanted:
        known = found.get(spec.name)
        if known is None:
            found[spec.name] = spec
        else:
            found[spec.name] = MemberSpec(spec.name, known.enterprise or spec.enterprise, known.values | spec.values)
    return list(found.values())


def _text(cell) -> str:
    """Return a cell as it is read aloud: whole numbers without .0, days as 2026年3月1日."""
    if hasattr(cell, "year"):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
