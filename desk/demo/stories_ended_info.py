"""Risk informations that came to an end without a warning (rules §3.1)."""

from riskinfo.models import RiskInfo

from .duty_acts import published
from .info_acts import News, TestOrder, after_test, confirm, report_test, screened, send_to_test, start_assessing, told
from .paper_acts import Text, answered, delivered, written
from .stage import QUALITY, QUALITY_2, XINAN, Stage, Story, Telling
from .warning_acts import Findings, assess, assessed, resolved

SLIME = News(
    "童趣文具店水晶泥硼迁移量偏高", "slime_shop", "CHILD_STUDENT_GOODS_SLIME", "水晶泥（起泡胶）60 g",
    "{made:200}批，350盒",
    "风险监测在校园周边买样，水晶泥可迁移硼1150 mg/kg。现行国家标准未规定水晶泥硼迁移限量，"
    "参照欧盟玩具指令限值300 mg/kg偏高，儿童反复揉捏、误入口有健康风险。",
    source="RISK_MONITORING", source_level="COUNTY", basis=("UNREASONABLE_DANGER",), certainty="POSSIBLE",
    harm=("HEALTH",), harm_degree="GENERAL", cause="以硼砂作交联剂，添加量无控制。", suppliers="外省某玩具厂",
    area="学校周边文具店",
)  # fmt: skip


def slime(stage: Stage) -> Telling:
    """No standard, so no level: a notice to the shop, a tip to parents, closed (rules §2.3 G8)."""
    story = Story(stage, QUALITY_2, "slime", 105)
    test = TestOrder("可迁移硼", "参照 EN 71-3", "可迁移硼1150 mg/kg（参照限值300 mg/kg）", "YES")
    info = yield from after_test(story, SLIME, test)
    found = Findings(violates="NO", safety="YES", produced="350", sold="210", unit="盒", recall="VOLUNTARY")
    info = yield from assessed(story, info, found)
    yield story.later(1, "10:10")
    decision = "无适用的强制性标准，不列级：向经营者发风险告知书，向学校和家长发消费提示。"
    info = confirm(story, info, decision=decision)
    notice = Text(
        "RISK_NOTICE", "水晶泥硼迁移风险",
        ("经风险监测，你店销售的水晶泥可迁移硼含量偏高，儿童误入口有健康风险。",
         "请立即停止销售该批产品，查验进货凭证，对已售产品做好退货；销售儿童用品应当履行进货查验义务。"),
        to_enterprise=True, cc=("清源县教育局",),
    )  # fmt: skip
    document = yield from written(story, info, notice)
    document = yield from delivered(story, document, received_by="简丽娟")
    yield from answered(story, document, "已全部下架该批水晶泥，退回供货商，附退货单和查验台账。", days=3)
    tip = Text(
        "PUBLIC_NOTICE", "儿童水晶泥玩具",
        ("近期风险监测发现，部分水晶泥（史莱姆）玩具可迁移硼含量偏高，儿童误入口可能引起恶心、呕吐。",
         "一、选购", "选择标签完整、标明适用年龄和执行标准的产品，不买散装、气味刺鼻的产品。",
         "二、使用", "三岁以下儿童不要接触；玩耍后及时洗手，不要入口、不要接触眼睛。",
         "三、维权", "发现问题产品，保留购物凭证，拨打12315投诉举报。"),
    )  # fmt: skip
    text = yield from written(story, info, tip)
    yield from published(story, text, "内容涉及儿童用品，已与教育局统一口径，由质量监督股陈晓答复咨询。")
    yield from resolved(story, info, "该店下架140盒并办理退货，消费提示已由教育局转发各中小学、幼儿园。")


MAT = News(
    "暖阳爬行垫疑似甲酰胺气味重", "mat", "CHILD_CRAWL_MAT", "儿童拼接爬行垫 60×60 cm", "{made:90}批，1000片",
    "家长投诉拼接垫气味刺鼻，担心甲酰胺超标。", source="COMPLAINT_REPORT", certainty="POSSIBLE",
    basis=("UNREASONABLE_DANGER",), harm=("HEALTH",), harm_degree="GENERAL", reporter=("尤女士", "13900000017"),
)  # fmt: skip


def mat(stage: Stage) -> Telling:
    """Undecided for two weeks, tested again, then found to bear no risk (R-026)."""
    story = Story(stage, QUALITY, "mat", 130)
    test = TestOrder("甲酰胺、可迁移元素", "参照 GB 6675 系列标准", "", need="投诉反映异味，须检验确认。")
    info = yield from after_test(story, MAT, test)
    yield story.later(1, "09:30")
    info = start_assessing(story, info)
    first = assess(story, info, Findings(violates="UNKNOWN", safety="UNKNOWN"))
    yield story.later(5, "10:00")
    info = RiskInfo.objects.get(pk=info.pk)
    again = TestOrder("甲酰胺（复测）", "参照 GB 6675 系列标准", "", need="首次样品已开封存放，须另取原包装样品复测。")
    task = send_to_test(story, info, again)
    yield story.later(7, "15:00")
    report_test(story, task, again)
    yield story.later(1, "09:30")
    info = start_assessing(story, RiskInfo.objects.get(pk=info.pk))
    assess(story, info, Findings(violates="NO", safety="NO"), replaces=first)
    yield story.later(1, "15:30")
    reason = "两次检验甲酰胺均未检出超过参考值，异味来自包装密闭，开封通风后消失，认定无风险。"
    story.do(RiskInfo.objects.get(pk=info.pk), "exclude_assessed", "deputy", exclusion_text=reason)


def cable_again(stage: Stage) -> Telling:
    """A complaint about what is already in hand: excluded as a duplicate."""
    story = Story(stage, QUALITY_2, "cable_again", 13)
    news = News(
        "用户反映恒兴线缆电线发热", "cable", "WIRE_CABLE", "聚氯乙烯护套软线 RVV 3×1.5", "同批",
        "装修用户反映该软线使用时发热。", source="COMPLAINT_REPORT", certainty="POSSIBLE", harm=("PROPERTY",),
        standard="GB/T 5023.5-2008", reporter=("常先生", "13900000044"), harm_degree="GENERAL",
    )  # fmt: skip
    info = yield from told(story, news)
    yield story.later(1, "11:15")
    first = RiskInfo.objects.filter(case__title__startswith="恒兴线缆RVV").get()
    text = "与监督抽查发现的同批产品问题相同，并入原信息办理，已告知反映人。"
    story.do(info, "exclude", "head", exclusion_reason="DUPLICATE", duplicate_of=first.case.number, exclusion_text=text)


def rumour(stage: Stage) -> Telling:
    """Untrue: the goods were never made here."""
    story = Story(stage, QUALITY, "rumour", 88)
    news = News(
        "网传洁柔成人纸尿裤致皮肤溃烂", "diaper", "ELDERLY_GOODS_DIAPER", "成人纸尿裤 L码", "不详",
        "短视频称某品牌成人纸尿裤致老人皮肤溃烂，画面出现本县企业厂名。", source="ONLINE_OPINION", certainty="POSSIBLE",
        basis=("UNREASONABLE_DANGER",), harm=("HEALTH",), info_kind="CLUSTERED_COMPLAINT", complaints=12,
        harm_degree="GENERAL",
    )  # fmt: skip
    info = yield from screened(story, news)
    yield story.later(2, "14:50")
    text = "现场核查企业留样、出厂检验记录均合格；视频发布者承认画面系拼接，已删除并致歉。"
    story.do(info, "exclude", "head", exclusion_reason="UNTRUE", exclusion_text=text)


def phosphate(stage: Stage) -> Telling:
    """Made in another province: transferred by letter."""
    story = Story(stage, QUALITY_2, "phosphate", 95)
    news = News(
        "惠农农资店销售的外省磷肥有效磷不足", "fertilizer_shop", "FERTILIZER_PHOSPHATE", "过磷酸钙 P₂O₅≥16%",
        "{made:110}批，8吨", "农资打假抽检，有效五氧化二磷实测11.3%，生产者在外省。", source="ENFORCEMENT",
        standard="GB/T 20413-2017", harm=("PROPERTY",), harm_degree="GENERAL", suppliers="不涉及",
    )  # fmt: skip
    info = yield from screened(story, news)
    yield story.later(1, "10:20")
    letter = Text(
        "TRANSFER_LETTER", "过磷酸钙质量问题线索",
        ("我局在执法抽检中发现标称贵地企业生产的过磷酸钙有效五氧化二磷含量不符合标准。",
         "经营者已由我局依法处理。现将生产环节线索及检验报告移送你局，请依法核查处理，并将结果函告我局。"),
        to=("外省某县市场监督管理局",),
    )  # fmt: skip
    document = yield from written(story, info, letter)
    document = yield from delivered(story, document, note="EMS 1098765432100")
    yield story.soon(20)
    story.do(
        RiskInfo.objects.get(pk=info.pk), "transfer", "head", transferred_to="外省某县市场监督管理局",
        reason="生产者不在本辖区，生产环节由其所在地市场监管部门查处；本县经营者已处理。",
    )  # fmt: skip
    yield from answered(story, document, "已收到线索，对生产者立案调查。", days=6)


def fireworks(stage: Stage) -> Telling:
    """Not our competence: transferred to the emergency management bureau."""
    story = Story(stage, XINAN, "fireworks", 198)
    news = News(
        "王家岭无证销售烟花爆竹", "fireworks_shop", "FIREWORKS", "组合烟花、鞭炮", "约80箱",
        "节前检查发现该销售点无经营许可证存放、销售烟花爆竹。", source="DAILY_SUPERVISION", standard="GB 10631-2013",
        certainty="POSSIBLE", harm_degree="VERY_SERIOUS", is_key=True,
    )  # fmt: skip
    info = yield from told(story, news, hhmm="14:20")
    yield story.soon(60)
    story.do(
        info, "transfer", "head", transferred_to="清源县应急管理局",
        reason="烟花爆竹经营许可由应急管理部门管理，已现场移交并共同清点。",
    )  # fmt: skip


STORIES = (slime, mat, cable_again, rumour, phosphate, fireworks)
