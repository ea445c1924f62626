"""Identifiers: every published vector of GB 32100-2015, GB 11714 and GB 12904, and what goes wrong."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from registers.fields import initials
from registers.typed import spellings, typed
from registers.validators import (
    USCC_ALPHABET,
    gtin_check_digit,
    normalise_phone,
    normalise_uscc,
    organisation_code_warning,
    uscc_check_character,
    validate_gtin,
    validate_mobile,
    validate_phone,
    validate_uscc,
)

VALID = ["91350100M000100Y43", "11500000MB1805433L", "91411121MA3X12345W", "91110000600037341L", "N2411121MF12345676"]


def refusal(validate, value) -> str:
    with pytest.raises(ValidationError) as caught:
        validate(value)
    return caught.value.messages[0]


@pytest.mark.parametrize("code", VALID)
def test_codes_in_use_pass(code):
    validate_uscc(code)


@pytest.mark.parametrize("first", "AN5Y19")
def test_departments_with_a_letter_pass(first):
    body = f"{first}2411121MF1234567"
    validate_uscc(body + uscc_check_character(body))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("91110000600037342L", "第18位应为“P”"),  # one digit wrong inside
        ("91350100M000100Y44", "第18位应为“3”，现为“4”"),
        ("91350100M000100Y4", "应为18位，现有17位"),
        ("", "应为18位，现有0位"),
        ("91350100M000100Y433", "应为18位，现有19位"),
        ("9135O100M000100Y43", "第5位“O”不允许"),
        ("91350100M000100I43", "第16位“I”不允许"),
        ("91350100m000100Y43", "第9位“m”不允许"),  # normalise first
        ("913501００M000100Y43", "第7位“０”不允许"),
    ],
)
def test_a_wrong_code_is_refused_with_its_place(code, message):
    assert message in refusal(validate_uscc, code)


bodies = st.text(USCC_ALPHABET, min_size=17, max_size=17)


@given(bodies)
def test_a_computed_check_character_passes(body):
    validate_uscc(body + uscc_check_character(body))


@given(bodies, st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_any_single_wrong_character_is_found(body, place, other):
    """31 is prime and no weight is a multiple of it, so one wrong character never passes."""
    code = body + uscc_check_character(body)
    wrong = code[:place] + other + code[place + 1 :]
    if wrong == code:
        validate_uscc(wrong)
    else:
        assert "校验不符" in refusal(validate_uscc, wrong)


@pytest.mark.parametrize(
    "typed",
    ["91350100m000100y43", " 9135 0100 M000 100Y 43 ", "91350100-M000100Y4-3", "９１３５０１００Ｍ０００１００Ｙ４３",
     "91350100\u3000M000100Y43\n", "91350100–M000100Y43"],
)  # fmt: skip
def test_a_pasted_code_is_normalised(typed):
    assert normalise_uscc(typed) == "91350100M000100Y43"


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    once = normalise_uscc(text)
    assert normalise_uscc(once) == once


@pytest.mark.parametrize("code", VALID[:3])
def test_the_inner_organisation_code_checks(code):
    assert organisation_code_warning(code) is None


def test_a_wrong_inner_code_only_warns():
    body = "91350100M000100Y5"  # GB 11714 wants 4 at place 17
    code = body + uscc_check_character(body)
    validate_uscc(code)
    assert "第17位应为“4”，现为“5”" in organisation_code_warning(code)


@pytest.mark.parametrize(("inner", "check"), [("MA3X1234", "5"), ("MB180543", "3"), ("M000100Y", "4")])
def test_organisation_code_vectors(inner, check):
    for given_ in "0123456789X":
        warned = organisation_code_warning(f"91411121{inner}{given_}0")
        assert (warned is None) == (given_ == check)


@pytest.mark.parametrize(
    "number",
    ["13800138000", "19912345678", "0395-7123456", "03957123456", "010-12345678", "0395-7123456-801", "400-123-4567",
     "4001234567", "800-810-1234", "12315", "12345"],
)  # fmt: skip
def test_telephones_pass(number):
    validate_phone(number)


@pytest.mark.parametrize(
    "number", ["", "7123456", "12800138000", "1380013800", "138001380000", "0395 7123456", "１２３１５"]
)
def test_wrong_telephones_are_refused(number):
    assert "电话号码不符" in refusal(validate_phone, number)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("０３９５－７１２３４５６", "0395-7123456"),
        ("(0395)7123456", "0395-7123456"),
        ("（0395）-7123456", "0395-7123456"),
        (" 138 0013 8000 ", "13800138000"),
        ("0395 — 7123456", "0395-7123456"),
        ("400 123 4567", "4001234567"),
    ],
)
def test_telephones_are_normalised(typed, kept):
    assert normalise_phone(typed) == kept
    validate_phone(kept)


def test_a_landline_is_no_mobile():
    validate_mobile("13800138000")
    assert "11位" in refusal(validate_mobile, "0395-7123456")


@pytest.mark.parametrize("code", ["6901234567892", "6970123456784", "6921234567890", "95060002", "16901234567899"])
def test_barcodes_pass(code):
    validate_gtin(code)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("6901234567893", "末位应为“2”，现为“3”"),
        ("690123456789", "末位应为"),
        ("690123", "8、12、13或14位"),
        ("69O1234567892", "8、12、13或14位"),
        ("６９０１２３４５６７８９２", "8、12、13或14位"),
    ],
)
def test_wrong_barcodes_are_refused(code, message):
    assert message in refusal(validate_gtin, code)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_computed_barcodes_pass(body):
    validate_gtin(body + gtin_check_digit(body))


@pytest.mark.parametrize(
    ("name", "letters"), [("舞阳县恒兴线缆", "wyxhxxl"), ("ABC电器（清源）有限公司", "abcdqqyyxgs"), ("", "")]
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_a_search_box_narrows_digits_and_letters_and_leaves_the_signs_of_titles():
    assert typed("ＦＸ－２０２６　 电缆——甲，乙：（丙）\x00") == "FX-2026 电缆——甲，乙：（丙）"
    assert spellings("恒通(城关)") == ["恒通(城关)", "恒通（城关）"]
    assert spellings("电缆") == ["电缆"]
