"""Acts that every case has: files, measures, assignment, the printable history."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.authority import authority
from accounts.kept import restored
from registers.lookup import suggestions, written

from . import corrections, longacts
from .assigning import assign as hand_over
from .attachments import attach_new, strike
from .forms import AssignForm, AttachForm, CorrectForm, MeasureForm, OwnerForm, StrikeForm
from .measures import close_measure, may_close, may_name_owner, name_owner, what_is_missing
from .models import Attachment, CaseFile, Job, Measure
from .refusals import GuardRefused, Refused


def _case(request, case_id: int) -> CaseFile:
    return get_object_or_404(CaseFile.objects.visible_to(request.user), pk=case_id)


def _back(case: CaseFile) -> HttpResponseRedirect:
    return HttpResponseRedirect(case.get_absolute_url())


@requires("case.attach")
@require_http_methods(["GET", "POST"])
def attach_files(request, case_id):
    case = _case(request, case_id)
    form = AttachForm(request.POST or restored(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            new = attach_new(case, given["files"], by=request.user, role=request.user.roles[0], note=given["note"])
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"已上传 {len(new)} 个附件。")
            if known := len(given["files"]) - len(new):
                messages.info(request, f"另有 {known} 个原来就有，没有重复保存。")
        return _back(case)
    return render(request, "casefile/attach.html", {"case": case, "form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def attachment(request, attachment_id):
    """Send a file to those who may see its case; only safe kinds open in the browser."""
    found = get_object_or_404(
        Attachment.objects.filter(case__in=CaseFile.objects.visible_to(request.user)), pk=attachment_id
    )
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(f"附件“{found.name}”的文件不在存储中，请联系管理员核对备份。") from error
    response = FileResponse(
        content, as_attachment=not found.opens_inline, filename=found.name, content_type=found.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@requires("case.attach")
@require_http_methods(["GET", "POST"])
def strike_attachment(request, attachment_id):
    found = get_object_or_404(
        Attachment.objects.filter(case__in=CaseFile.objects.visible_to(request.user), struck_at=None), pk=attachment_id
    )
    role = authority(request.user, "case.assign", department=found.case.department)
    if found.uploaded_by_id != request.user.pk and role is None:
        raise PermissionDenied("附件由上传人或股室负责人作废。")
    form = StrikeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        strike(found, by=request.user, role=role or request.user.roles[0], reason=form.cleaned_data["reason"])
        messages.success(request, f"“{found.name}”已作废，文件仍保留备查。")
        return _back(found.case)
    return render(request, "casefile/strike.html", {"case": found.case, "attachment": found, "form": form})


@requires("warning.measure", "emergency.step", "case.assign")
@require_http_methods(["GET", "POST"])
def measure(request, measure_id):
    found = get_object_or_404(
        Measure.objects.select_related("case__department", "department").filter(
            case__in=CaseFile.objects.visible_to(request.user)
        ),
        pk=measure_id,
    )
    if may_close(found, request.user) is None:
        raise PermissionDenied(f"“{found.label}”由{found.department}办理。")
    form_class = found.case.kind_info.measure_form(found) if found.case.kind_info.measure_form else MeasureForm
    form = form_class(request.POST or restored(request), request.FILES or None, measure=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            close_measure(
                found, given["status"], by=request.user, result=given["result"], files=given["files"],
                details=form.details(),
            )  # fmt: skip
        except GuardRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return _back(found.case)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{found.label}”已登记。")
            return _back(found.case)
    context = {"case": found.case, "measure": found, "form": form, "missing": what_is_missing(found)}
    return render(request, "casefile/measure.html", context, status=422 if request.method == "POST" else 200)


@requires("case.assign")
@require_http_methods(["GET", "POST"])
def measure_owner(request, measure_id):
    found = get_object_or_404(
        Measure.objects.select_related("case__department", "department").filter(
            case__in=CaseFile.objects.visible_to(request.user)
        ),
        pk=measure_id,
    )
    if may_name_owner(found, request.user) is None:
        raise PermissionDenied(f"责任人由{found.department}负责人指定。")
    form = OwnerForm(request.POST or None, measure=found)
    if request.method == "POST" and form.is_valid():
        try:
            name_owner(found, form.cleaned_data["owner"], by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"“{found.label}”由{found.owner}负责。")
        return _back(found.case)
    context = {"case": found.case, "measure": found, "form": form}
    return render(request, "casefile/measure_owner.html", context, status=422 if request.method == "POST" else 200)


@requires("case.assign")
@require_http_methods(["GET", "POST"])
def assign(request, case_id):
    case = _case(request, case_id)
    if authority(request.user, "case.assign", department=case.department) is None:
        raise PermissionDenied(f"经办人由{case.department}负责人指定。")
    form = AssignForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        handler = form.cleaned_data["handler"]
        try:
            hand_over(case, handler, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"经办人已改为{handler}。")
        return _back(case)
    return render(request, "casefile/assign.html", {"case": case, "form": form})


@signed_in
@require_safe
def history(request, case_id):
    """The whole trail, laid out for print (design: printable for a case file)."""
    case = _case(request, case_id)
    trail = list(case.trail.order_by("seq"))
    corrected = corrections.of(trail)
    for entry in trail:
        entry.corrected_in = corrected.get(entry.seq, [])
    page = {"case": case, "trail": trail, "may_correct": corrections.may_correct(case, request.user) is not None}
    return render(request, "casefile/history.html", page)


@signed_in
@require_safe
def long_act(request, job_id):
    """Asked by htmx while a long paper is drawn: how far that is; when it is over, the page is to be read anew."""
    job = get_object_or_404(Job, pk=job_id, kind=longacts.KIND)
    if job.owner_id != request.user.pk:
        _case(request, job.arguments["case"])
    if job.status in longacts.RUNNING:
        return render(request, "casefile/long_act.html", {"long_job": job})
    return HttpResponse(headers={"HX-Refresh": "true"})


@signed_in
@require_http_methods(["GET", "POST"])
def correct(request, case_id, seq):
    """Put an entry of the trail right by another entry."""
    case = _case(request, case_id)
    entry = get_object_or_404(case.trail, seq=seq)
    if corrections.may_correct(case, request.user) is None:
        raise PermissionDenied("记录由本案的办理单位更正。")
    form = CorrectForm(request.POST if request.method == "POST" else restored(request))
    if request.method == "POST" and form.is_valid():
        corrections.correct(entry, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, f"第 {seq} 条已更正，原记录保留。")
        return HttpResponseRedirect(reverse("casefile:history", args=[case.pk]))
    page = {"case": case, "entry": entry, "form": form}
    return render(request, "casefile/correct.html", page, status=422 if request.method == "POST" else 200)


@requires("register.view", "info.create")
@require_safe
def enterprise_options(request):
    """The suggestions below an enterprise box, while one types; the form itself checks what was typed."""
    typed = (request.GET.get("enterprise") or request.GET.get("enterprise_name", ""))[:160]
    found = [(written(row), row.address) for row in suggestions(request.user, typed)]
    return render(request, "casefile/enterprise_options.html", {"found": found})
