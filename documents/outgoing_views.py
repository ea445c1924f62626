"""发文登记簿: every number of a series in order, used, reserved or void; reserving and voiding numbers."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.refusals import AlreadySent, Refused
from registers.typed import SearchField

from . import kinds, reservations
from .exports import COLUMNS
from .kindsetting import in_force
from .models import Document, ReservedNumber
from .registerfile import register_file, register_rows


class RegisterFilter(forms.Form):
    code = forms.ChoiceField(label="代字", required=False)
    year = forms.TypedChoiceField(label="年份", required=False, coerce=int, empty_value=None)
    q = SearchField("标题、收文单位")

    def __init__(self, data, *, user):
        super().__init__(data)
        rows = Document.objects.visible_to(user).exclude(sequence=None)
        codes = rows.order_by("organ_code").values_list("organ_code", flat=True).distinct()
        self.fields["code"].choices = [("", "全部代字"), *((code, code) for code in codes)]
        years = {timezone.localdate().year, *rows.order_by().values_list("year", flat=True).distinct()}
        self.fields["year"].choices = [("", "本年"), *((year, f"{year}年") for year in sorted(years, reverse=True))]
        self.is_valid()

    @property
    def chosen_year(self) -> int:
        return self.cleaned_data.get("year") or timezone.localdate().year


class Entry:
    """A line of the register made of a number without a document: reserved, or reserved and void."""

    def __init__(self, row: ReservedNumber):
        self.row, self.pk = row, row.pk

    def texts(self) -> list[str]:
        row = self.row
        title = f"（{row.standing}）{row.reason}" + (f"；作废：{row.void_reason}" if row.voided_at else "")
        day = f"{timezone.localtime(row.reserved_at):%Y-%m-%d}"
        unit, name = row.reserved_by.department.name, row.reserved_by.name
        known = {
            "发文字号": str(row),
            "标题": title,
            "环节": row.standing,
            "拟稿单位": unit,
            "拟稿人": name,
            "拟稿日期": day,
        }
        return [known.get(heading, "") for heading, _, _ in COLUMNS]


class _Lines:
    """Numbered documents and reserved numbers, by number; read like a queryset by registerfile."""

    def __init__(self, request):
        self.filter = RegisterFilter(request.GET, user=request.user)
        given = self.filter.cleaned_data
        rows = Document.objects.visible_to(request.user).exclude(sequence=None).filter(year=self.filter.chosen_year)
        kept = ReservedNumber.objects.filter(year=self.filter.chosen_year, document=None)
        bureau = request.user.department.bureau_id if request.user.department_id else None
        kept = kept.filter(bureau=bureau if request.user.can("document.number") else None)
        if code := given.get("code"):
            rows, kept = rows.filter(organ_code=code), kept.filter(organ_code=code)
        if word := given.get("q"):
            named = Document.objects.filter(recipients__name__contains=word).values("pk")
            rows, kept = (
                rows.filter(title__contains=word) | rows.filter(pk__in=named),
                kept.filter(reason__contains=word),
            )
        rows = rows.select_related("case", "drafter", "department", "signer").prefetch_related("recipients")
        kept = kept.select_related("reserved_by__department")
        found = [(row.organ_code, row.sequence, row) for row in rows] + [
            (row.organ_code, row.sequence, Entry(row)) for row in kept
        ]
        self.rows = [row for _, _, row in sorted(found, key=lambda item: item[:2])]

    def __getitem__(self, part):
        return self.rows[part]

    def iterator(self, chunk_size):
        return iter(self.rows)


def _column(at: int, getter):
    return lambda row: row.texts()[at] if isinstance(row, Entry) else getter(row)


_COLUMNS = tuple((name, width, _column(at, getter)) for at, (name, width, getter) in enumerate(COLUMNS))


@requires("document.view")
@require_safe
def register(request):
    """The register as it is filtered, for the screen and for print."""
    lines = _Lines(request)
    cells, cut = register_rows(_COLUMNS, lines)
    urls = [row.get_absolute_url() if isinstance(row, Document) else "" for row in lines.rows[: len(cells)]]
    may = request.user.can("document.number")
    waiting = ReservedNumber.objects.filter(bureau=request.user.bureau, document=None, voided_at=None)
    page = {
        "filter": lines.filter, "columns": COLUMNS, "lines": list(zip(cells, urls, strict=True)), "cut": cut,
        "year": lines.filter.chosen_year, "query": urlencode(request.GET), "bureau": request.user.bureau,
        "may_reserve": may, "waiting": waiting.select_related("reserved_by") if may else [],
    }  # fmt: skip
    return render(request, "documents/pages/outgoing.html", page)


@requires("document.view")
@require_safe
def register_xlsx(request):
    name = f"发文登记簿 {timezone.localdate():%Y-%m-%d}.xlsx"
    return FileResponse(register_file("发文登记簿", _COLUMNS, _Lines(request)), as_attachment=True, filename=name)


class ReserveForm(forms.Form):
    organ_code = forms.ChoiceField(label="代字")
    count = forms.IntegerField(label="个数", min_value=1, max_value=reservations.MOST_AT_ONCE, initial=1)
    reason = forms.CharField(label="事由", max_length=200, help_text="留给哪份文书、为什么先留号。")

    def __init__(self, *args, bureau, **kwargs):
        super().__init__(*args, **kwargs)
        suffixes = dict.fromkeys(in_force(bureau, kind.code).suffix for kind in kinds.KINDS)
        codes = [f"{bureau.organ_code}{suffix}" for suffix in suffixes]
        self.fields["organ_code"].choices = [("", "请选择"), *((code, code) for code in codes)]


class VoidForm(forms.Form):
    reason = forms.CharField(label="作废理由", max_length=200)


@requires("document.number")
@require_http_methods(["GET", "POST"])
def reserve(request):
    bureau = request.user.department.bureau
    form = ReserveForm(request.POST if request.method == "POST" else restored(request), bureau=bureau)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                made = reservations.reserve(bureau, by=request.user, **form.cleaned_data)
        except AlreadySent as again:
            messages.info(request, again.message)
        else:
            messages.success(request, f"已预留：{'、'.join(map(str, made))}。编号时可选用。")
        return HttpResponseRedirect(reverse("documents:outgoing"))
    page = {"form": form, "title": "预留文号", "submit": "预留"}
    return render(request, "documents/pages/number_form.html", page, status=422 if request.method == "POST" else 200)


@requires("document.number")
@require_http_methods(["GET", "POST"])
def void_reserved(request, number_id):
    row = get_object_or_404(ReservedNumber, pk=number_id, bureau=request.user.department.bureau_id)
    form = VoidForm(request.POST if request.method == "POST" else restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            reservations.void(row, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"{row} 已作废，登记簿上保留，不再使用。")
        return HttpResponseRedirect(reverse("documents:outgoing"))
    page = {"form": form, "title": f"作废预留号 {row}", "submit": "作废", "danger": True}
    return render(request, "documents/pages/number_form.html", page, status=422 if request.method == "POST" else 200)
