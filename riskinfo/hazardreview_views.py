"""The page on which a year's informations are gone through again (R-210)."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.refusals import AlreadySent, Refused

from . import hazardreview
from .hazardreview import ReviewFilter
from .models import RiskInfo
from .states import HazardVerdict

#: Who judges reads each of them.
ON_A_PAGE = 20


class VerdictForm(forms.Form):
    """What is said of one information; empty ones say nothing."""

    verdict = forms.ChoiceField(label="是否存在隐患", required=False, choices=[("", "未定"), *HazardVerdict.choices])
    reason = forms.CharField(
        label="理由", required=False, max_length=300, widget=forms.TextInput(attrs={"placeholder": "理由，一句话"})
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data, *, info, last):
        seen = {"verdict": last.verdict, "reason": last.reason, "after": last.version} if last else {"after": 0}
        super().__init__(data, prefix=f"i{info.pk}", initial=seen)
        self.info, self.last = info, last

    def clean(self):
        given = super().clean()
        if self.errors or not self.says_something:
            return given
        if not given.get("verdict"):
            self.add_error("verdict", "请选择结论；不梳理的，理由也留空。")
        elif not given.get("reason"):
            self.add_error("reason", "请写明理由。")
        return given

    @property
    def says_something(self) -> bool:
        return bool({"verdict", "reason"} & set(self.changed_data))


@requires("info.inside")
@require_http_methods(["GET", "POST"])
def page(request):
    narrowed = ReviewFilter(request.GET, user=request.user)
    progress = hazardreview.progress(narrowed.scope())
    shown = _Pages(narrowed, progress).get_page(request.GET.get("page"))
    typed = request.POST if request.method == "POST" else restored(request)
    if request.method == "POST":
        # what was judged meanwhile may have left the page: it is still answered for
        forms_shown = _forms(_posted(request, narrowed), request, typed)
        told = [form for form in forms_shown if form is not None and form.has_changed()]
        checked = [form.is_valid() for form in told]  # each, so that every fault is named
        if all(checked) and _saved(request, [f for f in told if f.says_something]):
            return HttpResponseRedirect(request.get_full_path())
        infos = [form.info for form in forms_shown if form is not None]
    else:
        infos = _read(RiskInfo.objects.filter(pk__in=list(shown)))
        forms_shown = _forms(infos, request, typed)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": narrowed, "year": narrowed.year, "progress": progress, "page": shown,
        "rows": list(zip(infos, forms_shown, strict=True)), "query": query.urlencode(),
        "may_any": any(forms_shown),
    }  # fmt: skip
    return render(request, "riskinfo/hazard_review.html", context, status=422 if request.method == "POST" else 200)


class _Pages(Paginator):
    """Pages of ids alone, so that a late page costs little more than the first; counted once, with the progress."""

    def __init__(self, narrowed, progress):
        super().__init__(narrowed.narrowed().values_list("pk", flat=True), ON_A_PAGE)
        self.total = narrowed.number(progress)

    @cached_property
    def count(self):
        return self.total


def _read(rows) -> list[RiskInfo]:
    """Return the rows in the order of the page with all that the page says of them."""
    rows = rows.select_related("case__department", "case__bureau", "case__enterprise", "case__product_type", "source")
    return list(rows.order_by("submitted_at", "pk").prefetch_related("hazard_reviews__by"))


def _posted(request, narrowed) -> list:
    """Return the informations that the form was about, in the order of the page."""
    given = [text for text in request.POST.getlist("info")[:ON_A_PAGE] if text.isascii() and text.isdigit()]
    ids = [int(text) for text in given if len(text) < 19]
    found = _read(hazardreview.of_year(request.user, narrowed.year).filter(pk__in=ids))
    return [info for info in found if hazardreview.may_review(info, request.user)]


def _forms(infos, request, typed) -> list:
    """Return a form for each that this person may judge, None for the others."""
    made = []
    for info in infos:
        if hazardreview.may_review(info, request.user) is None:
            made.append(None)
            continue
        reviews = list(info.hazard_reviews.all())
        last = reviews[0] if reviews else None
        if typed is not None:  # measured against what the page showed, not against what another wrote meanwhile
            seen = typed.get(f"i{info.pk}-after", "")
            last = next((row for row in reviews if str(row.version) == seen), None)
        made.append(VerdictForm(typed, info=info, last=last))
    return made


def _saved(request, told) -> bool:
    """Write all judgements of the page down or none; say what hinders one beside it."""
    if not told:
        messages.warning(request, "没有改动：请选择结论并写明理由。")
        return True
    at = None
    try:
        with once(request):
            for at in told:
                given = at.cleaned_data
                hazardreview.judge(
                    at.info, by=request.user, verdict=given["verdict"], reason=given["reason"], after=given["after"]
                )
    except AlreadySent as sent:
        messages.info(request, sent.message)
        return True
    except Refused as refusal:
        (at or told[0]).add_error(None, refusal.message)
        return False
    messages.success(request, f"已梳理 {len(told)} 条。")
    return True
