"""What may be suggested while an information is written down or screened; people decide (R-112).

Nothing here writes. Each suggestion says what in the text speaks for it and how often such suggestions were
right; what was not better than the commonest answer is not shown. SUGGESTIONS=false turns all of it off.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from registers.models import ProductType

from . import sketching
from .learning import NORMAL, URGENT, best, known_grams
from .models import SuggestionModel
from .pastcases import ending, past_like
from .states import HarmObject

#: A text with fewer learned grams says too little.
FEWEST_GRAMS = 3
_Target = SuggestionModel.Target
_WORDS = {URGENT: "可能紧急（重点信息或者危害严重）", NORMAL: "一般"}
#: The field of the form in which a person would enter it.
_FIELDS = {_Target.PRODUCT: "id_product_type", _Target.HARM: "id_harm_objects_group", _Target.URGENCY: "id_is_key"}


@dataclass(frozen=True)
class Suggestion:
    label: str
    answer: str
    reason: str
    measured: str
    field: str = ""


@dataclass(frozen=True)
class PastCase:
    case: object
    ending: str
    share: str


@dataclass(frozen=True)
class Suggestions:
    """What is shown: the suggestions, past cases, and how well past cases foretold."""

    rows: list[Suggestion]
    past: list[PastCase]
    past_measured: str = ""

    def __bool__(self):
        return bool(self.rows or self.past)


NOTHING = Suggestions([], [])


def suggest(user, *, product_name="", description="", product_type=None, besides=None) -> Suggestions:
    """Return what may be suggested to `user` for a text; nothing where it is turned off or nothing was learned."""
    text = sketching.normal(f"{product_name}\n{description}")
    if not settings.SUGGESTIONS or not description:
        return NOTHING
    models = SuggestionModel.objects.filter(bureau=user.department.bureau_id).defer("content")
    worth = {model.target: model for model in models if model.is_worth_showing}
    rows, type_id = [], product_type.pk if product_type else None
    for target in (_Target.PRODUCT, _Target.HARM, _Target.URGENCY):
        if target not in worth or (target == _Target.PRODUCT and type_id):
            continue
        model = worth[target]
        content = _content(model.pk, model.learned_at)
        if content is None or len(known_grams(content, text)) < FEWEST_GRAMS:
            continue
        answer, speaking = best(content, text)
        words = _word(target, answer)
        if words and speaking:
            reason = f"写到“{'”“'.join(_apart(speaking))}”"
            rows.append(Suggestion(target.label, words, reason, model.measured, _FIELDS[target]))
            if target == _Target.PRODUCT:
                type_id = int(answer)
    past = past_like(user, f"{product_name}\n{description}", type_id, besides=besides)
    shown = [PastCase(info.case, ending(info), f"文字相似 {share:.0%}") for info, share in past]
    foretold = worth.get(_Target.OUTCOME)
    return Suggestions(rows, shown, foretold.measured if foretold else "")


def suggestions_for(info, user) -> Suggestions:
    return suggest(
        user, product_name=info.product_name, description=info.description, product_type=info.case.product_type,
        besides=info.pk,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _content(pk: int, learned_at) -> dict | None:
    """Return the learned table, read once for each time that it was learned."""
    return SuggestionModel.objects.filter(pk=pk).values_list("content", flat=True).first()


def _word(target: str, answer: str) -> str:
    if target == _Target.PRODUCT:
        return str(ProductType.objects.active().filter(pk=answer).first() or "")
    return HarmObject(answer).label if target == _Target.HARM else _WORDS[answer]


def _apart(grams: list[str], most: int = 3) -> list[str]:
    """Return the first grams, none of which is a part of another."""
    kept: list[str] = []
    for gram in grams:
        if not any(gram in other or other in gram for other in kept):
            kept.append(gram)
        if len(kept) == most:
            break
    return kept
