"""Which papers the scope and the nature of a warning oblige the bureau to make and serve (R-028, R-126, R-130–R-136).

Pure rows of data; what has become of each is asked in `issuing`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .states import Concern

CONSULTATION = "CONSULTATION"


@dataclass(frozen=True)
class PaperRule:
    """One obligatory paper: `kind` of document that fulfils it; empty for the consultation, which is a record.

    why: in words, for the checklist. applies: Warning → whether it is obligatory.
    waivable: the unit's head may say that it does not apply, with a reason.
    """

    code: str
    label: str
    kind: str
    why: str
    applies: Callable[[object], bool]
    waivable: bool = True


def _concerns(what: Concern) -> Callable[[object], bool]:
    return lambda warning: what in warning.concerns


RULES = (
    PaperRule(
        "ALERT_NOTICE", "风险信息警示通报", "ALERT_NOTICE", "涉及全县或有重大影响，通报相关部门",
        lambda warning: warning.countywide or warning.major_impact, waivable=False,
    ),
    PaperRule(
        "RISK_NOTICE", "风险告知书", "RISK_NOTICE", "企业范围的风险，书面告知企业并取得送达回证",
        lambda warning: warning.scope_enterprise,
    ),
    PaperRule(
        "INDUSTRY_BULLETIN", "行业风险通报", "INDUSTRY_BULLETIN", "行业性风险，通报行业主管部门和行业协会",
        lambda warning: warning.scope_industry,
    ),
    PaperRule(
        "REGION_LETTER", "区域风险通报函", "REGION_LETTER", "区域性风险，通报当地政府",
        lambda warning: warning.scope_region,
    ),
    PaperRule(
        "LICENCE_LETTER", "准入风险反馈函", "LICENCE_LETTER", "涉及生产许可或强制性认证，反馈许可、认证管理单位",
        _concerns(Concern.LICENCE),
    ),
    PaperRule(
        "STANDARD_LETTER", "标准问题反馈函", "STANDARD_LETTER", "涉及标准问题，反馈标准化管理单位",
        _concerns(Concern.STANDARD),
    ),
    PaperRule(
        CONSULTATION, "会商记录", "", "涉及其他部门，共同会商防控措施", _concerns(Concern.DEPARTMENTS),
    ),
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in RULES}
#: Kinds of document that an officer begins from the checklist.
DRAFTED_HERE = frozenset(rule.kind for rule in RULES if rule.kind and rule.code != "ALERT_NOTICE")


def papers_for(warning) -> list[PaperRule]:
    """Return the papers that this warning obliges, in the order of the checklist."""
    return [rule for rule in RULES if rule.applies(warning)]
