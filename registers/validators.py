"""Checks of identifiers that officers type: 统一社会信用代码, telephone, barcode.

Each `validate_*` raises django's ValidationError with a Chinese message that says
what is wrong and where; it expects a value that was normalised before.
"""

import re

from django.core.exceptions import ValidationError

#: GB 32100-2015: digits and capital letters without I, O, Z, S, V.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
_USCC_VALUE = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, position, 31) for position in range(USCC_LENGTH - 1))
#: GB 11714: weights of the eight characters of an organisation code.
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#: Full-width forms and the ideographic space; NFKC would also turn ① into 1.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_WIDE = re.compile("[\u3000\uff01-\uff5e]")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−]+")
_PHONES = re.compile(
    r"""1[3-9]\d{9}                     # mobile
      | 0\d{2,3}-?\d{7,8}(-\d{1,6})?    # landline with area code and extension
      | [48]00-?\d{3}-?\d{4}            # 400 and 800 numbers
      | 1[0-2]\d{3}                     # hotlines such as 12315
    """,
    re.VERBOSE | re.ASCII,
)
_CONTROL = re.compile(r"[\x00-\x08\x0c\x0e-\x1f\x7f]")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_GTIN_LENGTHS = (8, 12, 13, 14)


def printable(text: str) -> str:
    """Return `text` without control signs; the line break that Word copies (vertical tab) becomes an ordinary one."""
    return _CONTROL.sub("", text.replace("\v", "\n")) if not text.isprintable() else text


def half_width(text: str) -> str:
    """Return `text` with full-width letters, digits, signs and blanks made half-width."""
    return text.translate(_HALF_WIDTH) if _WIDE.search(text) else text


def brackets(text: str) -> str:
    """Return `text` half-width but with the brackets that names are kept with: 恒通(城关) → 恒通（城关）."""
    return half_width(text).replace("(", "（").replace(")", "）")


def normalise_uscc(value: str) -> str:
    """Return `value` upper-case, half-width, without spaces and hyphens."""
    if value and value.isascii() and value.isalnum():
        return value.upper()
    return _SEPARATORS.sub("", half_width(value or "")).upper()


def uscc_check_character(body: str) -> str:
    """Return the 18th character for the first 17 (GB 32100-2015); KeyError on a foreign character."""
    total = sum(_USCC_VALUE[character] * weight for character, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def validate_uscc(value: str) -> None:
    """Raise ValidationError unless `value` is a code of GB 32100-2015.

    Codes whose first character is a letter (A, N, Y) are valid. The inner
    organisation code is not checked here: see `organisation_code_warning`.
    """
    for place, character in enumerate(value, start=1):
        if character not in _USCC_VALUE:
            raise ValidationError(
                f"统一社会信用代码第{place}位“{character}”不允许：只用数字和大写字母，且没有 I、O、Z、S、V。",
                code="uscc_character",
            )
    if len(value) != USCC_LENGTH:
        raise ValidationError(f"统一社会信用代码应为18位，现有{len(value)}位。", code="uscc_length")
    expected = uscc_check_character(value[:-1])
    if value[-1] != expected:
        raise ValidationError(
            f"统一社会信用代码校验不符：按前17位计算，第18位应为“{expected}”，现为“{value[-1]}”，请核对证照。",
            code="uscc_check",
        )


def organisation_code_warning(uscc: str) -> str | None:
    """Return a warning when positions 9–17 break GB 11714, else None; a warning never refuses.

    `uscc` must have passed `validate_uscc`: some codes in force were issued with
    an inner code that does not check, so an officer may keep them.
    """
    body, given = uscc[8:16], uscc[16]
    total = sum(
        _ORGANISATION_ALPHABET.index(character) * weight
        for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    expected = "0123456789X"[-total % 11]
    if given == expected:
        return None
    return f"第9至17位（组织机构代码）校验不符：第17位应为“{expected}”，现为“{given}”。可以保存，请核对证照。"


def normalise_phone(value: str) -> str:
    """Return `value` half-width, without blanks and brackets; any dash becomes one hyphen.

    （0395）7123456 → 0395-7123456
    """
    if value and value.isascii() and value.isdigit():
        return value
    text = re.sub(r"[\s(]+", "", half_width(value or ""))
    return re.sub(r"[-‐‑‒–—−)]+", "-", text)


def validate_phone(value: str) -> None:
    """Accept a mobile, a landline with area code, a 400/800 number or a hotline."""
    if not _PHONES.fullmatch(value):
        raise ValidationError(
            "电话号码不符：手机11位；固定电话带区号，如 0395-7123456；也可填 400 电话或 12315。", code="phone"
        )


def validate_mobile(value: str) -> None:
    """Accept an 11-digit mobile number only."""
    if not _MOBILE.fullmatch(value):
        raise ValidationError("手机号码应为以1开头的11位数字。", code="mobile")


def gtin_check_digit(body: str) -> str:
    """Return the check digit for the digits before it (GB 12904)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def validate_gtin(value: str) -> None:
    """Accept an EAN-8, UPC-A, EAN-13 or GTIN-14; the prefix never proves where a product is from."""
    if not re.fullmatch(r"\d+", value, re.ASCII) or len(value) not in _GTIN_LENGTHS:
        raise ValidationError("商品条码应为8、12、13或14位数字。", code="gtin_shape")
    expected = gtin_check_digit(value[:-1])
    if value[-1] != expected:
        raise ValidationError(f"商品条码校验不符：末位应为“{expected}”，现为“{value[-1]}”。", code="gtin_check")
