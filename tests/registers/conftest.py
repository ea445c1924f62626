"""The county bureau with some enterprises and the registers loaded."""

import pytest

from registers import seed, workdays
from registers.models import Enterprise, ProductType, Region
from registers.validators import uscc_check_character


@pytest.fixture
def _fresh_calendar():
    workdays.forget()
    yield
    workdays.forget()


@pytest.fixture
def registers_loaded(db):
    seed.load()


def code(number: int) -> str:
    """Return a valid 统一社会信用代码, another for each `number`."""
    body = f"91419921MA{number:07}"
    return body + uscc_check_character(body)


@pytest.fixture
def enterprise(county, registers_loaded):
    region = Region.objects.create(code="419921100", name="城关镇", level="TOWN")
    row = Enterprise.objects.create(
        bureau=county.bureau, name="清源县恒通线缆有限公司", uscc=code(1), region=region, is_producer=True,
        contact_person="张三", contact_phone="0399-7123456",
    )  # fmt: skip
    row.product_types.set([ProductType.objects.get(code="WIRE_CABLE")])
    return row
