"""Merge fields: what a document's first text takes from the case, e.g. {企业}, {产品}, {期限}.

What the spine knows is here; each later app adds what its own record knows with
`provide`. A case that came out of another takes over what that one knows.
"""

import re
from collections.abc import Callable

from django.utils import timezone

from casefile.models import CaseFile, Measure
from registers import workdays

from .body import FIELD
from .drafting import RecipientSpec
from .paper import chinese_date

#: A field that the case cannot fill stays in the text like this, and keeps it from being submitted.
UNFILLED = "【请填写：{}】"
_UNFILLED = re.compile(r"【请填写：([^】]+)】")
_STOPS = tuple("。，；、（）")
_PLAIN = {"批次": "批次不详", "商标": "/", "销售者": "/", "重点": "否", "检验情况": "/", "统一社会信用代码": "/",
          "标准号": "未标注", "请假人员": "无", "列席人员": "无", "摘牌条件": "整改完成并经我局复查合格",
          "约谈日期": "      年    月    日    时    分至    时    分", "约谈地点": "\u3000", "约谈人": "\u3000",
          "被约谈人": "\u3000", "约谈内容": "（现场填写）", "承诺": "（现场填写）"}  # fmt: skip

#: The fields there are, for whoever edits a kind's wording.
FIELDS = (
    "本局", "本级政府", "上级局", "企业", "统一社会信用代码", "地址", "产品", "批次", "商标", "原料供应企业",
    "发现日期", "信息来源", "问题", "危害", "原因", "范围", "级别", "措施", "建议", "整改要求", "检验情况", "期限",
    "标准号", "案卷编号", "事项", "承办单位", "经办人", "联系电话", "今天", "引用文号", "摘牌条件", "约谈日期",
    "约谈地点", "约谈人", "被约谈人", "约谈内容", "承诺",
)  # fmt: skip

_PROVIDERS: dict[str, Callable[[CaseFile], dict[str, str]]] = {}
_RECIPIENTS: dict[str, Callable[[CaseFile], list[RecipientSpec]]] = {}


def provide(kind: str):
    """Register the function that knows the fields of a kind of case: CaseFile → {field: text}."""

    def decorate(function):
        _PROVIDERS[kind] = function
        return function

    return decorate


def provide_recipients(name: str):
    """Register whom a name in DocumentKind.recipients stands for: CaseFile → [RecipientSpec]."""

    def decorate(function):
        _RECIPIENTS[name] = function
        return function

    return decorate


def facts(case: CaseFile, reply_days: int = 0, cites=None) -> dict[str, str]:
    """Return what the case knows, field by field; empty texts are left out."""
    known: dict[str, str] = {}
    for link in case.origin_links.select_related("origin__enterprise", "origin__product_type").order_by("pk"):
        known |= _own(link.origin)
    known |= _own(case)
    if "期限" not in known and reply_days:
        known["期限"] = chinese_date(workdays.add_workdays(timezone.localdate(), reply_days))
    if cites is not None:
        known |= {"引用文号": cites.number, "送达文号": cites.number, "送达文书": cites.title}
    elif served := case.documents.exclude(sequence=None).exclude(kind="SERVICE_RECEIPT").order_by("-pk").first():
        known |= {"送达文号": served.number, "送达文书": served.title}
    return {name: text for name, text in known.items() if text}


def _own(case: CaseFile) -> dict[str, str]:
    known = _common(case)
    if provider := _PROVIDERS.get(case.kind):
        known |= {name: " ".join(text.split()) for name, text in provider(case).items() if text}
    return {name: text for name, text in known.items() if text}


def _common(case: CaseFile) -> dict[str, str]:
    bureau, company = case.bureau, case.enterprise
    known = {
        "本局": bureau.name, "本级政府": bureau.government_name, "上级局": bureau.parent.name if bureau.parent else "",
        "案卷编号": case.number or "", "事项": case.title, "级别": case.level_label, "承办单位": case.department.name,
        "经办人": case.handler.name, "联系电话": case.handler.phone, "今天": chinese_date(timezone.localdate()),
        "产品": case.product_type.name if case.product_type else "", "措施": _measures(case),
        "期限": _due(case),
    }  # fmt: skip
    if company is not None:
        known |= {"企业": company.name, "地址": company.address, "统一社会信用代码": company.uscc or ""}
    return known


def _due(case: CaseFile) -> str:
    """The case's next date; one that has passed is no term to set anybody."""
    day = timezone.localdate(case.due_at) if case.due_at else None
    return chinese_date(day) if day and day >= timezone.localdate() else ""


def _measures(case: CaseFile) -> str:
    done = case.measures.filter(status=Measure.Status.DONE)
    return "；".join(f"{row.label}：{row.result.rstrip('。')}" for row in done)


def fill(text: str, known: dict[str, str]) -> str:
    """Return the text with its fields filled; what is not known is marked 【请填写：…】."""

    def value(found) -> str:
        name = found[1]
        said = known.get(name) or _PLAIN.get(name) or UNFILLED.format(name)
        # An officer ends a description with a full stop or not; the wording has its own.
        return said.rstrip("。；") if text[found.end() : found.end() + 1] in _STOPS else said

    return FIELD.sub(value, text)


def blanked(text: str) -> str:
    """Return the text with what is not known left blank, for a form that is filled in by hand."""
    return _UNFILLED.sub("", text)


def unfilled(text: str) -> list[str]:
    """Return the names of the fields that somebody still has to fill in."""
    return list(dict.fromkeys(_UNFILLED.findall(text)))


def fields_of(text: str) -> list[str]:
    """Return the names in braces, each once."""
    return list(dict.fromkeys(FIELD.findall(text)))


def unknown_fields(text: str) -> list[str]:
    """Return the names in braces that are no merge field."""
    usable = {*FIELDS, *_PLAIN, "约谈时间", "出席人员", "送达文书", "送达文号", "撤销原因"}
    return [name for name in fields_of(text) if name not in usable]


def recipients(case: CaseFile, kind) -> list[RecipientSpec]:
    """Return whom a document of this kind goes to unless the officer says otherwise."""
    bureau = case.bureau
    names = {
        "enterprise": (case.enterprise.name if case.enterprise else "", case.enterprise),
        "government": (bureau.government_name, None),
        "parent": (bureau.parent.name if bureau.parent else "", None),
    }
    found = [
        RecipientSpec(names[who][0], enterprise=names[who][1]) for who in kind.recipients if names.get(who, ("",))[0]
    ]
    found += [spec for who in kind.recipients if who in _RECIPIENTS for spec in _RECIPIENTS[who](case)]
    taken = {spec.name for spec in found}
    copied = dict.fromkeys([*(names[who][0] for who in kind.copied), *kind.cc])
    return found + [RecipientSpec(name, cc=True) for name in copied if name and name not in taken]
