"""Warnings on their way: each waits for somebody."""

from .duty_acts import paper_made, recall_counted
from .info_acts import News, TestOrder
from .paper_acts import Text, delivered, write, written
from .stage import CHENGGUAN, FOOD, NEXT_COUNTY, QUALITY, QUALITY_2, XINAN, Stage, Story, Telling
from .warning_acts import (
    Findings,
    Notice,
    approved,
    confirmed,
    drafted,
    handling,
    in_review,
    issued,
    measures_done,
    reviewed,
)  # fmt: skip

CABLE = News(
    "恒兴线缆RVV电线导体电阻不合格", "cable", "WIRE_CABLE", "聚氯乙烯护套软线 RVV 3×1.5", "{made:45}批，3000卷",
    "县级监督抽查发现，该批软线导体直流电阻20 ℃时实测15.1 Ω/km，超过标准规定的13.3 Ω/km，导体截面不足，长期使用发热。",
    source_level="COUNTY", brand="恒兴", standard="GB/T 5023.5-2008", harm=("PROPERTY", "PERSONAL_SAFETY"),
    cause="铜丝束绞根数不足。", suppliers="安州市某铜材公司（铜丝）", area="本县及周边农贸市场",
)  # fmt: skip


def cable(stage: Stage) -> Telling:
    """Level 2 in handling: half of the measures done, one overdue."""
    story = Story(stage, QUALITY, "cable", 19)
    found = Findings(safety="NO", produced="3000", sold="1240", unit="卷", recall="VOLUNTARY")
    info = yield from confirmed(story, CABLE, None, found)
    warning = yield from handling(story, info, Notice(scope=("ENTERPRISE", "INDUSTRY")))
    yield from paper_made(story, warning, "RISK_NOTICE")
    association = ("清源县工业和信息化局", "清源县电线电缆行业协会")
    yield from paper_made(story, warning, "INDUSTRY_BULLETIN", association, upto="TO_SIGN")
    stopped = (1, "brigade", "该规格已停产，其他规格抽样合格，不作停产处理。", False)
    left = ("RECTIFY_UNTIL_PASS", "QUALITY_MEETING", "TRAINING")
    yield from measures_done(story, warning, besides=left, settle=False, STOP_PRODUCTION=stopped)
    recall_counted(story, warning, "1240", "905", "0")
    guidance = Text(
        "GUIDANCE", "RVV软线导体电阻不合格问题",
        ("你公司生产的RVV 3×1.5软线经监督抽查，导体电阻不合格。现提出以下整改指导意见。",
         "一、查找原因", "核对铜丝进厂检验记录和束绞工艺卡，逐机台核查根数和线径。",
         "二、落实整改", "修订束绞工序作业指导书，导体电阻列为出厂必检项目，逐批留存记录。",
         "三、报告结果", "整改完成后向我局质量监督股提交书面报告，并申请复查。"),
        to_enterprise=True,
    )  # fmt: skip
    document = yield from written(story, warning, guidance)
    yield from delivered(story, document, received_by="曹德喜")
    urging = Text(
        "URGING_LETTER", "加强电线电缆使用环节查验",
        ("近期我局在监督抽查中发现部分RVV软线导体电阻不合格。请你局督促在建工程加强电线电缆进场查验，发现问题及时通报我局。",),
        to=("清源县住房和城乡建设局",),
    )  # fmt: skip
    yield story.until(2, "16:10")
    write(story, warning, urging)


CHARGER = News(
    "捷安能电动自行车充电器过温保护缺失", "charger", "EBIKE_CHARGER_BATTERY_CHARGER", "电动自行车充电器 48V20AH",
    "{made:50}批，2400只",
    "风险监测买样检验发现，该充电器散热受阻时外壳最高温度持续上升，未见过温保护动作，内部胶体软化，存在起火危险。",
    source="RISK_MONITORING", source_level="PREFECTURE", reference="安市监监测〔{year}〕36号", brand="捷安能",
    standard="GB 42296-2022", is_key=True, harm_degree="VERY_SERIOUS", cause="为降低成本取消热敏电阻和保护电路。",
    suppliers="外购电路板，供货方为外省企业", area="本县电动自行车销售维修门店",
)  # fmt: skip


def charger(stage: Stage) -> Telling:
    """Level 1 on the director's desk."""
    story = Story(stage, QUALITY, "charger", 15)
    test = TestOrder("过温保护、输出短路保护、外壳温升", "GB 42296-2022", "过温保护：无动作", "YES")
    found = Findings(
        safety="YES", produced="2400", sold="1650", unit="只", recall="PARTIAL", major_harm="POSSIBLE",
        harm_analysis="充电多在夜间室内进行，过热起火可能造成人员伤亡和财产损失，涉及已售1650只。",
    )  # fmt: skip
    info = yield from confirmed(story, CHARGER, test, found, takes=6)
    notice = Notice(
        scope=("ENTERPRISE", "REGION"), countywide=True, others=("清源县消防救援大队", "清源县住房和城乡建设局"),
        requirements="各市场监管所对辖区电动自行车销售、维修门店逐户排查该批充电器。",
    )  # fmt: skip
    yield from reviewed(story, info, notice)


GAS = News(
    "红太阳燃气灶熄火保护装置失效", "gas", "GAS_APPLIANCE_COOKER", "家用燃气灶 JZT-B5", "{made:95}批，860台",
    "省级监督抽查发现，该燃气灶熄火保护装置闭阀时间超过60 s，意外熄火后燃气持续泄漏。",
    source_level="PROVINCE", reference="河东市监抽〔{year}〕77号", brand="红太阳", standard="GB 16410-2020",
    is_key=True,
    harm_degree="VERY_SERIOUS", cause="热电偶供货批次质量不稳定，装配后未逐台试验。", suppliers="外省某热电偶厂",
    area="本县城区家电、厨具门店",
)  # fmt: skip


def gas(stage: Stage) -> Telling:
    """Level 1 approved; the office numbers, seals and issues."""
    story = Story(stage, QUALITY_2, "gas", 9)
    found = Findings(
        safety="YES", produced="860", sold="610", unit="台", recall="NOT_STARTED", major_harm="POSSIBLE",
        harm_analysis="燃气泄漏可能引起爆燃和一氧化碳中毒。",
    )  # fmt: skip
    info = yield from confirmed(story, GAS, None, found)
    notice = Notice(countywide=True, others=("清源县住房和城乡建设局", "清源县应急管理局"))
    yield from approved(story, info, notice)


EXTINGUISHER = News(
    "永安手提式干粉灭火器充装量不足", "extinguisher", "EXTINGUISHER", "手提式干粉灭火器 MFZ/ABC4",
    "{made:120}批，1500具",
    "市级监督抽查发现，该批灭火器灭火剂充装量负偏差超标，20 ℃喷射性能试验有效喷射时间不足。",
    source_level="PREFECTURE", brand="永安", standard="GB 4351-2023", harm_degree="SERIOUS",
    cause="灌装机计量失准。", suppliers="外购干粉", area="本县公共场所及住宅小区",
)  # fmt: skip


def extinguisher(stage: Stage) -> Telling:
    """Level 1 issued on the last day; the brigade has to acknowledge."""
    story = Story(stage, XINAN, "extinguisher", 9)
    found = Findings(safety="YES", produced="1500", sold="980", unit="具", recall="VOLUNTARY")
    info = yield from confirmed(story, EXTINGUISHER, None, found)
    yield story.until(2, "08:40")
    notice = Notice(scope=("ENTERPRISE", "REGION"), countywide=True, others=("清源县消防救援大队",))
    yield from issued(story, info, notice)


SHOES = News(
    "福寿康老人鞋防滑性能不合格", "shoes", "ELDERLY_GOODS_SHOES", "男式老人鞋 FSK-2603", "{made:60}批，600双",
    "企业出厂抽检报告显示该批老人鞋湿态防滑系数低于标准要求，企业主动报告，产品尚未出厂。",
    source="PRODUCER_SELLER_REPORT", brand="福寿康", standard="GB/T 43587-2023", harm_degree="GENERAL",
    cause="外底胶料配方调整后未重新验证。", suppliers="安州市某橡塑厂（外底）",
)  # fmt: skip


def shoes(stage: Stage) -> Telling:
    """Level 3: first offence, nothing sold; waits for the head's review."""
    story = Story(stage, QUALITY, "shoes", 16)
    test = TestOrder("防滑性能、剥离强度、耐折", "GB/T 43587-2023；GB/T 3903.6-2017", "防滑性能（湿态）", "NO")
    found = Findings(safety="NO", produced="600", sold="0", unit="双", recall="NOT_APPLICABLE")
    info = yield from confirmed(story, SHOES, test, found, takes=7)
    yield from in_review(story, info, Notice(others=(), cc=(), units=("综合行政执法大队", "城关市场监管所")))


BLANKET = News(
    "暖家电热毯输入功率偏差超标", "blanket", "ELDERLY_GOODS_ELECTRIC_BLANKET", "双人电热毯 NJ-150",
    "{made:60}批，4000条",
    "取暖产品专项抽查发现，该批电热毯输入功率偏差超过标准规定，产品标志缺少制造日期。",
    source_level="COUNTY", brand="暖家", standard="GB 4706.8", harm=("PERSONAL_SAFETY", "PROPERTY"),
    cause="发热线电阻批次差异大，未分档配线。", suppliers="外省某发热线厂",
)  # fmt: skip


def blanket(stage: Stage) -> Telling:
    """Returned by the head: the quantities do not agree."""
    story = Story(stage, QUALITY_2, "blanket", 12)
    found = Findings(safety="NO", produced="4000", sold="1500", unit="条", recall="VOLUNTARY")
    info = yield from confirmed(story, BLANKET, None, found)
    warning = yield from in_review(story, info, Notice(others=("清源县民政局",)))
    yield story.later(1, "11:00")
    story.do(warning, "send_back", "head", reason="已售数量与现场检查笔录不一致（笔录为1680条），请核对后重报。")


HELMET = News(
    "安护乘员头盔吸收碰撞能量性能不合格", "helmet", "EBIKE_HELMET", "电动自行车乘员头盔 AH-03", "{made:30}批，3200顶",
    "“一盔一带”专项抽查发现，该批头盔前额、顶部测试点加速度峰值超标。",
    source_level="COUNTY", brand="安护", standard="GB 811-2022", cause="缓冲层泡沫密度不足。",
    suppliers="外购EPS缓冲层",
    area="本县电动自行车门店、商超",
)  # fmt: skip


def helmet(stage: Stage) -> Telling:
    """A draft on the desk of who writes it."""
    story = Story(stage, XINAN, "helmet", 8)
    found = Findings(safety="YES", produced="3200", sold="2100", unit="顶", recall="NOT_STARTED")
    info = yield from confirmed(story, HELMET, None, found)
    yield from drafted(story, info, Notice(countywide=True, others=("清源县公安局交通管理大队",)))


PAPER_CUP = News(
    "绿叶一次性纸杯杯身挺度不合格", "paper_cup", "FOOD_CONTACT_PAPER", "一次性纸杯 250 mL", "{made:40}批，40箱",
    "食品相关产品监督抽查发现，该批纸杯杯身挺度低于标准要求，盛装热水后易变形烫伤。",
    source_level="COUNTY", brand="绿叶", standard="GB/T 27590-2022", harm=("PERSONAL_SAFETY",), harm_degree="GENERAL",
    cause="原纸定量低于合同要求。", suppliers="外省某纸业公司",
)  # fmt: skip


def paper_cup(stage: Stage) -> Telling:
    """Level 2 reviewed; waits for the deputy in charge of food contact products."""
    story = Story(stage, FOOD, "paper_cup", 9)
    found = Findings(safety="NO", produced="40", sold="26", unit="箱", recall="VOLUNTARY")
    info = yield from confirmed(story, PAPER_CUP, None, found)
    yield from reviewed(story, info, Notice(units=("综合行政执法大队", "城关市场监管所"), others=()))


WIRE_SHOP = News(
    "鑫旺电料行销售的BV电线标志及长度不合格", "cable_shop2", "WIRE_CABLE", "聚氯乙烯绝缘电线 BV 2.5", "无批号，220卷",
    "消费者投诉后抽检，该电线每卷实测82 m，明示100 m，标志缺少厂名和执行标准。",
    source="COMPLAINT_REPORT", standard="GB/T 5023.3-2008", harm=("PROPERTY",), harm_degree="GENERAL",
    reporter=("白先生", "13900000021"), cause="进货未查验合格证明。", suppliers="从流动商贩购进",
)  # fmt: skip


def wire_shop(stage: Stage) -> Telling:
    """A station's warning, level 2, before the deputy in its line."""
    story = Story(stage, CHENGGUAN, "wire_shop", 19)
    test = TestOrder("导体电阻、绝缘厚度、长度、标志", "GB/T 5023.3-2008", "标志、长度", "NO")
    found = Findings(safety="NO", produced="220", sold="96", unit="卷", recall="VOLUNTARY")
    info = yield from confirmed(story, WIRE_SHOP, test, found, takes=9)
    yield story.later(1, "09:00")
    yield from reviewed(story, info, Notice(units=("综合行政执法大队",), others=()))


HEATER = News(
    "暖阳电热毯机械强度不合格", "n_heater", "ELDERLY_GOODS_ELECTRIC_BLANKET", "单人电热毯 NY-80", "{made:60}批，1800条",
    "县级监督抽查发现，该批电热毯折叠试验后发热线移位。",
    source_level="COUNTY", brand="暖阳", standard="GB 4706.8", cause="固定线迹间距过大。", suppliers="外购发热线",
)  # fmt: skip


def heater(stage: Stage) -> Telling:
    """The county beside: in handling, so that the bureaus above have something to see."""
    story = Story(stage, NEXT_COUNTY, "heater", 24)
    found = Findings(safety="YES", produced="1800", sold="700", unit="条", recall="VOLUNTARY", major_harm="POSSIBLE",
                     harm_analysis="发热线移位重叠会局部过热，可能引燃被褥。")  # fmt: skip
    info = yield from confirmed(story, HEATER, None, found)
    notice = Notice(units=("综合行政执法大队",), others=("澄河县民政局",), cc=("澄河县人民政府",))
    warning = yield from handling(story, info, notice)
    yield from measures_done(story, warning, besides=("RECTIFY_UNTIL_PASS", "TRAINING"))


STORIES = (
    cable, charger, gas, extinguisher, shoes, blanket, helmet, paper_cup, wire_shop, heater,
)  # fmt: skip
