"""Pages of 宣传报道: the log, a new entry, striking one out, its file (R-145)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.models import CaseFile
from casefile.once import once
from casefile.refusals import AlreadySent, Refused
from casefile.savedviews import offered

from . import publicity
from .publicity import PublicityFilter, PublicityForm, StrikeForm

PAGE = 50


@requires("monitoring.view")
@require_safe
def log(request):
    """Every appearance, newest first, and how many there were of each way."""
    form = PublicityFilter(request.GET, user=request.user)
    found = form.apply(publicity.seen_by(request.user))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    seen = CaseFile.objects.visible_to(request.user).filter(pk__in=[row.case_id for row in page if row.case_id])
    context = {
        "form": form, "page": page, "ways": publicity.by_way(found), "seen": set(seen.values_list("pk", flat=True)),
        "strikable": {row.pk for row in page if not row.struck_at and publicity.may_strike(row, request.user)},
        "may_record": publicity.may_record(request.user), "saved": offered(request, "PUBLICITY"),
        "several": bool(request.user.department_id and request.user.bureaus_below()),
    }  # fmt: skip
    return render(request, "monitoring/publicity.html", context)


@requires("monitoring.record")
@require_http_methods(["GET", "POST"])
def new(request):
    if not publicity.may_record(request.user):
        raise PermissionDenied("宣传报道由股室、所、队的经办人或负责人登记。")
    typed = request.POST if request.method == "POST" else restored(request)
    form = PublicityForm(typed, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                publicity.record(by=request.user, **form.given())
        except AlreadySent:
            return redirect("monitoring:publicity")
        except ValidationError as wrong:
            form.add_error("file", wrong.messages)
        else:
            messages.success(request, "已登记。")
            return redirect("monitoring:publicity")
    return _form(request, form, "登记宣传报道", "媒体报道、公众号文章、新闻发布和现场宣传都登记，便于统计成效。")


@requires("monitoring.record", "monitoring.decide")
@require_http_methods(["GET", "POST"])
def strike(request, row_id):
    row = get_object_or_404(publicity.seen_by(request.user), pk=row_id)
    if not publicity.may_strike(row, request.user):
        raise PermissionDenied("由登记人或本单位负责人作废。")
    form = StrikeForm(request.POST if request.method == "POST" else restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            publicity.strike(row, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "已作废。")
            return redirect("monitoring:publicity")
    return _form(request, form, f"作废：{row}", "登记错的作废后仍然留着，不计入统计。")


@requires("monitoring.view")
@require_safe
def file(request, row_id):
    row = get_object_or_404(publicity.seen_by(request.user), pk=row_id)
    if not row.file:
        raise Http404("这一条没有文件。")
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系管理员核对备份。") from error
    response = FileResponse(content, as_attachment=True, filename=row.file_name)
    response["Cache-Control"] = "private, no-store"
    return response


def _form(request, form, heading, lead):
    context = {
        "form": form, "heading": heading, "lead": lead, "back": reverse("monitoring:publicity"),
        "back_label": "宣传报道",
    }  # fmt: skip
    return render(request, "monitoring/form.html", context, status=422 if request.method == "POST" else 200)
