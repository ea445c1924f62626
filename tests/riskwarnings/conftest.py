"""Files of these tests stay in a folder of their own; papers are not typeset unless a test asks for it."""

import pytest

from documents.pdf import RenderedPdf


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def plain_papers(monkeypatch):
    """Spare each signature the second that a real page costs; test_notices.py draws real ones."""

    def draw(paper):
        return RenderedPdf(bytes=b"%PDF-1.7 " + paper.title.encode(), pages=1, fonts_used=("Test",))

    monkeypatch.setattr("documents.freezing.render_pdf", draw)
