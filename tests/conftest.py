"""What every test may ask for."""

import pytest

from .people import County, make_county

pytest_plugins = ["tests.rig.strict", "tests.rig.databases", "tests.rig.browser"]


@pytest.fixture
def county(db) -> County:
    return make_county()
