"""Targets and typical cases of the campaigns that the reader may see, as spreadsheets; `?campaign=` is one of them."""

from casefile.kinds import CAMPAIGN
from casefile.models import CaseFile
from registers.listings import Listing, table

from . import coverage
from .models import Target, TypicalCase
from .states import TargetGround


def _of_campaigns(model):
    def find(user, query):
        rows = model.objects.filter(campaign__case__in=CaseFile.objects.real().filter(kind=CAMPAIGN).visible_to(user))
        wanted = query.get("campaign", "")
        return rows.filter(campaign=int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else rows

    return find


def _targets() -> Listing:
    headings = ["专项行动编号", "专项行动", "企业名称", "统一社会信用代码", "列入理由", "责任单位", "检查情况",
                "列入时间", "移出时间", "移出理由", "说明"]  # fmt: skip
    of_campaigns = _of_campaigns(Target)

    def find(user, query):
        rows = of_campaigns(user, query).select_related("campaign__case", "enterprise", "unit")
        return rows.order_by("-campaign", "enterprise__name", "pk")

    def rows(found):
        inspected: dict[int, set[int]] = {}
        for row in found.iterator(chunk_size=2000):
            if row.campaign_id not in inspected:
                inspected[row.campaign_id] = coverage.inspected_ids(row.campaign)
            visited = row.enterprise_id in inspected[row.campaign_id]
            yield [
                row.campaign.case.number or "草稿", row.campaign.case.title, row.enterprise.name, row.enterprise.uscc,
                "、".join(TargetGround(ground).label for ground in row.grounds), row.unit.name if row.unit else "",
                "已检查" if visited else "未检查", f"{row.added_at:%Y-%m-%d}",
                f"{row.struck_at:%Y-%m-%d}" if row.struck_at else "", row.struck_reason, row.note,
            ]  # fmt: skip

    return Listing("campaign-targets", "专项行动检查对象", "campaign.view", headings, find, lambda f: f.count(), rows)


def _cases() -> Listing:
    of_campaigns = _of_campaigns(TypicalCase)
    return table(
        "typical-cases", "典型案例", "campaign.view",
        lambda user, query: of_campaigns(user, query).select_related("campaign__case", "written_by", "exposure_by"),
        ("专项行动", lambda row: row.campaign.case.title), ("类别", "sort"), ("标题", "title"),
        ("案情、处理结果和意义", "text"), ("撰写人", lambda row: row.written_by.name), ("撰写时间", "written_at"),
        ("曝光日期", "exposed_on"), ("曝光渠道和链接", "exposed_in"),
        ("批准曝光人", lambda row: row.exposure_by.name if row.exposure_by else ""),
    )  # fmt: skip


_LISTINGS = (_targets(), _cases())


def listings() -> list[Listing]:
    return list(_LISTINGS)
