"""Several rows chosen in a form."""

import pytest
from django import forms

from accounts.choices import SeveralField
from accounts.models import Department


class UnitsForm(forms.Form):
    units = SeveralField(Department.objects.all())


@pytest.mark.parametrize("number", ["9" * 19, "9" * 30, "9" * 5000, "-1", "甲", "0"])
def test_a_number_that_no_row_has_is_a_wrong_choice(county, number):
    """SQLite cannot even be asked for thirty digits."""
    form = UnitsForm({"units": [str(county.quality.pk), number]})
    assert list(form.errors) == ["units"]
    assert "有效" in str(form.errors)


def test_rows_that_are_there_are_taken(county):
    form = UnitsForm({"units": [str(county.quality.pk), str(county.brigade.pk)]})
    assert form.is_valid()
    assert set(form.cleaned_data["units"]) == {county.quality, county.brigade}
