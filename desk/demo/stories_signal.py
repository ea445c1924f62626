"""Complaints of one kind from one town: now and then for months, then six in a week, found the night after (R-113)."""

from datetime import date, timedelta

from registers import workdays
from riskinfo import learning, signals
from riskinfo.models import RiskInfo

from .clock import office_time
from .info_acts import News, confirm, file_info, screen, submit
from .stage import QUALITY_2, Stage, Story, Telling
from .warning_acts import Findings, assessed, resolved

#: Weeks before the burst in which a complaint came, what was said, what it was.
_NOW_AND_THEN = (
    (15, "充电时插头处发热。", "插座老化接触不良，已更换插座，充电器抽测正常。"),
    (12, "改装电池后充电器发烫。", "用户自行改装电池，已指导改正。"),
    (9, "换新电池后充不满。", "电池与充电器不匹配，商家已调换。"),
    (6, "充电器外壳有裂纹。", "搬运中划伤，不影响安全，商家已更换。"),
    (4, "充电时间比说明书长。", "低温下充电变慢属正常，已告知。"),
)  # fmt: skip
#: The burst: day of the week, what was said.
_BURST = (
    (0, "充电约两小时后充电器外壳烫手，有焦味。"), (1, "夜间充电时充电器鼓包，指示灯熄灭。"),
    (1, "新买的充电器用了三天，外壳变形。"), (3, "楼道内充电，充电器冒烟，邻居拔下插头，没有起火。"),
    (4, "充电器温度过高，电池充不满。"), (6, "换了一只同型号的，仍然发烫。"),
)  # fmt: skip
#: Nights of the watch that are told; before them there is nothing to be found.
_NIGHTS = 10


def _complaint(text: str, how: str = "") -> News:
    return News(
        f"电动自行车充电器投诉：{text[:18].rstrip('，。')}", "ebike_shop", "EBIKE_CHARGER_BATTERY_CHARGER",
        "电动自行车充电器 48V2A", "", f"12315平台转来：{text}", source="COMPLAINT_REPORT", certainty="POSSIBLE",
        basis=("UNREASONABLE_DANGER",), standard="GB 42296-2022", harm_degree="GENERAL",
        advice=how or "与本周同类投诉一并核查，到店查进货台账。",
    )  # fmt: skip


def week_of_the_burst(end: date) -> date:
    """Return the Monday of the last week that was over before `end`, holidays or not."""
    return signals.monday(end) - timedelta(weeks=1)


def _filed(story: Story, news: News, found: date) -> RiskInfo:
    info = file_info(story, news, pictures=0, found_on=found)
    return submit(story, info)


def now_and_then(weeks: int, said: str, answer: str):
    """Return the story of one earlier complaint, looked into and closed."""

    def telling(stage: Stage) -> Telling:
        found = week_of_the_burst(stage.end) - timedelta(weeks=weeks) + timedelta(days=weeks % 5)
        story = Story(stage, QUALITY_2, f"signal {weeks}", 0)
        story.day = workdays.next_workday(found)
        news = _complaint(said, "电话核实。")
        yield story.at("10:40")
        info = _filed(story, news, found)
        yield story.later(1, "09:40")
        info = screen(story, info, news)
        info = yield from assessed(story, info, Findings(violates="NO", safety="NO"), waiver="电话和现场核实已能判断。")
        yield story.later(1, "09:50")
        info = confirm(story, info, decision=answer)
        yield from resolved(story, info, answer)

    return telling


def burst(stage: Stage) -> Telling:
    """Six complaints in seven days, each registered and screened on the next working day."""
    story, monday = Story(stage, QUALITY_2, "signal burst", 0), week_of_the_burst(stage.end)
    for place, (weekday, text) in enumerate(_BURST):
        found = monday + timedelta(days=weekday)
        story.day = min(workdays.next_workday(found), stage.end)
        yield story.at(f"{9 + place:02}:10")
        news = _complaint(text)
        info = _filed(story, news, found)
        yield story.soon(12)
        screen(story, info, news, "staff")


def nights(stage: Stage) -> Telling:
    """The watch of the last nights and what was learned in the last of them (riskinfo.tasks)."""
    day = workdays.add_workdays(stage.end, -_NIGHTS)
    while day <= stage.end:
        yield office_time(day, "06:20")
        signals.watch()
        day = workdays.next_workday(day)
    learning.learn_all()


STORIES = (*(now_and_then(*line) for line in _NOW_AND_THEN), burst, nights)
