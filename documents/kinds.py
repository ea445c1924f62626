"""Which document is what: one row a kind (documents §4.3)."""

from dataclasses import dataclass, replace
from pathlib import Path

from .paper import DOWNWARD, FORM, INSTRUMENT, LETTER, MINUTES, PRESS, UPWARD

#: The case level at which notices go to the director instead of the deputy.
HIGHEST_LEVEL = "LEVEL_1"
BY_DIRECTOR = "document.sign_upward"
BY_UNIT_HEAD = "document.sign_delegated"


@dataclass(frozen=True)
class DocumentKind:
    """What the machine and the layout must know of a kind; a bureau may settle some of it differently.

    suffix: what follows the bureau's 代字 in the number (清市监 + 发).
    title: template with {organ} and {subject}. text: what the body begins as, with merge
    fields (documents.merging). mark: the red head, template with {organ}.
    organ, cc: set by a bureau's own setting only.
    sign_permission: who signs; at level 1 `director_at_level_1` raises it to the director.
    delegable: a bureau may let the unit's head sign it. orders: it obliges somebody, so a
    legal reviewer checks it where the bureau has one.
    cites_kind: the kind of document it must cite, and whose recipients it goes to.
    by_hand: offered when an officer starts a document; the others come out of a case's acts.
    cases: kinds of case it fits; empty for all. recipients: names in documents.merging; copied: those
    that get a copy, for an upward paper goes to one organ (党政机关公文处理工作条例, 15).
    reply_days: working days in which an answer is asked; 0 for none.
    """

    code: str
    label: str
    genre: str
    layout: str
    title: str
    suffix: str = "发"
    sign_permission: str = "document.sign"
    director_at_level_1: bool = False
    delegable: bool = False
    orders: bool = False
    cites_kind: str = ""
    by_hand: bool = True
    cases: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    reply_days: int = 0
    mark: str = "{organ}"
    note: str = ""
    has_seal: bool = True
    addressed: bool = True
    organ: str = ""
    cc: tuple[str, ...] = ()
    text: str = ""

    def title_for(self, bureau, subject: str) -> str:
        return self.title.replace("{organ}", self.organ or bureau.name).replace("{subject}", subject)

    @property
    def bears_code(self) -> bool:
        """A copy that leaves the house can be verified; what the public reads is on the bureau's own page."""
        return self.layout != PRESS

    @property
    def is_addressed(self) -> bool:
        """It says whom it is for; 纪要, 表格, 回证 and what the public reads do not."""
        return self.addressed and self.layout in (DOWNWARD, UPWARD, LETTER, INSTRUMENT)

    def fits(self, case) -> bool:
        return not self.cases or case.kind in self.cases


_RISK = ("INFO", "WARNING", "EMERGENCY")


def _down(code, label, title, **more):
    return DocumentKind(code, label, "通知", DOWNWARD, title, mark="{organ}文件", **more)


def _report(code, label, title, **more):
    return DocumentKind(
        code, label, "报告", UPWARD, title, mark="{organ}文件", sign_permission=BY_DIRECTOR,
        recipients=("government",), copied=("parent",), **more,
    )  # fmt: skip


def _instrument(code, label, suffix, **more):
    return DocumentKind(
        code, label, "文书", INSTRUMENT, suffix=suffix, recipients=("enterprise", "area"), delegable=True,
        **({"title": "关于{subject}的" + label} | more),
    )  # fmt: skip


def _feedback(code, label, title):
    """What a warning tells those beside the bureau (R-132, R-134, R-135); begun from its checklist."""
    return DocumentKind(code, label, "函", LETTER, title, suffix="函", by_hand=False, cases=("WARNING",))


def _public(code, label):
    """What the public reads (R-129): no red head, no seal; at level 1 the director's to sign."""
    return DocumentKind(
        code, label, "对外文稿", PRESS, "关于{subject}的" + label, suffix="宣", has_seal=False, cases=_RISK,
        director_at_level_1=True,
    )  # fmt: skip


def _form(code, label, suffix, **more):
    note = "填报人：{经办人}\u3000\u3000\u3000审核人：\u3000\u3000\u3000\u3000\u3000联系电话：{联系电话}"
    return DocumentKind(
        code, label, "表格", FORM, label, suffix=suffix, delegable=True, **({"note": note} | more),
    )  # fmt: skip


_BASE = (
    DocumentKind(
        "ALERT_NOTICE", "风险信息警示通报", "通报", DOWNWARD, "{organ}关于{subject}的风险信息警示通报",
        mark="{organ}文件", director_at_level_1=True, by_hand=False, cases=_RISK,
    ),
    DocumentKind(
        "LIFT_NOTICE", "风险信息解除通报", "通报", DOWNWARD, "{organ}关于{subject}的风险信息解除通报",
        mark="{organ}文件", director_at_level_1=True, cites_kind="ALERT_NOTICE", by_hand=False, cases=_RISK,
    ),
    DocumentKind(
        "BULLETIN", "情况通报", "通报", DOWNWARD, "{organ}关于{subject}情况的通报", mark="{organ}文件",
        director_at_level_1=True, recipients=("area",),
    ),
    DocumentKind(
        "INDUSTRY_BULLETIN", "行业风险通报", "通报", DOWNWARD, "{organ}关于{subject}行业性质量安全风险的通报",
        mark="{organ}文件", director_at_level_1=True, by_hand=False, cases=("WARNING",),
    ),
    _report("REPORT", "报告", "{organ}关于{subject}的报告"),
    DocumentKind(
        "REQUEST", "请示", "请示", UPWARD, "{organ}关于{subject}的请示", mark="{organ}文件",
        sign_permission=BY_DIRECTOR, recipients=("government",),
    ),
    _report("REPORT_MAJOR", "重大风险报告", "{organ}关于{subject}重大风险的报告", cases=_RISK),
    _report("REPORT_FIRST", "应急初报", "{organ}关于{subject}的初报", cases=_RISK),
    _report("REPORT_MORE", "应急续报", "{organ}关于{subject}的续报", cases=_RISK),
    _report("REPORT_FINAL", "应急终报", "{organ}关于{subject}的终报", cases=_RISK),
    _report("REPORT_RESULT", "处理结果报告", "{organ}关于{subject}处理结果的报告"),
    _down(
        "SUPERVISION_NOTICE", "挂牌督办通知书", "{organ}关于对{subject}挂牌督办的通知", sign_permission=BY_DIRECTOR,
        orders=True, recipients=("enterprise", "area"), reply_days=30,
    ),
    DocumentKind(
        "URGING_LETTER", "提醒敦促函", "函", LETTER, "{organ}关于{subject}的提醒敦促函", suffix="函", reply_days=10,
        recipients=("government",),
    ),
    DocumentKind("TRANSFER_LETTER", "移送函", "函", LETTER, "{organ}关于移送{subject}的函", suffix="函", reply_days=10),
    _feedback("REGION_LETTER", "区域风险通报函", "{organ}关于通报{subject}区域性质量安全风险的函"),
    _feedback("LICENCE_LETTER", "准入风险反馈函", "{organ}关于反馈{subject}准入管理风险的函"),
    _feedback("STANDARD_LETTER", "标准问题反馈函", "{organ}关于反馈{subject}涉及标准问题的函"),
    _instrument("TALK_NOTICE", "约谈通知书", "约"),
    _instrument("RECTIFY_NOTICE", "整改通知书", "改", orders=True, reply_days=30),
    _instrument("RISK_NOTICE", "风险告知书", "告", reply_days=10),
    _instrument("GUIDANCE", "整改指导意见书", "指"),
    _instrument("SERVICE_RECEIPT", "送达回证", "送", title="送达回证", addressed=False),
    _instrument("TALK_RECORD", "约谈记录", "记", title="约谈记录", addressed=False, has_seal=False),
    DocumentKind(
        "MINUTES", "会议纪要", "纪要", MINUTES, "{subject}会商纪要", suffix="纪", mark="{organ}会议纪要", has_seal=False
    ),
    _form("RETURN_FORM", "产品质量安全风险信息报送表", "表"),
    _form("RESULT_LIST", "行动成果清单", "表"),
    _form("LEDGER", "整改台账", "表"),
    _form("CHECKLIST", "产品质量安全检查表", "表", note=""),
    _form("CONTROL_LIST", "风险管控清单", "表"),
    DocumentKind(
        "EMERGENCY_LIFT", "应急解除通报", "通报", DOWNWARD, "{organ}关于解除{subject}应急措施的通报",
        mark="{organ}文件", cases=("EMERGENCY",), recipients=("told",),
    ),
    replace(_public("PUBLIC_STATEMENT", "情况说明"), cases=("EMERGENCY",)),
    _public("PUBLIC_WARNING", "风险警示"),
    _public("PUBLIC_NOTICE", "消费提示"),
    _down("REVOCATION", "撤销通知", "{organ}关于撤销{subject}的通知"),
)  # fmt: skip
_TEXTS = Path(__file__).with_name("texts")


def _with_text(kind: DocumentKind) -> DocumentKind:
    path = _TEXTS / f"{kind.code}.txt"
    return replace(kind, text=path.read_text(encoding="utf-8").strip()) if path.exists() else kind


KINDS = tuple(map(_with_text, _BASE))
_BY_CODE = {kind.code: kind for kind in KINDS}

CHOICES = [(kind.code, kind.label) for kind in KINDS]
BY_HAND = [(kind.code, kind.label) for kind in KINDS if kind.by_hand]
#: Kinds whose document is no successor of the one it cites.
LIFTING = frozenset(kind.code for kind in KINDS if kind.cites_kind)


def get(code: str) -> DocumentKind:
    """Return the kind; KeyError when there is none of this code."""
    return _BY_CODE[code]
