"""What somebody types into the box of a list, turned into what stands on file."""

from django import forms

#: Full-width digits and letters, the long hyphen and the wide blank of a Chinese keyboard. Other signs stay as they
#: are: titles are written with ，：（）——.
_NARROW = {code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)}
_NARROW |= dict.fromkeys(map(ord, "－‐‑‒–−"), "-") | {0x3000: " ", 0: " "}
_WIDE, _SLIM = str.maketrans("()", "（）"), str.maketrans("（）", "()")


def typed(text: str) -> str:
    """Return `text` with narrow digits and letters and single blanks: ＦＸ－２０２６　电缆 → FX-2026 电缆."""
    return " ".join(text.translate(_NARROW).split())


def spellings(word: str) -> list[str]:
    """Return `word` as it was typed, then with the brackets of the other width, where it has any."""
    return list(dict.fromkeys((word, word.translate(_WIDE), word.translate(_SLIM))))


class SearchField(forms.CharField):
    """The box above a list; its label says what it finds and is its placeholder."""

    def __init__(self, label: str, **said):
        widget = forms.TextInput(attrs={"type": "search", "placeholder": label})
        super().__init__(**{"label": label, "required": False, "max_length": 60, "widget": widget} | said)

    def to_python(self, value):
        return typed(super().to_python(value))
