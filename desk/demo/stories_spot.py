"""监督抽查: a plan and a handling in every state (rules §3.4)."""

from datetime import timedelta

from django.utils import timezone

from rectification.models import RectificationItem
from spotchecks import planning
from spotchecks.models import Handling

from . import spot_acts as acts
from .evidence import report
from .item_acts import Defect, rechecked, rechecking, reported_done
from .spot_acts import Sample
from .stage import FOOD, QUALITY, QUALITY_2, Stage, Story, Telling

PAIR = ("wanglei", "hanbing")
_STOP = "停止生产销售，封存库存，查明原因。\n召回已售产品，六十日内改正并提交报告。"
CABLE = Sample("cable4", "WIRE_CABLE", "聚氯乙烯绝缘无护套电线 BV 2.5", "导体电阻、绝缘厚度", "{made:40}批")
HOSE = Sample("gas_hose", "GAS_APPLIANCE_HOSE", "家用燃气软管 DN10", "耐弯曲性", "{made:30}批")
SHOES = Sample("shoes", "ELDERLY_GOODS_SHOES", "老人健步鞋", "防滑性能", "{made:60}批")
PANEL = Sample("panel", "WOOD_PANEL_PLYWOOD", "胶合板 2440×1220×12", "甲醛释放量", "{made:50}批")
ROPE = Sample("rope", "STEEL_ROPE", "钢丝绳 6×19", "破断拉力", "{made:45}批")
POWER = Sample(
    "powerbank_shop", "POWER_BANK", "移动电源 20000mAh", "额定能量、外壳阻燃", "{made:70}批", place="ONLINE",
    channel="某电商平台", producer=("岭南省万创电子科技有限公司", "岭南省东江市科技园12号"), side="SELLER",
)  # fmt: skip


def _recheck(story: Story, record: Handling, act: str) -> Telling:
    """The ledger's recheck by two officers, as any item's."""
    item = RectificationItem.objects.get(pk=record.item_id)
    defect = Defect(item.case.title, "", "", item.problem, item.situation, item.requirement)
    item = yield from reported_done(story, item, defect)
    item = yield from rechecking(story, item, *PAIR)
    text = "抽样复查合格，库存已处理。" if act == "pass_recheck" else "复查抽样仍不合格。"
    yield from rechecked(story, item, act, PAIR[0] if act == "pass_recheck" else "head", text)


def _to_confirmed(story: Story, sample: Sample) -> Telling:
    record = yield from acts.begun(story, sample)
    record = yield from acts.served(story, record)
    return (yield from acts.confirmed(story, record))


def _to_published(story: Story, sample: Sample) -> Telling:
    record = yield from _to_confirmed(story, sample)
    record = yield from acts.ordered(story, record, _STOP, "MAJOR")
    yield from _recheck(story, record, "fail_recheck")
    yield story.later(1, "10:00")
    record = story.do(Handling.objects.get(pk=record.pk), "fail_recheck", "head", reported_on=timezone.localdate())
    yield story.later(8, "10:30")
    return story.do(
        record, "publish", "staff", published_on=timezone.localdate(), publication="省局监督抽查复查不合格企业公告"
    )  # fmt: skip


def received(stage: Stage) -> Telling:
    """The result came yesterday; another still waits in the list."""
    story = Story(stage, QUALITY, "spot received", 1)
    yield from acts.begun(story, CABLE)
    acts.sampled(story, Sample("ebike_shop2", "EBIKE_CHARGER_BATTERY_CHARGER", "电动自行车充电器", "绝缘电阻",
                               channel="农村市场", side="SELLER"))  # fmt: skip


def notified(stage: Stage) -> Telling:
    story = Story(stage, QUALITY_2, "spot notified", 4)
    record = yield from acts.begun(story, HOSE)
    yield from acts.served(story, record)


def retest(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "spot retest", 9)
    record = yield from acts.begun(story, ROPE)
    record = yield from acts.served(story, record)
    yield from acts.asked_for_retest(story, record)


def overturned(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "spot overturned", 90)
    record = yield from acts.begun(story, Sample("cement", "CEMENT", "普通硅酸盐水泥 P·O 42.5", "3天抗压强度"))
    record = yield from acts.served(story, record)
    record = yield from acts.asked_for_retest(story, record)
    yield story.later(10, "16:00")
    paper = report("复检报告", "检验报告", ["3天抗压强度 19.8 MPa，符合标准。"], issuer="省产品质量检验院")
    story.do(record, "overturn", "head", retest_reference=stage.next_report(), files={"files": [paper]})


def confirmed(stage: Stage) -> Telling:
    yield from _to_confirmed(Story(stage, QUALITY_2, "spot confirmed", 14), PANEL)


def ordered(stage: Stage) -> Telling:
    """The sixty days are running."""
    story = Story(stage, FOOD, "spot ordered", 30)
    record = yield from _to_confirmed(story, Sample("plastic", "FOOD_CONTACT_PLASTIC", "食品用塑料杯", "总迁移量"))
    yield from acts.ordered(story, record, _STOP)


def rectified(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "spot rectified", 70)
    record = yield from _to_confirmed(story, SHOES)
    record = yield from acts.ordered(story, record, _STOP)
    yield from _recheck(story, record, "pass_recheck")
    yield story.later(1, "10:00")
    story.do(Handling.objects.get(pk=record.pk), "pass_recheck", "staff")


def reported(stage: Stage) -> Telling:
    story = Story(stage, QUALITY_2, "spot reported", 40)
    record = yield from _to_confirmed(story, Sample("blanket", "ELDERLY_GOODS_ELECTRIC_BLANKET", "电热毯", "输入功率"))
    record = yield from acts.ordered(story, record, _STOP, "MAJOR")
    yield from _recheck(story, record, "fail_recheck")
    yield story.later(1, "10:00")
    story.do(Handling.objects.get(pk=record.pk), "fail_recheck", "head", reported_on=timezone.localdate())


def published(stage: Stage) -> Telling:
    sample = Sample("film", "AGRI_FILM", "聚乙烯地膜", "厚度、拉伸负荷")
    yield from _to_published(Story(stage, QUALITY, "spot published", 50), sample)


def _failed_again(story: Story, sample: Sample) -> Telling:
    record = yield from _to_published(story, sample)
    yield from acts.until(story, record.published_on + timedelta(days=62))
    yield story.soon(60)
    return story.do(
        record, "fail_second", "head", second_on=timezone.localdate(), second_reference=story.stage.next_report()
    )  # fmt: skip


def enforcement(stage: Stage) -> Telling:
    sample = Sample("waterproof", "WATERPROOF_ROLL", "弹性体改性沥青防水卷材", "可溶物含量")
    yield from _failed_again(Story(stage, QUALITY_2, "spot enforcement", 100), sample)


def enforced(stage: Stage) -> Telling:
    sample = Sample("cable3", "WIRE_CABLE", "聚氯乙烯绝缘电线 BV 4", "导体电阻")
    story = Story(stage, QUALITY_2, "spot enforced", 125)
    record = yield from _failed_again(story, sample)
    yield story.later(10, "15:30")
    story.do(record, "record_outcome", "head", outcome="责令停业整顿三十日，整顿期满复查合格后恢复生产。")


def online(stage: Stage) -> Telling:
    """Bought online: the seller is ordered, the platform urged, the producer of another province transferred."""
    story = Story(stage, QUALITY_2, "spot online", 45)
    record = yield from acts.begun(story, POWER)
    yield story.soon(40)
    record = story.do(record, "urge_platform", "staff", urged_on=timezone.localdate(), urged="平台已下架同批次商品。")
    yield story.soon(30)
    record = story.do(
        record, "trace", "staff", side="PRODUCER", party_name=POWER.producer[0], party_address=POWER.producer[1],
        receiver="岭南省东江市市场监督管理局",
    )  # fmt: skip
    maker = Handling.objects.get(traced_from=record)
    own = Story(stage, QUALITY_2, "spot online producer", 0)
    own.day = story.day
    maker = yield from acts.transferred(own, maker)
    yield own.later(12, "10:20")
    own.do(maker, "record_reply", "staff", replied_on=timezone.localdate(), reply="已对生产者立案，责令停产整改。")
    yield own.soon(30)
    own.do(
        record, "record_exposure", "staff", exposed_on=timezone.localdate(), exposure="县政府网站“移动电源抽查结果公示”"
    )  # fmt: skip


def transferred(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "spot transferred", 12)
    sample = Sample(
        "gas_shop", "GAS_APPLIANCE_COOKER", "家用燃气灶", "热负荷准确度", channel="流通", side="SELLER",
        producer=("东川省金灶燃具厂", "东川省平阳市燃具园3号"),
    )  # fmt: skip
    record = yield from acts.begun(story, sample)
    yield story.soon(30)
    record = story.do(
        record, "trace", "staff", side="PRODUCER", party_name=sample.producer[0], party_address=sample.producer[1],
        receiver="东川省平阳市市场监督管理局",
    )  # fmt: skip
    yield from acts.transferred(story, Handling.objects.get(traced_from=record))


def gone(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "spot gone", 60)
    sample = Sample(
        "shoes_shop", "ELDERLY_GOODS_SHOES", "老人棉鞋", "", conclusion="REFUSED", channel="流通", side="SELLER"
    )
    record = yield from acts.begun(story, sample)
    yield story.later(3, "11:10")
    paper = report("注销通知书", "注销登记通知书", ["该店已于本月注销登记。"], issuer="清源县市场监督管理局")
    story.do(
        record, "close_otherwise", "deputy", other_ground="GONE", reason="该店拒检后注销，店面已转让。",
        files={"files": [paper]},
    )  # fmt: skip


def plans(stage: Stage) -> Telling:
    """The year's plan is running; the one of the village markets is complete."""
    story = Story(stage, QUALITY, "spot plan done", 120)
    yield story.at("10:00")
    record = acts.plan(
        story, "农村市场电动自行车充电器专项抽查", [("EBIKE_CHARGER_BATTERY", "RURAL", 4, ("ebike_shop3",))],
        year=story.day.year, starts_on=story.day, ends_on=story.day + timedelta(days=60), agency="清源县质量检验所",
    )  # fmt: skip
    record = yield from acts.approved(story, record)
    yield story.later(20, "15:00")
    for target in record.targets():
        planning.record_result(
            target, by=story.person("staff"), product_type=target.item.product_type, product_name="电动自行车充电器",
            conclusion="PASS", sampled_on=timezone.localdate(), channel="农村市场", agency="清源县质量检验所",
            report_number=stage.next_report(),
        )  # fmt: skip
    yield story.later(1, "16:00")
    story.do(record, "complete", "head", conclusion="抽查1家1批次，合格。")


def running(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "spot plan running", 35)
    yield story.at("09:20")
    record = acts.plan(
        story, f"{story.day.year}年重点工业产品监督抽查计划",
        [("WIRE_CABLE", "PRODUCTION", 6, ("cable", "cable2", "cable3")),
         ("POWER_BANK", "ONLINE", 3, ("powerbank_shop",)),
         ("GAS_APPLIANCE", "RURAL", 4, ("gas_shop",))],
        year=story.day.year, starts_on=story.day, ends_on=story.day + timedelta(days=90),
        agency="安州市产品质量检验检测中心", basis="省局年度抽查部署；加大流通领域、网络销售和农村市场抽查力度。",
    )  # fmt: skip
    record = yield from acts.approved(story, record)
    yield story.later(15, "14:30")
    target = record.targets().get(enterprise=stage.enterprises["cable2"])
    planning.record_result(
        target, by=story.person("staff"), product_type=target.item.product_type, product_name="阻燃电线 ZR-BV 2.5",
        conclusion="PASS", sampled_on=timezone.localdate(), channel="生产", report_number=stage.next_report(),
        agency="安州市产品质量检验检测中心",
    )  # fmt: skip


def _drawn(story: Story, title: str) -> Telling:
    yield story.at("14:00")
    return acts.plan(
        story, title, [("CHILD_STUDENT_GOODS", "CIRCULATION", 5, ("slime_shop", "school_shop"))], year=story.day.year,
        starts_on=story.day, ends_on=story.day + timedelta(days=45),
    )  # fmt: skip


def drafted(stage: Stage) -> Telling:
    yield from _drawn(Story(stage, QUALITY, "spot plan draft", 1), "校园周边儿童用品专项抽查")


def in_review(stage: Stage) -> Telling:
    story = Story(stage, QUALITY_2, "spot plan review", 2)
    record = yield from _drawn(story, "寒假前儿童和学生用品抽查")
    yield story.soon(40)
    story.do(record, "hand_in", "staff")


def cancelled(stage: Stage) -> Telling:
    story = Story(stage, QUALITY_2, "spot plan cancelled", 50)
    record = yield from _drawn(story, "学生用品自主抽查")
    yield story.later(2, "09:50")
    story.do(record, "cancel", "head", reason="省局已安排同类抽查，不重复抽样。")


STORIES = (
    plans, enforced, enforcement, overturned, rectified, gone, published, cancelled, online, reported, running, ordered,
    confirmed, transferred, retest, notified, in_review, received, drafted,
)  # fmt: skip
