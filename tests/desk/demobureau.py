"""What the tests of the demo share: a quick load, and what it comes to."""

import hashlib
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from casefile import kinds
from casefile.models import CaseFile
from documents import freezing
from documents.models import Document
from documents.states import DocumentState

#: After so many months the first of two loads is broken off, and the second compared with it.
MONTHS = 4


class Said(StringIO):
    """What a load says; calls `then` once MONTHS months have been told."""

    def __init__(self, then=lambda: None):
        super().__init__()
        self.then, self.months = then, 0

    def write(self, text: str) -> int:
        self.months += text.startswith("  到")
        if self.months == MONTHS and text.startswith("  到"):
            self.then()
        return super().write(text)


def run_demo(said: Said | None = None) -> str:
    said = said or Said()
    call_command("demo", stdout=said)
    return said.getvalue()


def print_once(monkeypatch) -> None:
    """Render the first paper only and take it for every other: nobody reads them in this load."""
    render, kept = freezing.render_pdf, []

    def printed(paper):
        if not kept:
            kept.append(render(paper))
        return kept[0]

    monkeypatch.setattr(freezing, "render_pdf", printed)


def kept_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def digest() -> str:
    """Return a fingerprint of every number, title, state and day of the bureau's cases and documents."""
    lines = [
        f"{case.number} {case.title} {case.state} {case.opened_at:%Y-%m-%d %H:%M:%S} {case.due_at}"
        for case in CaseFile.objects.order_by("opened_at", "pk")
    ]
    lines += [f"{paper.number} {paper.title} {paper.state}" for paper in Document.objects.order_by("drafted_at", "pk")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def missing_states() -> dict[str, set[str]]:
    """Return, for each kind of case and for documents, the states in which there is none."""
    found = {
        kind.code: set(kind.states.values)
        - set(CaseFile.objects.filter(kind=kind.code).values_list("state", flat=True))
        for kind in kinds.all_kinds()
    }
    found["DOCUMENT"] = set(DocumentState.values) - set(Document.objects.values_list("state", flat=True))
    return {kind: states for kind, states in found.items() if states}
