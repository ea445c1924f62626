"""Filters of the lists of test tasks, monthly returns and upward reports, shared by page and spreadsheet."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department
from casefile.finding import says
from casefile.models import CaseFile
from registers.typed import SearchField

from . import states
from .models import TestTask
from .states import TestState

_YEARS = 6
#: As TestTask.is_positive.
_POSITIVE = Q(result=states.TestResult.FAIL) | Q(safety_indicator_failed=states.Answer.YES)


def return_fields(user) -> dict[str, forms.Field]:
    """Return the boxes of the list of monthly returns beside the common ones (casefile.kinds.CaseKind)."""
    this = timezone.localdate().year
    years = [("", "全部年份"), *((str(year), f"{year}年") for year in range(this, this - _YEARS, -1))]
    months = [("", "全部月份"), *((str(month), f"{month}月") for month in range(1, 13))]
    traits = [("", "全部报送"), ("late", "迟报的"), ("in_time", "没有迟报的"), ("nil", "零报告"), ("told", "有信息的")]
    return {
        "year": forms.ChoiceField(label="年份", required=False, choices=years),
        "month": forms.ChoiceField(label="月份", required=False, choices=months),
        "trait": forms.ChoiceField(label="特征", required=False, choices=traits),
    }


def narrow_returns(rows, given: dict):
    """Return the cases `rows` narrowed by the cleaned values `given`."""
    for name in ("year", "month"):
        if given.get(name):
            rows = rows.filter(**{f"monthlyreturn__{name}": given[name]})
    match given.get("trait"):
        case "late" | "in_time" as said:
            return rows.filter(monthlyreturn__late=said == "late")
        case "nil" | "told" as said:
            return rows.filter(monthlyreturn__nil=said == "nil")
    return rows


class ReportFilter(forms.Form):
    """Filters of the upward reports; they live in the URL."""

    q = forms.CharField(
        label="信息编号、事项、报送单位", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "信息编号、事项、报送单位"}),
    )  # fmt: skip
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *states.ReportState.choices])
    cause = forms.ChoiceField(label="事由", required=False, choices=[("", "全部事由"), *states.ReportReason.choices])
    only = forms.ChoiceField(
        label="范围", required=False, choices=[("", "全部"), ("in", "报给本局的"), ("out", "本局上报的")]
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user

    def apply(self, rows):
        self.is_valid()
        given, bureau = self.cleaned_data, self.user.bureau
        for word in (given.get("q") or "").split():
            said = Q(info__case__number__contains=word.upper()) | Q(info__case__title__contains=word)
            rows = rows.filter(said | Q(to_name__contains=word))
        for name, path in (("state", "state"), ("cause", "cause_of_report")):
            if given.get(name):
                rows = rows.filter(**{path: given[name]})
        if only := given.get("only"):
            rows = rows.filter(to_bureau=bureau) if only == "in" else rows.filter(from_bureau=bureau)
        return rows


def tasks_seen(user):
    """Return the test tasks of the informations that the reader sees; for an agency its own."""
    if user.can("test.result"):
        return TestTask.objects.visible_to(user)
    return TestTask.objects.filter(info__case__in=CaseFile.objects.real().filter(kind="INFO").visible_to(user))


class TaskFilter(forms.Form):
    """Filters of the test tasks; they live in the URL."""

    q = SearchField("样品、项目、信息编号")
    agency = forms.ModelChoiceField(Department.objects.none(), label="质检机构", required=False, empty_label="全部机构")
    purpose = forms.ChoiceField(label="目的", required=False, choices=[("", "全部目的"), *states.TestPurpose.choices])
    only = forms.ChoiceField(
        label="范围", required=False,
        choices=[("", "全部"), ("open", "待检验"), ("overdue", "逾期没有报告"), ("reported", "已报告"),
            ("positive", "不合格或涉及安全指标")],
    )  # fmt: skip

    def __init__(self, data, *, user):
        super().__init__(data)
        if user.can("test.result"):
            del self.fields["agency"]
        else:
            used = tasks_seen(user).order_by().values("agency")
            self.fields["agency"].queryset = Department.objects.filter(pk__in=used)

    def apply(self, rows):
        self.is_valid()
        given = self.cleaned_data
        for word in (given.get("q") or "").split():
            rows = rows.filter(Q(sample__contains=word) | Q(items__contains=word) | says(word, "info__case__"))
        for name in ("agency", "purpose"):
            if given.get(name):
                rows = rows.filter(**{name: given[name]})
        return self._only(rows, given.get("only"))

    @staticmethod
    def _only(rows, only):
        if only in ("open", "overdue"):
            rows = rows.filter(state=TestState.ASSIGNED)
            return rows.filter(due_on__lt=timezone.localdate()) if only == "overdue" else rows
        if only in ("reported", "positive"):
            rows = rows.filter(state=TestState.REPORTED)
            return rows.filter(_POSITIVE) if only == "positive" else rows
        return rows
