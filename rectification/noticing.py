"""The papers of an item begun from it with everything filled in: 三书一函 and what goes with them (R-316)."""

from django.db import transaction

from casefile.models import CaseFile
from casefile.refusals import WrongState
from documents import merging
from documents.drafting import draft
from documents.kindsetting import in_force
from documents.models import Document

from .states import ItemState

NOTICE = "RECTIFY_NOTICE"


def notices_of(cases, kind: str = NOTICE) -> dict[int, Document]:
    """Return the latest document of `kind` of each case that has one that counts: {case id: Document}."""
    rows = Document.objects.filter(case__in=cases, kind=kind).exclude(state__in=["VOID", "REVOKED"])
    rows = rows.select_related("case__bureau", "bureau", "drafter").order_by("pk")
    return {row.case_id: row for row in rows}


def begin_paper(case: CaseFile, kind: str, *, by, title: str = "") -> Document:
    """Begin a document of the case, its text and recipients filled in from the case. Raises ValidationError."""
    rules = in_force(case.bureau, kind)
    known = merging.facts(case, rules.reply_days)
    title = title or rules.title_for(case.bureau, case.title)
    return draft(
        case, kind, by=by, title=title[:200], body=merging.fill(rules.text, known),
        recipients=merging.recipients(case, rules),
    )  # fmt: skip


def begin_notices(cases, *, by) -> tuple[int, list[str]]:
    """Begin the 整改通知书 of each case that was ordered and has none; return how many, and what was left out why."""
    have, begun, left = notices_of(cases), 0, []
    for case in cases:
        if case.pk in have:
            continue
        try:
            with transaction.atomic():
                _begin_notice(case, by)
            begun += 1
        except WrongState as refusal:
            left.append(f"{case.number}：{refusal.message}")
    return begun, left


def _begin_notice(case: CaseFile, by) -> None:
    locked = CaseFile.objects.select_for_update().get(pk=case.pk)
    if locked.closed_at is not None:
        raise WrongState("已办结，不再拟整改通知书。")
    if locked.state == ItemState.FOUND:
        raise WrongState("还没有责令整改，先由负责人责令。")
    if not notices_of([locked]):
        begin_paper(case, NOTICE, by=by)
