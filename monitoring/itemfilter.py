"""The filters of the lines over all plans: the page and its spreadsheet share them."""

from django import forms
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Department
from registers import workdays
from registers.typed import SearchField

from .states import Criterion, Ground, Priority


class UnitField(forms.ModelChoiceField):
    """The units of the reader's bureau; for a bureau above also those of the bureaus below, each with its name."""

    def __init__(self, *, label):
        super().__init__(Department.objects.none(), label=label, required=False, empty_label="全部单位")
        self.several = False

    def show_to(self, user) -> None:
        below = user.bureaus_below() if user.department_id else []
        self.several = bool(below)
        rows = Department.objects.filter(bureau__in=[user.bureau, *below]).exclude(kind=Department.Kind.AGENCY)
        self.queryset = rows.select_related("bureau").order_by("bureau__region_code", "order", "pk")

    def label_from_instance(self, unit) -> str:
        return f"{unit.bureau.short_name} {unit.name}" if self.several else unit.name


class ItemFilter(forms.Form):
    """Filters of the lines over all plans; they live in the URL."""

    q = SearchField("产品、计划、机构")
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    criterion = forms.ChoiceField(label="监测重点", required=False, choices=[("", "全部重点"), *Criterion.choices])
    ground = forms.ChoiceField(label="监测依据", required=False, choices=[("", "全部依据"), *Ground.choices])
    priority = forms.ChoiceField(label="优先程度", required=False, choices=[("", "全部程度"), *Priority.choices])
    department = UnitField(label="责任单位")
    only = forms.ChoiceField(
        label="范围", required=False,
        choices=[("", "全部"), ("risk", "发现风险的"), ("unfinished", "没有完成的"), ("late", "逾期没有完成的")],
    )  # fmt: skip

    def __init__(self, data, *, user):
        super().__init__(data)
        this = timezone.localdate().year
        self.fields["year"].choices = [
            ("", "全部年度"),
            *((year, f"{year}年") for year in range(this + 1, this - 6, -1)),
        ]
        self.fields["department"].show_to(user)

    def apply(self, rows):
        self.is_valid()
        given = self.cleaned_data
        if word := (given.get("q") or "").strip():
            rows = rows.filter(_about(word))
        for name, path in (("year", "plan__year"), ("priority", "priority"), ("department", "department"),
                           ("criterion", "criteria__contains"), ("ground", "grounds__contains")):  # fmt: skip
            if given.get(name):
                rows = rows.filter(**{path: given[name]})
        return _only(rows, given.get("only"))


def _about(word) -> Q:
    return Q(product_type__name__contains=word) | Q(plan__case__title__contains=word) | Q(agency__contains=word)


def _only(rows, only):
    if only == "risk":
        return rows.filter(risks__gt=0)
    if only in ("unfinished", "late"):
        rows = rows.filter(plan__state="RUNNING", done__lt=F("number"))
        # What was due on a rest day is late only after the working day to which it rolled.
        passed = workdays.previous_workday(timezone.localdate())
        return rows.filter(ends_on__lte=passed) if only == "late" else rows
    return rows
