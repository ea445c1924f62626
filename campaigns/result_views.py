"""行动成果清单 of a campaign for any period and product, with what is behind each figure (R-304)."""

from io import BytesIO

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from casefile.pages import get_visible
from registers.models import ProductType
from registers.xlsx import Workbook

from . import behind, resultlist
from .forms import day_field
from .models import Campaign
from .return_views import named_figure, sent, tabled


class PeriodForm(forms.Form):
    """From when to when, and of which product; it lives in the URL."""

    first = day_field("从")
    last = day_field("到")
    product = forms.ModelChoiceField(ProductType.objects.none(), label="产品", required=False, empty_label="全部产品")

    def __init__(self, data, *, record):
        today = timezone.localdate()
        given = {"first": record.starts_on.isoformat(), "last": max(today, record.starts_on).isoformat()}
        super().__init__(given | {key: value for key, value in data.items() if value})
        self.record = record
        listed = record.products.values("product_type")
        self.fields["product"].queryset = ProductType.objects.filter(pk__in=listed)

    def clean(self):
        given = super().clean()
        for name in ("first", "last"):
            if given.get(name) and not 2000 <= given[name].year <= 2100:
                self.add_error(name, "请填 2000 年至 2100 年之间的日期。")
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "不能早于开始日期。")
        return given

    @property
    def period(self):
        """The period and product asked for; the whole campaign where what was asked is wrong."""
        if self.is_valid():
            return self.cleaned_data["first"], self.cleaned_data["last"], self.cleaned_data["product"]
        return self.record.starts_on, timezone.localdate(), None


@requires("campaign.view")
@require_safe
def results(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    form = PeriodForm(request.GET, record=record)
    first, last, product = form.period
    found = resultlist.count(record, first, last, product=product)
    if request.GET.get("file") == "xlsx":
        name = f"{record.case.title}行动成果清单_{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
        return sent(_spreadsheet(record, found), "xlsx", name)
    context = {
        "record": record, "case": record.case, "form": form, "columns": resultlist.COLUMNS,
        "rows": tabled(found.rows), "batches": resultlist.batches(found.total),
        "query": f"first={first.isoformat()}&last={last.isoformat()}&product={product.pk if product else ''}",
    }  # fmt: skip
    return render(request, "campaigns/results.html", context)


@requires("campaign.view")
@require_safe
def figure(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    column, row = named_figure(request)
    first, last, product = PeriodForm(request.GET, record=record).period
    found = resultlist.count(record, first, last, product=product)
    facts = resultlist.facts_behind(found.facts, column.code, row, record)
    context = {
        "heading": f"{column.heading}（{first:%Y-%m-%d} 至 {last:%Y-%m-%d}）", "record": record,
        "back": record.get_absolute_url(), "rows": behind.rows(facts, request.user),
        "total": resultlist.total_of(facts), "note": None,
    }  # fmt: skip
    return render(request, "campaigns/figure.html", context)


def _spreadsheet(record: Campaign, found: resultlist.ResultList) -> bytes:
    heads = ["产品类别", *(column.heading for column in resultlist.COLUMNS)]
    lines = [[row["label"], *(str(row["cells"][column.code]) for column in resultlist.COLUMNS)] for row in found.rows]
    title = f"{record.case.title}行动成果清单（{found.first:%Y-%m-%d} 至 {found.last:%Y-%m-%d}）"
    file = BytesIO()
    with Workbook(file) as book:
        book.sheet("行动成果清单", [[title], heads, *lines], widths=[24, *(11 for _ in heads[1:])], head=2, wrap=True)
    return file.getvalue()
