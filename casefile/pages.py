"""What the page of any record shows: the same bones for every kind."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.authority import authority
from registers.catalogues import entries_on

from . import actions, longacts
from .deadlines import at_end_of, light_of
from .lights import Light, case_light, light
from .measures import may_close, may_name_owner
from .models import CaseFile


def get_visible(model, user, case_id: int):
    """Return the stage record of this case if `user` may see it, else Http404."""
    visible = CaseFile.objects.visible_to(user).filter(pk=case_id)
    record = model.objects.select_related(
        "case__bureau", "case__department", "case__handler", "case__enterprise", "case__product_type",
        "case__awaiting_user", "case__awaiting_department", "case__created_by",
    ).filter(case__in=visible).first()  # fmt: skip
    if record is None:
        raise Http404("没有这件案卷，或者您无权查看。")
    return record


def record_context(record, user) -> dict:
    """Return the context of templates/casefile/detail_base.html for a stage record."""
    case = record.case
    details = case.kind_info.measure_details(case) if case.kind_info.measure_details else {}
    measures = [measure_row(measure, case, user, details.get(measure.pk, "")) for measure in _measures(case)]
    long = longacts.standing(record)
    return long | {
        "record": record,
        "case": case,
        "kind": case.kind_info,
        "light": case_light(case),
        "steps": record.steps(),
        "offers": [] if long["long_job"] else actions.available(record, user),
        "timeline": timeline(case),
        "measures": measures,
        "done_count": sum(row["done"] for row in measures),
        "deadlines": [
            {"deadline": deadline, "light": light_of(deadline)}
            for deadline in case.deadlines.open().select_related("responsible_user", "responsible_department")
        ],
        "attachments": list(case.attachments.select_related("uploaded_by", "measure")),
        "documents": list(case.documents.all()),
        "origins": _links(case.origin_links.select_related("origin__enterprise"), "origin", user),
        "derived": _derived(case, user),
        "campaign": CaseFile.objects.visible_to(user).filter(pk=case.campaign_id).first() if case.campaign_id else None,
        "may_attach": user.can("case.attach") and case.closed_at is None,
        "may_draft": user.can("document.draft") and case.closed_at is None,
        "may_assign": authority(user, "case.assign", department=case.department) and case.closed_at is None,
        "catalogues": entries_on(case.product_type, timezone.localdate(case.opened_at)) if case.product_type else [],
        "participants": [row.department for row in case.participations.select_related("department")],
    }


#: Acts that a record page shows; the rest is one click away in the whole history.
RECENT = 30


def timeline(case) -> list[dict]:
    """Return the newest entries of includes/timeline.html, newest first, with what is awaited on top."""
    entries = [
        {
            "label": f"{entry.action_label}：{_subject(entry)}" if entry.subject else entry.action_label,
            "who": f"{entry.actor.name} · {entry.role_label}" if entry.actor else "系统",
            "at": entry.at,
            "reason": entry.reason,
            "current": False,
        }
        for entry in case.trail.select_related("actor").order_by("-seq")[:RECENT]
    ]
    if case.awaiting_text and case.closed_at is None:
        waiting = {"label": f"等待办理：{case.state_label}", "who": case.awaiting_text, "at": "", "reason": ""}
        entries.insert(0, waiting | {"current": True})
    return entries


def _subject(entry) -> str:
    """Return what the entry is about without the row number that keeps subjects apart."""
    kind, bracket, title = entry.subject.partition("《")
    return f"{kind.rstrip('0123456789')}{bracket}{title}"


def _measures(case):
    return case.measures.select_related("department", "owner", "closed_by").prefetch_related("evidence")


def measure_row(measure, case, user, detail: str = "") -> dict:
    """Return a measure as includes/measures.html shows it; `detail` is what was kept beside its result."""
    measure.case = case
    is_open = measure.status == measure.Status.OPEN
    note = measure.result
    if not is_open:
        note = f"{measure.get_status_display()}：{measure.result}"
    if is_open and measure.due_on:
        colour = light(at_end_of(measure.due_on), measure.due_explanation)
    elif is_open:
        colour = light(None)
    else:
        done = measure.status == measure.Status.DONE
        colour = Light("green" if done else "grey", f"{timezone.localtime(measure.closed_at):%m月%d日} "
                       + measure.get_status_display(), f"{measure.closed_by}登记")  # fmt: skip
    can = is_open and case.closed_at is None and may_close(measure, user) is not None
    return {
        "measure": measure,
        "label": measure.label,
        "basis": measure.basis,
        "who": f"{measure.department}{' ' + measure.owner.name if measure.owner else ''}",
        "light": colour,
        "note": note,
        "url": reverse("casefile:measure", args=[measure.pk]) if can else "",
        "owner_url": reverse("casefile:measure_owner", args=[measure.pk])
        if is_open and case.closed_at is None and may_name_owner(measure, user)
        else "",
        "done": not is_open,
        "detail": detail,
        "evidence": list(measure.evidence.all()),
        "work": None,
    }


def _derived(case, user) -> list[dict]:
    if not case.kind_info.lists_derived:
        return []
    return _links(case.derived_links.select_related("derived__enterprise"), "derived", user)


def _links(links, end: str, user) -> list[dict]:
    """Return the cases at the other end; those the user may not see are named by number alone."""
    cases = [getattr(link, end) for link in links]
    seen = set(CaseFile.objects.visible_to(user).filter(pk__in=[c.pk for c in cases]).values_list("pk", flat=True))
    return [{"case": case, "light": case_light(case), "visible": case.pk in seen} for case in cases]
