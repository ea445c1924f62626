"""What the command page shows beside the bones of every record: the clock, and the steps as they stand."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from casefile import actions

from .bulletinpages import told_context
from .clocks import FIRST_REPORT
from .flow import flow_picture
from .permissions import may_propose_seal, may_work, why_no_seal
from .sealpages import seal_rows
from .states import RUNNING, EmergencyState
from .steps import BY_FINDINGS, FIRST_REPORTS

#: Facts may still be added.
LIVE = RUNNING | {EmergencyState.VERIFYING}


@dataclass(frozen=True)
class Clock:
    """Seconds since learning, also as HH:MM:SS; `until` is when the response ended, None while it runs."""

    seconds: int
    until: datetime | None
    text: str


def clock_of(record) -> Clock:
    """Return the clock as it stands now, HH:MM:SS; it stops when the response is ended or ruled out."""
    until = record.terminated_at or record.case.closed_at
    seconds = max(0, int(((until or timezone.now()) - record.learned_at).total_seconds()))
    hours, rest = divmod(seconds, 3600)
    return Clock(seconds, until, f"{hours:02}:{rest // 60:02}:{rest % 60:02}")


def command_context(record, user, context: dict) -> dict:
    """Return the additions to `casefile.pages.record_context`, whose measure rows are completed here."""
    first = next((row for row in context["deadlines"] if row["deadline"].rule == FIRST_REPORT.code), None)
    findings = _offer(context["offers"], "record_findings")
    for row in context["measures"]:
        if row["done"]:
            continue
        if row["measure"].code in FIRST_REPORTS and first is not None:
            row["light"] = first["light"]
        if row["measure"].code in BY_FINDINGS:
            row["url"] = findings.url if findings else ""
    return {
        "clock": clock_of(record),
        "first_report": first,
        "facts": facts(record),
        "outcome": outcome(record),
        "flow": flow_picture(record),
        "may_flow": may_work(record, user) is not None and record.state in LIVE,
        "quantities_offer": _offer(context["offers"], "record_quantities"),
        **told_context(record, user, context["deadlines"]),
        "seals": seal_rows(record.case),
        "may_seal": may_propose_seal(record.case, user) and not why_no_seal(record.case),
        "may_register_item": user.can("item.create") and record.case.closed_at is None,
    }


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
    ]


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
        ("教训和改进", record.lessons),
        ("结果报告", "，".join([record.result_report_reference, *reported]) if reported else ""),
    ]
    return [(label, text) for label, text in rows if text]
