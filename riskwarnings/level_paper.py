"""The 警示通报 that tells of a changed level."""

from django.utils import timezone

from documents import kinds
from documents.paper import chinese_date

from .facts_text import WarningLevel
from .measures import measures_for
from .papers import ALERT, Draft


def title(warning) -> str:
    return kinds.get(ALERT).title_for(warning.case.bureau, f"调整{warning.case.title}预警级别")


def level_notice(warning, change) -> Draft:
    """What changes and from when; what the first notice ordered stays in force."""
    before, after = WarningLevel(change.from_level), WarningLevel(change.to_level)
    issued = chinese_date(timezone.localdate(warning.issued_at))
    grounds = "；".join(clause.text for clause in change.assessment.clauses_hit if clause.level == after)
    held = {rule.code for rule in measures_for(before)}
    added = [rule.label for rule in measures_for(after) if rule.code not in held]
    lines = [
        f"{issued}，我局以《{warning.notice.title}》（{warning.notice.number}）通报了一起{before.label}质量安全风险。"
        "根据处置中查明的情况，经重新评估，现将级别调整有关情况通报如下。",
        "一、调整结论",
        f"自本通报印发之日起，该风险由{before.label}调整为{after.label}质量安全风险。"
        + (f"认定的情形：{grounds}。" if grounds else ""),
        "二、调整理由",
        *change.reason.splitlines(),
        "三、处置要求",
    ]
    if added:
        lines.append(f"在原通报要求的基础上，增加{'、'.join(added)}等措施，由责任单位按期落实。")
    else:
        lines.append("原通报部署的措施继续落实；确实不再适用的，由责任单位写明理由后办结。")
    lines.append(f"各单位应将落实情况及时报送{warning.case.department}。")
    return Draft(title(warning), "\n".join(lines))
