"""What the list of informations narrows by beside what every list does: source, product, region, kind, trait, time.

The boxes stand with those of `casefile.lists.CaseFilter`, so that list, export, saved views and batch acts agree.
"""

from datetime import date, timedelta

from django import forms
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import Bureau
from registers.models import InfoSource, ProductType, Region

from . import states
from .models import InfoProduct, RiskInfo

#: How much of a code of GB/T 2260 a bureau's regions have in common, and how fine they are offered.
_AREAS = {
    Bureau.Level.COUNTY: (6, Region.Level.TOWN), Bureau.Level.PREFECTURE: (4, Region.Level.TOWN),
}  # fmt: skip
_WHOLE = (2, Region.Level.COUNTY)
#: Days of 发现日期 back from today; a year by its number.
_RECENT = {"7": "近 7 天发现", "30": "近 30 天发现", "90": "近 90 天发现"}
_YEARS = 3


def fields(user) -> dict[str, forms.Field]:
    """Return the boxes for `user`, by name."""
    products = ProductType.objects.filter(parent=None, active=True)
    return {
        "source": forms.ChoiceField(label="信息来源", required=False, choices=_sources),
        "product": forms.ModelChoiceField(products, label="产品类别", required=False, empty_label="全部产品"),
        "region": forms.ModelChoiceField(_regions(user), label="涉及区域", required=False, empty_label="全部区域"),
        "info_kind": forms.ChoiceField(
            label="信息类型", required=False, choices=[("", "全部类型"), *states.InfoKind.choices]
        ),
        "trait": forms.ChoiceField(label="特征", required=False, choices=[("", "全部特征"), *_traits()]),
        "found": forms.ChoiceField(label="发现时间", required=False, choices=[("", "全部时间"), *_periods()]),
    }


def _sources() -> list[tuple]:
    """Asked for when the box is drawn or something is chosen in it."""
    rows = list(InfoSource.objects.order_by("order", "code").values_list("kind", "pk", "name"))
    grouped = [
        (kind.label, of_kind)
        for kind in InfoSource.Kind if (of_kind := [(str(pk), name) for code, pk, name in rows if code == kind])
    ]  # fmt: skip
    return [("", "全部来源"), *grouped]


def _regions(user):
    bureau = user.department.bureau if user.department_id else None
    if bureau is None:
        return Region.objects.none()
    shared, level = _AREAS.get(bureau.level, _WHOLE)
    return Region.objects.filter(code__startswith=bureau.region_code[:shared], level=level, active=True)


def _traits():
    yield "KEY", "重点风险信息"
    yield "危害对象", [(value, f"危害{label}") for value, label in states.HarmObject.choices]
    yield "存在程度", [(value, label) for value, label in states.Certainty.choices]
    yield "危害程度", [(value, f"危害程度{label}") for value, label in states.HarmDegree.choices]


def _periods():
    this_year = timezone.localdate().year
    return [*_RECENT.items(), *((str(year), f"{year}年发现") for year in range(this_year, this_year - _YEARS, -1))]


def narrow(rows, given: dict):
    """Return the cases `rows` narrowed by the cleaned values `given`; what is empty narrows nothing.

    An information of several products or regions is found by each of them; a village counts with its town.
    """
    if given.get("source"):
        rows = rows.filter(riskinfo__source=given["source"])
    if product := given.get("product"):
        types = list(ProductType.objects.filter(Q(pk=product.pk) | Q(parent=product)).values_list("pk", flat=True))
        others = InfoProduct.objects.filter(product_type__in=types).values("info")
        rows = rows.filter(Q(product_type__in=types) | Q(pk__in=others))
    if region := given.get("region"):
        within = list(Region.objects.filter(code__startswith=region.code).values_list("pk", flat=True))
        others = RiskInfo.other_regions.through.objects.filter(region__in=within).values("riskinfo")
        rows = rows.filter(Q(riskinfo__region__in=within) | Q(pk__in=others))
    if given.get("info_kind"):
        rows = rows.filter(riskinfo__info_kind=given["info_kind"])
    if given.get("trait"):
        rows = rows.filter(_has(given["trait"]))
    if given.get("found"):
        rows = rows.filter(riskinfo__found_on__range=_days(given["found"]))
    return rows


def _has(trait: str) -> Q:
    if trait == "KEY":
        return Q(riskinfo__is_key=True)
    if trait in states.HarmObject.values:
        # A list of codes as text, on either database: '["HEALTH", "PROPERTY"]'.
        told = RiskInfo.objects.annotate(codes=Cast("harm_objects", TextField()))
        return Q(pk__in=told.filter(codes__contains=f'"{trait}"').values("pk"))
    if trait in states.Certainty.values:
        return Q(riskinfo__certainty=trait)
    return Q(riskinfo__harm_degree=trait)


def _days(period: str) -> tuple[date, date]:
    today = timezone.localdate()
    if period in _RECENT:
        return today - timedelta(days=int(period) - 1), today
    return date(int(period), 1, 1), date(int(period), 12, 31)
