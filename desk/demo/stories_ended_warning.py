"""Warnings that were given up or withdrawn."""

from .evidence import report
from .info_acts import News, TestOrder
from .paper_acts import Text, delivered, written
from .stage import CHENGGUAN, QUALITY_2, Stage, Story, Telling
from .warning_acts import (
    Ending,
    Findings,
    Notice,
    confirmed,
    handling,
    in_review,
    info_of,
    issued,
    lift_issued,
    measures_done,
)

PANEL = News(
    "标称林茂胶合板甲醛释放量超标", "panel", "WOOD_PANEL_PLYWOOD", "胶合板 18 mm E1级", "{made:45}批，900张",
    "市级监督抽查在流通领域抽到标称林茂板业生产的胶合板，甲醛释放量实测0.21 mg/m³，超过限量0.124 mg/m³。",
    source_level="PREFECTURE", reference="安市监抽〔{year}〕9号", brand="林茂", standard="GB 18580", harm=("HEALTH",),
    cause="企业解释为他人冒用，待核实。", suppliers="正在核查",
)  # fmt: skip


def panel(stage: Stage) -> Telling:
    """Issued against the wrong enterprise and withdrawn; the handler has to draft another."""
    story = Story(stage, CHENGGUAN, "panel", 18)
    found = Findings(safety="YES", produced="900", sold="900", unit="张", recall="NOT_STARTED")
    info = yield from confirmed(story, PANEL, None, found)
    warning = yield from issued(story, info, Notice(others=("清源县住房和城乡建设局",)))
    yield story.later(3, "10:40")
    story.attach(warning, "staff", *_proof(story), note="企业提交的用印、喷码比对材料")
    revocation = Text(
        "REVOCATION", "林茂胶合板风险信息警示通报",
        (f"经核查，{warning.notice.number}通报的胶合板系他人冒用林茂板业厂名厂址生产，并非该公司产品。",
         "现撤销该通报，各收文单位停止执行。冒用厂名厂址的线索另行立案查处。"),
        to=tuple(warning.notice.recipients.filter(cc=False).values_list("name", flat=True)),
    )  # fmt: skip
    document = yield from written(story, warning, revocation, cites=warning.notice)
    yield from delivered(story, document)
    yield story.later(1, "09:30")
    reason = "产品系他人冒用厂名厂址，通报对象有误，依撤销通知撤回；流通环节的冒名产品另行拟制预警。"
    story.do(warning, "withdraw", "director", reason=reason)


def _proof(story: Story):
    lines = ["一、本公司该规格产品侧面喷码为激光码，被检样品为油墨码。", "二、被检样品合格证印章与备案印模不一致。"]
    return [report("情况说明", "关于被冒用厂名厂址的情况说明", lines, issuer="清源县林茂板业有限公司")]


REBAR = News(
    "宏泰冷轧带肋钢筋重量偏差不合格", "rebar", "COLD_RIBBED_BAR", "冷轧带肋钢筋 CRB550 φ8", "{made:20}批，35吨",
    "日常监督检查抽样发现，该批钢筋重量偏差为负5.1%，超出标准允许偏差；产品全部在库。",
    source="DAILY_SUPERVISION", brand="宏泰", standard="GB/T 13788", harm=("PROPERTY", "PERSONAL_SAFETY"),
    harm_degree="GENERAL", cause="轧辊磨损未及时更换。", suppliers="安州市某钢厂（盘条）",
)  # fmt: skip


def rebar(stage: Stage) -> Telling:
    """Given up for a wrong batch number, drafted again, lifted; the deputy has to close the information."""
    story = Story(stage, QUALITY_2, "rebar", 75)
    test = TestOrder("重量偏差、力学性能、弯曲", "GB/T 13788", "重量偏差：实测-5.1%", "NO")
    found = Findings(safety="NO", produced="35", sold="0", unit="吨", recall="NOT_APPLICABLE")
    info = yield from confirmed(story, REBAR, test, found)
    notice = Notice(others=("清源县住房和城乡建设局",))
    warning = yield from in_review(story, info, notice)
    yield story.later(1, "16:00")
    story.do(warning, "cancel", "head", reason="风险情况所写批次与检验报告不一致，取消后重新拟制。")
    warning = yield from handling(story, info_of(warning), notice)
    yield from measures_done(story, warning)
    result = "涉事产品35吨全部回炉，企业更换轧辊并增加首件称重检验，复查合格。"
    warning = yield from lift_issued(story, warning, Ending(result, recall="NOT_SOLD"))
    yield story.until(3, "10:20")
    story.do(info_of(warning), "request_resolve", "head", result_report=result)


STORIES = (panel, rebar)
