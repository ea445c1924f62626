"""整改台账 as the working screen: its filters, one page of it, and its figures.

A row is a tuple out of one query, and its HTML is put together here and not in a template:
fifty rows of eleven cells are most of the page, and this is what keeps it fast (docs/benchmarks.md).
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from casefile import kinds
from casefile.finding import Behind
from casefile.lights import Light, light
from casefile.lists import PAGE_SIZE, CaseFilter, box, joined, parse_key
from casefile.models import CaseFile
from registers.counting import COUNT_CAP, capped_count
from registers.models import ProductType

from . import problems
from .states import ItemState, RiskSort, Severity

KIND = "RECTIFICATION"
_ITEM = "rectificationitem__"
#: What the query of a page reads, in the order of `Line`.
FIELDS = (
    "pk", "number", "opened_at", "enterprise__name", "product_type__name", "product_type__parent__name",
    f"{_ITEM}problem", "level", "state", "state_label", f"{_ITEM}round", f"{_ITEM}relapses", f"{_ITEM}supervised",
    f"{_ITEM}urgent", "handler__name", "due_at", "due_explanation", "closed_at",
)  # fmt: skip
#: Narrowings of the ledger's own beside those of every list: value → (label, condition).
ONLY = {
    "to_order": ("待责令", Q(state__in=[ItemState.FOUND, ItemState.REOPENED])),
    "to_write_off": ("待销号", Q(state=ItemState.PASSED)),
    "supervised": ("挂牌督办", Q(rectificationitem__supervised=True)),
    "urgent": ("问题紧迫", Q(rectificationitem__urgent=True, closed_at=None)),
    "relapsed": ("复发", Q(rectificationitem__relapses__gt=0)),
    **{sort.value: (sort.label, Q(rectificationitem__risk_sort=sort)) for sort in RiskSort},
    "with_external": ("有工品查编号", ~Q(rectificationitem__external_id="")),
    "without_external": ("无工品查编号", Q(rectificationitem__external_id="")),
    "look_back": ("待回头看", Q(state=ItemState.WRITTEN_OFF, due_at__isnull=False)),
}
SORTS = {"": "最新登记在前", "due": "最急的在前"}


class LedgerFilter(CaseFilter):
    """The filters of every list, and product, problem and order."""

    problem = forms.ChoiceField(label="问题", required=False, choices=[("", "全部问题"), *problems.choices()])
    product = forms.ModelChoiceField(
        ProductType.objects.none(), label="产品类别", required=False, empty_label="全部产品"
    )
    sort = forms.ChoiceField(label="排序", required=False, choices=list(SORTS.items()))

    field_order = ["q", "state", "product", "problem", "level", "bureau", "department", "campaign", "only", "sort"]

    def __init__(self, data, *, user):
        super().__init__(data, kind=kinds.get(KIND), user=user)
        self.fields["product"].queryset = ProductType.objects.filter(parent=None, active=True)
        own = [(value, label) for value, (label, _) in ONLY.items()]
        self.fields["only"].choices = [*self.fields["only"].choices, *own]

    def apply(self, rows):
        rows = super().apply(rows)
        given = self.cleaned_data
        if given.get("problem"):
            rows = rows.filter(rectificationitem__problem=given["problem"])
        if given.get("product"):
            of_type = ProductType.objects.filter(Q(pk=given["product"].pk) | Q(parent=given["product"]))
            rows = rows.filter(product_type__in=list(of_type.values_list("pk", flat=True)))
        if given.get("only") in ONLY:
            rows = rows.filter(ONLY[given["only"]][1])
        if given.get("sort") == "due":
            rows = rows.filter(due_at__isnull=False)
        return rows

    def _drawn(self, name: str) -> SafeString:
        value = str(self.data.get(name) or "")
        if name not in ALIKE:
            return box(self[name], value)
        if (name, value) not in _DRAWN:
            drawn = box(self[name], value)
            if (
                value and " selected" not in drawn
            ):  # what nobody offered is not kept: anyone may write it into the address
                return drawn
            _DRAWN[name, value] = drawn
        return _DRAWN[name, value]


#: Boxes that are the same for everybody, drawn once for each value.
ALIKE = ("state", "problem", "level", "only", "sort")
_DRAWN: dict[tuple[str, str], SafeString] = {}


@dataclass(frozen=True)
class LedgerPage:
    """One page: `rows` are the <tr>, `pager` as includes/pagination_keyset.html wants it."""

    rows: SafeString
    empty: bool
    filter: LedgerFilter
    filtered: bool
    count_text: str
    pager: dict[str, str]


def found_cases(user, query) -> tuple[LedgerFilter, object]:
    """Return the filter and the cases that it leaves of those that `user` may see."""
    form = LedgerFilter(query, user=user)
    return form, form.apply(CaseFile.objects.filter(kind=KIND).visible_to(user))


def page_query(user, query):
    """Return (filter, rows of the page and one more, how many there are up to the cap and one)."""
    form, found = found_cases(user, query)
    counted = capped_count(found)
    by_due = form.cleaned_data.get("sort") == "due"
    order = ("due_at", "pk") if by_due else ("-opened_at", "-pk")
    rows = _after(found, query.get("after", ""), by_due).order_by(*order).values_list(*FIELDS)
    return form, list(rows[: PAGE_SIZE + 1]), counted


def ledger_page(user, query) -> LedgerPage:
    """Return the page that a query string asks for. Raises Http404 for a key that no page has."""
    form, lines, counted = page_query(user, query)
    more, lines = len(lines) > PAGE_SIZE, lines[:PAGE_SIZE]
    kept = {key: value for key, value in query.items() if key != "after" and value}
    count_text = "一万项以上" if counted > COUNT_CAP else f"共 {counted} 项"
    at = FIELDS.index("due_at" if form.cleaned_data.get("sort") == "due" else "opened_at")
    after = f"{lines[-1][at].isoformat()}_{lines[-1][0]}" if more else ""
    return LedgerPage(
        rows=rows_html(lines, _places(form, lines)), empty=not lines, filter=form, filtered=bool(set(kept) - {"sort"}),
        count_text=count_text,
        pager={
            "count_text": count_text,
            "first_url": f"?{urlencode(kept)}" if query.get("after") else "",
            "next_url": f"?{urlencode({**kept, 'after': after})}" if more else "",
        },
    )  # fmt: skip


def _after(rows, key: str, by_due: bool):
    if not key:
        return rows
    moment, last = parse_key(key)
    return rows.filter(Behind("due_at", moment, last, ">") if by_due else Behind("opened_at", moment, last))


_ROW = (
    '<tr><td class="pick"><input type="checkbox" class="form-check-input" name="case" value="{pk}" '
    'aria-label="选择 {number}"></td><td class="nowrap"><a href="{url}">{number}</a></td>'
    '<td data-label="企业" class="head">{enterprise}</td><td data-label="产品">{product}</td>'
    '<td data-label="问题">{problem}</td>'
    '<td data-label="等级" class="nowrap"><span class="grade grade-{grade}">{severity}</span></td>'
    '<td data-label="环节" class="nowrap"><span class="st">{state}</span>{marks}</td><td data-label="轮次">{round}</td>'
    '<td data-label="经办" class="nowrap">{handler}</td><td data-label="期限"><span class="light light-{colour}" '
    'title="{why}"><span class="dot" aria-hidden="true"></span>{left}<span class="visually-hidden">（{why}）</span>'
    "</span></td></tr>"
)
_MARK = ' <span class="st txt-r">{}</span>'
_SUPERVISED, _URGENT, _RELAPSED = (_MARK.format(text) for text in ("督办", "紧迫", "复发"))
#: Our own words, which need no escaping each time.
_PROBLEM = {problem.code: escape(problem.label) for problem in problems.PROBLEMS}
_SEVERITY = {level.value: (level.value.lower(), escape(level.label)) for level in Severity}


def _places(form: LedgerFilter, lines) -> dict[int, str]:
    """Return the bureau of each case by its id, for a reader who sees those of several; else nothing."""
    if "bureau" not in form.fields:
        return {}
    found = CaseFile.objects.filter(pk__in=[line[0] for line in lines])
    return dict(found.values_list("pk", "bureau__short_name"))


def rows_html(lines, places: dict[int, str] | None = None) -> SafeString:
    now, base, known = timezone.now(), reverse("rectification:list"), places or {}
    return joined(_row_html(line, now, base, known.get(line[0], "")) for line in lines)


def _row_html(line, now: datetime, base: str, place: str) -> str:
    (pk, number, _, enterprise, product, group, problem, level, state, label, nth, relapses, supervised, urgent,
     handler, due_at, explanation, closed_at) = line  # fmt: skip
    due = _light(state, due_at, explanation, closed_at, now)
    marks = (_SUPERVISED if supervised else "") + (_URGENT if urgent else "") + (_RELAPSED if relapses else "")
    grade, severity = _SEVERITY[level]
    who = escape(handler) + (f"<br><small>{escape(place)}</small>" if place else "")
    return _ROW.format(
        pk=pk, number=escape(number), url=f"{base}{pk}/", enterprise=escape(enterprise or "—"),
        product=escape(f"{group} / {product}" if group else product or "—"), problem=_PROBLEM[problem],
        grade=grade, severity=severity, state=escape(label), marks=marks, round=nth,
        handler=who, colour=due.colour, left=escape(due.text), why=escape(due.explanation),
    )  # fmt: skip


def _light(state, due_at, explanation, closed_at, now) -> Light:
    """A written-off item may still have a date: that of the look-back."""
    if state == ItemState.WRITTEN_OFF and due_at is not None:
        due = light(due_at, explanation, now=now)
        return Light(due.colour, f"回头看 {timezone.localtime(due_at):%m月%d日}", due.explanation)
    if closed_at is not None:
        return Light("grey", "已办结", f"{timezone.localtime(closed_at):%Y-%m-%d} 办结")
    if state == ItemState.PASSED and due_at is None:
        return Light("grey", "待销号", "复查合格，等待批准销号")
    return light(due_at, explanation, now=now)


def figures(user, query) -> str:
    """Return the line above the ledger: of the chosen campaign and unit, whatever else is narrowed."""
    form = LedgerFilter(query, user=user)
    form.is_valid()
    rows = CaseFile.objects.real().filter(kind=KIND).visible_to(user)
    for name in ("campaign", "department"):
        if chosen := form.cleaned_data.get(name):
            rows = rows.filter(**{name: chosen})
    found = rows.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(closed_at=None)),
        overdue=Count("pk", filter=Q(closed_at=None, due_at__lt=timezone.now())),
        supervised=Count("pk", filter=Q(rectificationitem__supervised=True)),
        written_off=Count("pk", filter=Q(state=ItemState.WRITTEN_OFF)),
    )
    return (
        f"隐患 {found['all']} 项，整改中 {found['open']}，逾期 {found['overdue']}，"
        f"挂牌督办 {found['supervised']}，已销号 {found['written_off']}"
    )
