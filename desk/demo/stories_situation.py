"""What the bureau makes of a month and a quarter: the analysis of the situation and its report (R-113)."""

from accounts.roles import Role
from documents.models import Document
from registers import workdays
from riskinfo import situation, situationreport
from riskinfo.states import Period

from .paper_acts import led
from .stage import QUALITY, QUALITY_2, Stage, Story, Team, Telling

#: Working days from counting to the issued report.
_REPORT_TAKES = 3
_JUDGED = (
    "电动自行车及其充电器、电池问题仍较集中，重点风险信息多由此来；儿童和学生用品中的小零件、磁力珠类产品有抬头。"
    "建议：一是对电动自行车门店开展一次拉网检查；二是开学前后对学校周边商店重点抽样；三是对屡次不合格的企业约谈。"
)


def quarter(stage: Stage) -> Telling:
    """Last quarter's, reported to the bureau above."""
    story = _after(stage, QUALITY, Period.QUARTER, 6)
    analysis = yield from _begun(story, Period.QUARTER)
    analysis = story.do(analysis, "write", "staff", judgement=_JUDGED)
    yield story.soon(30)
    document = situationreport.draft(analysis, by=story.person("staff"))
    yield from led(story, Document.objects.get(pk=document.pk))
    story.do(analysis, "finish", "staff")


def month(stage: Stage) -> Telling:
    """Last month's, counted; what to make of it is not written yet."""
    yield from _begun(_after(stage, QUALITY_2, Period.MONTH, 4), Period.MONTH)


def _after(stage: Stage, team: Team, period: Period, days: int) -> Story:
    """Begin some working days after the last period that ended early enough for the report to go out."""
    story = Story(stage, team, f"situation {period}", _REPORT_TAKES)
    story.day = min(workdays.add_workdays(situation.first_day(period, story.day), days), story.day)
    return story


def _begun(story: Story, period: Period) -> Telling:
    yield story.at("09:40")
    start = situation.before(period, situation.first_day(period, story.day))
    return situationreport.begin(by=story.person("staff"), role=Role.STAFF, period=period, start=start)


STORIES = (quarter, month)
