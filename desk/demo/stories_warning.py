"""Informations that became warnings, brought to their end or nearly so."""

from riskwarnings.publishing import withdraw

from .duty_acts import consulted, papers_served, published, recall_counted
from .info_acts import News, TestOrder
from .item_acts import Defect, corrected
from .paper_acts import Text, answered, delivered, written
from .stage import FOOD, QUALITY, Stage, Story, Telling
from .warning_acts import (
    Ending,
    Findings,
    Notice,
    confirmed,
    handling,
    info_of,
    lift_asked,
    lift_issued,
    lifted,
    measures_done,
    resolved,
)  # fmt: skip

LAMP = News(
    "恒盾防爆灯具隔爆面间隙超标", "lamp", "EX_ELECTRICAL_LAMP", "隔爆型LED防爆灯 BAD61-50W", "{made:75}批，320盏",
    "省级监督抽查发现，该批隔爆型防爆灯外壳隔爆接合面间隙最大0.32 mm，超过标准对该类外壳允许的最大间隙，"
    "在爆炸性环境中使用可能引燃周围气体。",
    source_level="PROVINCE", reference="河东市监抽〔{year}〕118号", brand="恒盾", standard="GB/T 3836.2-2021",
    is_key=True, cause="外壳压铸后隔爆面未精加工，出厂检验漏检间隙项目。", suppliers="安州市某压铸厂（外壳毛坯）",
    area="产品销往本县及省内两家煤化工企业", harm_degree="VERY_SERIOUS",
)  # fmt: skip


LAMP_DEFECT = Defect(
    "恒盾防爆灯具隔爆面加工不到位", "lamp", "EX_ELECTRICAL_LAMP", "STANDARD_NONCONFORMITY",
    "外壳隔爆面压铸后未精加工，出厂检验不测间隙。", "增加隔爆面精加工工序，出厂检验逐台测间隙并留存记录。",
    severity="LARGER",
    cause="为缩短工期取消精加工工序。",
)  # fmt: skip


def lamp(stage: Stage) -> Telling:
    """Level 1, everything done, lifted, filed: the longest story."""
    story = Story(stage, QUALITY, "lamp", 225)
    test = TestOrder("隔爆接合面间隙、外壳耐压、标志", "GB/T 3836.2-2021", "隔爆接合面间隙：实测0.32 mm，超标", "YES")
    found = Findings(
        safety="YES", produced="320", sold="180", unit="盏", recall="VOLUNTARY", major_harm="POSSIBLE",
        harm_analysis="用于爆炸性环境的灯具失去隔爆作用，可能引燃可燃气体，危及作业人员生命安全。",
    )  # fmt: skip
    info = yield from confirmed(story, LAMP, test, found)
    notice = Notice(
        scope=("ENTERPRISE", "INDUSTRY"), countywide=True, others=("清源县应急管理局", "清源县工业和信息化局"),
        requirements="在用的该批次灯具立即停用更换。\n辛安镇工业园区各防爆电气生产企业对照自查隔爆面加工和出厂检验。",
        concerns=("SERIOUS_DEFECT", "LICENCE", "DEPARTMENTS"),
    )  # fmt: skip
    warning = yield from handling(story, info, notice)
    yield from delivered(story, warning.notice)
    met = ("清源县应急管理局 王强 危化股股长", "清源县工业和信息化局 吕芳 安全生产股股长")
    agreed = "应急管理局三日内核查县内使用单位的在用灯具，工业和信息化局督促园区企业自查；每周互通进展。"
    yield from consulted(story, warning, met, agreed)
    told = yield from papers_served(story, warning, {
        "RISK_NOTICE": (), "INDUSTRY_BULLETIN": ("清源县工业和信息化局", "安州市防爆电气行业协会"),
        "LICENCE_LETTER": ("安州市市场监督管理局产品质量安全监管科",),
    })  # fmt: skip
    yield from answered(story, told[0], "已停产整改，正在召回已售产品，整改报告随附。", days=2)
    alarm = Text(
        "PUBLIC_WARNING", "部分防爆灯具隔爆面间隙超标",
        ("近期，我局在监督检查中发现，个别批次防爆灯具隔爆接合面间隙超出标准，用于爆炸性环境时可能失去隔爆作用。",
         "请使用单位立即核对产品铭牌和批次，停用涉事批次产品并联系生产企业更换；发现仍在销售的，请拨打12315。"),
    )  # fmt: skip
    text = yield from written(story, warning, alarm)
    release = yield from published(story, text, "已报县政府同意，由局办公室统一答复媒体。")
    recall_counted(story, warning, "180", "65", "0")
    yield from corrected(story, warning.case, LAMP_DEFECT, ("wanglei", "hanbing"))
    yield from measures_done(story, warning)
    ending = Ending(
        "企业停产整改，更换压铸模具并增加隔爆面精加工工序，出厂检验增加间隙全检；已售180盏全部追回销毁。",
        recalled="已售180盏全部追回，连同库存140盏监督销毁。",
    )  # fmt: skip
    recall_counted(story, warning, "180", "180", "180")
    warning = yield from lift_issued(story, warning, ending)
    yield from delivered(story, warning.lift_notice)
    withdraw(release, by=story.person("office"), reason="预警已解除，警示撤下。")
    yield story.later(1, "10:00")
    for document in warning.case.documents.order_by("pk"):
        story.do(document, "archive", "office")
    story.do(warning, "archive", "office")
    info = yield from resolved(story, info_of(warning), ending.result)
    yield story.later(2, "09:30")
    story.do(info, "archive", "office")


FERTILIZER = News(
    "沃野复合肥料总养分不合格", "fertilizer", "FERTILIZER_COMPOUND", "复合肥料 15-15-15", "{made:150}批，60吨",
    "春耕农资监督抽查发现，该批复合肥料总养分实测41.2%，低于明示值45%，五氧化二磷单一养分负偏差超标。",
    source_level="COUNTY", brand="沃野", standard="GB/T 15063-2020", harm=("PROPERTY",), harm_degree="GENERAL",
    cause="配料秤未校准，投料记录与配方不符。", suppliers="外购磷酸一铵，供货方正在核查",
)  # fmt: skip


def fertilizer(stage: Stage) -> Telling:
    """Lifted; the notice of lifting waits for its number."""
    story = Story(stage, QUALITY, "fertilizer", 70)
    found = Findings(safety="NO", produced="60", sold="25", unit="吨", recall="VOLUNTARY")
    info = yield from confirmed(story, FERTILIZER, None, found)
    notice = Notice(others=("清源县农业农村局",))
    warning = yield from handling(story, info, notice)
    stopped = (1, "brigade", "企业已自行停产检修，无须另行责令停止生产。", False)
    yield from measures_done(story, warning, STOP_PRODUCTION=stopped)
    yield story.until(9, "09:00")
    ending = Ending(
        "企业校准配料系统，修订投料复核制度；已售25吨退换完毕，库存35吨返工后复检合格。",
        recalled="已售25吨全部退换。",
    )  # fmt: skip
    yield from lifted(story, warning, ending)


CUP = News(
    "亮晶晶不锈钢真空杯保温效能不合格", "steel_cup", "FOOD_CONTACT_STAINLESS", "不锈钢真空杯 500 mL",
    "{made:100}批，1.2万只",
    "网络销售商品抽检发现，该批不锈钢真空杯保温效能低于明示等级，产品标识未标注材质和执行标准。",
    source="PLATFORM", brand="亮晶晶", standard="GB 4806.9-2023", harm=("HEALTH", "PROPERTY"), harm_degree="GENERAL",
    cause="抽真空工序漏气，标签套用旧版。", suppliers="外购304不锈钢管坯",
)  # fmt: skip


def cup(stage: Stage) -> Telling:
    """Waits for the deputy's consent to lifting."""
    story = Story(stage, FOOD, "cup", 48)
    test = TestOrder("保温效能、感官、迁移量、标识", "GB/T 29606-2013；GB 4806.9-2023", "保温效能、标识")
    found = Findings(safety="NO", produced="12000", sold="4300", unit="只", recall="VOLUNTARY")
    info = yield from confirmed(story, CUP, test, found)
    warning = yield from handling(
        story, info, Notice(others=("清源县商务局",), units=("综合行政执法大队", "城关市场监管所"))
    )
    yield from measures_done(story, warning)
    yield story.until(7, "09:00")
    ending = Ending(
        "企业更换抽真空设备密封件，重新印制标签；平台下架旧批次，已售产品开通退货，复检合格。",
        recalled="平台退货3920只，其余380只已联系消费者补寄说明。",
    )  # fmt: skip
    yield from lift_asked(story, warning, ending)


STORIES = (lamp, fertilizer, cup)
