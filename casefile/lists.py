"""The list of any kind of case: filter, order, count, page, lights."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from hashlib import sha256
from operator import or_
from urllib.parse import urlencode

from django import forms
from django.core.cache import cache
from django.db.models import Sum
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Bureau, Department
from accounts.roles import BUREAU_WIDE
from registers.counting import COUNT_CAP, KEPT
from registers.typed import SearchField

from . import finding
from .awhile import CAMPAIGNS, kept_awhile
from .finding import Word
from .kinds import CAMPAIGN, CaseKind
from .lights import Light, case_light
from .models import CaseFile, CaseTally
from .models.case import scope_of
from .savedviews import conditions, views_of

PAGE_SIZE = 50
#: How many campaigns the filter offers: those of some years.
CAMPAIGNS_OFFERED = 30
WRONG_PAGE = "页码不对，请从第一页重新打开。"


class CaseFilter(forms.Form):
    """The filters of a list; they live in the URL, so a list can be kept, shared and gone back to."""

    q = SearchField("编号、标题、企业")
    state = forms.ChoiceField(label="环节", required=False)
    level = forms.ChoiceField(label="级别", required=False)
    bureau = forms.TypedChoiceField(label="局", required=False, coerce=int, empty_value=None)
    department = forms.ModelChoiceField(Department.objects.none(), label="承办单位", required=False)
    campaign = forms.TypedChoiceField(label="专项行动", required=False, coerce=int, empty_value=None)
    only = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[
            ("", "全部案卷"), ("awaiting", "待我办理"), ("mine", "我经办的"), ("open", "未办结"), ("overdue", "已逾期"),
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
        bureau = user.department.bureau_id if user.department_id else None
        if below := bureaus_of(user):
            self.fields["bureau"].choices = [("", "全部局"), *below]
            bureau = next((pk for pk, _ in below if str(pk) == self.data.get("bureau")), bureau)
        else:
            del self.fields["bureau"]
        self.fields["department"].queryset = Department.objects.filter(bureau=bureau)
        self.fields["department"].empty_label = "全部单位"
        if campaigns := campaigns_of(user) if kind.code != CAMPAIGN else []:
            self.fields["campaign"].choices = [("", "全部专项行动"), *campaigns]
        else:
            del self.fields["campaign"]
        if kind.own_filters is not None:
            self.fields.update(kind.own_filters(user))

    def apply(self, rows):
        """Return `rows` narrowed; wrong values narrow nothing and show their error. Drills only when asked for."""
        self.is_valid()
        rows = self.narrow(rows)
        return rows if self.word is None else self.word.narrow(rows)

    def narrow(self, rows):
        """Return `rows` narrowed by everything but the word."""
        values = self.cleaned_data
        rows = rows.filter(is_drill=values.get("only") == "drill")
        if self.kind.narrow is not None:
            rows = self.kind.narrow(rows, values)
        for name in ("state", "level", "bureau", "department", "campaign"):
            if values.get(name):
                rows = rows.filter(**{name: values[name]})
        return self._only(rows, values.get("only"))

    #: The filters by which casefile.tallies counts.
    _COUNTED = ("state", "level", "bureau", "department")

    @property
    def is_counted(self) -> bool:
        """Whether the running totals say how many are found: nothing else is asked for."""
        asked = {name for name, value in self.cleaned_data.items() if value}
        return asked <= set(self._COUNTED)

    def count(self, kind: CaseKind, scope: list) -> int:
        """Return how many cases of `kind` the filters leave of each condition of `scope`, from the running totals."""
        asked = {name: self.cleaned_data[name] for name in self._COUNTED if self.cleaned_data.get(name)}
        reader = f"{self.user.pk}:{self.user.department_id}:{'+'.join(self.user.roles)}"
        narrowed = ":".join(f"{name}={getattr(value, 'pk', value)}" for name, value in asked.items())
        key = f"counted:{reader}:{kind.code}:{narrowed}"
        if cache.get(key):
            return COUNT_CAP + 1
        rows = CaseTally.objects.filter(kind=kind.code, is_drill=False, **asked)
        found = rows.filter(reduce(or_, scope)).aggregate(found=Sum("number", default=0))["found"] if scope else 0
        if found > COUNT_CAP:
            cache.set(key, True, KEPT)  # as registers.counting does
        return found

    @cached_property
    def word(self) -> Word | None:
        """What is sought in number, title, firm and the kind's own fields; None when nothing is."""
        self.is_valid()
        word = self.cleaned_data.get("q", "")
        keys = self.kind.found_by(word) if word and self.kind.found_by else None
        return Word(word, self.kind.search, keys) if word else None

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

    def search_box(self) -> SafeString:
        return self._control("q")

    def boxes(self) -> SafeString:
        """Return all but the search as HTML; the widgets' own templates cost more than the whole list."""
        names = [name for name in self.fields if name != "q"]
        chosen = [str(self.data.get(name) or "") for name in names]
        if not self.is_valid():  # what nobody offered is not kept: anyone may write it into the address
            return joined(map(self._control, names))
        said = sha256("\0".join((self.kind.code, *chosen)).encode()).hexdigest()
        return kept_awhile(self.user, f"boxes:{said}", lambda: joined(map(self._control, names)))

    def _control(self, name: str) -> SafeString:
        return SafeString(f"<div>{self._drawn(name)}</div>")

    def _drawn(self, name: str) -> SafeString:
        return box(self[name], str(self.data.get(name) or ""))


def bureaus_of(user) -> list[tuple[int, str]]:
    """Return (id, short name) of the own bureau and those below whose cases `user` may see; [] where none is below."""
    if user.department_id is None or not BUREAU_WIDE & set(user.roles) or not (below := user.bureaus_below()):
        return []
    rows = Bureau.objects.filter(pk__in=[user.department.bureau_id, *below]).order_by("region_code", "pk")
    return list(rows.values_list("pk", "short_name"))


def campaigns_of(user) -> list[tuple[int, str]]:
    """Return (case id, title) of the campaigns that `user` may see, the newest first; kept for a short while."""
    return kept_awhile(user, CAMPAIGNS, lambda: _campaigns_of(user))


def _campaigns_of(user) -> list[tuple[int, str]]:
    rows = CaseFile.objects.filter(kind=CAMPAIGN, is_drill=False).visible_to(user).order_by("-opened_at", "-pk")
    return list(rows.values_list("pk", "title")[:CAMPAIGNS_OFFERED])


def joined(parts) -> SafeString:
    """Join what is safe already; `SafeString.join` would give a text that is escaped again."""
    return SafeString("".join(parts))


def box(bound, value: str) -> SafeString:
    """Return a field of a filter, its label unseen."""
    name, at, field = bound.html_name, bound.id_for_label, bound.field
    label = format_html('<label class="visually-hidden" for="{}">{}</label>', at, field.label)
    if isinstance(field, forms.ModelChoiceField):
        choices = [("", field.empty_label), *field.queryset.values_list("pk", "name")]
    elif isinstance(field, forms.ChoiceField):
        choices = field.choices
    else:
        return label + format_html(_SEARCH, name, at, value, field.label)
    return label + format_html(_SELECT, name, at, joined(_options(choices, value)))


_SEARCH = '<input type="search" class="form-control" name="{}" id="{}" value="{}" maxlength="60" placeholder="{}">'
_SELECT = '<select class="form-select" name="{}" id="{}">{}</select>'


def _options(choices, chosen: str):
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            inner = joined(_options(label, chosen))
            yield format_html('<optgroup label="{}">{}</optgroup>', value, inner)
        else:
            mark = SafeString(" selected") if str(value) == chosen else ""
            yield format_html('<option value="{}"{}>{}</option>', value, mark, label)


_NO_ROWS = SafeString()


@dataclass(frozen=True)
class Row:
    case: CaseFile
    light: Light


@dataclass(frozen=True)
class CasePage:
    """One page of a list: its rows, the filter form, whether it narrows, and
    `pager` as includes/pagination_keyset.html wants it."""

    keys: list[int]  #: of its cases, as they stand
    rows: list[Row]  #: or lines of values, where `html` is drawn of them
    filter: CaseFilter
    filtered: bool
    count_text: str
    pager: dict[str, str]
    query: str  #: the filters as the address carries them
    views: list[dict]  #: casefile.savedviews.views_of
    above: bool  #: whether the reader sees cases of several bureaus, which are named then
    html: SafeString = _NO_ROWS  #: the <tr>, where a list draws its own (`line_page`)


_SHOWN_WITH = ("enterprise", "product_type", "handler", "department", "awaiting_user", "awaiting_department")


def case_page(request, kind: CaseKind, rows=None) -> CasePage:
    """Return the page that the request's query string asks for, newest first, keyset-paged.

    `rows` narrows the CaseFile rows beforehand (a ledger with filters of its own).
    Raises Http404 for a key that no page has.
    """
    form, page = _page(request, kind, rows)
    beside = (*_SHOWN_WITH, "bureau") if "bureau" in form.fields else _SHOWN_WITH
    found = CaseFile.objects.filter(pk__in=page.keys).select_related(*beside).in_bulk()
    cases, now = [found[pk] for pk in page.keys if pk in found], timezone.now()
    last = _key(cases[-1].opened_at, cases[-1].pk) if page.more and cases else ""
    return _drawn(request, kind, form, page, last, rows=[Row(case, case_light(case, now=now)) for case in cases])


def line_page(request, kind: CaseKind, draw, fields: tuple[str, ...]) -> CasePage:
    """Return the page as `case_page` does, its rows as HTML: `draw(lines)` puts together what `fields` (pk and
    opened_at first) hold. Objects and templates cost ten times as much (docs/benchmarks.md)."""
    form, page = _page(request, kind, None)
    found = {line[0]: line for line in CaseFile.objects.filter(pk__in=page.keys).order_by().values_list(*fields)}
    lines = [found[pk] for pk in page.keys if pk in found]
    last = _key(lines[-1][1], lines[-1][0]) if page.more and lines else ""
    return _drawn(request, kind, form, page, last, rows=lines, html=draw(lines, above="bureau" in form.fields))


def _page(request, kind: CaseKind, rows) -> tuple[CaseFilter, finding.Page]:
    form = CaseFilter(request.GET, kind=kind, user=request.user)
    form.is_valid()
    narrowed = form.narrow((CaseFile.objects.all() if rows is None else rows).filter(kind=kind.code))
    key, scope = request.GET.get("after", ""), scope_of(request.user)
    parts = [narrowed.filter(part) for part in scope.parts]
    counted = rows is None and form.is_counted
    return form, finding.page_of(
        parts, form.word, parse_key(key) if key else None, PAGE_SIZE,
        counted=lambda: form.count(kind, scope.counted) if counted else None, uncounted=parts[len(scope.counted) :],
    )  # fmt: skip


def _drawn(request, kind, form, page, last: str, *, rows, html=_NO_ROWS) -> CasePage:
    kept = {key: value for key, value in request.GET.items() if key != "after" and value}
    query = conditions(request.GET)
    count_text = "一万件以上" if page.count is None else f"共 {page.count} 件"
    return CasePage(
        keys=page.keys,
        rows=rows,
        filter=form,
        filtered=bool(kept),
        count_text=count_text,
        pager={
            "count_text": count_text,
            "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
            "next_url": f"?{urlencode({**kept, 'after': last})}" if last else "",
        },
        query=query,
        views=views_of(request.user, kind.code, reverse(f"{kind.namespace}:list"), query),
        above="bureau" in form.fields,
        html=html,
    )


def _key(opened_at: datetime, pk: int) -> str:
    return f"{opened_at.isoformat()}_{pk}"


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
