"""处置措施 across cases: who, by when, at what level (R-038–R-041, R-052)."""

from django import forms
from django.db.models import F
from django.utils import timezone

from accounts.models import Department
from casefile import kinds
from casefile.finding import says
from casefile.models import CaseFile, Measure
from registers import workdays
from registers.listings import Listing
from registers.typed import SearchField
from riskwarnings.facts_text import WarningLevel
from riskwarnings.measures import MEASURE_RULES

CODE = "measures"
HEADINGS = [
    "案卷编号",
    "案卷",
    "类别",
    "级别",
    "企业",
    "措施",
    "依据",
    "责任单位",
    "责任人",
    "期限",
    "状态",
    "办理结果",
    "办结时间",
]
_STATES = [
    ("", "未完成"), ("overdue", "已逾期"), ("soon", "三个工作日内到期"), ("DONE", "已完成"),
    ("NOT_APPLICABLE", "不适用"), ("all", "全部"),
]  # fmt: skip


class MeasureFilter(forms.Form):
    """The filters of the list; they live in the URL."""

    q = SearchField("编号、标题、企业")
    state = forms.ChoiceField(label="状态", required=False, choices=_STATES)
    kind = forms.ChoiceField(label="类别", required=False)
    level = forms.ChoiceField(label="级别", required=False, choices=[("", "全部级别"), *WarningLevel.choices])
    code = forms.ChoiceField(
        label="措施", required=False,
        choices=[("", "全部措施"), *((rule.code, rule.label) for rule in MEASURE_RULES.values())],
    )  # fmt: skip
    department = forms.ModelChoiceField(
        Department.objects.none(), label="责任单位", required=False, empty_label="全部单位"
    )
    who = forms.ChoiceField(
        label="责任人", required=False, choices=[("", "所有人"), ("mine", "我负责的"), ("none", "没有指定")]
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user
        shown = [kind for kind in kinds.all_kinds() if user.can(kind.view_permission)]
        self.fields["kind"].choices = [("", "全部类别"), *((kind.code, kind.label) for kind in shown)]
        bureau = user.department.bureau if user.department_id else None
        self.fields["department"].queryset = Department.objects.filter(bureau=bureau)

    def apply(self, rows):
        """Return `rows` narrowed; wrong values narrow nothing and show their error."""
        self.is_valid()
        given = self.cleaned_data
        names = {"kind": "case__kind", "level": "case__level", "code": "code", "department": "department"}
        for name, column in names.items():
            if given.get(name):
                rows = rows.filter(**{column: given[name]})
        if word := given.get("q"):
            rows = rows.filter(says(word, "case__"))
        if given.get("who") == "mine":
            rows = rows.filter(owner=self.user)
        elif given.get("who") == "none":
            rows = rows.filter(owner=None)
        return self._state(rows, given.get("state", ""))

    def _state(self, rows, state):
        today = timezone.localdate()
        if state == "all":
            return rows
        if state in ("DONE", "NOT_APPLICABLE"):
            return rows.filter(status=state)
        rows = rows.filter(status=Measure.Status.OPEN, case__closed_at=None)
        if state == "overdue":
            return rows.filter(due_on__lt=today)
        if state == "soon":
            return rows.filter(due_on__range=(today, workdays.add_workdays(today, 3)))
        return rows


def measures(user):
    """Return the measures of the cases that `user` may see, the earliest due first."""
    cases = CaseFile.objects.real().visible_to(user)
    return Measure.objects.filter(case__in=cases).order_by(F("due_on").asc(nulls_last=True), "case", "order", "pk")


def measure_listing() -> Listing:
    """Return the list as a spreadsheet, filtered as on the page."""

    def find(user, query):
        return MeasureFilter(query, user=user).apply(measures(user))

    def rows(found):
        for row in found.select_related("case__enterprise", "department", "owner").iterator(chunk_size=1000):
            case = row.case
            yield [
                case.number or "草稿", case.title, case.kind_info.label, case.level_label,
                case.enterprise.name if case.enterprise else "", row.label, row.basis, row.department.name,
                row.owner.name if row.owner else "", f"{row.due_on:%Y-%m-%d}" if row.due_on else "",
                row.get_status_display(), row.result,
                timezone.localtime(row.closed_at).strftime("%Y-%m-%d %H:%M") if row.closed_at else "",
            ]  # fmt: skip

    return Listing(CODE, "处置措施", "warning.view", HEADINGS, find, lambda found: found.count(), rows)
