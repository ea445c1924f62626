"""Writing a list to .xlsx, at once or in the background."""

import tempfile
from urllib.parse import urlsplit

from django.core.files.base import File
from django.db import transaction
from django.http import QueryDict

from .background import enqueue, handler
from .listings import Listing, listing_of
from .models import ExportRun
from .xlsx import Workbook

DIRECT = 5000  #: rows up to which a list is written while the page waits
_STEP = 5000


def write(file, listing: Listing, found, progress=lambda done: None) -> int:
    """Write `found` with its heading; return how many rows."""

    def lines():
        yield listing.headings
        for number, line in enumerate(listing.rows(found), start=1):
            if number % _STEP == 0:
                progress(number)
            yield line

    with Workbook(file) as book:
        return book.sheet(listing.title[:31], lines(), widths=[18] * len(listing.headings)) - 1


def export_later(listing: Listing, query: str, total: int, *, by) -> ExportRun:
    """Ask for a large list; it is written with what `by` may see when it is written."""
    with transaction.atomic():
        run = ExportRun.objects.create(
            owner=by, listing=listing.code, query=query[:1000], title=listing.title, total=total
        )
        enqueue("export", owner=by, run_id=run.pk)
    return run


@handler("export")
def export(report, run_id: int) -> dict:
    run = ExportRun.objects.select_related("owner").get(pk=run_id)
    if run.status == ExportRun.Status.DONE:
        return {}
    listing = listing_of(run.listing)
    if listing is None or not listing.open_to(run.owner):
        ExportRun.objects.filter(pk=run_id).update(status=ExportRun.Status.FAILED, error="您的角色不能再导出这个列表。")
        return {}

    def progress(done):
        report(done, run.total)
        ExportRun.objects.filter(pk=run_id).update(rows=done)

    with tempfile.TemporaryFile() as file:
        run.rows = write(file, listing, listing.find(run.owner, QueryDict(urlsplit(f"?{run.query}").query)), progress)
        run.file.save(f"{run.pk}.xlsx", File(file), save=False)
    run.status, run.total = ExportRun.Status.DONE, run.rows
    run.save()
    return {"rows": run.rows}
