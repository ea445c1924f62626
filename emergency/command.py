"""What the command page shows beside the bones of every record: the clock, and the steps as they stand."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from casefile import actions
from casefile.models import Notification

from .bulletinpages import told_context
from .clocks import FIRST_REPORT, PROVINCE_REPORT
from .contactviews import contact_context
from .dutyroster import duty_rows
from .flow import flow_picture
from .group import written
from .inquiry import complete_rows, inquiry_rows
from .permissions import may_propose_seal, may_work, why_no_seal
from .sealpages import seal_rows
from .states import RUNNING, EmergencyState
from .steps import BY_FINDINGS, FIRST_REPORTS
from .steps import PROVINCE_REPORT as PROVINCE_STEP

#: Acts that the board shows.
LATEST = 6
_PRESSING = ("red", "yellow", "green", "grey")
#: Facts may still be added.
LIVE = RUNNING | {EmergencyState.VERIFYING}


@dataclass(frozen=True)
class Clock:
    """Seconds since learning, and as `clock_text` has them; `until` is when the response ended, else None."""

    seconds: int
    until: datetime | None
    text: str


def clock_of(record) -> Clock:
    """Return the clock as it stands now; it stops when the response is ended or ruled out."""
    until = record.terminated_at or record.case.closed_at
    seconds = max(0, int(((until or timezone.now()) - record.learned_at).total_seconds()))
    return Clock(seconds, until, clock_text(seconds))


#: From so many hours on the clock shows days.
DAYS_FROM_HOURS = 100


def clock_text(seconds: int) -> str:
    """Return e.g. 00:48:07, 99:59:59, 4天 04:00:00 (static/js/clock.js writes the same)."""
    hours, rest = divmod(seconds, 3600)
    days = ""
    if hours >= DAYS_FROM_HOURS:
        days, hours = f"{hours // 24}天 ", hours % 24
    return f"{days}{hours:02}:{rest // 60:02}:{rest % 60:02}"


def command_context(record, user, context: dict) -> dict:
    """Return the additions to `casefile.pages.record_context`, whose measure rows are completed here."""
    first = next((row for row in context["deadlines"] if row["deadline"].rule == FIRST_REPORT.code), None)
    rows = {row["deadline"].rule: row["light"] for row in context["deadlines"]}
    clocks = dict.fromkeys(FIRST_REPORTS, FIRST_REPORT.code) | {PROVINCE_STEP: PROVINCE_REPORT.code}
    findings = _offer(context["offers"], "record_findings")
    for row in context["measures"]:
        if row["done"]:
            continue
        row["light"] = rows.get(clocks.get(row["measure"].code), row["light"])
        if row["measure"].code in BY_FINDINGS:
            row["url"] = findings.url if findings else ""
    told = told_context(record, user, context["deadlines"])
    complete_rows(record, user, context["measures"])
    return {
        **contact_context(record, user, context["documents"]),
        "inquiry": inquiry_rows(record),
        "duty": duty_rows(record.case.bureau),
        "clock": clock_of(record),
        "first_report": first,
        "next_steps": next_steps(context["measures"]),
        "told_units": told_units(told["bulletins"]),
        "told_people": told_people(record.case),
        "latest": [entry for entry in context["timeline"] if not entry["current"]][:LATEST],
        "runs": case_runs(record),
        "now": timezone.localtime(),
        "facts": facts(record),
        "outcome": outcome(record),
        "flow": flow_picture(record),
        "may_flow": may_work(record, user) is not None and record.state in LIVE,
        "quantities_offer": _offer(context["offers"], "record_quantities"),
        **told,
        "seals": seal_rows(record.case),
        "may_seal": may_propose_seal(record.case, user) and not why_no_seal(record.case),
        "may_register_item": user.can("item.create") and record.case.closed_at is None,
    }


def case_runs(record) -> bool:
    """Say whether the clock still runs: nobody has ended the response or ruled it out."""
    return clock_of(record).until is None


def next_steps(measures: list[dict]) -> list[dict]:
    """Return the open steps, the most pressing light first, each with its owner."""
    still_open = [row for row in measures if not row["done"]]
    return sorted(still_open, key=lambda row: _PRESSING.index(row["light"].colour))


def told_units(bulletins: list[dict]) -> list[dict]:
    """Return who was told by bulletin, the latest word to each only, those who have not confirmed first."""
    latest: dict[str, dict] = {}
    for entry in bulletins:
        for item in entry["recipients"]:
            latest.setdefault(item["row"].name, item | {"bulletin": entry["bulletin"]})
    return sorted(latest.values(), key=lambda item: item["row"].confirmed_at is not None)


def told_people(case) -> list[Notification]:
    """Return the reminders that began with the report or the activation, the unread first; one a person.

    The brigade's is the one that asks it to verify: the first entry of the trail. Who has since acted in the case
    knows of it, by whatever way the page was reached: `seen_at`.
    """
    keys = (f"awaited:{case.pk}:1", f"emergency:{case.pk}:reported", f"emergency:{case.pk}:group")
    rows = Notification.objects.filter(case=case, key__in=keys).select_related("user__department").order_by("pk")
    by_person = {row.user_id: row for row in rows}
    acted = case.trail.filter(actor__in=list(by_person)).order_by().values_list("actor").annotate(last=Max("at"))
    for person, last in acted:
        row = by_person[person]
        row.seen_at = last if row.read_at is None and last >= row.created_at else None
    return sorted(by_person.values(), key=lambda row: bool(row.read_at or getattr(row, "seen_at", None)))


def _offer(offers, name: str) -> actions.Offer | None:
    return next((offer for offer in offers if offer.action.name == name and offer.enabled), None)


def facts(record) -> list[tuple[str, str]]:
    """Return what is known of the accident as (label, text)."""
    nature = f"{record.get_nature_stage_display()}：{record.nature}" if record.nature else ""
    return [
        ("获知时间", f"{timezone.localtime(record.learned_at):%Y-%m-%d %H:%M}"),
        ("地点", record.place),
        ("事故情况", record.description),
        ("伤亡", f"受伤 {record.injured} 人，死亡 {record.dead} 人"),
        ("事故产品", record.product_identified),
        ("性质", nature),
        ("事件等级", record.grade_label),
        ("预案", str(record.plan) if record.plan else ""),
        ("领导小组", written(record.case)),
    ]


def _came_of(lesson) -> str:
    """Return a lesson and what came of it."""
    item = f"整改 {lesson.item.number} {lesson.item.state_label}" if lesson.item else lesson.no_item_reason
    plan = f"；预案：{lesson.plan_change}" if lesson.plan_change else ""
    return f"{lesson.text}（{item or '待落实'}{plan}）"


def outcome(record) -> list[tuple[str, str]]:
    """Return how it ended as (label, text), the empty ones left out."""
    reported = [
        f"{name} {day:%Y-%m-%d}"
        for name, day in (("县政府", record.government_reported_on), ("市局", record.city_reported_on))
        if day
    ]
    final = f"{record.final_report_reference}（{record.final_report_on:%Y-%m-%d}）" if record.has_final_report else ""
    rows = [
        ("终报", final),
        ("总结", record.summary),
        *((f"教训 {lesson.number}", _came_of(lesson)) for lesson in record.case.lessons.select_related("item")),
        ("结果报告", "，".join([record.result_report_reference, *reported]) if reported else ""),
    ]
    return [(label, text) for label, text in rows if text]
