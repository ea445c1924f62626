"""现场检查: one in every state, one that leads to the ledger, a draw by lot."""

from inspections import drawing
from inspections.models import Draw
from registers.models import Enterprise

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


STORIES = (
    planned_visit, to_go, overdue, half_filled, to_confirm, to_follow, all_well, with_problems, called_off, lots,
)  # fmt: skip
