"""What is done with several items of the ledger at once: a new handler, the 整改通知书."""

from io import BytesIO

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe
from pypdf import PdfReader, PdfWriter

from accounts.access import requires
from accounts.models import User
from casefile.assigning import assign
from casefile.lists import PAGE_SIZE
from casefile.models import CaseFile
from casefile.refusals import Refused
from documents.contents import paper_of
from documents.fonts import CannotPrint
from documents.integrity import Altered, kept_bytes
from documents.models import Document
from documents.pdf import render_pdf

from .ledger import KIND
from .noticing import NOTICE, begin_notices, notices_of


class HandlerForm(forms.Form):
    """Whom the cases go to: somebody of the unit that all of them belong to."""

    handler = forms.ModelChoiceField(User.objects.none(), label="经办人")
    reason = forms.CharField(label="理由", required=False, max_length=200)

    def __init__(self, data=None, *, units):
        super().__init__(data)
        people = User.objects.active().filter(department__in=units).select_related("department")
        self.fields["handler"].queryset = people.order_by("department__order", "name")
        self.fields["handler"].label_from_instance = lambda person: f"{person.name}（{person.department}）"


def chosen_cases(request) -> list[CaseFile]:
    """Return the items that the address or the form names and this user may see; at most a page of them."""
    given = request.POST.getlist("case") or request.GET.getlist("case")
    ids = [int(text) for text in given[:PAGE_SIZE] if text.isascii() and text.isdigit() and len(text) < 19]
    rows = CaseFile.objects.filter(kind=KIND, pk__in=ids).visible_to(request.user)
    return list(rows.select_related("department", "handler", "enterprise", "bureau").order_by("-opened_at", "-pk"))


def _none_chosen(request) -> HttpResponseRedirect:
    messages.warning(request, "请先在台账里勾选。")
    return HttpResponseRedirect(reverse("rectification:list"))


@requires("case.assign")
@require_http_methods(["GET", "POST"])
def assign_many(request):
    """One handler for all items chosen; what cannot be handed over is named, the rest is."""
    cases = chosen_cases(request)
    if not cases:
        return _none_chosen(request)
    units = {case.department_id for case in cases}
    form = HandlerForm(request.POST if request.method == "POST" else None, units=units)
    if request.method == "POST" and form.is_valid():
        done, refused = _hand_over(cases, form.cleaned_data, request.user)
        for text in refused:
            messages.warning(request, text)
        if done:
            messages.success(request, f"{done} 项已改由{form.cleaned_data['handler'].name}经办。")
        return HttpResponseRedirect(reverse("rectification:list"))
    context = {"cases": cases, "form": form, "mixed": len(units) > 1}
    return render(request, "rectification/assign.html", context, status=422 if request.method == "POST" else 200)


@transaction.atomic
def _hand_over(cases, given, by) -> tuple[int, list[str]]:
    done, refused = 0, []
    for case in cases:
        if given["handler"].department_id != case.department_id:
            refused.append(f"{case.number}：{given['handler'].name}不是{case.department}的人，没有改。")
            continue
        try:
            assign(case, given["handler"], by=by, reason=given["reason"])
            done += 1
        except Refused as refusal:
            refused.append(f"{case.number}：{refusal.message}")
    return done, refused


@requires("item.view")
@require_http_methods(["GET", "POST"])
def notices(request):
    """The 整改通知书 of the items chosen: which there are, begin the others, print all."""
    cases = chosen_cases(request)
    if not cases:
        return _none_chosen(request)
    if request.method == "POST":
        if not request.user.can("document.draft"):
            raise Http404("您不能拟制文书。")
        begun, refused = begin_notices(cases, by=request.user)
        for text in refused:
            messages.warning(request, text)
        messages.success(request, f"已拟 {begun} 份整改通知书，请逐份核对后送核稿。")
        return HttpResponseRedirect(f"{reverse('rectification:notices')}?{_named(cases)}")
    found = notices_of(cases)
    rows = [{"case": case, "notice": found.get(case.pk)} for case in cases]
    context = {
        "rows": rows, "named": _named(cases), "printable": len(found),
        "missing": len(cases) - len(found) if request.user.can("document.draft") else 0,
    }  # fmt: skip
    return render(request, "rectification/notices.html", context)


def _named(cases) -> str:
    return "&".join(f"case={case.pk}" for case in cases)


@requires("item.view")
@require_safe
@xframe_options_sameorigin
def notices_pdf(request):
    """All notices of the items chosen in one file, each the most final one there is, in the order of the ledger."""
    cases = chosen_cases(request)
    found = notices_of(cases)
    if not found:
        raise Http404("选中的隐患还没有整改通知书。")
    writer = PdfWriter()
    try:
        for case in cases:
            if document := found.get(case.pk):
                writer.append(PdfReader(BytesIO(_pdf(document))))
    except (Altered, CannotPrint) as fault:
        messages.error(request, f"没有打印：{fault}")
        return HttpResponseRedirect(f"{reverse('rectification:notices')}?{_named(cases)}")
    content = BytesIO()
    writer.write(content)
    response = HttpResponse(content.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{NOTICE}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _pdf(document: Document) -> bytes:
    which = document.best_pdf
    return render_pdf(paper_of(document)).bytes if which == "preview" else kept_bytes(document, which)
