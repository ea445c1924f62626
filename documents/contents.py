"""From a document to its Paper, and the fingerprint of that."""

import hashlib
import json

from .body import parse_body
from .paper import MINUTES, Annex, Paper
from .recipients import on_paper

#: Stands at the head of every paper of a drill, where an urgent one says 特急.
DRILL_MARK = "演练用稿 不作公文使用"


def paper_of(document, *, signer=None, date=None, recipients=None) -> Paper:
    """Return the paper as the live data make it: for previews, and once at signature."""
    bureau, kind = document.bureau, document.kind_rules
    if recipients is None:
        recipients = list(document.recipients.all()) if document.pk else []
    organ = kind.organ or bureau.name
    bound, sent = _annexes(document)
    return Paper(
        organ_mark=organ_mark(kind, bureau),
        title=document.title,
        organ_name=organ,
        date=date,
        layout=kind.layout,
        signer=signer.name if signer else "",
        main_recipients=tuple(on_paper(row for row in recipients if not row.cc)) if kind.is_addressed else (),
        cc=tuple(row.name for row in recipients if row.cc),
        body=parse_body(document.body, entries=kind.layout == MINUTES),
        attachments=tuple(row.title for row in (*bound, *sent)),
        annexes=tuple(Annex(row.title, parse_body(row.body)) for row in bound),
        has_seal=kind.has_seal,
        note=_note(document, kind),
        print_organ=f"{organ}办公室",
        print_date=date,
        urgency=DRILL_MARK if document.case.is_drill else "",
    )


def _annexes(document) -> tuple[list, list]:
    """Return what is bound in, and what goes along as a file; what a case drives has neither."""
    if document.pk is None or document.driven:
        return [], []
    rows = list(document.annexes.all())
    return [row for row in rows if row.body], [row for row in rows if not row.body]


def organ_mark(kind, bureau) -> str:
    """Return what stands in the head: the organ's name with 文件 or 纪要 as the kind has it."""
    return kind.mark.replace("{organ}", kind.organ or bureau.name)


def _note(document, kind) -> str:
    if not kind.note:
        return ""
    values = {"经办人": document.drafter.name, "联系电话": document.drafter.phone}
    note = kind.note
    for name, value in values.items():
        note = note.replace(f"{{{name}}}", value)
    return note


def digest(content: dict) -> str:
    """Return the SHA-256 (hex) of a paper as JSON, independent of the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
