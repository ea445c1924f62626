"""附件 of a document: bound in after the paper, or a file that is named in it and kept with the case."""

import tempfile

from django import forms
from django.db import models, transaction
from django.db.models import Q

from casefile import trail
from casefile.attachments import attach, inspect
from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from registers.imports.reading import read_book
from registers.imports.refusals import Unreadable

from .permissions import may_draft

MOST = 12
#: Rows and columns that a table of the paper may have; more belongs in a file beside it.
_ROWS, _COLUMNS = 500, 12


class DocumentAnnex(models.Model):
    """One 附件: `body` (text and tables as in the document's body) is bound in; without it the file goes along."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="annexes", verbose_name="文书")
    title = models.CharField("附件名称", max_length=120)
    body = models.TextField("附件正文", max_length=60_000, blank=True)
    file = models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文书附件"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file=None) ^ Q(body=""), name="annex_body_or_file",
                violation_error_message="附件要么写正文，要么上传文件。",
            ),
            models.UniqueConstraint(
                fields=["document", "title"], name="annex_once", violation_error_message="已有同名的附件。"
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title


class AnnexForm(forms.Form):
    """The text of an annex, typed or taken from a spreadsheet, or a file that goes along."""

    title = forms.CharField(label="附件名称", max_length=120, help_text="印在“附件：”后面，名称后不加标点。")
    body = forms.CharField(
        label="附件正文", required=False, max_length=60_000, strip=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="随文装订的附件在这里填，写法同正文；以 | 开头的行排成表格。",
    )  # fmt: skip
    table = forms.FileField(
        label="或从表格文件取", required=False, help_text="xlsx、xls 或 csv，取第一张表；第一行作表头。"
    )
    file = forms.FileField(
        label="或随文发送的文件", required=False, help_text="不装订、只列名称的附件，例如图片、检验报告。"
    )

    def __init__(self, *args, document, **kwargs):
        super().__init__(*args, **kwargs)
        self.document = document

    def clean_title(self):
        title = self.cleaned_data["title"].strip("，。、；：,.;: ")
        if self.document.annexes.filter(title=title).exists():
            raise forms.ValidationError("已有同名的附件。")
        return title

    def clean_table(self):
        upload = self.cleaned_data["table"]
        if upload is None:
            return ""
        with tempfile.NamedTemporaryFile() as file:
            for chunk in upload.chunks():
                file.write(chunk)
            file.flush()
            try:
                book = read_book(file.name, upload.name)
            except Unreadable as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        rows = [row for row in next(sheet for sheet in book.sheets if sheet.rows).rows if row]
        width = max(map(len, rows))
        if len(rows) > _ROWS or width > _COLUMNS:
            raise forms.ValidationError(
                f"表格有 {len(rows)} 行 {width} 列，装订的附件最多 {_ROWS} 行 {_COLUMNS} 列；更大的请随文发送文件。"
            )
        lines = ["| " + " | ".join(_cell(cell) for cell in [*row, *[""] * (width - len(row))]) + " |" for row in rows]
        return "\n".join([lines[0], "|---|", *lines[1:]])

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload is not None:
            inspect(upload)
        return upload

    def clean(self):
        given = super().clean()
        body = (given.get("body") or "").strip()
        chosen = [name for name in ("table", "file") if given.get(name)] + (["body"] if body else [])
        if not self.errors and len(chosen) != 1:
            self.add_error("body", "附件正文、表格文件、随文文件，请填且只填一项。")
        if not self.errors and self.document.annexes.count() >= MOST:
            self.add_error(None, f"一份文书最多 {MOST} 个附件。")
        given["body"] = body or given.get("table") or ""
        return given


def _cell(cell) -> str:
    if hasattr(cell, "year"):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("|", "／").replace("｜", "／").split())


def add(document, *, by, title: str, body: str, file=None) -> DocumentAnnex:
    """Add an annex to a draft; `file` is an upload. Raises NotAllowed, WrongState, ValidationError."""
    with transaction.atomic():
        case, fresh, role = _editable(document, by)
        kept = attach(case, file, by=by, role=role, note=f"文书附件：{title}"[:100]) if file is not None else None
        last = fresh.annexes.order_by("order").last()
        row = DocumentAnnex(document=fresh, title=title, body=body, file=kept, order=last.order + 1 if last else 0)
        row.full_clean()
        row.save()
        _enter(case, fresh, by, role, "annex", "添加附件", row)
    return row


def remove(row: DocumentAnnex, *, by) -> None:
    """Take an annex off a draft; an uploaded file stays with the case. Raises NotAllowed, WrongState."""
    with transaction.atomic():
        case, fresh, role = _editable(row.document, by)
        row.delete()
        _enter(case, fresh, by, role, "remove_annex", "去掉附件", row)


def _editable(document, by):
    case = CaseFile.objects.select_for_update().get(pk=document.case_id)
    fresh = type(document).objects.get(pk=document.pk)
    role = may_draft(fresh, by)
    if role is None:
        raise NotAllowed(f"这份文书由{fresh.department}拟稿，您不能改动。")
    if not fresh.is_editable or fresh.driven:
        raise WrongState(f"没有保存：这份文书在“{fresh.get_state_display()}”环节，退回后才能再改。")
    return case, fresh, role


def _enter(case, document, by, role, act: str, label: str, row: DocumentAnnex) -> None:
    state, state_label = document.state, document.get_state_display()
    said = [("title", "附件名称", row.title), ("body", "附件正文", row.body), ("file", "文件", str(row.file or ""))]
    trail.write(
        case, action=act, label=label, by=by, role=role, from_state=state, from_label=state_label, to_state=state,
        to_label=state_label, subject=document.trail_subject,
        data=[{"name": name, "label": name_of, "value": text, "text": text} for name, name_of, text in said if text],
    )  # fmt: skip
