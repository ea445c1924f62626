"""行动卡: what each role does first, on one page of paper."""

from dataclasses import dataclass

from .clocks import Clocks
from .planmodels import PlanContact
from .plans import steps_of
from .steps import Phase, Responsible


@dataclass(frozen=True)
class Card:
    """A page: who, what he does in order as (when, text), and what he must not forget."""

    role: str
    acts: tuple[tuple[str, str], ...]
    remember: tuple[str, ...]
    with_grades: bool = False


def cards(plan) -> list[Card]:
    """Return the cards of a plan (None for the shipped steps): leaders, then each kind of unit."""
    clocks = Clocks() if plan is None else plan
    return [_leaders(clocks), *(_unit(plan, clocks, responsible) for responsible in Responsible)]


def _leaders(clocks) -> Card:
    return Card(
        "局长、分管领导",
        (
            ("接报", "听取报告，指定承办单位和执法大队到场核实，必要时先向县政府主要领导电话报告。"),
            (
                "核实后",
                "产品查清、性质初步认定的，决定启动；不是事故的，由负责人排除；局长不在由分管领导代定。",
            ),
            ("启动后", "成立领导小组，定总指挥、现场负责人、信息发布人；批准封存（紧急的 24 小时内补批）。"),
            ("处置中", "对外情况说明未经签发不得发布；伤亡、范围变化时督促续报。"),
            ("终止", "措施办结、终报已报、后续监测无新情况的，批准终止；总结经审阅后办结。"),
        ),
        (
            f"初报：获知后 {clocks.first_report_hours} 小时内，县政府和上级局；"
            f"报告省局：{clocks.province_report_hours} 小时内。",
            f"续报：情况变化后 {clocks.more_report_hours} 小时内。总结：终止后 {clocks.summary_days} 日内。",
            "自己核实、自己写终报或总结的，不由自己批准。",
        ),
        with_grades=True,
    )


_REMEMBER = {
    Responsible.BRIGADE: (
        "封存、扣押须两名执法人员出示证件，当事人到场或有见证人，清单和决定书当场交付。",
        "来不及事先批准的，24 小时内补办；封存不超过 30 日（自然日），可延长一次。",
    ),
    Responsible.OWN_UNIT: (
        "来源、流向、数量要对得上；对不上的写明原因和下一步。",
        "通报要留下谁、何时、怎样确认；协助通知要等到反馈。",
    ),
    Responsible.OFFICE: (
        "先电话后书面；记下对方接报人和时间。",
        "媒体和群众来电统一答复口径，逐次登记联络记录，不自行评论。",
    ),
}


def _unit(plan, clocks, responsible) -> Card:
    acts = []
    for phase in Phase:
        acts += [
            (phase.label, f"{step.label}（{step.basis}）" if step.basis else step.label)
            for step in steps_of(plan, phase)
            if step.department == responsible
        ]
    times = (
        f"初报：获知后 {clocks.first_report_hours} 小时内；各单位 {clocks.confirm_hours} 小时内确认通报；"
        f"协助通知 {clocks.feedback_hours} 小时内催到反馈。"
    )
    return Card(responsible.label, tuple(acts), (times, *_REMEMBER[responsible]))


def contacts_of(bureau) -> list[tuple[str, list[PlanContact]]]:
    """Return the contact list by group."""
    rows = list(PlanContact.objects.filter(bureau=bureau))
    groups = [(group.label, [row for row in rows if row.group == group]) for group in PlanContact.Group]
    return [(label, found) for label, found in groups if found]
