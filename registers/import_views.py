"""Importing on the site: choose → upload → columns → preview → confirm → result."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires

from .import_forms import ColumnsForm, UploadForm
from .imports import result, runs
from .imports.planning import ACTIONS, CHANGED, NEW, REFUSED
from .imports.refusals import Unreadable
from .imports.template import write_template
from .models import ImportRun
from .resources import REGISTERS, importable_by, runs_seen_by

PERMISSIONS = tuple(dict.fromkeys(register.permission for register in REGISTERS.values()))
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ORDER = (REFUSED, CHANGED, NEW, "SAME")
Status = ImportRun.Status


def _register(request, slug: str):
    if slug not in REGISTERS:
        raise Http404("没有这个登记簿。")
    register = REGISTERS[slug]
    if register not in importable_by(request.user):
        raise PermissionDenied("您的角色不能导入这个登记簿。")
    return register


def _runs(user):
    slugs = [register.slug for register in importable_by(user)]
    return runs_seen_by(user, slugs).select_related("owner", "bureau")


def _run(request, run_id: int, *, own=False) -> ImportRun:
    run = get_object_or_404(_runs(request.user), pk=run_id)
    if own and run.owner_id != request.user.pk:
        raise PermissionDenied(f"这次导入由{run.owner.name}办理。")
    return run


@requires(*PERMISSIONS)
@require_safe
def imports(request):
    found = list(_runs(request.user)[:30])
    for run in found:
        run.register_label = REGISTERS[run.register].label
    context = {"registers": importable_by(request.user), "runs": found}
    context["may_export"] = request.user.can("register.manage")
    return render(request, "registers/imports/list.html", context)


@requires(*PERMISSIONS)
@require_http_methods(["GET", "POST"])
def upload(request, slug):
    register = _register(request, slug)
    if register.start_url:
        return redirect(register.start())
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = runs.begin(slug, form.cleaned_data["file"], by=request.user)
        except Unreadable as refused:
            form.add_error("file", refused.message)
        else:
            return redirect("registers:import_columns", run.pk)
    context = {"form": form, "register": register(by=request.user, bureau=request.user.bureau)}
    return render(request, "registers/imports/upload.html", context, status=422 if request.method == "POST" else 200)


@requires(*PERMISSIONS)
@require_safe
def template(request, slug):
    register = _register(request, slug)
    response = HttpResponse(content_type=_XLSX)
    response["Content-Disposition"] = _named(f"{register.label}导入模板.xlsx")
    write_template(response, register(by=request.user, bureau=request.user.bureau))
    return response


@requires(*PERMISSIONS)
@require_http_methods(["GET", "POST"])
def columns(request, run_id):
    """Which column of the file is which; `?sheet=` and `?first=` look at another sheet or heading row."""
    run = _run(request, run_id, own=True)
    if run.status not in (Status.MAPPING, Status.CHECKED, Status.FAILED):
        return redirect("registers:import_run", run.pk)
    asked = request.POST if request.method == "POST" else request.GET
    try:
        read = runs.read_run(run, sheet=_number(asked.get("sheet")), first=_number(asked.get("first")))
    except Unreadable as refused:
        messages.error(request, refused.message)
        return redirect("registers:imports")
    register = runs.register_of(run)
    form = ColumnsForm(request.POST or None, register=register, read=read, run=run)
    if request.method == "POST" and form.is_valid():
        runs.check_later(run, form.reading())
        return redirect("registers:import_run", run.pk)
    context = {"run": run, "form": form, "register": register, "read": read, "sample": form.sample()}
    return render(request, "registers/imports/columns.html", context, status=422 if form.is_bound else 200)


@requires(*PERMISSIONS)
@require_safe
def run(request, run_id):
    """Progress, preview or result, whatever the run has come to. htmx asks for the progress alone."""
    found = _run(request, run_id)
    if found.status == Status.MAPPING:
        return redirect("registers:import_columns", found.pk)
    if request.htmx and found.busy:
        return render(request, "registers/imports/progress.html", {"run": found})
    if request.htmx:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "registers/imports/run.html", _run_context(request, found))


def _run_context(request, found: ImportRun) -> dict:
    tabs = [(a, ACTIONS[a], found.counts.get(a, 0)) for a in _ORDER]
    chosen = request.GET.get("show", "")
    if chosen not in ACTIONS:
        chosen = next((action for action, _, count in tabs if count), NEW)
    page = _number(request.GET.get("page")) or 0
    rows = []
    if found.plan_file and not found.busy:
        with found.plan_file.open("rb") as file:
            rows = result.read_preview(file, chosen, page)
    total = found.counts.get(chosen, 0)
    pages = max(1, -(-total // result.PAGE))
    register = REGISTERS[found.register]
    return {
        "run": found, "register": register, "tabs": tabs, "chosen": chosen, "rows": rows,
        "own": found.owner == request.user, "back": register.back(found.context),
        "refused": found.counts.get(REFUSED, 0), "writes": found.counts.get(NEW, 0) + found.counts.get(CHANGED, 0),
        "pager": {
            "count_text": f"{ACTIONS[chosen]} {total} 行，第 {page + 1} / {pages} 页",
            "previous_url": f"?show={chosen}&page={page - 1}" if page else "",
            "next_url": f"?show={chosen}&page={page + 1}" if page + 1 < pages else "",
        },
    }  # fmt: skip


@requires(*PERMISSIONS)
@require_POST
def confirm(request, run_id):
    found = _run(request, run_id, own=True)
    skip = "skip_refused" in request.POST
    refused = found.counts.get(REFUSED, 0)
    if found.status == Status.CHECKED and refused and (not skip or REGISTERS[found.register].whole):
        messages.error(request, f"还有 {refused} 行被拒，没有导入。请改好文件重新上传，或选“跳过被拒的行”。")
    elif not runs.apply_later(found, skip_refused=skip):
        messages.info(request, "这次导入已经确认过了。")
    return redirect("registers:import_run", found.pk)


@requires(*PERMISSIONS)
@require_POST
def cancel(request, run_id):
    found = _run(request, run_id, own=True)
    waiting = ImportRun.objects.filter(pk=found.pk, status__in=[Status.MAPPING, Status.CHECKED, Status.FAILED])
    if waiting.update(status=Status.CANCELLED):
        messages.success(request, f"已放弃导入“{found.file_name}”，什么都没有写入。")
    return redirect("registers:imports")


@requires(*PERMISSIONS)
@never_cache
@require_safe
def result_file(request, run_id):
    found = _run(request, run_id)
    if not found.result_file or REGISTERS[found.register].once:
        raise Http404("没有结果文件。")
    return FileResponse(found.result_file.open("rb"), as_attachment=True, filename=_result_name(found))


@requires(*PERMISSIONS)
@never_cache
@require_POST
def result_once(request, run_id):
    """Hand out a result file that holds temporary passwords, and destroy it."""
    found = _run(request, run_id, own=True)
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=found.pk)
        if not held.result_file:
            messages.error(request, "结果文件已经下载过，不再保留。忘记密码的，请在用户页重置。")
            return redirect("registers:import_run", found.pk)
        with held.result_file.open("rb") as file:
            content = file.read()
        storage, name = held.result_file.storage, held.result_file.name
        held.result_file = ""
        held.save(update_fields=["result_file"])
        transaction.on_commit(lambda: storage.delete(name))
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = _named(_result_name(found))
    return response


def _result_name(run: ImportRun) -> str:
    return f"{run.file_name.rsplit('.', 1)[0]}-导入结果.xlsx"


def _named(name: str) -> str:
    return content_disposition_header(True, name)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None
