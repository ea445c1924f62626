"""通报: tell, confirm, write down the answer."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.kept import restored
from casefile.models import CaseFile
from casefile.pages import get_visible
from casefile.refusals import Refused

from . import bulletins
from .bulletinforms import ConfirmForm, FeedbackForm, TellForm
from .bulletinkinds import BY_ACT, DOCUMENT_KINDS, BulletinKind
from .models import Bulletin, BulletinRecipient, EmergencyCase
from .permissions import may_report


@requires("emergency.report")
@require_http_methods(["GET", "POST"])
def tell(request, case_id, kind):
    record = get_visible(EmergencyCase, request.user, case_id)
    if kind not in BulletinKind.values or kind in BY_ACT:
        raise Http404("没有这种通报。")
    corrects = _corrected(request, record, kind)
    refused = bulletins.why_not(record, kind)
    if not refused and may_report(record, request.user) is None:
        refused = "通报由承办单位、执法大队、办公室或局领导发出。"
    if refused:
        messages.warning(request, refused)
        return HttpResponseRedirect(record.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    form = TellForm(typed, record=record, kind=kind, corrects=corrects)
    if request.method == "POST" and form.is_valid() and _told(request, record, kind, form, corrects):
        return HttpResponseRedirect(f"{record.get_absolute_url()}#told-title")
    page = {
        "record": record, "case": record.case, "form": form, "kind": BulletinKind(kind), "corrects": corrects,
        "told": bulletins.told(record.case) if kind == BulletinKind.LIFT else (),
        "document_kind": DOCUMENT_KINDS[kind][0], "may_draft": request.user.can("document.draft"),
    }  # fmt: skip
    return render(request, "emergency/tell.html", page, status=_status(request))


def _corrected(request, record, kind):
    """Return the bulletin of this case that is to be corrected, None for a new one."""
    named = request.GET.get("corrects", "")
    if not named:
        return None
    if not named.isdecimal() or len(named) > 12:
        raise Http404("没有这条通报。")
    return get_object_or_404(Bulletin.objects.filter(case=record.case_id, kind=kind), pk=named)


def _told(request, record, kind, form, corrects) -> bool:
    given = form.cleaned_data
    try:
        bulletin = bulletins.tell(
            record, kind, by=request.user, text=given["text"], to=form.recipients(), sent_at=given["sent_at"],
            asks=given.get("asks", ()), document=given.get("document"), corrects=corrects, token=given["token"],
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, f"已登记{bulletin.get_kind_display()}，等待 {bulletin.recipients.count()} 个单位确认。")
    return True


def _row(request, recipient_id) -> BulletinRecipient:
    rows = BulletinRecipient.objects.select_related("bulletin__case__emergencycase", "department", "feedback_by")
    return get_object_or_404(rows.filter(bulletin__case__in=CaseFile.objects.visible_to(request.user)), pk=recipient_id)


def _back(row) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{row.bulletin.case.get_absolute_url()}#told-title")


@requires("emergency.view")
@require_POST
def confirm(request, recipient_id):
    """A unit of the bureau says with one click that it knows."""
    row = _row(request, recipient_id)
    if row.department_id is None:
        raise Http404("本局以外的单位由登记人登记确认。")
    try:
        bulletins.confirm(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已确认收到{row.bulletin.get_kind_display()}。")
    return _back(row)


@requires("emergency.report")
@require_http_methods(["GET", "POST"])
def record_confirmation(request, recipient_id):
    row = _row(request, recipient_id)
    if row.department_id is not None:
        raise Http404("本局单位自己确认。")
    return _written(request, row, ConfirmForm, "登记确认", bulletins.may_confirm, lambda given: bulletins.confirm(
        row, by=request.user, at=given["confirmed_at"], name=given["confirmed_name"], how=given["confirmed_how"],
        upload=given["evidence"],
    ))  # fmt: skip


@requires("emergency.report")
@require_http_methods(["GET", "POST"])
def record_feedback(request, recipient_id):
    row = _row(request, recipient_id)
    return _written(request, row, FeedbackForm, "登记反馈", bulletins.may_feed_back, lambda given: bulletins.feed_back(
        row, by=request.user, text=given["text"], on=given["on"], upload=given["evidence"],
    ))  # fmt: skip


def _written(request, row, form_class, label, may, write):
    """Show the form about one recipient, or write down what it says."""
    if not may(row, request.user):
        messages.info(request, f"{row.name}：不需要您{label}。")
        return _back(row)
    typed = request.POST if request.method == "POST" else restored(request)
    form = form_class(typed, request.FILES or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            write(form.cleaned_data)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"{row.name}：已{label}。")
        return _back(row)
    page = {"case": row.bulletin.case, "row": row, "bulletin": row.bulletin, "form": form, "label": label}
    return render(request, "emergency/bulletin_row.html", page, status=_status(request))


def _status(request) -> int:
    return 422 if request.method == "POST" else 200
