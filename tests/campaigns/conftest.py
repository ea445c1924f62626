"""Campaigns in tests: files in a folder of their own, the shipped catalogues."""

import pytest

from registers import seed


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def catalogues(db):
    seed.load()
