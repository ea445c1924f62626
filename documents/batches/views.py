"""Pages of batches: writing, the list of recipients, one paper of many, acts, progress, the zip."""

import tempfile
import zipfile

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from accounts.roles import Role
from casefile import actions, jobs
from casefile.acting import act_on
from casefile.models import CaseFile
from casefile.refusals import Refused

from ..beginning import first_words_for_many, fitting
from ..fonts import CannotPrint
from ..integrity import Altered, kept_bytes
from ..models import Batch, BatchMember, Recipient
from ..pdf import render_pdf
from ..permissions import may_draft, may_number
from . import making
from .contents import known_fields, paper_for
from .drafting import begin, revise
from .forms import BatchForm
from .states import EDITABLE, RUNNING, BatchState


def _visible(request, batch_id: int) -> Batch:
    """Batches of the cases that one may see; leaders see what a unit has handed in, its case a draft or not."""
    scope = Q(case__in=CaseFile.objects.visible_to(request.user))
    if {Role.DEPUTY, Role.DIRECTOR} & set(request.user.roles):
        scope |= Q(bureau=request.user.department.bureau_id) & ~Q(state__in=sorted(EDITABLE))
    rows = Batch.objects.filter(scope)
    rows = rows.select_related("case__bureau", "bureau", "department__bureau", "drafter", "checker", "signer")
    return get_object_or_404(rows, pk=batch_id)


@requires("document.draft")
@require_http_methods(["GET", "POST"])
def new(request, case_id):
    case = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=case_id)
    if case.closed_at is not None:
        messages.warning(request, "案卷已办结，不能再拟新的文书。")
        return HttpResponseRedirect(case.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    if typed is None and "kind" not in request.GET:
        page = {"case": case, "groups": fitting(case, to_many=True), "to_many": True}
        return render(request, "documents/pages/choose_kind.html", page)
    initial = first_words_for_many(case, request.GET.get("kind", ""))
    form = BatchForm(typed, request.FILES or None, case=case, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        batch = begin(
            case, given["kind"], by=request.user, title=given["title"], body=given["body"], members=form.members,
            token=given["token"],
        )  # fmt: skip
        messages.success(request, f"已保存，名单共 {batch.members.count()} 家。请逐份抽看版面，无误后送核稿。")
        return HttpResponseRedirect(batch.get_absolute_url())
    page = {"case": case, "form": form}
    return render(request, "documents/batches/edit.html", page, status=422 if request.method == "POST" else 200)


@requires("document.draft")
@require_http_methods(["GET", "POST"])
def edit(request, batch_id):
    batch = _visible(request, batch_id)
    if not batch.is_editable or may_draft(batch, request.user) is None:
        messages.warning(request, f"不能修改：{batch.department}的人在拟稿或退回环节才能改动。")
        return HttpResponseRedirect(batch.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    form = BatchForm(typed, request.FILES or None, case=batch.case, user=request.user, batch=batch)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            revise(batch, by=request.user, title=given["title"], body=given["body"], members=form.members)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"已保存，名单共 {len(form.members)} 家。")
        return HttpResponseRedirect(batch.get_absolute_url())
    page = {"case": batch.case, "batch": batch, "form": form}
    return render(request, "documents/batches/edit.html", page, status=422 if request.method == "POST" else 200)


@requires("document.view")
@require_safe
def detail(request, batch_id):
    """The batch with the service state of every recipient; asked by htmx, its progress alone."""
    batch = _visible(request, batch_id)
    job = making.latest_job(batch)
    page = {
        "batch": batch, "case": batch.case, "kind": batch.kind_info, "job": job, "running": batch.state in RUNNING,
        "failed": batch.members.exclude(error="").count(),
    }  # fmt: skip
    if request.headers.get("HX-Request") and page["running"]:
        return render(request, "documents/batches/progress.html", page)
    rows, counts = _members(batch, request.GET.get("only", ""))
    page |= {
        "offers": actions.available(batch, request.user), "rows": rows, "counts": counts,
        "only": request.GET.get("only", ""), "first": batch.members.first(),
        "may_edit": batch.is_editable and may_draft(batch, request.user) is not None,
        "may_retry": page["running"] and job is not None and job.status in ("DONE", "FAILED")
        and may_number(batch, request.user) is not None,
        "made": batch.members.exclude(document=None).exists(),
    }  # fmt: skip
    response = render(request, "documents/batches/detail.html", page)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


def _members(batch, only: str) -> tuple[list[dict], dict[str, int]]:
    """Return the rows of the list and how many stand where; `only` narrows to one standing."""
    recipients = Prefetch("document__recipients", Recipient.objects.prefetch_related("receipts"))
    members = batch.members.select_related("document", "enterprise").prefetch_related(recipients)
    rows, counts = [], {"unserved": 0, "served": 0, "unanswered": 0, "replied": 0}
    for member in members:
        document, served = member.document, False
        if document is not None and document.issued_at:
            served = any(row.receipts.all() for row in document.recipients.all() if not row.cc)
        standing = {
            "unserved": document is not None and document.issued_at is not None and not served, "served": served,
            "unanswered": document is not None and document.reply_due is not None and document.replied_on is None,
            "replied": document is not None and document.replied_on is not None,
        }  # fmt: skip
        for name, holds in standing.items():
            counts[name] += holds
        if not only or standing.get(only):
            rows.append({"member": member, "document": document, "service": making.service_of(document)})
    return rows, counts


@requires("document.view")
@require_http_methods(["GET", "POST"])
def act(request, batch_id, name):
    batch = _visible(request, batch_id)
    page = {"batch": batch, "first": batch.members.first(), "count": batch.members.count()}
    return act_on(request, batch, name, template="documents/batches/act.html", context=page)


@requires("document.number")
@require_POST
def retry(request, batch_id):
    """Go on with what was not made: the same work once more, from the first that is missing."""
    batch = _visible(request, batch_id)
    job = making.latest_job(batch)
    if batch.state in RUNNING and job is not None and job.status in (jobs.Job.Status.DONE, jobs.Job.Status.FAILED):
        kind = making.NUMBER if batch.state == BatchState.NUMBERING else making.ISSUE
        tries = jobs.Job.objects.filter(kind=kind, arguments__batch=batch.pk).count()
        making.start(batch, kind, by=request.user, attempt=tries + 1)
        messages.success(request, "已重新开始，已生成的不会再生成一次。")
    return HttpResponseRedirect(batch.get_absolute_url())


@requires("document.view")
@require_safe
@xframe_options_sameorigin
def member_pdf(request, batch_id, member_id):
    """The paper of one member as the text now stands; once it has a document, that is opened instead."""
    batch = _visible(request, batch_id)
    member = get_object_or_404(BatchMember.objects.select_related("enterprise", "document"), pk=member_id, batch=batch)
    if member.document is not None:
        return HttpResponseRedirect(f"{member.document.get_absolute_url()}{member.document.best_pdf}.pdf")
    paper = paper_for(batch, member, known_fields(batch), signer=batch.signer, date=batch.document_date)
    try:
        content = render_pdf(paper).bytes
    except CannotPrint as fault:
        return render(request, "documents/pages/preview_refused.html", {"reasons": [str(fault)]}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response


@requires("document.view")
@require_safe
def papers_zip(request, batch_id):
    """All papers of the batch in one file, each hashed against what was kept."""
    batch = _visible(request, batch_id)
    members = list(batch.members.exclude(document=None).select_related("document"))
    if not members:
        raise Http404("这批文书还没有生成。")
    file = tempfile.TemporaryFile()  # noqa: SIM115 — the response closes it
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for member in members:
                name = f"{member.order:03d} {member.document.number} {member.name}".replace("/", "／")[:120]
                archive.writestr(f"{name}.pdf", kept_bytes(member.document, "paper"))
    except Altered as fault:
        file.close()
        messages.error(request, f"没有打包：{fault}。请保全现场并报告管理员。")
        return HttpResponseRedirect(batch.get_absolute_url())
    file.seek(0)
    response = FileResponse(file, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{batch.title[:80].replace('/', '／')}.zip")
    response["Cache-Control"] = "private, no-store"
    return response
