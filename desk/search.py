"""Global search: one box for numbers, titles, enterprises, codes, batches and products."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from casefile.finding import says
from casefile.lights import case_light
from casefile.models import CaseFile
from casefile.typednumbers import meant
from documents import typednumber
from documents.models import Document
from registers.models import Enterprise, ProductType, SamplingResult
from registers.typed import spellings, typed
from riskinfo.marking import marked

SHOWN = 30


@dataclass(frozen=True)
class Found:
    """What was found; `more` says that a group was cut at SHOWN rows."""

    cases: list
    enterprises: list
    products: list
    documents: list
    samplings: list
    more: bool

    @property
    def groups(self) -> list[tuple[str, str, list]]:
        """Return (name, label, rows) of what has rows, in the order of the page."""
        named = (("cases", "案卷"), ("documents", "文书"), ("enterprises", "企业"), ("samplings", "监督抽查结果"),
                 ("products", "产品类别"))  # fmt: skip
        return [(name, label, rows) for name, label in named if (rows := getattr(self, name))]

    @property
    def nothing(self) -> bool:
        return not self.groups


def search(user, text: str) -> Found:
    """Return what `user` may see that contains every word of `text` (Chinese words of two characters too).

    `contains`, not `icontains`: Chinese has no case, codes and numbers are kept in
    upper case, and UPPER() on the column would defeat every index.
    """
    text = typednumber.written(typed(text))
    words = text.split()[:5]
    cases = CaseFile.objects.visible_to(user)
    papers = typednumber.with_number(Document.objects.filter(case__in=cases))
    for word in words:
        cases = cases.filter(_case_says(word))
        papers = papers.filter(_any("title", spellings(word)) | typednumber.numbered(word))
    cases = list(cases.select_related("enterprise", "department", "handler").order_by("-opened_at", "-pk")[: SHOWN + 1])
    papers = list(papers.select_related("case").order_by("-pk")[: SHOWN + 1]) if user.can("document.view") else []
    enterprises, products, samplings = _registers(user, text, words)
    groups = (cases, papers, enterprises, products, samplings)
    return Found(
        cases=[{"case": case, "light": case_light(case)} for case in cases[:SHOWN]],
        enterprises=enterprises[:SHOWN],
        products=products[:SHOWN],
        documents=papers[:SHOWN],
        samplings=samplings[:SHOWN],
        more=any(len(group) > SHOWN for group in groups),
    )


def numbered(user, text: str) -> CaseFile | None:
    """Return the one case that `text` numbers in full, among those `user` may see."""
    word = typed(text).upper()
    found = list(CaseFile.objects.visible_to(user).filter(number__in=[word, *meant(word)])[:2])
    return found[0] if len(found) == 1 else None


def _any(field: str, ways) -> Q:
    return reduce(or_, (Q(**{f"{field}__contains": way}) for way in ways))


def _case_says(word: str) -> Q:
    ways, keys = spellings(word), marked(word)
    found = says(word) | _any("product_type__name", ways)
    return found if keys is None else found | Q(kind="INFO", pk__in=keys)


def _registers(user, text, words):
    if not user.can("register.view"):
        return [], [], []
    enterprises = Enterprise.objects.visible_to(user).search(text).order_by("name", "pk")
    products, samplings = ProductType.objects.all(), SamplingResult.objects.visible_to(user)
    if not any(map(str.isdigit, text)):  # a sampling is sought by the number of its report or its batch
        samplings = samplings.none()
    for word in words:
        products = products.filter(_any("name", spellings(word)))
        samplings = samplings.filter(Q(report_number__contains=word.upper()) | Q(batch__contains=word.upper()))
    samplings = samplings.select_related("enterprise").order_by("-sampled_on", "-pk")
    return list(enterprises[: SHOWN + 1]), list(products.order_by("pk")[: SHOWN + 1]), list(samplings[: SHOWN + 1])
