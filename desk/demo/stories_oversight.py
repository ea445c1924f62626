"""What leaders keep beside the cases: duties, areas under alert, notes on missed deadlines, praise and sanctions."""

from datetime import timedelta

from casefile.models import CaseFile
from oversight import accountability, duties, points, regions, supervising
from oversight.models import Duty, RiskPoint
from oversight.overdue import explain, overdue
from registers.models import Region

from .stage import BRIGADE, QUALITY, Stage, Story, Telling

_DUTIES = (
    (QUALITY, "head", "审核预警、申请解除，督促处置措施落实", "收到申请后1个工作日内审核", "预案六（一）"),
    (QUALITY, "staff", "登记、研判风险信息，起草预警和告知、通报文书", "知悉当日登记；发布后5个工作日内告知", "预案五"),
    (BRIGADE, "head", "签收警示通报，组织检查和重点追踪抽查", "收到通报后1个工作日内签收", "预案六（二）"),
    (BRIGADE, "staff", "落实停止生产、限制销售、责令召回、限期整改", "发布后3个工作日内", "预案六（二）3"),
)  # fmt: skip
_ALERTS = (
    (90, "490621101", "YELLOW", "半年内两家防爆电气企业监督抽查不合格，列为黄色警示，开展专项排查。"),
    (40, "490621103", "RED", "三个月内连续发现同类产品安全指标不合格，列为红色警情，集中整治。"),
    (12, "490621101", "NONE", "专项排查结束，问题企业整改验收合格，解除黄色警示。"),
)
_POINTS = (
    (QUALITY, "490621101", "防爆电气装配户集中区", "HIGH", "隔爆面加工粗糙，矿用时可能引爆", "每季度逐户检查、送检"),
    (BRIGADE, "490621103", "电动自行车充电器批发点", "HIGH", "无过温保护，充电起火", "每季度抽查凭证和实物"),
    (QUALITY, "490621103", "农村燃气具维修改装点", "MEDIUM_HIGH", "私自改装熄火保护装置", "入冬前集中检查一次"),
)  # fmt: skip


def written_duties(stage: Stage) -> Telling:
    """Heads write down who answers for what."""
    story = Story(stage, QUALITY, "duties", 230)
    yield story.at("10:00")
    for team, who, matter, standard, basis in _DUTIES:
        person = stage.people[getattr(team, who)]
        row = Duty(
            department=stage.unit(team), person=person, matter=matter, standard=standard, basis=basis, since=story.day
        )
        duties.add(row, by=stage.people[team.head])
        stage.clock.tick(300)


def alerts(stage: Stage) -> Telling:
    """The leaders grade areas; one is lifted again."""
    story = Story(stage, QUALITY, "alerts", _ALERTS[0][0])
    for number, (left, code, colour, reason) in enumerate(_ALERTS):
        yield story.at("16:30") if number == 0 else story.until(left, "16:30")
        leader = story.person("deputy" if colour != "RED" else "director")
        regions.set_alert(leader.department.bureau, Region.objects.get(code=code), colour, by=leader, reason=reason)


def held_to_account(stage: Stage) -> Telling:
    """A commendation for finding a risk early; a missed deadline explained, and one held to account."""
    story = Story(stage, QUALITY, "account", 3)
    yield story.at("17:00")
    director = story.person("director")
    lamp = CaseFile.objects.filter(kind="WARNING", level="LEVEL_1", closed_at__isnull=False).order_by("pk").first()
    accountability.record(
        by=director, kind="COMMENDATION", person=story.person("staff"), cases=[lamp], decided_on=story.day,
        facts="及时发现防爆灯具隔爆面间隙超标，当日上报，已售产品全部追回，避免了安全事故。", measure="通报表扬",
        decided_by="局务会议",
    )  # fmt: skip
    stage.clock.tick(400)
    for deadline in overdue(director).filter(met_at__isnull=False).select_related("responsible_department")[:1]:
        people = stage.people.users.values()
        person = next(one for one in people if one.department_id == deadline.responsible_department_id)
        explain(deadline, by=person, text="当日集中执法，次日补办；已改为每日两次查看待办。")
        stage.clock.tick(200)
        accountability.record(
            by=director, kind="SANCTION", unit=deadline.responsible_department, deadlines=[deadline],
            cases=[deadline.case], decided_on=story.day, facts=f"“{deadline.label}”没有按期办完。", measure="约谈提醒",
            decided_by="局务会议",
        )  # fmt: skip


def points_known(stage: Stage) -> Telling:
    """The district's risk points, and a leader who looks into how a unit works."""
    story = Story(stage, QUALITY, "points", 100)
    yield story.at("09:30")
    for team, code, name, risk, hazard, control in _POINTS:
        point = RiskPoint(
            region=Region.objects.get(code=code), name=name, risk=risk, hazard=hazard, control=control,
            department=stage.unit(team), person=stage.people[team.staff], since=story.day,
        )  # fmt: skip
        points.add(point, by=stage.people[team.head])
        stage.clock.tick(300)
    yield story.until(30, "15:00")
    first = RiskPoint.objects.order_by("pk").first()
    points.check(first, by=first.person, on=story.day, found="走访6户，关停无证生产1户，其余已领证，未见私拉电线。")
    yield story.until(9, "16:00")
    row = supervising.record(
        by=story.person("deputy"), department=stage.unit(QUALITY), held_on=story.day,
        matter="三季度预警处置措施落实情况",
        found="措施大多按期；两件质量分析会的签到表没有归卷。", required="一周内补齐签到表，今后当日归卷。",
        due_on=story.day + timedelta(days=7),
    )  # fmt: skip
    yield story.until(6, "10:30")
    supervising.answer(row, by=story.person("head"), text="签到表已补齐归卷，经办人已提醒。")


STORIES = (written_duties, alerts, points_known, held_to_account)
