"""Which document is what: one row a kind (documents §4.3)."""

from dataclasses import dataclass

from .paper import DOWNWARD, LETTER, UPWARD

#: The case level at which notices go to the director instead of the deputy.
HIGHEST_LEVEL = "LEVEL_1"
BY_DIRECTOR = "document.sign_upward"


@dataclass(frozen=True)
class DocumentKind:
    """What the machine and the layout must know of a kind.

    suffix: what follows the bureau's 代字 in the number (清市监 + 发).
    title: template with {organ} and {subject}.
    sign_permission: who signs; at level 1 `director_at_level_1` raises it to the director.
    orders: it obliges somebody, so a legal reviewer checks it where the bureau has one.
    cites_kind: the kind of document it must cite, and whose recipients it goes to.
    by_hand: offered when an officer starts a document; the others come out of a case's acts.
    """

    code: str
    label: str
    genre: str
    layout: str
    title: str
    suffix: str = "发"
    sign_permission: str = "document.sign"
    director_at_level_1: bool = False
    orders: bool = False
    cites_kind: str = ""
    by_hand: bool = True

    def title_for(self, bureau, subject: str) -> str:
        return self.title.format(organ=bureau.name, subject=subject)


KINDS = (
    DocumentKind(
        "ALERT_NOTICE", "风险信息警示通报", "通报", DOWNWARD, "{organ}关于{subject}的风险信息警示通报",
        director_at_level_1=True, by_hand=False,
    ),
    DocumentKind(
        "LIFT_NOTICE", "风险信息解除通报", "通报", DOWNWARD, "{organ}关于{subject}的风险信息解除通报",
        director_at_level_1=True, cites_kind="ALERT_NOTICE", by_hand=False,
    ),
    DocumentKind("BULLETIN", "情况通报", "通报", DOWNWARD, "{organ}关于{subject}情况的通报", director_at_level_1=True),
    DocumentKind("REPORT", "报告", "报告", UPWARD, "{organ}关于{subject}的报告", sign_permission=BY_DIRECTOR),
    DocumentKind("REQUEST", "请示", "请示", UPWARD, "{organ}关于{subject}的请示", sign_permission=BY_DIRECTOR),
    DocumentKind(
        "SUPERVISION_NOTICE", "挂牌督办通知书", "通知", DOWNWARD, "{organ}关于对{subject}挂牌督办的通知",
        sign_permission=BY_DIRECTOR, orders=True,
    ),
    DocumentKind("URGING_LETTER", "提醒敦促函", "函", LETTER, "{organ}关于{subject}的提醒敦促函", suffix="函"),
    DocumentKind("TRANSFER_LETTER", "移送函", "函", LETTER, "{organ}关于移送{subject}的函", suffix="函"),
    DocumentKind("TALK_NOTICE", "约谈通知书", "文书", LETTER, "关于{subject}的约谈通知书", suffix="约"),
    DocumentKind(
        "RECTIFY_NOTICE", "整改通知书", "文书", LETTER, "关于{subject}的整改通知书", suffix="改", orders=True
    ),
    DocumentKind("RISK_NOTICE", "风险告知书", "文书", LETTER, "关于{subject}的风险告知书", suffix="告"),
    DocumentKind("GUIDANCE", "整改指导意见书", "文书", LETTER, "关于{subject}的整改指导意见书", suffix="指"),
    DocumentKind("REVOCATION", "撤销通知", "通知", DOWNWARD, "{organ}关于撤销{subject}的通知"),
)  # fmt: skip
_BY_CODE = {kind.code: kind for kind in KINDS}

CHOICES = [(kind.code, kind.label) for kind in KINDS]
BY_HAND = [(kind.code, kind.label) for kind in KINDS if kind.by_hand]
#: Kinds whose document is no successor of the one it cites.
LIFTING = frozenset(kind.code for kind in KINDS if kind.cites_kind)


def get(code: str) -> DocumentKind:
    """Return the kind; KeyError when there is none of this code."""
    return _BY_CODE[code]
