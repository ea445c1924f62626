"""专项行动: the campaign of this year mid-way, that of last year on file, one in every other state (rules §3.6)."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.utils import timezone

from campaigns import conferences, matters, points, templating
from campaigns.models import Campaign
from campaigns.typicalcases import expose, tell
from emergency.models import Plan
from rectification import amounts
from registers import workdays

from .campaign_acts import Outline, carried, ended, planned, returned
from .evidence import report
from .item_acts import Defect, corrected, ordered
from .paper_acts import led
from .stage import BRIGADE, CHENGGUAN, FOOD, QUALITY, QUALITY_2, Stage, Story, Telling

HAZARDS = Outline(
    "hazards", "{year}年重点工业产品质量安全隐患排查治理行动", "004", 130, 170, "GOVERNING", "安市监办发〔{year}〕33号",
    ("chlorine", "panel", "fertilizer_shop", "ebike_shop"), QUALITY,
)  # fmt: skip
RISKS = Outline(
    "risks", "重点产品风险隐患专项整治行动", "003", 250, 150, "CLOSED", "安市监发〔{year}〕19号",
    ("chlorine",), QUALITY_2,
)  # fmt: skip
_SHORT = replace(HAZARDS, enterprises=("ebike_shop",), team=QUALITY_2)
_OTHERS = (
    replace(_SHORT, name="fireworks", title="{year}年岁末年初烟花爆竹和取暖用品专项检查", began=-12, runs=80,
            upto="PLANNED", number=""),
    replace(_SHORT, name="helmets", title="{year}年冬季电动自行车用品专项检查", began=10, runs=80,
            upto="DEPLOYED", number=""),
    replace(_SHORT, name="toys", title="{year}年秋季学期儿童和学生用品专项检查", began=60, runs=120,
            upto="ON_SITE", number="安市监办发〔{year}〕58号", team=FOOD),
    replace(RISKS, name="packaging", title="危险化学品包装物容器专项整治", began=120, runs=125,
            upto="FINAL_CHECK", number="", team=FOOD),
    replace(RISKS, name="gas", title="{year}年燃气用具专项整治", began=150, runs=120,
            upto="COMPLETED", number="", team=FOOD),
)  # fmt: skip
_CONTINUING = replace(RISKS, name="cable", title="{year}年电线电缆专项整治", began=110, runs=70, upto="CONTINUING",
                      enterprises=("panel",), number="", team=FOOD)  # fmt: skip


#: How far the first return of a campaign has come.
_RETURNS = {"helmets": "COMPILED", "toys": "APPROVED"}


def _told(outline: Outline, stage: Stage) -> Telling:
    story, record = yield from planned(stage, outline)
    upto = "FINAL_CHECK" if outline.upto in ("COMPLETED", "CLOSED") else outline.upto
    record = yield from carried(story, record, upto)
    if upto := _RETURNS.get(outline.name):
        yield story.later(1, "10:30")
        yield from returned(story, record.returns.order_by("due_on").first(), upto)
    if outline.upto in ("COMPLETED", "CLOSED"):
        record = yield from ended(story, record)
    if outline.upto == "CLOSED":
        yield story.later(3, "15:10")
        story.do(record, "file_away", "deputy")


def continuing(stage: Stage) -> Telling:
    """A defect is still open after the end: it goes on being reported."""
    story, record = yield from planned(stage, _CONTINUING)
    record = yield from carried(story, record, "GOVERNING")
    own = Story(stage, CHENGGUAN, "campaign cable item", 0)
    own.day = story.day
    defect = Defect(
        "林茂板业成品库混放不合格品", "panel", "WOOD_PANEL_PLYWOOD", "INCOMPLETE_RECORDS",
        "成品库内待检、不合格品未分区，无标识。", "分区存放并挂牌，不合格品处置有记录。",
    )  # fmt: skip
    yield from ordered(own, defect, days=60, origin=record.case)
    phase = record.phase_of("FINAL_CHECK")
    yield story.later(max((phase.starts_on - story.day).days * 5 // 7 + 2, 1), "09:20")
    record = story.do(record, "start_final_check", "head")
    yield story.later(max((record.ends_on - story.day).days * 5 // 7 + 3, 1), "16:00")
    record = story.do(record, "go_on_reporting", "head")
    yield story.later(2, "10:40")
    yield from returned(story, record.returns.get(), "SIGNED")


_PANEL = Defect(
    "林茂板业甲醛释放量自检设备停用", "panel", "WOOD_PANEL_PLYWOOD", "NO_FACTORY_INSPECTION",
    "甲醛释放量检测箱故障停用一个月，其间出厂的胶合板没有逐批检验。",
    "修复检测设备，停用期间的产品补检，逐批出具报告。",
    severity="LARGER",
)  # fmt: skip
_CHARGERS = Defect(
    "迅风专卖店销售无认证标志充电器", "ebike_shop", "EBIKE_CHARGER_BATTERY_CHARGER", "UNLICENSED_PRODUCT",
    "货架上8只电动自行车充电器没有强制性产品认证标志。", "立即下架，提供进货凭证，配合追查供货方。",
)  # fmt: skip
_BAGS = Defect(
    "惠农农资店复合肥包装标识养分含量不符", "fertilizer_shop", "FERTILIZER_COMPOUND", "INCONSISTENT_PRODUCT",
    "抽查的复合肥包装标称总养分45%，检验报告为41.2%。", "停止销售，召回已售产品，提供进货票据。", severity="MAJOR",
)  # fmt: skip


def hazards(stage: Stage) -> Telling:
    """This year's campaign from the plan of 2024, mid-way: the first return sent, the second to come."""
    story, record = yield from planned(stage, HAZARDS)
    record = yield from carried(story, record, "ON_SITE")
    for name in ("SELF_CHECK",):
        story.close(record, name, "head", "辖区38家生产销售单位完成主体责任自查，建立风险管控清单。")
    yield story.later(3, "09:00")
    yield from corrected(story, record.case, _CHARGERS, ("wanglei", "hanbing"))
    yield from corrected(story, record.case, _PANEL, ("wanglei", "hanbing"))
    yield from _doubts(story, record)
    yield story.soon(30)
    tell(
        record, by=story.person("staff"), sort="VIOLATION", title="迅风专卖店销售无强制性产品认证充电器案",
        text="检查发现8只充电器无认证标志，责令下架并追查供货方，当事人已完成整改。",
        case=record.case.campaign_cases.filter(kind="RECTIFICATION").order_by("pk").first(),
    )  # fmt: skip
    august = record.returns.order_by("due_on").first()
    yield story.later(max(workdays.workdays_between(story.day, august.due_on) - 6, 1), "08:50")
    words = ("部分乡镇销售门店进货查验台账不全。", "加大农村市场巡查，确保按期动态清零。")
    yield from returned(story, august, "SUBMITTED", summary=words)
    yield story.later(1, "15:20")
    told = record.typical_cases.get()
    expose(told, by=story.person("deputy"), on=timezone.localdate(), where="局门户网站“典型案例”栏目")
    phase = record.phase_of("GOVERNING")
    yield story.later(max(workdays.workdays_between(story.day, workdays.roll(phase.starts_on)), 1), "09:10")
    record = story.do(record, "start_governing", "head")
    yield story.later(1, "10:00")
    own = Story(stage, BRIGADE, "campaign hazards bags", 0)
    own.day = story.day
    yield from ordered(own, _BAGS, days=20, origin=record.case)
    story.day = own.day
    yield from _conference(story, record)
    yield story.until(4, "10:20")
    _numbered(story, record)
    yield from _told_upward(story, record)


def _told_upward(story: Story, record) -> Telling:
    """R-350, R-234: an important matter told at once; the bureau above has looked and is answered."""
    officer, above = story.person("staff"), story.person("yaoli")
    bags = record.case.campaign_cases.filter(kind="RECTIFICATION").order_by("pk").last()
    yield story.soon(50)
    matters.report(
        record, by=officer, sort="SITUATION", title="贴牌复合肥流入三个乡镇", case=bags,
        text="惠农农资店所售复合肥总养分不足，同批流入柳河、南湾、辛安三个乡镇，已停售封存12吨，正在追溯生产企业。",
        learned_at=timezone.now() - timedelta(minutes=40), told="安州市市场监管局、清源县人民政府", way="电话、书面",
    )  # fmt: skip
    yield story.until(3, "15:00")
    row = matters.feed_back(
        record, by=above, sort="VISIT", on=timezone.localdate(), answer_by=timezone.localdate() + timedelta(days=10),
        text="走访林茂板业、惠农农资店。台账清楚，个别隐患原因写得笼统；农村销售门店检查家次偏少，请补上。",
        visited=[story.stage.enterprises["panel"], story.stage.enterprises["fertilizer_shop"]],
    )  # fmt: skip
    yield story.until(1, "16:10")
    answer = "已对原因笼统的2件退回重写；农村门店检查由乡镇所每周两次，本月底前补检18家。"
    matters.answer(row, by=story.person("head"), text=answer)


def _conference(story: Story, record) -> Telling:
    """R-223: experts look at what has hazards; the minutes are signed, the next meeting's are not begun."""
    officer, year = story.person("staff"), story.day.year
    yield story.until(6, "14:40")
    summary = report(
        "风险信息汇总", f"{year}年产品质量安全风险信息汇总",
        ["电动自行车充电器、电线电缆、复合肥三类产品占全部风险信息的六成。", "乡镇销售门店反映最集中。"],
        issuer=officer.bureau.name,
    )  # fmt: skip
    held = conferences.record_conference(
        record, by=officer, held_on=timezone.localdate(), place="县市场监督管理局三楼会议室", chair="李建国副局长",
        experts=[
            {"unit": "安州市产品质量检验检测中心", "name": "王强", "post": "电线电缆检测"},
            {"unit": "安州市产品质量检验检测中心", "name": "刘敏", "post": "电池安全"},
        ],
        attendees=[
            {"unit": "清源县应急管理局", "name": "王磊", "post": "值班主任"},
            {"unit": "清源县林茂板业有限公司", "name": "赵国良", "post": "质量负责人"},
        ],
        emergency_plan=Plan.objects.filter(bureau=officer.bureau).exclude(published_at=None).first(),
        rectification_file=record.case.attachments.filter(struck_at=None).order_by("pk").first(),
        findings="充电器：改装件、翻新件混入乡镇维修点，没有进货票据，异常工作试验起火风险高。\n"
        "复合肥：标称养分与实测差 3 至 5 个百分点，集中在两家贴牌企业。",
        conclusion="充电器列入下季度风险监测，乡镇维修点逐户建档。\n"
        "贴牌复合肥追溯到生产企业，由质量监督股牵头，一个月内完成。",
        uploads={"summary_file": summary},
    )  # fmt: skip
    yield story.soon(40)
    yield from led(story, conferences.draft_minutes(held, by=officer))


def _numbered(story: Story, record) -> None:
    """R-317: the items were entered in 工品查 by hand; what it numbered them is kept, but for the newest."""
    items = record.case.campaign_cases.filter(kind="RECTIFICATION").order_by("pk")
    for n, case in enumerate(list(items)[:-1], start=118):
        Story(story.stage, BRIGADE, f"external {n}", 0).do(
            case.rectificationitem, "note_external_id", "staff", external_id=f"GPC{story.day.year}{n:05}"
        )


def _doubts(story: Story, record) -> Telling:
    """Doubtful points: one became an item of the ledger, one was cleared up, one waits; what makes hazards."""
    officer, stage = story.person("staff"), story.stage
    unit = stage.unit(QUALITY)
    told = (
        ("板材库有一批无批号成品，来源说不清", "panel", "林茂板业库房由兼职人员管理"),
        ("迅风专卖店旧充电器标签有涂改痕迹", "ebike_shop", ""),
        ("园区两家作坊夜间生产线缆，没有登记", "cable", "夜间巡查没有覆盖园区"),
    )
    made = []
    for text, key, weak in told:
        yield story.soon(15)
        made.append(points.write(
            record, by=officer, text=text, enterprise=stage.enterprises[key], found_on=story.day, department=unit,
            weak_link=weak,
        ))  # fmt: skip
    item = record.case.campaign_cases.filter(kind="RECTIFICATION", enterprise=stage.enterprises["panel"]).first()
    yield story.later(1, "09:40")
    points.judge(made[0], by=officer, is_hazard=True, decision="为停检期间产品，已并入整改台账。", case=item)
    points.treat(
        made[0], by=officer, opinion="成品逐批编号，检验合格后才能入库；库房设专人。", test="SPECIAL",
        tested_on=story.day, test_result="甲醛释放量合格",
    )  # fmt: skip
    points.judge(made[1], by=officer, is_hazard=False, decision="标签为厂家改版重贴，已核对厂家说明。")
    points.survey(
        record, by=officer, sort="PRODUCT", subject="电动自行车充电器",
        factor="杂牌充电器价低利高，乡镇维修点从网上零散进货，没有票据。",
        measures="维修点逐户建档，抽检与票据核对同时进行。",
        emergency="发生过热起火的，立即封存同批产品并报告。",
    )  # fmt: skip
    points.survey(
        record, by=officer, sort="AREA", subject="辛安镇工业园区", factor="作坊集中，检验设备共用，夜间生产。",
        measures="园区设公共检验室，夜间巡查每月两次。",
    )  # fmt: skip
    amounts.record(
        item, by=item.handler, on=story.day, goods_value="8600", fine="12000",
        reference=f"清市监罚决〔{story.day.year}〕37号",
    )  # fmt: skip


def kept_template(stage: Stage) -> Telling:
    """The plan of the campaign is kept for next year."""
    story = Story(stage, QUALITY, "campaign template", 6)
    yield story.at("15:30")
    officer = story.person("staff")
    record = Campaign.objects.get(template="004", case__title__contains="隐患排查治理行动", case__bureau=officer.bureau)
    templating.keep(officer.bureau, "本县隐患排查治理行动（农村市场版）", templating.of_campaign(record), by=officer)


STORIES = (hazards, kept_template, partial(_told, RISKS), *(partial(_told, row) for row in _OTHERS), continuing)
