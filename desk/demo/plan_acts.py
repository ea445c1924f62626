"""The demo bureau's plan, contact list and roster."""

from datetime import timedelta

from django.utils import timezone

from emergency import dutyroster, plans
from emergency.models import PlanContact
from registers import workdays

from . import evidence
from .stage import Stage

_CONTACTS = (
    ("LEADING", "县市场监督管理局", "周卫东 局长", "组长，决定启动和终止", "0395-7120001"),
    ("LEADING", "县市场监督管理局", "李建国 副局长", "副组长，现场指挥", "0395-7120002"),
    ("EXPERT", "县质量检验所", "值班室", "抽样、检验、原因研判", "0395-7120066"),
    ("OUTSIDE", "县应急管理局", "王磊 值班主任", "事故救援、伤亡核实", "0395-7120119"),
    ("OUTSIDE", "县消防救援大队", "陈峰 指挥中心", "现场处置", "0395-7120120"),
    ("OUTSIDE", "县商务局", "邓涛 市场运行股长", "商场、电商停售", "0395-7120033"),
    ("OUTSIDE", "县公安局", "指挥中心", "协查、扣押", "0395-7120110"),
)


def plan_in_force(stage: Stage) -> None:
    """Write and publish the first version, and the list of whom to call."""
    office = stage.people["hejing"]
    bureau, first = office.department.bureau, timezone.localdate()
    plan = plans.draft_next(bureau, by=office)
    plan.title, plan.reference = "清源县产品质量安全突发事件应急预案", f"清市监发〔{first.year}〕21号"
    plan.issued_on, plan.effective_from, plan.note = (
        first,
        first + timedelta(days=7),
        "首版。步骤依据上级预案，时限按县政府值守要求。",
    )
    text = [
        "一、适用范围",
        "本县生产、销售环节发生的产品质量安全突发事件。",
        "二、步骤、等级、时限",
        "见系统内本版正文。",
    ]
    plans.keep_file(plan, evidence.report("应急预案", plan.title, text, issuer=bureau.name))
    plan.save()
    plans.publish(plan, by=office)
    PlanContact.objects.bulk_create(
        PlanContact(bureau=bureau, group=group, unit=unit, name=name, duty=duty, phone=phone, order=order)
        for order, (group, unit, name, duty, phone) in enumerate(_CONTACTS)
    )


def roster(stage: Stage) -> None:
    """Put down who is on duty in this week and the next two."""
    office = stage.people["hejing"]
    leaders, officers = ("lijianguo", "matao"), ("zhaomin", "wanglei", "yangfan", "sunli", "hanbing")
    first = dutyroster.duty_day(timezone.now())
    shifts = []
    for n in range(17):
        day = first + timedelta(days=n)
        leader = stage.people["zhouweidong" if not workdays.is_workday(day) else leaders[n % 2]]
        officer = stage.people[officers[n % 5]]
        shifts += [(day, "LEADER", leader, leader.phone[:30]), (day, "OFFICER", officer, officer.phone[:30])]
    dutyroster.put_down(office.department.bureau, shifts, by=office)
