"""How the stories run a campaign (rules §3.6)."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from campaigns import plantemplates, targets
from campaigns.models import Campaign, CampaignReturn, GroupMember
from campaigns.returncontent import summary_of
from campaigns.starting import start
from casefile.models import Measure
from documents.drafting import RecipientSpec, revise
from registers import workdays

from .evidence import report
from .inspection_acts import Visit, assigned, confirmed, followed
from .stage import Stage, Story, Team, Telling

#: The acts one after the other, and who does each.
STEPS = (
    ("DEPLOYED", "deploy", "director"), ("ON_SITE", "start_on_site", "head"),
    ("GOVERNING", "start_governing", "head"), ("FINAL_CHECK", "start_final_check", "head"),
)  # fmt: skip
#: What has begun has run for so many working days: time for its first return.
_SHORTEST = 4


@dataclass(frozen=True)
class Outline:
    """A campaign of the demo: how many days ago it began, how long it runs, how far it has come."""

    name: str
    title: str
    template: str
    began: int
    runs: int
    upto: str
    number: str
    enterprises: tuple[str, ...]
    team: Team


def planned(stage: Stage, outline: Outline) -> Telling:
    """Draw up the plan from the template, five working days before it begins; return (story, record)."""
    starts = stage.end - timedelta(days=outline.began)
    if outline.began > 0:  # ten days around a long holiday may hold a single working day
        starts = min(starts, workdays.add_workdays(stage.end, -_SHORTEST))
    ago = max(workdays.workdays_between(starts, stage.end) + 5, 3)
    story = Story(stage, outline.team, f"campaign {outline.name}", ago)
    yield story.at("09:30")
    today = timezone.localdate()
    unit = stage.unit(outline.team)
    above = unit.bureau.parent
    ends = starts + timedelta(days=outline.runs)
    plan = plantemplates.plan(outline.template, year=starts.year, issued_on=today, starts_on=starts, ends_on=ends)
    title = outline.title.format(year=starts.year)
    record = start(
        by=story.person("staff"), template=outline.template, title=title, issuer=above.name,
        issue_level=plan.issue_level, year=starts.year, issued_on=today, starts_on=starts, ends_on=ends,
        plan_number=outline.number.format(year=starts.year),
        files=[report("方案", f"{title}工作方案", [plan.goals, *plan.key_points.splitlines()], issuer=above.name)],
    )  # fmt: skip
    for post, who in (("LEADER", "director"), ("DEPUTY", "deputy"), ("OFFICE", "head"), ("MEMBER", "staff")):
        GroupMember.objects.create(campaign=record, person=story.person(who), post=post)
    chosen = [stage.enterprises[name] for name in outline.enterprises]
    if chosen:
        targets.add(record, chosen, "PRODUCT", by=story.person("staff"), role="STAFF", unit=unit)
    return story, Campaign.objects.get(pk=record.pk)


def carried(story: Story, record: Campaign, upto: str) -> Telling:
    """Hand the plan in and go on, phase by phase, until `upto`."""
    if upto == "PLANNED":
        return record
    yield story.later(1, "10:20")
    record = story.do(record, "hand_in", "staff")
    for state, act, who in STEPS:
        phase = record.phase_of(state)
        begins = workdays.roll(phase.starts_on) if phase else story.day
        yield story.later(max(workdays.workdays_between(story.day, begins), 1), "09:10")
        record = story.do(record, act, who)
        if state == "ON_SITE":
            yield from _visited(story, record)
        if state == upto:
            break
    return record


def _visited(story: Story, record: Campaign) -> Telling:
    """Inspect the targets but the fourth; what was met with is found at its own place."""
    keys = {firm.pk: key for key, firm in story.stage.enterprises.items()}
    targets = record.targets.filter(struck_at=None).order_by("pk").values_list("enterprise", flat=True)
    for enterprise in targets[:3]:
        visit = Visit(
            keys[enterprise], ("wanglei", "hanbing"), "SPECIAL", record.case.title[:200],
            summary="现场已核对，提出的问题另行登记台账。",
        )  # fmt: skip
        visited = yield from assigned(story, visit, origin=record.case)
        visited = yield from confirmed(story, visit, visited)
        yield from followed(story, visit, visited)


#: The acts of a return up to a state, and who does each.
RETURN_STEPS = (
    ("COMPILED", "compile", "staff"), ("APPROVED", "approve", "head"), ("SIGNED", "sign", "deputy"),
    ("SUBMITTED", "submit", "office"),
)  # fmt: skip


def returned(story: Story, record: CampaignReturn, upto: str, *, summary: tuple[str, ...] = ()) -> Telling:
    """Fill in a return and take it to `upto`; `summary`: what the officer writes into the draft."""
    for (state, act, who), hhmm in zip(RETURN_STEPS, ("09:20", "10:30", "15:10", "16:00"), strict=True):
        yield story.later(0 if state == "SUBMITTED" else 1, hhmm)
        given = {"COMPILED": {"until_on": timezone.localdate()}, "SUBMITTED": {"way": "SYSTEM"}}.get(state, {})
        if state == "COMPILED" and record.asks("RESULT_LIST"):
            given |= {"fines": "1.8", "goods": "0.6", "hand_note": "执法办案系统和扣押清单"}
        record = story.do(record, act, who, **given)
        if state == "COMPILED" and summary:
            yield from _summarised(story, record, summary)
        if state == upto:
            break
    return record


def _summarised(story: Story, record: CampaignReturn, words: tuple[str, ...]) -> Telling:
    """Begin the summary, fill in what only people know, have it signed."""
    story.do(record, "draft_summary", "staff")
    paper, drafter = summary_of(record), story.person("staff")
    body = paper.body
    for word in words:
        before, _, rest = body.partition("【请填写：")
        body = before + word + rest.partition("】")[2]
    to = [RecipientSpec(row.name) for row in paper.recipients.all()]
    revise(paper, by=drafter, title=paper.title, body=body, recipients=to)
    for act, who, minutes in (("submit", "staff", 20), ("check", "head", 45), ("sign", "director", 50)):
        yield story.soon(minutes)
        paper = story.do(paper, act, who)


def ended(story: Story, record: Campaign) -> Telling:
    """Report every task, complete the campaign."""
    yield story.later(1, "14:30")
    for measure in record.case.measures.filter(status=Measure.Status.OPEN).order_by("order"):
        story.close(record, measure.code, "head", f"{measure.label}：已按方案完成，台账和总结归档。")
    yield story.soon(60)
    return story.do(
        record, "complete", "deputy", conclusion="对台账逐件自查，件件整改到位；巡查频次不足的乡镇已列入下年度重点。"
    )
