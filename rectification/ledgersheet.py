"""整改台账 on paper and as a spreadsheet: the columns of the paper ledger (R-321; documents/texts/LEDGER.txt).

The spreadsheet has one column more, the number in 工品查. For 工品查 itself goes out what we know of the items
chosen: its interface is unknown, so the columns are ours and nothing is sent (R-317, reference.md §6).
"""

from itertools import islice

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from accounts.models import Department
from casefile.models import Deadline
from documents.kindsetting import in_force
from documents.paper import FORM, Paper, Paragraph, Table
from registers.listings import Listing

from . import problems
from .ledger import found_cases
from .models import RecheckRecord
from .states import RecheckResult, Severity
from .terms import CORRECTION

#: Heading and width of each column: three digits, a grade and a name of three stand in one line, what is told in
#: words gets the room.
COLUMNS = (
    ("序号", 24), ("编号", 52), ("企业", 60), ("产品", 38), ("发现日期", 33), ("问题", 98), ("隐患等级", 28),
    ("整改要求", 88), ("整改期限", 33), ("责任单位", 46), ("经办人", 41), ("整改情况", 68), ("复查结果", 66),
    ("销号日期", 33),
)  # fmt: skip
#: 小五: with larger type a page held two items.
SIZE = 9.0
HEADINGS = [heading for heading, _ in COLUMNS]
#: A paper of more rows is no use on the desk: the spreadsheet has them all.
MOST_ON_PAPER = 300

_ITEM = "rectificationitem__"
_PATHS = (
    "number", "enterprise__name", "product_type__name", f"{_ITEM}found_on", f"{_ITEM}problem", f"{_ITEM}situation",
    "level", f"{_ITEM}requirement", "term", "department__name", "handler__name", f"{_ITEM}completion", "result",
    "result_text", f"{_ITEM}written_off_at",
)  # fmt: skip


def lines(found, beside=()):
    """Yield the rows of the ledger as lists of text, newest first, numbered from 1; `beside`: paths of more texts."""
    for at, row in enumerate(_told(found).values_list(*_PATHS, *beside).iterator(chunk_size=2000), start=1):
        yield [str(at), *_cells(row[: len(_PATHS)]), *row[len(_PATHS) :]]


def _told(found):
    """Return the cases with term and result of the last recheck, newest first."""
    last = RecheckRecord.objects.filter(item=OuterRef("pk")).exclude(result="").order_by("-round")
    term = Deadline.objects.filter(case=OuterRef("pk"), rule=CORRECTION.code).order_by("-pk")
    return found.annotate(
        term=Subquery(term.values("due_at")[:1]), result=Subquery(last.values("result")[:1]),
        result_text=Subquery(last.values("text")[:1]), result_on=Subquery(last.values("on")[:1]),
    ).order_by(F("opened_at").desc(), F("pk").desc())  # fmt: skip


def _cells(row) -> list[str]:
    (number, enterprise, product, found_on, problem, situation, level, requirement, term, unit, handler, completion,
     result, text, written_off) = row  # fmt: skip
    rechecked = f"{RecheckResult(result).label}：{text}" if result else ""
    return [
        number, enterprise or "", product or "", _day(found_on), f"{problems.BY_CODE[problem].label}：{situation}",
        Severity(level).label, requirement, _day(term), unit, handler, completion, rechecked, _day(written_off),
    ]  # fmt: skip


def _day(value) -> str:
    if value is None:
        return ""
    return f"{timezone.localtime(value) if hasattr(value, 'hour') else value:%Y-%m-%d}"


def _severity(value) -> str:
    return Severity(value).label


def _problem(value) -> str:
    return problems.BY_CODE[value].label


def _result(value) -> str:
    return RecheckResult(value).label if value else ""


#: Heading → path and what makes it text, of what goes to 工品查.
_REPORTED = {
    "工品查编号": (f"{_ITEM}external_id", str), "本系统编号": ("number", str), "企业": ("enterprise__name", str),
    "统一社会信用代码": ("enterprise__uscc", str), "区划": ("enterprise__region__name", str),
    "地址": ("enterprise__address", str), "产品": ("product_type__name", str),
    "发现日期": (f"{_ITEM}found_on", _day), "问题": (f"{_ITEM}problem", _problem),
    "问题情况": (f"{_ITEM}situation", str), "隐患等级": ("level", _severity), "原因": (f"{_ITEM}cause", str),
    "整改要求": (f"{_ITEM}requirement", str), "整改期限": ("term", _day),
    "企业报告完成日期": (f"{_ITEM}reported_on", _day), "企业整改情况": (f"{_ITEM}completion", str),
    "复查日期": ("result_on", _day), "复查结果": ("result", _result), "环节": ("state_label", str),
    "销号日期": (f"{_ITEM}written_off_at", _day), "销号批准人": (f"{_ITEM}written_off_by__name", str),
    "责任单位": ("department__name", str), "经办人": ("handler__name", str),
}  # fmt: skip


def reported_lines(found):
    """Yield the rows for 工品查 as lists of text."""
    paths, words = zip(*_REPORTED.values(), strict=True)
    for row in _told(found).values_list(*paths).iterator(chunk_size=2000):
        yield ["" if value is None else say(value) for say, value in zip(words, row, strict=True)]


def _chosen(user, query):
    """Return the cases named by `case`, else those that the filters leave, of those that `user` may see."""
    named = [text for text in query.getlist("case") if text.isascii() and text.isdigit() and len(text) < 19]
    found = found_cases(user, query)[1]
    return found.filter(pk__in=[int(text) for text in named]) if named else found


def ledger_paper(user, query) -> Paper:
    """Return the ledger as it is filtered, A4 landscape."""
    _, found = found_cases(user, query)
    bureau = user.department.bureau
    kind = in_force(bureau, "LEDGER")
    rows = tuple(tuple(line) for line in islice(lines(found), MOST_ON_PAPER))
    widths = tuple(width for _, width in COLUMNS)
    body = [Table(tuple(HEADINGS), rows, widths=widths, size=SIZE)] if rows else [Paragraph("没有符合条件的隐患。")]
    note = f"填报人：{user.name}\u3000\u3000\u3000审核人：\u3000\u3000\u3000\u3000\u3000联系电话：{user.phone or '/'}"
    unit = "" if user.department.kind == Department.Kind.LEADERS else user.department  # a leader's is the bureau's
    return Paper(
        organ_mark="", title=kind.title_for(bureau, ""), organ_name=f"{kind.organ or bureau.name}{unit}",
        date=timezone.localdate(), layout=FORM, body=body, note=note, has_seal=kind.has_seal,
    )  # fmt: skip


def listings() -> list[Listing]:
    """The spreadsheet that equals the paper ledger."""

    def find(user, query):
        return found_cases(user, query)[1]

    def count(found):
        return found.count()

    sheet = [*HEADINGS, "工品查编号"]
    return [
        Listing(
            "ledger", "整改台账", "item.view", sheet, find, count, lambda found: lines(found, (f"{_ITEM}external_id",))
        ),
        Listing("items-gongpincha", "工品查上报数据", "item.view", list(_REPORTED), _chosen, count, reported_lines),
    ]
