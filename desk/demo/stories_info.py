"""Risk informations that wait for somebody (rules §3.1)."""

from dataclasses import replace

from .info_acts import (
    News,
    TestOrder,
    after_test,
    file_info,
    screened,
    send_to_test,
    start_assessing,
    told,
)  # fmt: skip
from .seal_acts import Goods, approved, proposed
from .stage import CHENGGUAN, FOOD, NEXT_COUNTY, QUALITY, QUALITY_2, XINAN, Stage, Story, Telling
from .warning_acts import Findings, assessed

MAGNETS = News(
    "童趣文具店磁力珠磁通量指数待定", "slime_shop", "CHILD_STUDENT_GOODS_MAGNETIC_BALLS", "巴克磁力珠 5 mm 216颗",
    "{made:150}批，60盒",
    "日常检查发现学校周边销售小球状磁力珠，可整颗吞入，未标注适用年龄。", source="DAILY_SUPERVISION",
    certainty="POSSIBLE", standard="GB 6675.2-2014", harm=("HEALTH", "PERSONAL_SAFETY"), harm_degree="VERY_SERIOUS",
    basis=("UNREASONABLE_DANGER", "STANDARD_VIOLATION"), suppliers="网络平台购进",
)  # fmt: skip


BALLS = Goods(
    "在售磁力珠", "清源县文峰街道童趣文具玩具店", "店内货架及库房",
    "危害程度尚不能判定，可整颗吞入，先行临时封存待检验结论，《产品质量法》第十八条第一款第（四）项。",
    (("巴克磁力珠", "5 mm 216颗", 22, "盒", "0601"),),
)  # fmt: skip


def magnets(stage: Stage) -> Telling:
    """Undecided: whether it is a toy decides which standard applies. Comes back to the head; an interim seal waits."""
    story = Story(stage, QUALITY, "magnets", 16)
    test = TestOrder("磁通量指数、小零件", "GB 6675.2-2014", "磁通量指数超过50 kG²mm²", "UNKNOWN")
    info = yield from after_test(story, MAGNETS, test, takes=7)
    found = Findings(violates="UNKNOWN", safety="UNKNOWN", produced="60", sold="38", unit="盒", recall="PARTIAL")
    info = yield from assessed(story, info, found)
    yield story.soon(60)
    sealing = proposed(story, info, BALLS, "staff")
    yield from approved(story, sealing)


BATTERY = News(
    "喆能电动自行车锂电池热失控", "battery", "EBIKE_CHARGER_BATTERY_BATTERY", "电动自行车用锂离子蓄电池 48V15AH",
    "{made:70}批，900组",
    "省级监督抽查发现，该批电池组热滥用试验起火，外壳未见永久性唯一编码。",
    source_level="PROVINCE", reference="河东市监抽〔{year}〕92号", brand="喆能", standard="GB 43854-2024", is_key=True,
    harm_degree="VERY_SERIOUS", cause="电芯一致性差，未设置过温保护。", suppliers="外省某电芯厂",
    area="本县及邻县电动自行车门店",
)  # fmt: skip


def battery(stage: Stage) -> Telling:
    """Assessed at level 1; the head has to confirm."""
    story = Story(stage, QUALITY, "battery", 5)
    info = yield from screened(story, BATTERY)
    yield story.soon(12)
    story.do(
        info.upward_reports.get(), "instruct", "yaoli", instructed_by="安州市市场监管局分管局长",
        instruction="立即查清900组的流向，电动自行车门店先行下架，三日内报处置情况。",
    )  # fmt: skip
    found = Findings(
        safety="YES", produced="900", sold="520", unit="组", recall="NOT_STARTED", major_harm="POSSIBLE",
        harm_analysis="充电或停放时热失控起火，危及居民楼道安全。",
    )  # fmt: skip
    yield from assessed(story, info, found, waiver="省级监督抽查检验报告结论明确，企业未申请复检。")


ROPE = News(
    "力臻钢丝绳破断拉力偏低", "rope", "STEEL_ROPE", "钢丝绳 6×19-14 mm", "{made:30}批，12吨",
    "日常检查抽样快检，破断拉力低于标准下限，尚未送检定论。", source="DAILY_SUPERVISION", brand="力臻",
    certainty="POSSIBLE", standard="GB/T 20118-2017", suppliers="外购盘条",
)  # fmt: skip


def rope(stage: Stage) -> Telling:
    """Assessment begun, nothing concluded yet."""
    story = Story(stage, CHENGGUAN, "rope", 14)
    test = TestOrder("整绳破断拉力、钢丝抗拉强度", "GB/T 20118-2017", "整绳破断拉力：实测低于标准3.2%", "YES")
    info = yield from after_test(story, ROPE, test)
    yield story.later(1, "10:40")
    start_assessing(story, info)


CEMENT = News(
    "堃山水泥安定性投诉", "cement", "CEMENT", "普通硅酸盐水泥 P·O 42.5", "{made:40}批",
    "施工单位反映浇筑后局部起砂，怀疑水泥安定性不良。", source="COMPLAINT_REPORT", brand="堃山",
    certainty="POSSIBLE", standard="GB 175-2023", harm=("PROPERTY",), harm_degree="GENERAL",
    reporter=("顾工", "13900000035"),
)  # fmt: skip


def cement(stage: Stage) -> Telling:
    """The agency has reported: everything passed. The handler goes on."""
    story = Story(stage, XINAN, "cement", 12)
    test = TestOrder("安定性、凝结时间、强度、氯离子", "GB 175-2023", "", need="投诉涉及结构安全，须检验。")
    yield from after_test(story, CEMENT, test, takes=8)


ALARM = News(
    "安堃家用燃气报警器响应时间超限", "gas_alarm", "GAS_APPLIANCE_DETECTOR", "家用可燃气体探测器 AK-JT201",
    "{made:60}批，5000只",
    "燃气安全专项检查抽样试验，报警响应时间超过30 s，部分样品不报警。", source="DAILY_SUPERVISION", brand="安堃",
    certainty="POSSIBLE", standard="GB 15322.2-2019", suppliers="外购气敏元件", area="城区燃气用户",
)  # fmt: skip


def alarm(stage: Stage) -> Telling:
    """With the agency; due in a few days."""
    story = Story(stage, QUALITY, "alarm", 8)
    info = yield from screened(story, ALARM)
    yield story.soon(40)
    test = TestOrder("报警动作值、响应时间、量程指示偏差", "GB 15322.2-2019", need="快检结果须按标准方法确认。")
    send_to_test(story, info, test, workdays_given=10)


HOSE = News(
    "顺通燃气软管耐热性存疑", "gas_hose", "GAS_APPLIANCE_HOSE", "燃气用连接软管 φ9.5", "{made:80}批，2万米",
    "巡查发现软管在灶具旁老化开裂，用户反映使用不足一年。", source="DAILY_SUPERVISION", brand="顺通",
    certainty="POSSIBLE", standard="产品明示执行标准", suppliers="外购橡胶料",
)  # fmt: skip


def hose(stage: Stage) -> Telling:
    """With the agency, overdue."""
    story = Story(stage, QUALITY_2, "hose", 17)
    info = yield from screened(story, HOSE)
    yield story.soon(40)
    send_to_test(story, info, TestOrder("耐热、耐燃气、拉伸", "产品明示执行标准"), workdays_given=13)


LOCK = News(
    "智守电子门锁防强电磁干扰能力存疑", "lock", "E_LOCK", "智能电子门锁 ZS-8", "{made:35}批，260把",
    "网络视频反映“小黑盒”可打开该型号门锁，浏览量较大。", source="ONLINE_OPINION", brand="智守",
    info_kind="CLUSTERED_COMPLAINT", complaints=7, certainty="POSSIBLE", standard="GB 21556-2008", harm=("PROPERTY",),
    harm_degree="GENERAL",
)  # fmt: skip


def lock(stage: Stage) -> Telling:
    """Screened; the handler has to decide about a test."""
    story = Story(stage, QUALITY_2, "lock", 4)
    yield from screened(story, LOCK)


ALCOHOL = News(
    "蓝焰醇基燃料致餐馆灶具回火", "alcohol", "ALCOHOL_FUEL", "醇基液体燃料", "散装，罐车配送",
    "城关镇一餐馆使用配送的醇基燃料时灶具回火，厨师手部轻微灼伤，现场闻到强烈刺鼻气味，疑似甲醇含量异常。",
    source="INJURY", info_kind="INCIDENT", certainty="POSSIBLE", standard="GB 16663-1996", is_key=True,
    harm_degree="SERIOUS", area="城区使用醇基燃料的餐饮单位",
)  # fmt: skip


def alcohol(stage: Stage) -> Telling:
    """Key information, to be screened the same day."""
    yield from told(Story(stage, QUALITY, "alcohol", 0), ALCOHOL, hhmm="15:30")


CHOPSTICKS = News(
    "竹韵餐筷二氧化硫浸出量存疑", "chopsticks", "FOOD_CONTACT_WOOD", "一次性竹筷", "{made:50}批，30箱",
    "监测站在餐饮单位抽样快检，竹筷二氧化硫浸出量偏高。", source="MONITORING_STATION", certainty="POSSIBLE",
    standard="GB/T 19790.2-2005", harm=("HEALTH",), harm_degree="GENERAL",
)  # fmt: skip


def chopsticks(stage: Stage) -> Telling:
    """Filed by the monitoring station for the section that handles it; to be screened."""
    yield from told(Story(stage, replace(FOOD, staff="wuxia"), "chopsticks", 2), CHOPSTICKS, hhmm="10:45")


POWER_BANK = News(
    "潮流数码店充电宝未见3C标志", "powerbank_shop", "POWER_BANK", "移动电源 20000 mAh", "无批号，45个",
    "监测站巡查发现店内销售的移动电源无强制性产品认证标志。", source="MONITORING_STATION",
    standard="GB 31241-2022", harm=("PERSONAL_SAFETY",),
)  # fmt: skip


def power_bank(stage: Stage) -> Telling:
    """The monitoring station's draft."""
    story = Story(stage, replace(QUALITY, staff="wuxia"), "power_bank", 1)
    yield story.at("16:10")
    file_info(story, POWER_BANK)


EARPHONE = replace(
    POWER_BANK, title="潮流数码店降噪耳机充电发热", product_type="NOISE_CANCELLING_EARPHONE", product="蓝牙降噪耳机 T9",
    description="消费者到所反映耳机充电盒发烫鼓包。", source="COMPLAINT_REPORT", standard="",
    basis=("UNREASONABLE_DANGER",), certainty="POSSIBLE", reporter=("马先生", "13900000052"),
)  # fmt: skip


def earphone(stage: Stage) -> Telling:
    """A station's own draft."""
    story = Story(stage, CHENGGUAN, "earphone", 1)
    yield story.at("11:20")
    file_info(story, EARPHONE)


GLASSES = News(
    "明视眼镜店老视成镜光学中心偏差", "glasses_shop", "ELDERLY_GOODS_GLASSES", "老视成镜 +2.50D", "{made:120}批，200副",
    "日常检查用焦度计抽测，部分老视成镜光学中心水平偏差较大。", source="DAILY_SUPERVISION", certainty="POSSIBLE",
    standard="GB 13511.3-2019", harm=("HEALTH",), harm_degree="SLIGHT",
)  # fmt: skip


def glasses(stage: Stage) -> Telling:
    """Waits for the head of the station."""
    yield from told(Story(stage, CHENGGUAN, "glasses", 2), GLASSES, hhmm="09:50")


def cooker_next_county(stage: Stage) -> Telling:
    """The county beside: being assessed."""
    story = Story(stage, NEXT_COUNTY, "n_gas", 4)
    news = News(
        "明火厨具燃气灶气密性不合格", "n_gas", "GAS_APPLIANCE_COOKER", "家用燃气灶 JZT-MH2", "{made:60}批，400台",
        "县级监督抽查发现，该批燃气灶阀体气密性泄漏量超标。", source_level="COUNTY", brand="明火",
        standard="GB 16410-2020", suppliers="外购阀体",
    )  # fmt: skip
    info = yield from screened(story, news)
    yield story.later(1, "10:00")
    start_assessing(story, info, waiver="抽查承检机构已出具检验报告。")


STORIES = (
    magnets, battery, rope, cement, alarm, hose, lock, alcohol, chopsticks, power_bank, earphone, glasses,
    cooker_next_county,
)  # fmt: skip
