"""风险监测: a plan and a project in every state (R-114–R-125, R-224, R-225)."""

from datetime import timedelta

from django.utils import timezone

from monitoring import planning
from monitoring.models import MonitoringPlan, MonitoringProject

from .stage import FOOD, QUALITY, QUALITY_2, Stage, Story, Telling

AGENCY = "安州市产品质量检验检测中心"
CHARGER = {
    "indicators": "绝缘电阻、异常工作、阻燃", "criteria": "M1 M2", "impact": "REGION", "grounds": "B1 B4 B5",
    "necessity": "辖区内电动自行车保有量大，充电起火时有发生，抽查只覆盖少数门店。",
}  # fmt: skip
TOY = {
    "indicators": "硼迁移量、邻苯二甲酸酯", "criteria": "M3 M4", "overseas": "欧盟召回通报（硼迁移超标）",
    "grounds": "B5 B6", "necessity": "网红产品更新快，没有专门的产品标准。",
}  # fmt: skip
FOIL = {
    "indicators": "总迁移量、重金属", "criteria": "M5", "grounds": "B2",
    "necessity": "县内消费量大，农村集市散装多，需要摸清底数。",
}  # fmt: skip


def _drawn(story: Story, title: str, lines, *, programme="GENERAL", days=200) -> Telling:
    """`lines`: (product type, number, what the line says)."""
    yield story.at("09:30")
    stage, person = story.stage, story.person("staff")
    first, last = story.day, story.day + timedelta(days=days)
    record = planning.start(
        by=person, title=title, year=story.day.year, programme=programme, starts_on=first, ends_on=last,
        basis="按省局年度风险监测部署，结合本地产业和群众反映集中的产品。",
    )  # fmt: skip
    for product, number, said in lines:
        given = {"agency": AGENCY, "department": stage.unit(story.team), "starts_on": first, "ends_on": last} | said
        planning.add_item(record, by=person, product_type=stage.types[product], number=number, **given)
    stage.clock.tick(story.rng.randint(300, 900))
    return MonitoringPlan.objects.get(pk=record.pk)


def _approved(story: Story, record) -> Telling:
    yield story.soon(40)
    record = story.do(record, "hand_in", "staff")
    yield story.later(1, "09:20")
    return story.do(record, "approve", "deputy")


def _tested(story: Story, record, product: str, **said):
    item = record.items.get(product_type__code=product)
    given = {"tested_on": timezone.localdate(), "report_number": story.stage.next_report(), "finding": "NORMAL"} | said
    planning.record_result(item, by=story.person("staff"), **given)
    story.stage.clock.tick(story.rng.randint(60, 200))


def plan_running(stage: Stage) -> Telling:
    """The year's plan: most samples show nothing, one does and is an information now."""
    story = Story(stage, QUALITY, "monitoring running", 60)
    here = story.person("liumin").department  # has accounts: its task waits for it there
    cable = FOIL | {
        "agency": here.name, "agency_unit": here, "indicators": "导体电阻、绝缘厚度",
        "necessity": "建材市场流通量大，抽查不合格率连年偏高。",
    }  # fmt: skip
    lines = [("EBIKE_CHARGER_BATTERY", 8, CHARGER), ("CHILD_STUDENT_GOODS", 6, TOY), ("WIRE_CABLE", 5, cable)]
    record = yield from _drawn(story, f"{story.day.year}年产品质量安全风险监测计划", lines)
    record = yield from _approved(story, record)
    yield story.later(15, "15:00")
    _tested(story, record, "EBIKE_CHARGER_BATTERY", samples=4, product_name="电动自行车充电器 48V")
    _tested(story, record, "CHILD_STUDENT_GOODS", samples=6, product_name="水晶泥")
    yield story.until(1, "10:40")
    _tested(
        story, record, "EBIKE_CHARGER_BATTERY", finding="RISK", product_name="电动自行车充电器 60V", nature="EMERGING",
        batch=story.fill("{made:50}批"), enterprise=stage.enterprises["ebike_shop3"], basis=["UNREASONABLE_DANGER"],
        harm_objects=["PERSONAL_SAFETY", "PROPERTY"], found="异常工作试验中外壳软化，输出短路后 40 秒冒烟。",
    )  # fmt: skip


def plan_completed(stage: Stage) -> Telling:
    story = Story(stage, FOOD, "monitoring completed", 150)
    record = yield from _drawn(
        story, "食品接触用产品风险监测", [("FOOD_CONTACT_PLASTIC", 5, FOIL)], programme="FOOD_CONTACT", days=100
    )
    record = yield from _approved(story, record)
    yield story.later(30, "14:30")
    _tested(story, record, "FOOD_CONTACT_PLASTIC", samples=5, product_name="一次性塑料餐盒")
    yield story.later(5, "16:00")
    said = planning.draft_conclusion(record) + "\n总体平稳，下一年度转向网络销售的密胺餐具。"
    story.do(record, "complete", "head", conclusion=said, told="")


def plan_review(stage: Stage) -> Telling:
    story = Story(stage, QUALITY_2, "monitoring review", 2)
    power = {
        "indicators": "空载损耗、温升", "criteria": "M1 M6", "grounds": "B1 B3",
        "necessity": "聚焦电力设备，配合质量安全排查整治。",
    }  # fmt: skip
    lines = [("POWER_EQUIPMENT_TRANSFORMER", 2, power), ("POWER_EQUIPMENT_FITTINGS", 3, power)]
    record = yield from _drawn(story, "电力设备质量安全风险监测", lines, programme="POWER_EQUIPMENT", days=120)
    yield story.soon(40)
    story.do(record, "hand_in", "staff")


def plan_draft(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "monitoring draft", 1)
    yield from _drawn(story, "冬季取暖用品风险监测", [("ELDERLY_GOODS_ELECTRIC_BLANKET", 4, CHARGER)], days=90)


def plan_cancelled(stage: Stage) -> Telling:
    story = Story(stage, QUALITY_2, "monitoring cancelled", 70)
    record = yield from _drawn(story, "学生用品风险监测", [("CHILD_STUDENT_GOODS", 4, TOY)], days=60)
    yield story.later(2, "10:10")
    story.do(record, "cancel", "head", reason="并入年度计划，不单独实施。")


def _project(story: Story, title: str, product: str, question: str, days=120, unit=None) -> Telling:
    """`unit`: the agency with accounts that studies it."""
    yield story.at("10:20")
    record = planning.start_project(
        by=story.person("staff"), title=title, product_type=story.stage.types[product],
        agency=unit.name if unit else AGENCY, agency_unit=unit, question=question,
        methods="模拟使用试验、拆解分析、失效复现", starts_on=story.day, ends_on=story.day + timedelta(days=days),
    )  # fmt: skip
    return MonitoringProject.objects.get(pk=record.pk)


def project_running(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "project running", 25)
    record = yield from _project(
        story, "改装电动自行车锂电池组热失控风险研究", "EBIKE_CHARGER_BATTERY",
        "维修店改装电池组没有产品标准，两起火情都与改装有关，要弄清失控条件和可执行的管控点。",
        unit=story.person("liumin").department,
    )  # fmt: skip
    yield from _approved(story, record)


def project_completed(stage: Stage) -> Telling:
    story = Story(stage, QUALITY_2, "project completed", 140)
    record = yield from _project(
        story, "老年鞋防滑性能研究", "ELDERLY_GOODS_SHOES", "湿滑地面摔伤反映集中，标准没有湿态要求。", 100
    )
    record = yield from _approved(story, record)
    yield story.later(40, "15:20")
    story.do(
        record, "complete", "staff", findings="12 双样品中 7 双湿态动摩擦系数低于 0.3，与鞋底硬度明显相关。",
        advice="建议标准增加湿态防滑指标；对辖区门店发布消费提示。",
    )  # fmt: skip


def _escalated(story: Story, title: str, product: str, question: str) -> Telling:
    record = yield from _project(story, title, product, question)
    record = yield from _approved(story, record)
    yield story.later(8, "11:00")
    return story.do(
        record, "escalate", "head", escalation_reason="市县检验机构没有相应试验能力。",
        escalation_reference="书面报告，已送市局转报省局",
    )  # fmt: skip


def project_escalated(stage: Stage) -> Telling:
    """Beyond the means of county and prefecture (R-225)."""
    story = Story(stage, QUALITY, "project escalated", 30)
    yield from _escalated(story, "移动电源内置电芯老化风险研究", "POWER_BANK", "旧电芯翻新，现有标准测不出老化程度。")


def project_draft(stage: Stage) -> Telling:
    story = Story(stage, QUALITY_2, "project draft", 1)
    yield from _project(story, "地膜残留和强度衰减研究", "AGRI_FILM", "农户反映当年开裂，标准只测新膜。")


def project_review(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "project review", 3)
    record = yield from _project(story, "燃气软管老化研究", "GAS_APPLIANCE_HOSE", "在用软管提前开裂，原因不明。")
    yield story.soon(30)
    story.do(record, "hand_in", "staff")


def project_cancelled(stage: Stage) -> Telling:
    story = Story(stage, QUALITY_2, "project cancelled", 45)
    record = yield from _project(story, "胶合板甲醛释放研究", "WOOD_PANEL_PLYWOOD", "复用模板气味投诉。")
    yield story.later(2, "09:40")
    story.do(record, "cancel", "head", reason="市局已立同类项目，不重复研究。")


STORIES = (
    plan_completed, project_completed, plan_cancelled, plan_running, project_cancelled, project_escalated,
    project_running, project_review, plan_review, plan_draft, project_draft,
)  # fmt: skip
