"""Documents in tests: files in a folder of their own, and a kind of case to hang them on."""

import pytest

from casefile import kinds
from documents.states import DocumentState


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
