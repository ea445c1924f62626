"""Files of these tests stay in a folder of their own; papers are not typeset unless a test asks for it."""

import pytest

from documents.pdf import RenderedPdf

from .scene import Scene, make_scene


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def plain_papers(monkeypatch):
    """Spare each signature the second that a real page costs."""

    def draw(paper):
        return RenderedPdf(bytes=b"%PDF-1.7 " + paper.title.encode(), pages=1, fonts_used=("Test",))

    monkeypatch.setattr("documents.freezing.render_pdf", draw)


@pytest.fixture
def scene(county, plain_papers) -> Scene:
    return make_scene(county)
