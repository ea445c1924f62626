"""Columns that keep themselves in one shape however a row is written."""

from functools import lru_cache

from django.db import models
from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg as _WORDS

from .validators import normalise_uscc, validate_uscc


class UsccField(models.CharField):
    """统一社会信用代码, stored and looked up upper-case, half-width and without separators."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 18)
        super().__init__(*args, **kwargs)

    @property
    def validators(self):
        # One check speaks about length too; a second message of Django's own would repeat it.
        return [validate_uscc]

    def to_python(self, value):
        return normalise_uscc(super().to_python(value) or "")

    def get_prep_value(self, value):
        return normalise_uscc(super().get_prep_value(value) or "")

    def pre_save(self, instance, add):
        value = normalise_uscc(getattr(instance, self.attname))
        setattr(instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        # Room for a code pasted with spaces or hyphens.
        return super().formfield(**{"max_length": 40, **kwargs})


def initials(text: str) -> str:
    """Return the pinyin initials of Chinese text in small letters, other letters and digits kept.

    舞阳县恒兴线缆 → wyxhxxl
    """
    return "".join(_word_initials(word) for word in _WORDS.cut(text))


@lru_cache(maxsize=50_000)
def _word_initials(word: str) -> str:
    # Names of firms share most of their words; a register of thousands meets each word once.
    letters = lazy_pinyin(word, style=Style.FIRST_LETTER, errors=lambda rest: list(rest))
    return "".join(letter for letter in letters if letter.isalnum()).lower()


class InitialsField(models.CharField):
    """Pinyin initials of another column, kept on save and bulk_create, for search by typing letters."""

    def __init__(self, *args, of="name", **kwargs):
        self.of = of
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, instance, add):
        value = initials(getattr(instance, self.of))[: self.max_length]
        setattr(instance, self.attname, value)
        return value
