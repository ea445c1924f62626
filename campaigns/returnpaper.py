"""A return frozen at signature: 行动成果清单 on paper and as a spreadsheet, with fingerprints (R-304, R-349)."""

import hashlib
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone

from documents.contents import digest
from documents.freezing import glyph_reasons, render
from documents.integrity import faults_of_version
from documents.kindsetting import in_force
from documents.longpapers import weight_of_form
from documents.paper import FORM, Heading, Paper, Paragraph, Table
from registers.keeping import delete_on_rollback
from registers.xlsx import Workbook

from .models import CampaignReturn, CampaignReturnVersion
from .resultlist import BY_HAND, COLUMNS, number, with_hand

KIND = "RESULT_LIST"
NIL = "本期没有可填报的数据，零报告。"
#: Which file of a version → (field, field of its hash).
FILES = {"pdf": ("pdf", "pdf_sha256"), "xlsx": ("xlsx", "xlsx_sha256")}
#: How many columns of figures fit on a page across.
_ABREAST = 14
_OPEN = (
    ("编号", "number", 8), ("企业", "enterprise", 16), ("产品", "product", 9), ("等级", "severity", 4),
    ("问题", "problem", 12), ("发现日期", "found_on", 7), ("期限", "due", 7), ("环节", "state", 8),
    ("整改情况", "done", 22),
)  # fmt: skip
_CASES = (
    ("案卷", "number", 8),
    ("类别", "sort", 8),
    ("标题", "title", 20),
    ("情况", "text", 46),
    ("曝光", "exposed", 12),
)


class Altered(Exception):
    """A kept file is missing or not the one that was kept; the message is for the officer."""


def lines(record: CampaignReturn) -> list[list]:
    """Return the rows of the form: label and a number for each column, the total last with what is by hand."""
    made = []
    for row in record.figures.get("rows", []):
        is_total = row is record.figures["rows"][-1]
        cells = with_hand(row["cells"], record.by_hand) if is_total else row["cells"]
        made.append([row["label"], *(cells.get(c.code, 0) for c in COLUMNS)])
    return made


def paper_of(record: CampaignReturn, number: int) -> Paper:
    """Return version `number`, A4 landscape, from what was compiled."""
    kind, bureau = in_force(record.case.bureau, KIND), record.case.bureau
    body = []
    if record.asks("RESULT_LIST"):
        body += [Paragraph(f"统计期间：{record.from_on:%Y-%m-%d} 至 {record.until_on:%Y-%m-%d}"), *_tables(record)]
        if by_hand := hand_text(record):
            body.append(Paragraph(by_hand))
    if record.asks("TYPICAL_CASES"):
        body += _listed("典型案例", _CASES, record.cases, "本期没有典型案例。")
    if record.asks("OPEN_ITEMS"):
        body += _listed("未完成整改的隐患", _OPEN, record.open_items, "没有未完成整改的隐患。")
    if record.note:
        body.append(Paragraph(f"说明：{record.note}"))
    return Paper(
        organ_mark="", title=_title(record, kind), organ_name=kind.organ or bureau.name,
        date=timezone.localdate(), layout=FORM, number=record.case.number, body=body,
        note=_signatures(record, number), has_seal=True,
    )  # fmt: skip


def _title(record: CampaignReturn, kind) -> str:
    """…专项行动 and 行动成果清单 have a word in common."""
    campaign = record.campaign.case.title
    name = kind.label if record.asks("RESULT_LIST") else record.name
    return campaign + (name.removeprefix("行动") if campaign.endswith("行动") else name)


def hand_text(record: CampaignReturn) -> str:
    """Return what of the totals was written in by hand and where it comes from: the rows do not add up to it."""
    said = [
        f"{column.heading.removesuffix('（万元）')} {number(record.by_hand[column.code]['amount'])} 万元"
        for column in BY_HAND if column.code in record.by_hand
    ]  # fmt: skip
    if not said:
        return ""
    source = next(iter(record.by_hand.values()))["note"]
    return f"合计中含系统外另有的：{'，'.join(said)}（来源：{source}）。"


def _tables(record: CampaignReturn) -> list:
    rows = lines(record)
    if record.nil:
        rows = rows[-1:]
    made = [Paragraph(NIL)] if record.nil else []
    for start in range(0, len(COLUMNS), _ABREAST):
        heads = tuple(column.heading for column in COLUMNS[start : start + _ABREAST])
        cells = tuple((str(row[0]), *(str(cell) for cell in row[1 + start : 1 + start + _ABREAST])) for row in rows)
        made.append(Table(("产品类别", *heads), cells, widths=(2.6, *(1.0 for _ in heads))))
    return made


def _listed(heading: str, columns, rows: list[dict], nothing: str) -> list:
    if not rows:
        return [Heading(1, heading), Paragraph(nothing)]
    cells = tuple((str(at), *(row[key] or "/" for _, key, _ in columns)) for at, row in enumerate(rows, start=1))
    heads = ("序号", *(label for label, _, _ in columns))
    return [Heading(1, heading), Table(heads, cells, widths=(3.5, *(float(width) for _, _, width in columns)))]


def _signatures(record: CampaignReturn, number: int) -> str:
    people = (
        ("填报人", record.compiled_by.name), ("联系电话", record.compiled_by.phone or "/"),
        ("审核人", record.approved_by.name if record.approved_by else ""),
        ("签发人", record.signed_by.name if record.signed_by else ""),
    )  # fmt: skip
    said = "\u3000\u3000".join(f"{label}：{name}" for label, name in people)
    return said if number == 1 else f"{said}\u3000\u3000第{number}版"


def printable(record: CampaignReturn) -> list[str]:
    """Return why the form cannot be printed truthfully; asked before the signature."""
    return glyph_reasons(paper_of(record, 1))


def weight(record: CampaignReturn) -> int:
    """Return how much there is to draw: a long form is signed in the background."""
    return weight_of_form(paper_of(record, 1))


def _texts(record: CampaignReturn) -> list[list[str]]:
    return [[str(cell) for cell in line] for line in lines(record)]


def spreadsheet(record: CampaignReturn) -> bytes:
    """Return the return as .xlsx: the list, the cases, what is open, each on a sheet of its own."""
    title = f"{record.campaign.case.title}行动成果清单（{record.from_on:%Y-%m-%d} 至 {record.until_on:%Y-%m-%d}）"
    head = f"填报单位：{record.case.bureau.name}    {_signatures(record, 1)}"
    file = BytesIO()
    with Workbook(file) as book:
        heads = ["产品类别", *(column.heading for column in COLUMNS)]
        book.sheet("行动成果清单", [[title], [head], heads, *_texts(record)], widths=[22, *(11 for _ in COLUMNS)],
                   head=3, wrap=True)  # fmt: skip
        for name, columns, rows in (("典型案例", _CASES, record.cases), ("未完成整改", _OPEN, record.open_items)):
            if rows:
                listed = [[row[key] for _, key, _ in columns] for row in rows]
                book.sheet(name, [[label for label, _, _ in columns], *listed],
                           widths=[width * 1.6 for *_, width in columns], wrap=True)  # fmt: skip
    return file.getvalue()


def freeze(record: CampaignReturn) -> CampaignReturnVersion:
    """Keep the next version of a signed return; raises GuardRefused when it cannot be printed.

    The files go if the transaction does.
    """
    number = record.versions.count() + 1
    paper = paper_of(record, number)
    rendered = render(paper)
    content = {
        "figures": record.figures, "facts": record.facts, "by_hand": record.by_hand, "cases": record.cases,
        "open_items": record.open_items, "paper": paper.to_json(),
    }  # fmt: skip
    version = CampaignReturnVersion(
        record=record, number=number, content=content, content_sha256=digest(content), signed_by=record.signed_by,
        signed_at=record.signed_at,
    )  # fmt: skip
    for name, kept in (("pdf", rendered.bytes), ("xlsx", spreadsheet(record))):
        field, sha256 = FILES[name]
        file = getattr(version, field)
        file.save(f"return.{name}", ContentFile(kept), save=False)
        delete_on_rollback(file)
        setattr(version, sha256, hashlib.sha256(kept).hexdigest())
    version.save()
    return version


def kept_bytes(version: CampaignReturnVersion, name: str) -> bytes:
    """Return the kept "pdf" or "xlsx", hashed against what was kept at signature. Raises Altered."""
    field, sha256 = FILES[name]
    try:
        with getattr(version, field).open("rb") as stored:
            content = stored.read()
    except OSError as error:
        raise Altered(f"第{version.number}版的文件读不出来，请报告管理员核对备份。") from error
    if hashlib.sha256(content).hexdigest() != getattr(version, sha256):
        raise Altered(f"第{version.number}版的文件与签发时的摘要不符，请保全现场并报告管理员。")
    return content


def kept_versions():
    """Yield every kept version with what is wrong with it and its sealed copy, for `manage.py verify_documents`."""
    versions = CampaignReturnVersion.objects.select_related("record__case", "sealed_copy").order_by("pk")
    for version in versions.iterator(chunk_size=200):
        yield (
            f"行动报送 {version.record.case.number} 第{version.number}版",
            faults_of_version(version, version.sealed_copy),
        )
