"""The draft report of an analysis: text, tables with bars, the key informations, from the kept data alone (R-113)."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from casefile.models import CaseFile
from casefile.opening import open_case
from casefile.refusals import WrongState
from documents import drafting
from documents.contents import digest
from documents.drafting import RecipientSpec
from documents.kindsetting import in_force
from documents.merging import recipients
from documents.models import Document
from documents.states import OVER

from .models import SituationAnalysis
from .situation import count, counted_until, name_of
from .states import AnalysisState

KIND = "REPORT"
#: Headings of the tables, in the order of the report.
TABLES = (
    ("source", "按信息来源"), ("product", "按产品类别"), ("region", "按涉及区域"), ("level", "按评估级别"),
    ("outcome", "按评估结论"), ("enterprise", "按企业"), ("unit", "按承办单位"),
)  # fmt: skip
_NUMERALS = "一二三四五六七八九十"
_BAR, _WIDTH = "■", 12


def subject(data: dict) -> str:
    return f"{name_of(data['period'], date.fromisoformat(data['start']))}产品质量安全形势分析"


def body(data: dict, judgement: str) -> str:
    """Return the text of the report as an officer may go on editing it; same data, same text."""
    until = counted_until(data)
    part = f"（截至{until.month}月{until.day}日）" if until else ""
    parts = [
        f"{name_of(data['period'], date.fromisoformat(data['start']))}{part}，{_summary(data)}现将形势分析报告如下。",
        "一、总体情况", _totals(data),
    ]  # fmt: skip
    if len(data["months"]) > 1:
        parts += ["各月提交的风险信息：", _bars(("月份", "数量"), data["months"])]
    parts.append("二、分类情况")
    for at, (name, heading) in enumerate(TABLES):
        parts += [
            f"（{_NUMERALS[at]}）{heading}",
            _bars(("类别", "本期", "上期"), data["tables"][name]) or "本期没有。",
        ]
    parts += ["三、各环节用时", _table(("环节", "件数", "平均天数", "最长天数"), [
        [label, n, _days(mean), _days(most)] for label, n, mean, most in data["times"]
    ])]  # fmt: skip
    parts += ["四、重点风险信息", _keys(data["key_list"])]
    parts += ["五、形势判断和建议", judgement.strip() or "【请填写：形势判断和建议】", "特此报告。"]
    return "\n".join(part for part in parts if part)


def _summary(data) -> str:
    return f"共收到产品质量安全风险信息{data['total']}条，其中重点风险信息{data['keys']}条。"


def _totals(data) -> str:
    """Compare with the period before and with last year, in words; no percentage of nothing."""
    if counted_until(data):  # a part does not compare with a whole
        whole = f"上期全期{data['previous']}条，上年同期全期{data['last_year']}条"
        return f"本期还没有结束，现有{data['total']}条；{whole}。经鉴别、评估排除{data['excluded']}条。"
    said = [f"本期{data['total']}条"]
    for label, then in (("上期", data["previous"]), ("上年同期", data["last_year"])):
        if not then:
            said.append(f"{label}没有记录")
            continue
        change = (data["total"] - then) / then * 100
        moved = "持平" if not change else f"{'增加' if change > 0 else '减少'}{abs(change):.1f}%"
        said.append(f"{label}{then}条，{moved}")
    return "；".join(said) + f"。经鉴别、评估排除{data['excluded']}条。"


def _bars(heads: tuple[str, ...], rows: list) -> str:
    """A table whose last column draws the first number as a bar."""
    if not rows:
        return ""
    most = max(row[1] for row in rows) or 1
    lines = [[*row, _BAR * max(round(row[1] / most * _WIDTH), 1 if row[1] else 0)] for row in rows]
    return _table((*heads, "图示"), lines)


def _table(heads, rows) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value) -> str:
    return " ".join(str(value).replace("|", "／").replace("｜", "／").split())


def _days(value) -> str:
    return "/" if value is None else f"{value:g}"


def _keys(rows: list[dict]) -> str:
    if not rows:
        return "本期没有重点风险信息和一级风险信息。"
    heads = ("序号", "信息编号", "事项", "企业", "级别", "环节")
    return _table(heads, [
        [at, row["number"], f"{row['title']}{'（重点）' if row['is_key'] else ''}", row["enterprise"] or "/",
         row["level"], row["state"]]
        for at, row in enumerate(rows, start=1)
    ])  # fmt: skip


def begin(*, by, role, period: str, start: date, token=None) -> SituationAnalysis:
    """Count the period for the bureau of `by` and those below it, and open the case that keeps the figures."""
    bureau = by.department.bureau
    data = count([bureau.pk, *bureau.subordinate_ids()], period, start)
    return open_case(
        SituationAnalysis, by=by, role=role, department=by.department, title=subject(data), token=token, numbered=True,
        period=period, start=start, end=date.fromisoformat(data["end"]), figures=data, figures_sha256=digest(data),
        counted_at=timezone.now(), label="统计",
    )  # fmt: skip


@transaction.atomic
def draft(analysis: SituationAnalysis, *, by) -> Document:
    """Begin the report of an analysis, or give the one that is under way. Raises WrongState when it is finished."""
    CaseFile.objects.select_for_update().get(pk=analysis.pk)  # two who click at once get one report
    analysis = SituationAnalysis.objects.select_related("case__bureau").get(pk=analysis.pk)
    if analysis.state != AnalysisState.OPEN:
        raise WrongState("分析已经完成，不能再起草报告；要更正的，另做一份分析。")
    made = analysis.case.documents.filter(kind=KIND).exclude(state__in=OVER).order_by("-pk").first()
    if made is not None:
        return made
    case, kind = analysis.case, in_force(analysis.case.bureau, KIND)
    return drafting.draft(
        case, KIND, by=by, title=kind.title_for(case.bureau, subject(analysis.figures)),
        body=body(analysis.figures, analysis.judgement), recipients=_addressees(case, kind),
    )  # fmt: skip


def _addressees(case, kind) -> list[RecipientSpec]:
    """The bureau above, to which the situation is reported (R-113); whom else a report goes to gets a copy."""
    usual = recipients(case, kind)
    if case.bureau.parent is None:
        return usual
    above = case.bureau.parent.name
    return [RecipientSpec(above), *(replace(spec, cc=True) for spec in usual if spec.name != above)]
