"""The list of any kind of case: filter, order, count, page, lights."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from accounts.models import Department

from .kinds import CAMPAIGN, CaseKind
from .lights import Light, case_light
from .models import CaseFile
from .savedviews import conditions, views_of

PAGE_SIZE = 50
COUNT_CAP = 10_000
#: How many campaigns the filter offers: those of some years.
CAMPAIGNS = 30
WRONG_PAGE = "页码不对，请从第一页重新打开。"


class CaseFilter(forms.Form):
    """The filters of a list; they live in the URL, so a list can be kept, shared and gone back to."""

    q = forms.CharField(
        label="编号、标题、企业",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "编号、标题、企业"}),
    )
    state = forms.ChoiceField(label="环节", required=False)
    level = forms.ChoiceField(label="级别", required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label="承办单位", required=False)
    campaign = forms.TypedChoiceField(label="专项行动", required=False, coerce=int, empty_value=None)
    only = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[
            ("", "全部"), ("awaiting", "待我办理"), ("mine", "我经办的"), ("open", "未办结"), ("overdue", "已逾期"),
        ],
    )  # fmt: skip

    def __init__(self, data, *, kind: CaseKind, user):
        super().__init__(data)
        self.user, self.kind = user, kind
        self.fields["state"].choices = [("", "全部环节"), *kind.states.choices]
        if kind.levels is None:
            del self.fields["level"]
        else:
            self.fields["level"].choices = [("", f"全部{kind.level_heading}"), *kind.levels.choices]
            self.fields["level"].label = kind.level_heading
        if kind.drills:
            self.fields["only"].choices = [*self.fields["only"].choices, ("drill", "演练")]
        bureau = user.department.bureau if user.department_id else None
        self.fields["department"].queryset = Department.objects.filter(bureau=bureau)
        self.fields["department"].empty_label = "全部单位"
        if campaigns := campaigns_of(user) if kind.code != CAMPAIGN else []:
            self.fields["campaign"].choices = [("", "全部专项行动"), *campaigns]
        else:
            del self.fields["campaign"]

    def apply(self, rows):
        """Return `rows` narrowed; wrong values narrow nothing and show their error. Drills only when asked for."""
        self.is_valid()
        values = self.cleaned_data
        rows = rows.filter(is_drill=values.get("only") == "drill")
        for name in ("state", "level", "department", "campaign"):
            if values.get(name):
                rows = rows.filter(**{name: values[name]})
        if values.get("q"):
            word = values["q"].strip()
            places = Q(title__contains=word) | Q(number__contains=word.upper()) | Q(enterprise__name__contains=word)
            for field in self.kind.search:
                places |= Q(**{f"{field}__contains": word})
            rows = rows.filter(places)
        return self._only(rows, values.get("only"))

    def _only(self, rows, only):
        if only == "awaiting":
            return rows.awaiting(self.user)
        if only == "mine":
            return rows.filter(handler=self.user)
        if only == "open":
            return rows.filter(closed_at=None)
        if only == "overdue":
            return rows.filter(closed_at=None, due_at__lt=timezone.now())
        return rows


def campaigns_of(user) -> list[tuple[int, str]]:
    """Return (case id, title) of the campaigns that `user` may see, the newest first."""
    rows = CaseFile.objects.filter(kind=CAMPAIGN, is_drill=False).visible_to(user).order_by("-opened_at", "-pk")
    return list(rows.values_list("pk", "title")[:CAMPAIGNS])


@dataclass(frozen=True)
class Row:
    case: CaseFile
    light: Light


@dataclass(frozen=True)
class CasePage:
    """One page of a list: its rows, the filter form, whether it narrows, and
    `pager` as includes/pagination_keyset.html wants it."""

    rows: list[Row]
    filter: CaseFilter
    filtered: bool
    count_text: str
    pager: dict[str, str]
    query: str  #: the filters as the address carries them
    views: list[dict]  #: casefile.savedviews.views_of


def case_page(request, kind: CaseKind, rows=None) -> CasePage:
    """Return the page that the request's query string asks for, newest first, keyset-paged.

    `rows` narrows the CaseFile rows beforehand (a ledger with filters of its own).
    Raises Http404 for a key that no page has.
    """
    form = CaseFilter(request.GET, kind=kind, user=request.user)
    base = CaseFile.objects.all() if rows is None else rows
    found = form.apply(base.filter(kind=kind.code).visible_to(request.user))
    counted = len(found.order_by().values_list("pk")[: COUNT_CAP + 1])
    after = request.GET.get("after", "")
    page = list(
        _after(found, after)
        .select_related("enterprise", "product_type", "handler", "department", "awaiting_user", "awaiting_department")
        .order_by("-opened_at", "-pk")[: PAGE_SIZE + 1]
    )
    more, page = len(page) > PAGE_SIZE, page[:PAGE_SIZE]
    kept = {key: value for key, value in request.GET.items() if key != "after" and value}
    query = conditions(request.GET)
    count_text = "一万件以上" if counted > COUNT_CAP else f"共 {counted} 件"
    now = timezone.now()
    return CasePage(
        rows=[Row(case, case_light(case, now=now)) for case in page],
        filter=form,
        filtered=bool(kept),
        count_text=count_text,
        pager={
            "count_text": count_text,
            "first_url": f"?{urlencode(kept)}" if after else "",
            "next_url": f"?{urlencode({**kept, 'after': _key(page[-1])})}" if more else "",
        },
        query=query,
        views=views_of(request.user, kind, query),
    )


def _key(case: CaseFile) -> str:
    return f"{case.opened_at.isoformat()}_{case.pk}"


def parse_key(key: str) -> tuple[datetime, int]:
    """Return the moment and the row number of a page key; Http404 for what no page has written."""
    moment, _, pk = key.rpartition("_")
    try:
        at, last = datetime.fromisoformat(moment), int(pk)
        if timezone.is_naive(at) or not 0 <= last < 2**63:
            raise ValueError(key)
        return at.astimezone(UTC), last
    except (ValueError, OverflowError) as error:  # the year 1 in China is the year 0 in UTC
        raise Http404(WRONG_PAGE) from error


def _after(rows, key: str):
    """Return the rows behind `key`; the bound on opened_at lets PostgreSQL use the index."""
    if not key:
        return rows
    opened_at, last = parse_key(key)
    return rows.filter(Q(opened_at__lt=opened_at) | Q(opened_at=opened_at, pk__lt=last), opened_at__lte=opened_at)
