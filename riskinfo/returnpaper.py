"""The 报送表 frozen at signature: paper, spreadsheet, their fingerprints (R-143; documents §4.4)."""

import hashlib
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone

from documents.contents import digest
from documents.fitting import fitted
from documents.freezing import glyph_reasons, render
from documents.integrity import faults_of_version
from documents.kindsetting import in_force
from documents.layout_lines import AREA_HEIGHT
from documents.longpapers import weight_of_form
from documents.paper import FORM, Paper, Paragraph, Table
from registers.keeping import delete_on_rollback
from registers.xlsx import Workbook

from .models import MonthlyReturn, ReturnVersion
from .returnrows import COLUMNS, PAPER_COLUMNS, cells, paper_cells

KIND = "RETURN_FORM"
NIL = "本月没有发现产品质量安全风险信息，零报告。"
#: Points: the column of running numbers, and the type (小五): the rows tell much, a page should hold several.
_NUMBER, _SIZE = 20.0, 9.0
#: Which file of a version → (field, field of its hash, ending).
FILES = {"pdf": ("pdf", "pdf_sha256"), "xlsx": ("xlsx", "xlsx_sha256")}


class Altered(Exception):
    """A kept file is missing or not the one that was kept; the message is for the officer."""


def paper_of(record: MonthlyReturn, number: int) -> Paper:
    """Return version `number` of the form, A4 landscape, from the compiled rows."""
    kind, bureau = in_force(record.case.bureau, KIND), record.case.bureau
    heads = tuple(heading for heading, _, _ in PAPER_COLUMNS)
    rows = tuple((str(at), *paper_cells(row)) for at, row in enumerate(record.rows, start=1))
    widths = fitted([_NUMBER, *(least for _, _, least in PAPER_COLUMNS)], rows, width=AREA_HEIGHT, size=_SIZE)
    body = [Table(("序号", *heads), rows, widths=widths, size=_SIZE)] if rows else [Paragraph(NIL)]
    if record.note:
        body.append(Paragraph(f"说明：{record.note}"))
    return Paper(
        organ_mark="", title=f"{kind.title_for(bureau, '')}（{record.month_text}）",
        organ_name=f"{kind.organ or bureau.name}{record.unit}", date=timezone.localdate(), layout=FORM,
        number=record.case.number, body=body, note=_signatures(record, number), has_seal=kind.has_seal,
    )  # fmt: skip


def _signatures(record, number: int) -> str:
    people = (
        ("填报人", record.compiled_by.name),
        ("联系电话", record.compiled_by.phone or "/"),
        ("审核人", record.approved_by.name if record.approved_by else ""),
        ("签发人", record.signed_by.name if record.signed_by else ""),
    )
    said = "\u3000\u3000".join(f"{label}：{name}" for label, name in people)
    return said if number == 1 else f"{said}\u3000\u3000第{number}版"


def printable(record: MonthlyReturn) -> list[str]:
    """Return why the form cannot be printed truthfully; asked before the signature."""
    return glyph_reasons(paper_of(record, 1))


def next_paper(record: MonthlyReturn) -> Paper:
    """Return the form as it will be printed when it is signed."""
    return paper_of(record, record.versions.count() + 1)


def weight(record: MonthlyReturn) -> int:
    """Return how much there is to draw: a long form is signed in the background."""
    return weight_of_form(paper_of(record, 1))


def spreadsheet(record: MonthlyReturn) -> bytes:
    """Return the form as .xlsx: every column by itself, and on a second sheet what was left out and why."""
    title = f"产品质量安全风险信息报送表（{record.month_text}）"
    day = timezone.localdate(record.compiled_at)
    head = f"填报单位：{record.case.bureau.name}{record.unit}    填报日期：{day}    {_signatures(record, 1)}"
    lines = [[str(at), *cells(row)] for at, row in enumerate(record.rows, start=1)] or [["", NIL]]
    if record.note:
        lines.append([f"说明：{record.note}"])
    file = BytesIO()
    with Workbook(file) as book:
        widths = [6, *(34 if key in ("description", "tests", "measures", "advice") else 16 for _, key in COLUMNS)]
        book.sheet("报送表", [[title], [head], ["序号", *(heading for heading, _ in COLUMNS)], *lines],
                   widths=widths, head=3, wrap=True)  # fmt: skip
        if record.left_out:
            left = [[row["number"], row["title"], row["reason"]] for row in record.left_out]
            book.sheet("未列入", [["信息编号", "事项", "理由"], *left], widths=[18, 50, 50], wrap=True)
    return file.getvalue()


def freeze(record: MonthlyReturn) -> ReturnVersion:
    """Keep the next version of a signed return; raises GuardRefused when it cannot be printed.

    The files go if the transaction does.
    """
    paper = next_paper(record)
    number = record.versions.count() + 1
    rendered = render(paper)
    content = {"rows": record.rows, "left_out": record.left_out, "paper": paper.to_json()}
    version = ReturnVersion(
        record=record, number=number, content=content, content_sha256=digest(content), signed_by=record.signed_by,
        signed_at=record.signed_at,
    )  # fmt: skip
    for name, content in (("pdf", rendered.bytes), ("xlsx", spreadsheet(record))):
        field, sha256 = FILES[name]
        file = getattr(version, field)
        file.save(f"return.{name}", ContentFile(content), save=False)
        delete_on_rollback(file)
        setattr(version, sha256, hashlib.sha256(content).hexdigest())
    version.save()
    return version


def kept_bytes(version: ReturnVersion, name: str) -> bytes:
    """Return the kept "pdf" or "xlsx", hashed against what was kept at signature. Raises Altered."""
    field, sha256 = FILES[name]
    file = getattr(version, field)
    try:
        with file.open("rb") as stored:
            content = stored.read()
    except OSError as error:
        raise Altered(f"第{version.number}版的文件读不出来，请报告管理员核对备份。") from error
    if hashlib.sha256(content).hexdigest() != getattr(version, sha256):
        raise Altered(f"第{version.number}版的文件与签发时的摘要不符，请保全现场并报告管理员。")
    return content


def kept_versions():
    """Yield every kept version with what is wrong with it, for `manage.py verify_documents`."""
    versions = ReturnVersion.objects.select_related("record__case", "record__unit", "receipt_file").order_by("pk")
    for version in versions.iterator(chunk_size=200):
        yield (
            f"报送表 {version.record.case.number} 第{version.number}版",
            faults_of_version(version, version.receipt_file),
        )
