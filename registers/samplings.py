"""Results of supervision samplings: the list with its filters, the failure rate (R-326)."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce
from operator import or_

from django import forms
from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, ExtractYear
from django.http import Http404

from .forms import regions_of
from .models import Enterprise, ProductType, Region, SamplingResult
from .typed import SearchField, spellings

_Conclusion = SamplingResult.Conclusion
#: Later apps append functions (ids of enterprises) that ask what a changed result calls for.
on_changed: list[Callable[[set[int]], None]] = []
WRONG_PAGE = "页码不对，请从第一页重新打开。"


def tell_changed(enterprises: Iterable[int]) -> None:
    """Say that results of these enterprises were added, changed or taken away; call within the transaction."""
    ids = set(enterprises)
    for listener in on_changed:
        listener(ids)


class SamplingFilter(forms.Form):
    """The filters of the list; they live in the URL."""

    q = SearchField("企业、产品、报告编号、批次")
    conclusion = forms.ChoiceField(label="结论", required=False, choices=[("", "全部结论"), *_Conclusion.choices])
    place = forms.ChoiceField(
        label="抽样方式", required=False, choices=[("", "线下和网络"), *SamplingResult.Place.choices]
    )
    product_type = forms.ModelChoiceField(
        ProductType.objects.none(), label="产品类别", required=False, empty_label="全部产品"
    )
    region = forms.ModelChoiceField(Region.objects.none(), label="区划", required=False, empty_label="全部区划")
    year = forms.TypedChoiceField(label="年份", required=False, coerce=int, empty_value=None)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["product_type"].queryset = ProductType.objects.active()
        self.fields["region"].queryset = regions_of(user.bureau) if user.bureau else Region.objects.none()
        seen = SamplingResult.objects.visible_to(user).exclude(sampled_on=None)
        years = seen.order_by("-sampled_on__year").values_list("sampled_on__year", flat=True).distinct()
        self.fields["year"].choices = [("", "全部年份"), *((year, f"{year}年") for year in years)]

    def apply(self, found):
        """Return `found` narrowed; a wrong value narrows nothing and shows its error."""
        self.is_valid()
        given = self.cleaned_data
        for name in ("conclusion", "place"):
            if given.get(name):
                found = found.filter(**{name: given[name]})
        if given.get("product_type"):
            found = found.filter(product_type__in=of_type(given["product_type"]))
        if given.get("region"):
            found = found.filter(enterprise__region__in=Region.objects.filter(code__startswith=given["region"].code))
        if given.get("year"):
            found = found.filter(sampled_on__year=given["year"])
        for word in (given.get("q") or "").split():
            found = found.filter(_says(word))
        return found


def _says(word: str) -> Q:
    """Return what holds for samplings with the word in enterprise, code, product, maker, report or batch."""
    fields = ("product_name", "producer_name", "report_number", "batch")
    written = [Q(**{f"{field}__contains": way}) for field in fields for way in {*spellings(word), word.upper()}]
    return reduce(or_, written, Q(enterprise__in=Enterprise.objects.called(word)))


def of_type(product: ProductType):
    """Return the type and its items."""
    return ProductType.objects.filter(Q(pk=product.pk) | Q(parent=product.pk))


_COUNTS = {
    "tested": Count("pk", filter=Q(conclusion__in=[_Conclusion.PASS, _Conclusion.FAIL])),
    "failed": Count("pk", filter=Q(conclusion=_Conclusion.FAIL)),
    "untested": Count("pk", filter=Q(conclusion__in=[_Conclusion.REFUSED, _Conclusion.NO_SAMPLE])),
}


def whole_rate(found) -> dict:
    """Return how many samples were tested, failed, not tested, and the failure rate in percent.

    A refused or empty-handed visit says nothing about quality: it is counted apart. No rate without a test.
    """
    return _rated("合计", found.order_by().aggregate(**_COUNTS))


def failure_rates(found) -> list[dict]:
    """Return the same for each year, newest first."""
    years = found.order_by().annotate(year=ExtractYear("sampled_on")).values("year").annotate(**_COUNTS)
    rows = sorted(years, key=lambda row: row["year"] or 0, reverse=True)
    return [_rated(f"{row['year']}年" if row["year"] else "日期不详", row) for row in rows]


def _rated(label: str, counts: dict) -> dict:
    tested, failed = counts["tested"], counts["failed"]
    share = failed * 100 / tested if tested else 0
    return {"label": label, **counts, "share": round(share, 1), "rate": f"{share:.1f}%" if tested else "—"}


_NO_DAY = date(1900, 1, 1)


def page_after(found, key: str):
    """Return `found` by the day of sampling, newest first, behind the row of `key`; Http404 for a key that is none."""
    found = found.annotate(day=Coalesce("sampled_on", Value(_NO_DAY))).order_by("-day", "-pk")
    if not key:
        return found
    day, _, pk = key.partition("_")
    try:
        last, number = date.fromisoformat(day), int(pk)
    except ValueError as error:
        raise Http404(WRONG_PAGE) from error
    if not 0 <= number < 2**63:
        raise Http404(WRONG_PAGE)
    return found.filter(Q(day__lt=last) | Q(day=last, pk__lt=number))


def page_key(row: SamplingResult) -> str:
    return f"{row.sampled_on or _NO_DAY:%Y-%m-%d}_{row.pk}"
