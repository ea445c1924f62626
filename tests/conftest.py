"""What every test may ask for."""

import pytest

from .people import County, make_county


@pytest.fixture
def county(db) -> County:
    return make_county()
