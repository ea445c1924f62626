"""Rectification in tests: files in a folder of their own, an enterprise and a product."""

import pytest

from registers.models import Enterprise, ProductType
from tests.registers.conftest import code


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def enterprise(county):
    return Enterprise.objects.create(
        bureau=county.bureau, name="清源县恒通线缆有限公司", uscc=code(1), is_producer=True
    )


@pytest.fixture
def product(db):
    return ProductType.objects.create(code="WIRE_CABLE", name="电线电缆", domain="INDUSTRIAL")
