"""发文字号 as officers type it: 清市监函[2026]3号, 清市监函（2026）3 and 〔2026〕3号 all mean 清市监函〔2026〕3号."""

import re

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

_NUMBER = re.compile(r"\s*[〔\[［【〈（(]\s*(20\d\d)\s*[〕\]］】〉）)]\s*(?:第?\s*0*(\d+)\s*号?)?")
_SEQUENCE = re.compile(r"第?0*(\d{1,9})号")


def written(text: str) -> str:
    """Return `text` with every 发文字号 in it, or part of one, in the brackets and without the blanks of print."""
    return _NUMBER.sub(lambda found: f"〔{found[1]}〕" + (f"{found[2]}号" if found[2] else ""), text)


def with_number(papers):
    """Annotate 发文字号 as it is printed, so that a part of it can be searched."""
    year, sequence = Cast("year", CharField()), Cast("sequence", CharField())
    return papers.annotate(number_text=Concat("organ_code", Value("〔"), year, Value("〕"), sequence, Value("号")))


def numbered(word: str) -> Q:
    """Return what holds for papers `with_number` that `word`, once `written`, may number; 12号 is no 112号."""
    if found := _SEQUENCE.fullmatch(word):
        return Q(sequence=int(found[1]))
    return Q(sequence__isnull=False, number_text__contains=word)
