"""The list of documents, which is the 发文登记簿 too: filter, count, page by key."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.utils import timezone

from casefile.lists import PAGE_SIZE, parse_key
from casefile.typednumbers import meant
from registers.counting import COUNT_CAP, capped_count
from registers.typed import SearchField, spellings

from . import kinds, typednumber
from .models import Document, Recipient
from .states import DocumentState


class DocumentFilter(forms.Form):
    """The filters of the list; they live in the URL, so a list can be kept, shared and gone back to."""

    q = SearchField("标题、文号、案卷编号、收文单位")
    kind = forms.ChoiceField(label="文种", required=False, choices=[("", "全部文种"), *kinds.CHOICES])
    state = forms.ChoiceField(label="环节", required=False, choices=[("", "全部环节"), *DocumentState.choices])
    year = forms.TypedChoiceField(label="年份", required=False, coerce=int, empty_value=None)
    only = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[
            ("", "全部文书"),
            ("awaiting", "待我办理"),
            ("mine", "我拟稿的"),
            ("drill", "演练"),
        ],
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user
        first = Document.objects.visible_to(user).order_by("drafted_at").values_list("drafted_at", flat=True).first()
        this_year = timezone.localdate().year
        years = range(this_year, (timezone.localtime(first).year if first else this_year) - 1, -1)
        self.fields["year"].choices = [("", "全部年份"), *((year, f"{year}年") for year in years)]

    def apply(self, rows):
        """Return `rows` narrowed; wrong values narrow nothing and show their error.

        A drill's papers are listed when asked for, and among what waits for the person."""
        self.is_valid()
        values = self.cleaned_data
        if values.get("only") != "awaiting":
            rows = rows.filter(case__is_drill=values.get("only") == "drill")
        for name in ("kind", "state"):
            if values.get(name):
                rows = rows.filter(**{name: values[name]})
        if year := values.get("year"):
            rows = rows.filter(Q(year=year) | Q(year=None, drafted_at__year=year))
        if values.get("only") == "awaiting":
            rows = rows.awaiting(self.user)
        elif values.get("only") == "mine":
            rows = rows.filter(drafter=self.user)
        return self._searched(rows, values.get("q"))

    @staticmethod
    def _searched(rows, text):
        for word in typednumber.written(text or "").split():
            rows = typednumber.with_number(rows).filter(_says(word))
        return rows


def _says(word: str) -> Q:
    """Return what holds for papers with the word in title, number, case number or among whom they are addressed to."""
    cases = reduce(or_, (Q(case__number__contains=number) for number in (word.upper(), *meant(word))))
    titles = reduce(or_, (Q(title__contains=way) for way in spellings(word)))
    addressed = Q(pk__in=Recipient.objects.filter(name__contains=word).values("document"))
    return typednumber.numbered(word) | titles | cases | addressed


@dataclass(frozen=True)
class DocumentPage:
    """One page: its rows, the filter form, whether it narrows, and `pager` for the paging include."""

    rows: list[Document]
    filter: DocumentFilter
    filtered: bool
    count_text: str
    pager: dict[str, str]
    query: str


def document_page(request) -> DocumentPage:
    """Return the page that the query string asks for. Raises Http404 for a key that no page has."""
    form = DocumentFilter(request.GET, user=request.user)
    rows = form.apply(Document.objects.visible_to(request.user))
    rows = rows.select_related("case", "drafter", "department", "signer").order_by("-drafted_at", "-pk")
    counted = capped_count(rows)
    after = request.GET.get("after", "")
    page = list(_after(rows, after)[: PAGE_SIZE + 1])
    more, page = len(page) > PAGE_SIZE, page[:PAGE_SIZE]
    kept = {key: value for key, value in request.GET.items() if key != "after" and value}
    count_text = "一万件以上" if counted > COUNT_CAP else f"共 {counted} 件"
    pager = {
        "count_text": count_text,
        "first_url": f"?{urlencode(kept)}" if after else "",
        "next_url": f"?{urlencode({**kept, 'after': _key(page[-1])})}" if more else "",
    }
    return DocumentPage(page, form, bool(kept), count_text, pager, urlencode(kept))


def _key(document: Document) -> str:
    return f"{document.drafted_at.isoformat()}_{document.pk}"


def _after(rows, key: str):
    if not key:
        return rows
    drafted_at, last = parse_key(key)
    behind = Q(drafted_at__lt=drafted_at) | Q(drafted_at=drafted_at, pk__lt=last)
    return rows.filter(behind, drafted_at__lte=drafted_at)
