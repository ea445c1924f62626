"""Emergencies and drills, one at every step (rules §3.3)."""

from dataclasses import replace

from .emergency_acts import (
    Accident,
    activated,
    controlling,
    final_report,
    followed_up,
    reported,
    results_reported,
    steps_done,
    summarised,
    terminated,
    verified,
)  # fmt: skip
from .paper_acts import Text, delivered, written
from .seal_acts import Goods, extended, in_force, proposed, traced, under_test
from .stage import CHENGGUAN, QUALITY, QUALITY_2, XINAN, Stage, Story, Telling
from .told_acts import logged, stated

BATTERY_FIRE = Accident(
    "石桥镇电动自行车锂电池充电起火致2人轻伤", "石桥镇石桥村一租住房内",
    "租户在室内为电动自行车锂电池充电时起火，2人手部、面部轻度烧伤，已送县医院。", "ebike_shop2",
    "EBIKE_CHARGER_BATTERY_BATTERY", "48V20AH组装锂电池，无厂名厂址，由辛安镇顺达车行售出",
    "经消防部门认定，起火点为电池组内部，系电芯短路热失控，产品存在缺陷。", injured=2, formal=True,
)  # fmt: skip


_GROUND = "有根据认为产品存在危及人身、财产安全的严重质量问题，《产品质量法》第十八条第一款第（四）项。"
BATTERIES = Goods(
    "库存组装锂电池", "清源县辛安镇顺达车行", "辛安镇主街88号库房", _GROUND,
    (("组装锂电池", "48V20AH", 14, "组", "0101"), ("电芯", "18650", 620, "只", "0102")),
)  # fmt: skip


def battery_fire(stage: Stage) -> Telling:
    """From report to closing; what was sealed is destroyed."""
    story = Story(stage, QUALITY, "battery_fire", 185)
    record = yield from controlling(story, BATTERY_FIRE)
    sealing = yield from in_force(story, record, BATTERIES)
    record = traced(
        story, record, "组",
        [("SOURCE", "流动商贩（电芯）", "外省", 60), ("OUTGOING", "石桥镇租住户", "清源县", 31),
         ("OUTGOING", "辛安镇住户", "清源县", 15)],
        produced=60, sold=46, recovered=43, sealed_sold=1, destroyed=2,
    )  # fmt: skip
    record = yield from steps_done(story, record)
    yield story.later(1, "14:20")
    story.do(
        sealing, "convert", "director", conversion="DESTROY", reason="无合格证明、不能修复，监督销毁。",
        conversion_reference=f"清市监罚〔{story.day.year}〕12号",
    )  # fmt: skip
    record = yield from followed_up(story, record)
    record = yield from terminated(story, record)
    record = yield from summarised(story, record)
    record = yield from results_reported(story, record)
    yield story.later(1, "16:00")
    story.do(record, "close", "deputy", reason="处置完毕，同意办结。")


def power_bank(stage: Stage) -> Telling:
    """Ruled out: no defect of the product."""
    story = Story(stage, CHENGGUAN, "power_bank_alarm", 148)
    accident = Accident(
        "步行街疑似充电宝爆燃", "文峰街道步行街22号门前", "路人报警称充电宝冒烟，无人受伤。", "powerbank_shop",
        "POWER_BANK", "", "",
    )  # fmt: skip
    record = yield from reported(story, accident, hhmm="15:10")
    yield story.soon(30)
    record = story.do(record, "verify", "brigade")
    yield story.later(1, "10:00")
    story.do(record, "rule_out", "brigade", reason="冒烟物为自制电子烟，被车辆碾压后短路，与店内产品质量无关。")


DRILL = Accident(
    "辛安镇燃气灶泄漏应急处置桌面推演", "辛安镇便民服务中心会议室", "模拟居民家中燃气灶熄火保护失效致泄漏，1人不适。",
    "gas",
    "GAS_APPLIANCE_COOKER", "（演练）家用燃气灶JZT-B5", "（演练）熄火保护装置失效", injured=1, is_drill=True,
)  # fmt: skip


def drill(stage: Stage) -> Telling:
    """A drill of the summer; waits for the deputy to close it."""
    story = Story(stage, QUALITY_2, "drill", 45)
    record = yield from controlling(story, DRILL)
    record = yield from steps_done(story, record)
    record = yield from followed_up(story, record)
    record = yield from terminated(story, record)
    record = yield from summarised(story, record)
    yield from results_reported(story, record)


FUEL_BURN = Accident(
    "城关镇餐馆醇基燃料添加时闪燃致1人灼伤", "城关镇南大街一餐馆后厨",
    "厨师在灶具未熄火时添加醇基燃料发生闪燃，前臂灼伤。",
    "alcohol", "ALCOHOL_FUEL", "散装醇基液体燃料，蓝焰公司配送", "违规添加与燃料闪点偏低共同所致。", injured=1,
)  # fmt: skip


FUEL = Goods(
    "餐馆存放的醇基燃料", "城关镇南大街一餐馆", "后厨及储藏间", _GROUND, (("醇基液体燃料", "散装", 6, "桶", "0311"),)
)  # fmt: skip


def fuel_burn(stage: Stage) -> Telling:
    """Summed up; the office has to report the result. A letter that asked for an answer got none."""
    story = Story(stage, CHENGGUAN, "fuel_burn", 26)
    record = yield from controlling(story, FUEL_BURN)
    sealing = yield from in_force(story, record, FUEL)
    record = yield from steps_done(story, record)
    urging = Text(
        "URGING_LETTER", "加强餐饮单位醇基燃料使用管理",
        ("近日城关镇一餐馆添加醇基燃料时发生闪燃。请你局督促餐饮单位停止使用无标识燃料，并将排查情况函告我局。",),
        to=("清源县商务局",),
    )  # fmt: skip
    document = yield from written(story, record, urging)
    yield from delivered(story, document)
    record = yield from followed_up(story, record)
    yield story.soon(60)
    story.do(sealing, "lift", "director", lift_ground="HANDLED", reason="燃料已退回并完成标识整改，检验合格。")
    record = yield from terminated(story, record)
    yield from summarised(story, record)


REGULATOR = Accident(
    "柳河镇瓶装液化气调压器漏气", "柳河镇集贸市场一早餐店", "调压器阀口漏气，商户及时关阀，无人受伤。", "gas_valve",
    "GAS_APPLIANCE_LPG_REGULATOR", "瓶装液化石油气调压器JYT-0.6，旸光阀门生产",
    "阀口垫片老化，抽检同批产品关闭压力偏高。",
)  # fmt: skip


VALVES = Goods(
    "同批调压器", "清源县旸光阀门有限公司", "成品库", _GROUND, (("瓶装液化石油气调压器", "JYT-0.6", 3, "只", "0407"),)
)  # fmt: skip


def regulator(stage: Stage) -> Telling:
    """Ended; the summary is due."""
    story = Story(stage, CHENGGUAN, "regulator", 14)
    record = yield from controlling(story, REGULATOR)
    sealing = proposed(story, record, VALVES)
    yield story.soon(25)
    story.do(sealing, "drop", "director", reason="库存仅3只且已由企业自行隔离，登记保存即可，不采取封存。")
    record = yield from steps_done(story, record)
    record = yield from followed_up(story, record)
    yield from terminated(story, record)


FIRECRACKER = Accident(
    "大槐树镇电子鞭炮短路起火", "大槐树镇一婚庆现场", "电子鞭炮接电后线路冒烟起火，烧毁彩棚一角，无人受伤。",
    "fireworks_shop",
    "ELECTRONIC_FIRECRACKER", "电子鞭炮，无中文标识", "电源线截面过小、无过流保护，初步认定为产品缺陷。",
)  # fmt: skip


CRACKERS = Goods(
    "库存电子鞭炮", "清源县辛安镇王家岭烟花爆竹销售点", "辛安镇王家岭门店库房", _GROUND,
    (("电子鞭炮", "无中文标识", 36, "套", "0451"),),
)  # fmt: skip


def firecracker(stage: Stage) -> Telling:
    """Watched after control, final report made; the director may end it. The seal is extended."""
    story = Story(stage, XINAN, "firecracker", 13)
    record = yield from controlling(story, FIRECRACKER)
    sealing = yield from in_force(story, record, CRACKERS)
    sealing = under_test(story, sealing, "电源线截面积、过流保护")
    record = yield from steps_done(story, record)
    yield from extended(story, sealing)
    record = yield from followed_up(story, record)
    yield from final_report(story, record)


CHARGER_FIRE = Accident(
    "文峰街道地下车库充电器起火", "文峰街道锦绣小区地下车库", "夜间充电器起火引燃两辆电动自行车，物业扑灭，无人受伤。",
    "charger", "EBIKE_CHARGER_BATTERY_CHARGER", "电动自行车充电器48V20AH，捷安能生产",
    "充电器无过温保护，散热口被遮挡后过热起火，初步认定为产品缺陷。",
)  # fmt: skip


CHARGERS = Goods(
    "同批充电器成品", "清源县捷安能电子科技有限公司", "文峰街道创业路6号成品库", _GROUND,
    (("电动自行车充电器", "48V20AH", 750, "只", "0501"),),
)  # fmt: skip
BOARDS = Goods(
    "无保护电路的电路板", "清源县捷安能电子科技有限公司", "文峰街道创业路6号原料库", _GROUND,
    (("充电器电路板", "JAN-48", 2100, "块", "0502"),),
)  # fmt: skip


def charger_fire(stage: Stage) -> Telling:
    """Under control; half of the steps are done, one seal is in force and another proposed."""
    story = Story(stage, QUALITY, "charger_fire", 3)
    record = yield from controlling(story, CHARGER_FIRE)
    yield from in_force(story, record, CHARGERS)
    record = traced(
        story, record, "只",
        [("SOURCE", "清源县捷安能电子科技有限公司", "清源县", 2400),
         ("OUTGOING", "城关镇、文峰街道车行（5家）", "清源县", 930), ("OUTGOING", "澄河县经销商", "澄河县", 420),
         ("OUTGOING", "网络销售", "省内外", 300)],
        produced=2400, sold=1650, recovered=610, sealed_sold=320, destroyed=2,
    )  # fmt: skip
    record = yield from steps_done(story, record, days=1)
    logged(
        story, record, "staff", "县融媒体中心", "记者 冯雪", "询问起火原因和是否召回；告知以我局发布的情况说明为准。"
    )
    logged(story, record, "office", "县政府值班室", "郑主任", "询问伤亡和影响；答复无人受伤，两车过火，已控制。")
    yield from stated(story, record)
    yield story.later(1, "15:10")
    proposed(story, record, BOARDS)


def drill_activated(stage: Stage) -> Telling:
    """The autumn drill, just activated."""
    story = Story(stage, QUALITY_2, "drill_activated", 1)
    accident = replace(
        DRILL, title="清源县电动自行车充电火灾应急演练", place="石桥镇应急广场", enterprise="ebike_shop3",
        description="模拟集中充电棚起火，检验部门联动。", product_type="EBIKE", product="（演练）电动自行车",
        nature="（演练）线路老化",
    )  # fmt: skip
    yield from activated(story, accident)


AMMONIA = Accident(
    "柳河镇复合肥仓库不明气体致人不适", "柳河镇惠农农资店仓库", "店员进入仓库后头晕，现场有氨味，1人送医观察。",
    "fertilizer_shop", "FERTILIZER_COMPOUND", "复合肥料，包装破损受潮", "受潮分解释放氨气，初步认定与储存不当有关。",
    injured=1,
)  # fmt: skip


def ammonia(stage: Stage) -> Telling:
    """Verified; before the director, who decides whether to activate."""
    story = Story(stage, QUALITY, "ammonia", 0)
    record = yield from reported(story, AMMONIA, hhmm="09:10")
    yield from verified(story, record, AMMONIA)


def cooker(stage: Stage) -> Telling:
    """Just reported; the brigade sets out."""
    story = Story(stage, CHENGGUAN, "cooker", 0)
    accident = Accident(
        "城关镇居民家中燃气灶面板爆裂", "城关镇东关社区3号楼", "钢化玻璃面板使用中爆裂，1人手部划伤。", "gas_shop",
        "GAS_APPLIANCE_COOKER", "", "", injured=1,
    )  # fmt: skip
    yield from reported(story, accident, hhmm="16:20")


STORIES = (
    battery_fire, power_bank, drill, fuel_burn, regulator, firecracker, charger_fire, drill_activated, ammonia, cooker,
)  # fmt: skip
