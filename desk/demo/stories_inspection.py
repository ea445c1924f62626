"""现场检查: one in every state, one that leads to the ledger, a draw by lot."""

from datetime import timedelta

from casefile.perform import as_form_data
from inspections import checklists, drawing
from inspections.forms.frequency import FrequencyForm, keep_area
from inspections.forms.selfcheck import ControlListForm, SelfCheckForm, keep_control_list
from inspections.frequency import plan_due
from inspections.models import Draw, VisitSetting
from inspections.states import Purpose
from registers.lookup import written as written_name
from registers.models import Enterprise, Region

from .inspection_acts import Visit, assigned, begun, confirmed, filled, followed, planned
from .stage import BRIGADE, CHENGGUAN, QUALITY, XINAN, Stage, Story, Telling

PAIR = ("wanglei", "hanbing")


def planned_visit(stage: Stage) -> Telling:
    """Planned, nobody sent yet."""
    story = Story(stage, CHENGGUAN, "visit planned", 1)
    yield story.at("15:10")
    planned(story, Visit("ebike_shop", ("yangfan", "wanglei"), purpose="电动自行车销售门店日常检查"))


def to_go(stage: Stage) -> Telling:
    """Two officers are sent; the sheet is on their phones."""
    story = Story(stage, BRIGADE, "visit to go", 1)
    yield from assigned(story, Visit("charger", PAIR, "UNANNOUNCED", "充电器企业飞行检查"), days=4)


def overdue(stage: Stage) -> Telling:
    """Sent, but not gone: overdue."""
    story = Story(stage, XINAN, "visit overdue", 14)
    yield from assigned(story, Visit("gas_valve", ("luojia", "wanglei"), "PATROL", "长期停产企业巡查"), days=10)


def half_filled(stage: Stage) -> Telling:
    """On site: half of the sheet has arrived."""
    visit = Visit(
        "cable2", ("zhaomin", "hanbing"), "SPECIAL", "电线电缆集聚区专项检查",
        wrong={6: "2台耐压试验仪校准证书过期三个月"},
    )  # fmt: skip
    story = Story(stage, QUALITY, "visit half", 3)
    record = yield from assigned(story, visit)
    yield from begun(story, visit, record)


def to_confirm(stage: Stage) -> Telling:
    """Filled in, waits for the other officer."""
    visit = Visit(
        "helmet", ("wanglei", "hanbing"), "RANDOM", "头盔企业双随机抽查",
        party={"party": "REFUSED", "witness": "柳河镇经管站 田丰"}, wrong={10: "3月两批次无出厂检验原始记录"},
    )  # fmt: skip
    story = Story(stage, BRIGADE, "visit to confirm", 4)
    record = yield from assigned(story, visit)
    yield from filled(story, visit, record)


def to_follow(stage: Stage) -> Telling:
    """Confirmed; one failed item waits to be registered."""
    visit = Visit(
        "gas_shop", ("yangfan", "hanbing"), "SPECIAL", "燃气具门店专项检查",
        wrong={2: "抽三种软管，一种无合格证明和进货票据"},
        party={"party": "SIGNED", "party_name": "赵满仓", "party_title": "店主"},
    )  # fmt: skip
    story = Story(stage, CHENGGUAN, "visit to follow", 5)
    record = yield from assigned(story, visit)
    yield from confirmed(story, visit, record)


def all_well(stage: Stage) -> Telling:
    """Nothing found, closed."""
    visit = Visit(
        "gas_alarm", ("zhaomin", "wanglei"), "RANDOM", "获证企业双随机抽查", summary="资料齐全，现场管理规范。",
        party={"party": "SIGNED", "party_name": "安堃", "party_title": "总经理"},
    )  # fmt: skip
    story = Story(stage, QUALITY, "visit well", 40)
    record = yield from assigned(story, visit)
    record = yield from confirmed(story, visit, record)
    yield from followed(story, visit, record)


def with_problems(stage: Stage) -> Telling:
    """Two failed items: one goes to the ledger, the other was put right on the spot."""
    visit = Visit(
        "battery", ("wanglei", "hanbing"), "SPECIAL", "适用总局令第75、76号企业检查",
        wrong={4: "成品与待检区无隔离", 16: "日管控最近两周缺4天记录"},
        party={"party": "SIGNED", "party_name": "段喆", "party_title": "法定代表人"},
    )  # fmt: skip
    story = Story(stage, BRIGADE, "visit problems", 18)
    record = yield from assigned(story, visit)
    record = yield from confirmed(story, visit, record)
    yield from followed(story, visit, record, settle={4: "当场划线隔离，已复核"})


def called_off(stage: Stage) -> Telling:
    story = Story(stage, CHENGGUAN, "visit off", 22)
    record = yield from assigned(story, Visit("shoes_shop", ("yangfan", "xulei"), purpose="老年鞋门店检查"))
    yield story.later(1, "09:00")
    story.do(record, "cancel", "head", reason="门店已停业转让，新店开业后再安排。")


def lots(stage: Stage) -> Telling:
    """Enterprises drawn by lot, the seed on record."""
    story = Story(stage, QUALITY, "visit lots", 25)
    yield story.at("10:00")
    firms = Enterprise.objects.filter(bureau=story.person("staff").bureau, active=True, is_producer=True).order_by("pk")
    rows = [{"id": pk, "name": name, "code": uscc} for pk, name, uscc in firms.values_list("pk", "name", "uscc")]
    drawing.make(
        by=story.person("staff"), among=Draw.Among.ENTERPRISE, title="三季度生产企业双随机抽查", population=rows,
        size=6, criteria="在用企业，生产者", seed=f"{story.day:%Y%m%d}-清源",
    )  # fmt: skip


#: Key of the enterprise → (who signs, {order on the form: what is wanting and put right}).
_SELF_CHECKS = {
    "chlorine": ("何志强", {}), "panel": ("林茂生", {8: "检测箱停用，已报修"}),
    "cable": ("刘永恒", {4: "两周未形成报告，已补"}),
    "fertilizer_shop": ("孙惠农", {}), "ebike_shop": ("钱迅", {4: "两款充电器无进货凭证，已下架"}),
    "gas_shop": ("赵满仓", {}),
}  # fmt: skip
#: Key of the enterprise → (who signs, lines: stage, risk, control, person).
_CONTROLS = {
    "chlorine": ("何志强", [
        ("INCOMING", "液氯钢瓶未经检验即充装", "充装前逐瓶核对检验标志和有效期，做好登记", "充装班长 周凯"),
        ("PROCESS", "充装超量", "电子秤双人复核，超量报警联锁每班试验", "工艺员 罗倩"),
        ("OUTGOING", "出厂产品水分超标", "每批检测水分，留样三个月", "化验员 杜敏"),
        ("TESTING", "分析仪器超期未检定", "检定到期前一个月送检", "设备员 冯刚"),
    ]),
    "panel": ("林茂生", [
        ("INCOMING", "胶黏剂甲醛含量不稳定", "每批索取检验报告，进厂抽检", "采购 何兰"),
        ("OUTGOING", "甲醛释放量未逐批检验", "检测箱停用期间委托检验，报告齐全才能出厂", "质检员 彭涛"),
    ]),
    "ebike_shop": ("钱迅", [
        ("UNKNOWN_ORIGIN", "充电器没有进货票据", "只从授权经销商进货，票据按月装订", "店主 钱迅"),
        ("COUNTERFEIT", "假冒认证标志", "上架前在认证信息平台核对证书", "店员 田甜"),
    ]),
}  # fmt: skip


def own_papers(stage: Stage) -> Telling:
    """What enterprises say of themselves, as officers write it down (R-310–R-312)."""
    story = Story(stage, QUALITY, "self checks", 70)
    officer = story.person("staff")
    for key, (name, wanting) in _SELF_CHECKS.items():
        yield story.later(1, "10:30")
        firm = stage.enterprises[key]
        code = "SELF_PRODUCTION" if firm.is_producer else "SELF_SALES"
        spec = checklists.in_force(officer.bureau, Purpose.SELF)[code]
        given = {"enterprise": written_name(firm), "made_on": story.day - timedelta(days=2), "signed_by": name}
        for order in range(1, len(spec.items) + 1):
            given[f"answer_{order}"] = "FAIL" if order in wanting else "PASS"
            given[f"note_{order}"] = wanting.get(order, "")
        _valid(SelfCheckForm(as_form_data(given), user=officer, spec=spec)).save()
    for key, (name, lines) in _CONTROLS.items():
        yield story.soon(40)
        firm = stage.enterprises[key]
        given = {"enterprise": written_name(firm), "made_on": story.day, "signed_by": name}
        form = _valid(ControlListForm(as_form_data(given), user=officer))
        points = [dict(zip(("stage", "risk", "control", "person"), line, strict=True)) for line in lines]
        keep_control_list(form, points, officer)


def rhythm(stage: Stage) -> Telling:
    """The head lets the timetable plan; what falls due by now is planned (R-137–R-139, R-215)."""
    story = Story(stage, QUALITY, "visit rhythm", 12)
    yield story.at("16:20")
    head = story.person("head")
    given = {
        "department": stage.unit(BRIGADE).pk, "lead_days": 3, "tier_days": 30, "idle_checks": 2, "no_sample_days": 30,
        "grade_HIGH": 4, "grade_MEDIUM_HIGH": 2, "grade_GENERAL": 1, "grade_LOW": 0,
    }  # fmt: skip
    _valid(FrequencyForm(given, bureau=head.bureau)).save(by=head)
    setting = VisitSetting.objects.get(bureau=head.bureau)
    for region, team in (("490621100", CHENGGUAN), ("490621001", CHENGGUAN), ("490621101", XINAN)):
        keep_area(setting, Region.objects.get(code=region), stage.unit(team), head)
    yield story.later(11, "08:10")
    plan_due()


def _valid(form):
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return form


STORIES = (
    own_papers, rhythm, planned_visit, to_go, overdue, half_filled, to_confirm, to_follow, all_well, with_problems,
    called_off, lots,
)  # fmt: skip
