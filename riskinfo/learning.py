"""Learning from decided informations what may be suggested for a new one, and measuring it (R-112).

Multinomial naive Bayes over character 2- and 3-grams (scikit-learn). The newest fifth is held out: what the
older ones teach is tried on it, and the result stands beside every suggestion. Only then all are learned from.
Runs in the worker; what is shown needs the learned table alone (`suggesting`).
"""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Bureau

from . import sketching
from .marking import wording
from .models import RiskInfo, SuggestionModel
from .pastcases import ending, nearest
from .states import CLOSED, HarmDegree, InfoState

#: Newest informations learned from; a county files that many in a few years.
MOST = 20000
#: Fewer say nothing about how good a suggestion is.
FEWEST, FEWEST_HELD_OUT = 30, 10
#: A class with fewer examples is not suggested.
FEWEST_OF_CLASS = 3
GRAMS = 4000
#: Share of the newest that is held out, and how many of them the slower comparison with past cases is tried on.
HELD_OUT, COMPARED = 5, 200
SMOOTHING = 0.3

_Target = SuggestionModel.Target
URGENT, NORMAL = "URGENT", "NORMAL"


@dataclass(frozen=True)
class Example:
    """One decided information: its text and the answers that were right."""

    text: str
    answers: frozenset[str]


def learn_all() -> dict[str, int]:
    """Learn anew for every bureau; return how many models each has now."""
    return {bureau.short_name: len(learn(bureau)) for bureau in Bureau.objects.order_by("pk")}


def learn(bureau) -> list[SuggestionModel]:
    """Learn from what the bureau has submitted and people have decided; what is too little to judge is forgotten."""
    rows = list(
        RiskInfo.objects.filter(case__bureau=bureau, case__is_drill=False)
        .exclude(state=InfoState.DRAFT)
        .select_related("case")
        .order_by("-pk")[:MOST]
    )[::-1]
    learned = []
    for target in (_Target.PRODUCT, _Target.HARM, _Target.URGENCY):
        examples = [Example(sketching.normal(wording(row)), answers) for row in rows if (answers := _of(target, row))]
        learned.append((target, _learn(examples)))
    learned.append((_Target.OUTCOME, _compare(rows)))
    kept = []
    for target, found in learned:
        if found is None:
            SuggestionModel.objects.filter(bureau=bureau, target=target).delete()
            continue
        values = found | {"learned_at": timezone.now()}
        kept.append(SuggestionModel.objects.update_or_create(bureau=bureau, target=target, defaults=values)[0])
    return kept


def _of(target: str, info) -> frozenset[str]:
    """Return the right answers of an information; none where nobody has said."""
    if target == _Target.PRODUCT:
        return frozenset(filter(None, [str(info.case.product_type_id or "")]))
    if target == _Target.HARM:
        return frozenset(info.harm_objects)
    if not info.is_key and not info.harm_degree:
        return frozenset()
    grave = info.is_key or info.harm_degree in (HarmDegree.SERIOUS, HarmDegree.VERY_SERIOUS)
    return frozenset({URGENT if grave else NORMAL})


def _learn(examples: list[Example]) -> dict | None:
    """Return the fields of a model; None when there is too little to learn from or to measure."""
    counts = Counter(answer for row in examples for answer in row.answers)
    common = {answer for answer, count in counts.items() if count >= FEWEST_OF_CLASS}
    cut = len(examples) - len(examples) // HELD_OUT
    older, newest = examples[:cut], examples[cut:]
    if len(examples) < FEWEST or len(newest) < FEWEST_HELD_OUT or len(common) < 2:
        return None
    taught = _fit(older, common)
    if taught is None:
        return None
    commonest = Counter(answer for row in older for answer in row.answers).most_common(1)[0][0]
    return {
        "examples": len(examples), "held_out": len(newest),
        "hits": sum(best(taught, row.text)[0] in row.answers for row in newest),
        "baseline": sum(commonest in row.answers for row in newest),
        "content": _fit(examples, common),
    }  # fmt: skip


def _fit(examples: list[Example], common: set[str]) -> dict | None:
    """Return the table of naive Bayes as JSON keeps it. An example with two answers teaches both."""
    from sklearn.feature_extraction.text import CountVectorizer  # a second to import: only where one learns
    from sklearn.naive_bayes import MultinomialNB

    pairs = [(row.text, answer) for row in examples for answer in sorted(row.answers & common)]
    if len({answer for _, answer in pairs}) < 2:
        return None
    vectorizer = CountVectorizer(analyzer="char", ngram_range=(2, 3), max_features=GRAMS, min_df=2, binary=True)
    model = MultinomialNB(alpha=SMOOTHING)
    model.fit(vectorizer.fit_transform([text for text, _ in pairs]), [answer for _, answer in pairs])
    table = model.feature_log_prob_.T.round(3).tolist()
    return {
        "classes": model.classes_.tolist(),
        "prior": model.class_log_prior_.round(3).tolist(),
        "grams": dict(zip(vectorizer.get_feature_names_out().tolist(), table, strict=True)),
    }


def known_grams(content: dict, text: str) -> list[str]:
    """Return the learned grams that a normal text contains, in its order, each once."""
    runs = (text[at : at + size] for at in range(len(text)) for size in (3, 2))
    return list(dict.fromkeys(run for run in runs if run in content["grams"]))


def best(content: dict, text: str) -> tuple[str, list[str]]:
    """Return (the likeliest class, the grams that spoke for it, strongest first) for a normal text."""
    grams, classes = known_grams(content, text), content["classes"]
    scores = [prior + sum(content["grams"][gram][at] for gram in grams) for at, prior in enumerate(content["prior"])]
    top = max(range(len(classes)), key=scores.__getitem__)
    weights = {}
    for gram in grams:
        row = content["grams"][gram]
        others = [value for at, value in enumerate(row) if at != top]
        weights[gram] = row[top] - sum(others) / len(others)
    speaking = sorted((gram for gram in grams if weights[gram] > 0), key=lambda gram: (-weights[gram], gram))
    return classes[top], speaking


def _compare(rows: list[RiskInfo]) -> dict | None:
    """Measure how often the nearest earlier case ended as the held-out one did."""
    ended = [row for row in rows if row.state in CLOSED or row.outcome]
    cut = len(ended) - len(ended) // HELD_OUT
    older, newest = ended[:cut], ended[cut:][:COMPARED]
    if len(ended) < FEWEST or len(newest) < FEWEST_HELD_OUT:
        return None
    commonest = Counter(map(ending, older)).most_common(1)[0][0]
    pairs = [(row, nearest(wording(row), row.case.product_type_id, older, most=1)) for row in newest]
    found = [(row, past[0][0]) for row, past in pairs if past]
    if len(found) < FEWEST_HELD_OUT:
        return None
    return {
        "examples": len(ended), "held_out": len(found), "content": {},
        "hits": sum(ending(row) == ending(past) for row, past in found),
        "baseline": sum(ending(row) == commonest for row, _ in found),
    }  # fmt: skip
