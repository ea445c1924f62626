"""What a confirmed prompt does: an interview is listed, a tier changed, a spot check planned, an area proposed."""

from collections.abc import Callable

from casefile.models import CaseFile
from registers.models import Enterprise, TierChange
from registers.tiers import CLOSENESS, change_tier

from . import areas
from .effects import oblige, oblige_interview
from .models import Prompt, RectificationItem
from .states import AreaWay, SupervisionGround
from .triggers import Rule

#: Later apps append functions (Prompt, by=) → what they did in words, or "" (a spot check planned for DUTY or TRACK).
on_confirmed: list[Callable] = []

_GROUND = {
    Rule.AREA_CONCENTRATED: SupervisionGround.HAZARD_CONCENTRATED, Rule.AREA_PROBLEMS: SupervisionGround.MANY_PROBLEMS,
    Rule.AREA_OPINION: SupervisionGround.SENSITIVE_OPINION,
}  # fmt: skip


def carry_out(prompt: Prompt, *, by, role, reason: str) -> str:
    """Do it and return what was done, in words. Raises ValidationError, PermissionDenied."""
    done = _DOERS[Rule(prompt.rule)](prompt, by, reason)
    more = [text for function in on_confirmed if (text := function(prompt, by=by))]
    return "；".join(filter(None, [done, *more]))


def _interview(prompt: Prompt, by, reason: str) -> str:
    """R-328: the interview is listed on the open major item."""
    record = _item(prompt)
    if record is None or not record.is_open:
        return "没有未销号的重大隐患，未列约谈"
    oblige_interview(record, mark=f"P{prompt.pk}")
    return f"已在{prompt.case.number}列出约谈"


def _key(prompt: Prompt, by, reason: str) -> str:
    return _tier(prompt, Enterprise.Tier.KEY, TierChange.Ground.CASE, by, reason)


def _special(prompt: Prompt, by, reason: str) -> str:
    return _tier(prompt, Enterprise.Tier.SPECIAL, TierChange.Ground.CASE, by, reason)


def _duty(prompt: Prompt, by, reason: str) -> str:
    """R-123: 重点监管, and a spot check is planned."""
    done = [_tier(prompt, Enterprise.Tier.KEY, TierChange.Ground.DUTIES, by, reason)]
    record = _item(prompt)
    if record is not None and record.is_open:
        oblige(record, "SPOT_CHECK", "计划产品质量监督抽查", order=30, basis="通知三（三）")
        done.append(f"已在{prompt.case.number}列出监督抽查")
    return "，".join(filter(None, done))


def _track(prompt: Prompt, by, reason: str) -> str:
    return "列入不合格企业跟踪整治"


def _area(prompt: Prompt, by, reason: str) -> str:
    """R-347: a leader decides; the proposal is a case of its own."""
    record = areas.propose(
        by=by, region=prompt.region, way=AreaWay.LISTED, ground=_GROUND[Rule(prompt.rule)],
        why=f"{prompt.why}{reason}", prompt=prompt,
    )  # fmt: skip
    return f"已提请挂牌督办（{record.case.number}）"


def _tier(prompt: Prompt, tier, ground, by, reason: str) -> str:
    enterprise = Enterprise.objects.get(pk=prompt.enterprise_id)
    if CLOSENESS.index(Enterprise.Tier(enterprise.tier)) >= CLOSENESS.index(tier):
        return f"监管类别已是{enterprise.get_tier_display()}"
    change_tier(enterprise, tier, by=by, ground=ground, reason=f"{prompt.why}{reason}")
    return f"监管类别改为{tier.label}"


def _item(prompt: Prompt) -> RectificationItem | None:
    """Return the item with its case row locked, None where the prompt rests on none."""
    if prompt.case_id is None:
        return None
    case = CaseFile.objects.select_for_update().get(pk=prompt.case_id)
    record = RectificationItem.objects.filter(pk=prompt.case_id).first()
    if record is not None:  # a finding of a later app rests on a case of another kind
        record.case = case
    return record


_DOERS = {
    Rule.INTERVIEW: _interview, Rule.KEY: _key, Rule.SPECIAL: _special, Rule.DUTY: _duty, Rule.TRACK: _track,
    Rule.AREA_CONCENTRATED: _area, Rule.AREA_PROBLEMS: _area, Rule.AREA_OPINION: _area,
}  # fmt: skip
