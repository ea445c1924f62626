"""大梳理: the informations of the year gone through again, most of the way (R-210)."""

from datetime import date

from django.db.models import F

from campaigns import targets
from campaigns.models import Campaign
from registers import workdays
from registers.models import Enterprise
from riskinfo import hazardreview
from riskinfo.models import RiskInfo
from riskinfo.states import HazardVerdict, InfoState

from .stage import QUALITY_2, Stage, Story, Telling

#: What came in during so many working days before is still to be gone through.
_LEFT = 20
#: How many are gone through in one sitting.
_SITTING = 25
_HELMETS = "冬季电动自行车用品专项检查"


def review(stage: Stage) -> Telling:
    """Three sittings at most; what was found leads to a campaign, one judgement was put right the day after."""
    story = Story(stage, QUALITY_2, "hazard review", 6)
    yield story.at("09:10")
    officer, last = story.person("staff"), workdays.add_workdays(story.day, -_LEFT)
    waiting = _until(officer, last)[: 3 * _SITTING]
    for start in range(0, len(waiting), _SITTING):
        if start:
            yield story.later(1, "09:10")
        for info in waiting[start : start + _SITTING]:
            verdict, reason = _judgement(info)
            hazardreview.judge(info, by=officer, verdict=verdict, reason=reason)
            stage.clock.tick(story.rng.randint(40, 160))
    yield story.later(1, "15:30")
    _put_right(officer, waiting)
    yield story.soon(30)
    _listed(story)


def _until(officer, last: date) -> list[RiskInfo]:
    """In the first half of a year it is the year before that is gone through too."""
    years = [last.year] if last.month > 6 else [last.year - 1, last.year]
    found = [info for year in years for info in hazardreview.of_year(officer, year).select_related("case__enterprise")]
    found = [info for info in found if info.submitted_at.date() <= last]
    return sorted(found, key=lambda info: (info.submitted_at, info.pk))


def _judgement(info: RiskInfo) -> tuple[str, str]:
    whose = info.enterprise_name or "来源单位"
    if info.level.startswith("LEVEL_"):
        return HazardVerdict.HAZARD, f"已定{info.get_level_display()}，{whose}同类产品需要一并排查。"
    if info.state == InfoState.EXCLUDED:
        return HazardVerdict.NONE, "当时已核实不成立，重看材料没有新情况。"
    if info.state in (InfoState.INCONCLUSIVE, InfoState.TESTING, InfoState.ASSESSING, InfoState.SUBMITTED):
        return HazardVerdict.UNCLEAR, "检验、评估还没有结论，结论出来后再定。"
    if info.harm_degree in ("SERIOUS", "VERY_SERIOUS"):
        return HazardVerdict.HAZARD, f"危害不轻，{whose}的同批和后续批次没有查过。"
    return HazardVerdict.NONE, "现场核查和材料齐全，问题已经消除。"


def _put_right(officer, gone_through: list[RiskInfo]) -> None:
    """One judged too lightly is looked at again: the earlier judgement stays beside the new one."""
    for info in RiskInfo.objects.order_by("pk").filter(pk__in=gone_through, hazard=HazardVerdict.NONE):
        if info.state != InfoState.EXCLUDED:
            reason = "同一企业后来又有反映，库存去向没有核对，列入下次检查。"
            hazardreview.judge(info, by=officer, verdict=HazardVerdict.UNCLEAR, reason=reason, after=1)
            return


def _listed(story: Story) -> None:
    """Where a hazard was found, the campaign of the winter goes too."""
    officer = story.person("staff")
    record = Campaign.objects.get(case__title__contains=_HELMETS, case__bureau=officer.bureau)
    found = hazardreview.hazardous(officer.bureau.pk, record.starts_on.replace(year=record.starts_on.year - 1))
    products = record.products.values("product_type")
    found = found.filter(case__product_type__in=products).exclude(case__enterprise=None)
    firms = Enterprise.objects.filter(pk__in=found.values(pk=F("case__enterprise"))).order_by("pk")
    targets.add(record, list(firms), "HAZARD_FOUND", by=officer, role="STAFF", unit=story.stage.unit(story.team))


STORIES = (review,)
