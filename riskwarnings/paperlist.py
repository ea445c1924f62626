"""The checklist of obligatory papers: what has become of each (R-028, R-126, R-130–R-136)."""

from dataclasses import dataclass

from casefile.lights import Light
from documents.states import ISSUED_ON, DocumentState

from .models import Consultation, PaperWaiver
from .papersdue import CONSULTATION, DRAFTED_HERE, PaperRule, papers_for

_GONE = (DocumentState.VOID, DocumentState.REVOKED)


@dataclass(frozen=True)
class Duty:
    """One row of the checklist; `missing` says in words what is still to do, empty when nothing is."""

    rule: PaperRule
    document: object | None
    consultation: Consultation | None
    waiver: PaperWaiver | None
    missing: str
    status: str

    @property
    def settled(self) -> bool:
        return not self.missing

    @property
    def light(self) -> Light:
        if self.waiver is not None:
            return Light("grey", self.status, "")
        return Light("green" if self.settled else "yellow", self.status, "")

    @property
    def may_begin(self) -> bool:
        return self.document is None and self.rule.kind in DRAFTED_HERE and self.waiver is None

    @property
    def may_waive(self) -> bool:
        return bool(self.missing) and self.rule.waivable and self.waiver is None


def checklist(warning) -> list[Duty]:
    """Return every obligatory paper with what has become of it; the same few queries however many there are."""
    rules = papers_for(warning)
    if not rules:
        return []
    found: dict[str, list] = {}
    rows = warning.case.documents.filter(kind__in=[rule.kind for rule in rules if rule.kind])
    rows = rows.exclude(state__in=_GONE).filter(revoked_at=None).prefetch_related("recipients__receipts")
    for document in rows.order_by("pk"):
        found.setdefault(document.kind, []).append(document)
    waivers = {row.code: row for row in warning.paper_waivers.filter(taken_back_at=None).select_related("by")}
    met = list(warning.consultations.select_related("minutes")) if CONSULTATION in [r.code for r in rules] else []
    return [_duty(rule, found.get(rule.kind, []), waivers.get(rule.code), met) for rule in rules]


def _duty(rule: PaperRule, documents: list, waiver, met: list) -> Duty:
    if rule.code == CONSULTATION:
        consultation = met[-1] if met else None
        missing = "" if met or waiver else "尚未会商：请登记参加单位和结论"
        status = "已会商" if met else "不适用" if waiver else "未办"
        return Duty(rule, consultation and consultation.minutes, consultation, waiver, missing, status)
    rows = [(document, *_progress(document)) for document in documents]
    done = next((row for row in rows if not row[1]), None)
    if done:
        return Duty(rule, done[0], None, waiver, "", done[2])
    if waiver:
        return Duty(rule, rows[-1][0] if rows else None, None, waiver, "", "不适用")
    if not rows:
        return Duty(rule, None, None, None, "尚未拟制", "未办")
    return Duty(rule, rows[-1][0], None, None, rows[-1][1], rows[-1][2])


def _progress(document) -> tuple[str, str]:
    """Return (what is missing, the word for the checklist) of one paper."""
    if document.state not in ISSUED_ON:
        state = document.get_state_display()
        return f"在“{state}”环节，尚未印发", f"办理中（{state}）"
    if waiting := [row.name for row in document.recipients.all() if not row.receipts.all()]:
        return f"尚未登记送达：{'、'.join(waiting)}", "已印发，待送达"
    return "", "已送达"


def missing_papers(warning) -> list[str]:
    """Return what keeps the warning from being lifted, in words an officer can act on."""
    return [
        f"{duty.rule.label}{duty.missing if duty.missing.startswith(('尚未', '在')) else f'：{duty.missing}'}"
        + ("；确实不适用的，请写明理由" if duty.may_waive and duty.document is None else "")
        for duty in checklist(warning)
        if duty.missing
    ]
