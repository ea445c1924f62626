"""The rectification ledger: one item in every state (rules §3.4)."""

from datetime import timedelta

from casefile.models import CaseFile

from .evidence import report
from .item_acts import (
    Defect,
    found,
    interviewed,
    order_notice,
    ordered,
    passed,
    rechecked,
    rechecking,
    reported_done,
    supervised,
)
from .paper_acts import Text, delivered, written
from .stage import BRIGADE, CHENGGUAN, FOOD, QUALITY_2, XINAN, Stage, Story, Telling

PAIR = ("wanglei", "hanbing")


def chlorine(stage: Stage) -> Telling:
    """Major, passed; the deputy writes off."""
    defect = Defect(
        "华清化工液氯钢瓶充装前检查记录缺失", "chlorine", "HAZCHEM_LIQUID_CHLORINE", "INCOMPLETE_RECORDS",
        "抽查5月以来充装台账，17只液氯钢瓶无充装前检查记录，2只超检验有效期。",
        "立即停用超期钢瓶并送检。\n补建充装前逐只检查制度，检查人签字，记录保存一年。", severity="MAJOR",
        cause="充装岗位换人后未培训，台账无人复核。",
    )  # fmt: skip
    story = Story(stage, QUALITY_2, "chlorine", 24)
    record = yield from passed(story, defect, ("yangfan", "hanbing"))
    record = story.do(
        record, "help_enterprise", "staff", kind="CONSULTATION", on=story.day, experts="省特检院 王工、杨帆",
        causes="充装岗位换人后未培训，台账无人复核。", advice="钢瓶检验到期前一个月预警；充装记录按月复核。",
        effect_due=story.stage.end + timedelta(days=20),
    )  # fmt: skip
    guidance = Text(
        "GUIDANCE", "液氯钢瓶充装安全管理", ("你公司已完成整改，现就巩固成果提出意见。",
        "一、钢瓶检验到期前一个月预警。", "二、充装记录按月复核。"),
        to_enterprise=True,
    )  # fmt: skip
    yield story.until(2, "09:20")
    yield from written(story, record, guidance, "SEALED")


def fertilizer_label(stage: Stage) -> Telling:
    """General, passed; the head of the brigade writes off."""
    defect = Defect(
        "惠农农资店进货查验记录不全", "fertilizer_shop", "FERTILIZER_COMPOUND", "OTHER",
        "抽查3个品种化肥，2个无法提供检验合格证明和进货票据。", "补齐供货方资质和检验报告，建立进货查验台账。",
    )  # fmt: skip
    yield from passed(Story(stage, BRIGADE, "fertilizer_label", 20), defect, PAIR)


HELMET_SHOP = Defect(
    "迅风专卖店销售未认证头盔", "ebike_shop", "EBIKE_HELMET", "UNLICENSED_PRODUCT",
    "货架陈列12顶头盔无强制性产品认证标志。",
    "立即下架，提供进货凭证，配合追查供货方。",
)  # fmt: skip


def helmet_shop(stage: Stage) -> Telling:
    """Found, not yet ordered."""
    story = Story(stage, CHENGGUAN, "helmet_shop", 1)
    yield story.at("15:40")
    found(story, HELMET_SHOP)


def plastic(stage: Stage) -> Telling:
    """Ordered; the notice was served, an extension was asked for and granted."""
    defect = Defect(
        "鑫源餐具厂出厂检验项目不全", "plastic2", "FOOD_CONTACT_PLASTIC", "NO_FACTORY_INSPECTION",
        "近三个月出厂检验报告均缺少总迁移量、脱色试验项目。",
        "按执行标准配齐检验项目，不具备能力的委托检验，逐批留存报告。",
        severity="LARGER",
    )  # fmt: skip
    story = Story(stage, FOOD, "plastic", 12)
    record = yield from ordered(story, defect)
    document = yield from written(story, record, order_notice(story, record, defect))
    yield from delivered(story, document, received_by="辛来福")
    yield story.until(1, "10:20")
    reason = "总迁移量检验须委托省检验机构，排队到下月初；委托前产品不出厂。"
    record = story.do(record, "request_extension", "staff", days=8, application=reason)
    yield story.soon(90)
    story.do(record, "approve_extension", "head")


def panel_workshop(stage: Stage) -> Telling:
    """Ordered, overdue; the notice still lies with the legal reviewer."""
    defect = Defect(
        "林茂板业热压车间原料台账混乱", "panel", "WOOD_PANEL_PLYWOOD", "INCOMPLETE_RECORDS",
        "胶黏剂进厂无检验记录，批次号与生产记录对不上。", "重建原料台账，胶黏剂逐批查验合格证明，生产记录写明胶批号。",
    )  # fmt: skip
    story = Story(stage, CHENGGUAN, "panel_workshop", 13)
    record = yield from ordered(story, defect, days=10)
    yield story.until(1, "14:30")
    yield from written(story, record, order_notice(story, record, defect), "CHECK")


def cable_item(stage: Stage) -> Telling:
    """Out of the warning about the cable: the enterprise has reported."""
    defect = Defect(
        "恒兴线缆导体电阻不合格整改", "cable", "WIRE_CABLE", "CUTTING_CORNERS",
        "RVV 3×1.5软线束绞根数不足，导体截面偏小。", "调整束绞工艺，库存返工，出厂逐批检验导体电阻。",
        severity="LARGER",
    )  # fmt: skip
    story = Story(stage, BRIGADE, "cable_item", 10)
    yield story.at("10:40")
    origin = CaseFile.objects.get(kind="WARNING", title__startswith="恒兴线缆RVV")
    record = yield from ordered(story, defect, origin=origin)
    yield from reported_done(story, record, defect, days=7)


def extinguisher_shop(stage: Stage) -> Telling:
    """Being rechecked."""
    defect = Defect(
        "平安消防经营部销售超期灭火器", "extinguisher_shop", "EXTINGUISHER", "LOW_QUALITY",
        "库房内9具灭火器超过出厂期限仍在售。",
        "全部下架报废，清点库存并提交清单。",
    )  # fmt: skip
    story = Story(stage, BRIGADE, "extinguisher_shop", 14)
    record = yield from ordered(story, defect)
    record = yield from reported_done(story, record, defect, days=9)
    yield from rechecking(story, record, "hanbing", "wanglei")


def toy_shop(stage: Stage) -> Telling:
    """Rechecked and found inadequate: an interview is due."""
    defect = Defect(
        "学子文具批发部销售激光笔", "school_shop", "CHILD_STUDENT_GOODS_LASER_PEN", "OTHER",
        "向学生销售未标注激光等级的激光笔，货架31支。", "停止向未成年人销售，清退无标识产品，张贴提示。",
    )  # fmt: skip
    story = Story(stage, CHENGGUAN, "toy_shop", 17)
    record = yield from ordered(story, defect, days=8)
    record = yield from reported_done(story, record, defect, days=7)
    record = yield from rechecking(story, record, "yangfan", "hanbing")
    text = "仍有11支无标识激光笔混放在其他货架，提示未张贴。"
    record = yield from rechecked(story, record, "fail_recheck", "head", text)
    talk = Text(
        "TALK_NOTICE", "激光笔销售问题",
        ("你店经责令整改后复查仍不到位。现约谈你店负责人。", "一、时间：收到本通知后第3个工作日上午9时",
         "二、地点：城关市场监管所", "三、请携带：营业执照、进货凭证、整改情况说明"),
        to_enterprise=True, asked=("综合行政执法大队",),
    )  # fmt: skip
    yield from written(story, record, talk, "COUNTERSIGN")


def smelter(stage: Stage) -> Telling:
    """Refused, major, under supervision of the deputy."""
    defect = Defect(
        "固特包装容器无证生产危化品包装桶", "drum", "HAZCHEM_PACKAGING", "NO_LICENCE",
        "生产许可证到期未延续，仍在生产200 L钢桶。", "立即停止生产，未取得生产许可证前不得生产；已售产品列出清单。",
        severity="MAJOR",
    )  # fmt: skip
    story = Story(stage, XINAN, "drum", 30)
    record = yield from ordered(story, defect, days=5)
    yield story.later(7, "10:00")
    record = yield from rechecking(story, record, "luojia", "hanbing", days=1)
    record = yield from rechecked(story, record, "refuse", "head", "现场仍在生产，负责人拒绝停产、拒绝签字。")
    yield story.later(1, "16:00")
    record = supervised(story, record, "MANY_PROBLEMS", "限10个工作日内停产整改到位，逐日报告。", days=14)
    story.do(
        record, "act_jointly", "staff", ground="REFUSED", on=story.day, departments="县应急管理局、辛安镇人民政府",
        text="现场联合检查，查封生产线，责令立即停止生产。",
    )  # fmt: skip
    notice = Text(
        "SUPERVISION_NOTICE", "固特包装容器无证生产问题",
        ("该企业无证生产危险化学品包装物，经责令整改拒不停产，决定挂牌督办。", "一、督办责任单位：辛安市场监管所",
         "二、督办要求：停止无证生产，已售产品追踪到户。", "三、摘牌条件：复查合格或者依法查处完毕。"),
        to=("辛安市场监管所", "综合行政执法大队"),
    )  # fmt: skip
    yield story.until(3, "09:20")
    yield from written(story, record, notice, "TO_SIGN")


def oil(stage: Stage) -> Telling:
    """Turned over to enforcement; its outcome is awaited."""
    defect = Defect(
        "南湾加油站柴油闪点不合格", "oil", "REFINED_OIL", "STANDARD_NONCONFORMITY",
        "车用柴油闭口闪点抽检不合格，涉及3号罐约6吨。", "停止销售3号罐柴油，查明进货来源，清罐后复检。",
        severity="LARGER",
    )  # fmt: skip
    story = Story(stage, XINAN, "oil", 40)
    record = yield from ordered(story, defect)
    record = yield from reported_done(story, record, defect)
    record = yield from rechecking(story, record, *PAIR)
    text = "复检闪点仍不合格，发现新进同源柴油。"
    record = yield from rechecked(story, record, "fail_recheck", "head", text)
    yield story.later(3, "10:00")
    record = interviewed(story, record, "南某（站长）", "承认从无资质商贩购油，承诺只从批发资质企业进货。")
    yield story.later(2, "11:00")
    record = story.do(
        record, "enforce", "head", enforcement_to="BRIGADE", enforcement_reference=f"清市监罚立〔{story.day.year}〕37号"
    )
    letter = Text(
        "URGING_LETTER",
        "规范加油站油品购进渠道", ("我局在查处柴油质量案件中发现个别加油站从无资质商贩购油，请加强经营资质核查。",),
        to=("清源县商务局",),
    )  # fmt: skip
    yield story.until(3, "09:15")
    yield from written(story, record, letter, "NUMBERED")


def written_off(stage: Stage) -> Telling:
    """Passed and written off, months ago."""
    defect = Defect(
        "和平维修部私自改装电池仓", "ebike_shop3", "EBIKE", "INCONSISTENT_PRODUCT",
        "为顾客加装超标电池，店内有改装工具和电池5组。",
        "停止改装，恢复原车配置，电池退回。",
    )  # fmt: skip
    story = Story(stage, BRIGADE, "written_off", 120)
    record = yield from passed(story, defect, PAIR)
    yield story.later(1, "15:00")
    story.do(record, "write_off", "head")


def waterproof(stage: Stage) -> Telling:
    """The enterprise is gone."""
    defect = Defect(
        "雨盾防水材料停产未办理注销", "waterproof", "WATERPROOF_ROLL", "OTHER", "厂房已腾空，生产许可证仍在有效期。",
        "办理生产许可证注销手续，交回证书。",
    )  # fmt: skip
    story = Story(stage, QUALITY_2, "waterproof", 135)
    record = yield from ordered(story, defect)
    yield story.later(12, "10:30")
    proof = report(
        "准予注销决定书",
        "准予注销决定书",
        ["雨盾建筑防水材料工业产品生产许可证准予注销。"],
        issuer="河东省市场监督管理局",
    )
    story.do(
        record, "close_otherwise", "deputy", other_ground="LICENCE_CANCELLED", reason="企业已停产，许可证依申请注销。",
        other_proof=f"准予注销决定书〔{story.day.year}〕第58号", files={"files": [proof]},
    )  # fmt: skip


def gas_again(stage: Stage) -> Telling:
    """Major, written off, then found to have come back."""
    defect = Defect(
        "红太阳燃气具出厂气密性检验弄虚作假", "gas", "GAS_APPLIANCE_COOKER", "NO_FACTORY_INSPECTION",
        "出厂检验记录与生产数量不符，检验台停用，记录系补填。", "恢复逐台气密性检验，检验数据自动留存。",
        severity="MAJOR",
    )  # fmt: skip
    story = Story(stage, XINAN, "gas_again", 78)
    record = yield from passed(story, defect, ("luojia", "hanbing"))
    yield story.later(2, "14:00")
    record = story.do(record, "write_off", "deputy", look_back_due=story.day + timedelta(days=25))
    yield story.later(15, "10:00")
    story.do(record, "reopen", "head", look_back_on=story.day, reason="回头看发现检验台再次停用，近一周记录为补填。")


STORIES = (
    chlorine, fertilizer_label, helmet_shop, plastic, panel_workshop, cable_item, extinguisher_shop, toy_shop, smelter,
    oil, written_off, waterproof, gas_again,
)  # fmt: skip
