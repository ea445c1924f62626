"""Documents in tests: files in a folder of their own, and a kind of case to hang them on."""

import pytest

from casefile import kinds
from documents.pdf import RenderedPdf
from documents.states import DocumentState


def draw_nothing(paper) -> RenderedPdf:
    """What a paper says, without its lines: for tests that ask what becomes of it."""
    return RenderedPdf(f"%PDF-1.7 {paper.number} {paper.title}".encode(), 1, ("Test",))


@pytest.fixture
def plain_press(monkeypatch):
    """Keep papers without drawing them; the same for all, so that their scenes are too (tests/rig/scenes.py)."""
    monkeypatch.setattr("documents.freezing.render_pdf", draw_nothing)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Return the folder in which this test keeps its files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def _case_kind(monkeypatch):
    if "INFO" not in kinds._KINDS:
        info = kinds.CaseKind("INFO", "FX", "风险信息", "documents.Document", "documents", "info.view", DocumentState)
        monkeypatch.setitem(kinds._KINDS, "INFO", info)
