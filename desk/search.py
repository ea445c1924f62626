"""Global search: one box for numbers, titles, enterprises, codes and products."""

from dataclasses import dataclass

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from casefile.lights import case_light
from casefile.models import CaseFile
from documents.models import Document
from registers.models import Enterprise, ProductType

SHOWN = 30


@dataclass(frozen=True)
class Found:
    """What was found; `more` says that a group was cut at SHOWN rows."""

    cases: list
    enterprises: list
    products: list
    documents: list
    more: bool

    @property
    def nothing(self) -> bool:
        return not (self.cases or self.enterprises or self.products or self.documents)


def search(user, text: str) -> Found:
    """Return what `user` may see that contains every word of `text` (Chinese words of two characters too).

    `contains`, not `icontains`: Chinese has no case, codes and numbers are kept in
    upper case, and UPPER() on the column would defeat every index.
    """
    words = text.split()[:5]
    cases = CaseFile.objects.visible_to(user)
    papers = _with_number(Document.objects.filter(case__in=cases))
    for word in words:
        upper = word.upper()
        cases = cases.filter(
            Q(title__contains=word)
            | Q(number__contains=upper)
            | Q(enterprise__name__contains=word)
            | Q(enterprise__in=Enterprise.objects.filter(aliases__name__contains=word).values("pk"))
            | Q(enterprise__uscc__contains=upper)
            | Q(product_type__name__contains=word)
        )
        papers = papers.filter(Q(title__contains=word) | Q(number_text__contains=word))
    cases = list(cases.select_related("enterprise", "department", "handler").order_by("-opened_at", "-pk")[: SHOWN + 1])
    papers = list(papers.select_related("case").order_by("-pk")[: SHOWN + 1]) if user.can("document.view") else []
    enterprises, products = _registers(user, text, words)
    groups = (cases, papers, enterprises, products)
    return Found(
        cases=[{"case": case, "light": case_light(case)} for case in cases[:SHOWN]],
        enterprises=enterprises[:SHOWN],
        products=products[:SHOWN],
        documents=papers[:SHOWN],
        more=any(len(group) > SHOWN for group in groups),
    )


def _with_number(papers):
    """Annotate 发文字号 as it is printed, so that a part of it can be searched."""
    year, sequence = Cast("year", CharField()), Cast("sequence", CharField())
    return papers.annotate(number_text=Concat("organ_code", Value("〔"), year, Value("〕"), sequence, Value("号")))


def _registers(user, text, words):
    if not user.can("register.view"):
        return [], []
    enterprises = Enterprise.objects.visible_to(user).search(text).order_by("name", "pk")
    products = ProductType.objects.all()
    for word in words:
        products = products.filter(name__contains=word)
    return list(enterprises[: SHOWN + 1]), list(products.order_by("pk")[: SHOWN + 1])
