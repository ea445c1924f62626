"""Naming an enterprise by typing, and what a form takes over from the case it comes out of."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from casefile.datefields import PastDateField, PastMomentField
from casefile.openingforms import TITLE_LENGTH, EnterpriseField, OpeningForm
from registers.lookup import written
from registers.models import Enterprise
from tests.registers.conftest import code

from .cases import make_case


@pytest.fixture
def enterprises(county):
    def make(number, name, **fields):
        return Enterprise.objects.create(
            **{"bureau": county.bureau, "name": name, "uscc": code(number), "is_producer": True} | fields
        )

    wire = make(1, "清源县恒通线缆有限公司")
    wire.aliases.create(name="恒通老厂")
    return {
        "wire": wire,
        "wire2": make(2, "清源县恒通线缆有限公司二分厂"),
        "namesake": make(3, "宏远车行"),
        "other_namesake": make(4, "宏远车行"),
        "stopped": make(5, "已停业电器厂", active=False),
        "foreign": make(6, "安州市电缆厂", bureau=county.prefecture),
    }


def clean(county, text):
    field = EnterpriseField(required=False)
    field.user = county.staff
    return field.clean(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("清源县恒通线缆有限公司", "wire"),  # exact, though another name begins alike
        ("二分厂", "wire2"),
        (code(4), "other_namesake"),
        (f"宏远车行 {code(3)}", "namesake"),
        ("恒通老厂", "wire"),  # an old name
    ],
)
def test_typed_text_names_one_enterprise(county, enterprises, text, key):
    assert clean(county, text) == enterprises[key]


def test_nothing_typed_is_nobody(county):
    assert clean(county, "  ") is None


@pytest.mark.parametrize("text", ["查无此厂", "已停业电器厂", "安州市电缆厂"])
def test_what_is_not_on_file_is_said(county, enterprises, text):
    """Neither a stopped one nor one of the bureau above."""
    with pytest.raises(forms.ValidationError, match=f"档案中没有“{text}”。请核对"):
        clean(county, text)


def test_a_near_name_is_offered_and_not_taken(county, enterprises):
    with pytest.raises(forms.ValidationError, match="相近的有：清源县恒通线缆有限公司"):
        clean(county, "清源恒通线缆有限责任公司")


@pytest.mark.parametrize("text", ["恒通", "宏远车行"])
def test_more_than_one_is_said_with_their_codes(county, enterprises, text):
    with pytest.raises(forms.ValidationError) as refused:
        clean(county, text)
    assert "不止一家" in refused.value.message
    assert written(enterprises["wire" if text == "恒通" else "namesake"]) in refused.value.message


def test_suggestions_while_typing(county, enterprises, client):
    url = reverse("casefile:enterprise_options")
    client.force_login(county.staff)
    text = client.get(url, {"enterprise": "恒通"}).content.decode()
    assert text.count("<option") == 2
    assert written(enterprises["wire"]) in text
    for nothing in (" ", "-", "－"):
        assert "<option" not in client.get(url, {"enterprise": nothing}).content.decode()
    client.force_login(county.tester)
    assert client.get(url, {"enterprise": "恒通"}).status_code == 403
    client.force_login(county.inspector)
    assert "安州市电缆厂" in client.get(url, {"enterprise": "电缆"}).content.decode()


def test_a_long_title_is_taken_over_as_far_as_it_fits(county):
    origin = make_case(county, title="超" * 200)
    assert len(OpeningForm(user=county.staff, origin=origin).initial["title"]) == TITLE_LENGTH


@pytest.mark.once
@pytest.mark.parametrize("year", ["0026", "1989"])
def test_a_year_of_two_digits_is_no_day_that_has_been(year):
    """A date box sends what was typed: 0026-11-03 is a day of the year 26."""
    for field, text in ((PastDateField(), f"{year}-11-03"), (PastMomentField(), f"{year}-11-03T09:30")):
        with pytest.raises(ValidationError, match="请核对年份"):
            field.clean(text)
