"""Lists as spreadsheets: a small one at once, a large one in the background."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in

from .exporting import DIRECT, export_later, write
from .listings import listing_of, listings
from .models import ExportRun

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_safe
def exports(request):
    """Every list that the reader may have, and the large ones that were asked for."""
    found = [listing for listing in listings() if listing.open_to(request.user)]
    runs = ExportRun.objects.filter(owner=request.user)[:20]
    return render(request, "registers/imports/exports.html", {"listings": found, "runs": runs})


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def export(request, code):
    """Send the list of the query string; above DIRECT rows offer to write it in the background."""
    listing = listing_of(code)
    if listing is None:
        raise Http404("没有这个列表。")
    if not listing.open_to(request.user):
        raise PermissionDenied("您的角色不能导出这个列表。")
    found = listing.find(request.user, request.GET)
    total = listing.count(found)
    if request.method == "POST":
        run = export_later(listing, request.GET.urlencode(), total, by=request.user)
        return redirect("registers:export_run", run.pk)
    if total > DIRECT:
        return render(request, "registers/imports/export.html", {"listing": listing, "total": total})
    response = HttpResponse(content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(True, _name(listing.title))
    write(response, listing, found)
    return response


@signed_in
@require_safe
def export_run(request, run_id):
    run = get_object_or_404(ExportRun, pk=run_id, owner=request.user)
    if request.htmx and run.status == ExportRun.Status.RUNNING:
        return render(request, "registers/imports/export_progress.html", {"run": run})
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "registers/imports/export_run.html", {"run": run})


@signed_in
@never_cache
@require_safe
def export_file(request, run_id):
    run = get_object_or_404(ExportRun.objects.exclude(file=""), pk=run_id, owner=request.user)
    return FileResponse(run.file.open("rb"), as_attachment=True, filename=_name(run.title))


def _name(title: str) -> str:
    return f"{title}{timezone.localdate():%Y%m%d}.xlsx"
