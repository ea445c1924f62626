"""An import from upload to result file: ImportRun row, kept file, background work.

MAPPING → CHECKING → CHECKED → APPLYING → DONE. What is on file is compared twice:
for the preview, and again inside the transaction that writes; when the second
answer differs, nothing is written and the new answer is shown.
"""

import hashlib
import io
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils import timezone

from registers.background import enqueue, handler
from registers.keeping import delete_on_rollback
from registers.models import ImportRun
from registers.resources import REGISTERS

from . import result
from .headings import Heading, Synonyms, choose_sheet, find_heading, guess
from .planning import REFUSED, Plan, make_plan
from .reading import Book, Sheet, read_book
from .refusals import Unreadable
from .register import Register

log = logging.getLogger(__name__)
Status = ImportRun.Status
STALE = "预检之后档案有了变动，没有写入。已按现在的档案重新预检，请再看一遍后确认。"


@dataclass(frozen=True)
class Read:
    """A kept upload, read as its run says: which sheet, which heading, which columns."""

    book: Book
    sheet: Sheet
    heading: Heading
    columns: dict[str, int]


def register_of(run: ImportRun) -> Register:
    return REGISTERS[run.register](by=run.owner, bureau=run.bureau, origin=run.file_name, context=run.context)


def begin(slug: str, upload, *, by, context: dict | None = None) -> ImportRun:
    """Keep `upload` and guess how it is to be read; raise Unreadable before anything is kept.

    `context` (JSON) is given to the register each time the file is looked at.
    """
    register = REGISTERS[slug](by=by, bureau=by.bureau)
    content = upload.read()
    book = _read_bytes(content, upload.name)
    index, heading, doubt = choose_sheet(book, Synonyms(register.columns()))
    notes = [*book.notes]
    if doubt:
        notes.append(f"有几张工作表都像是名单，现选“{book.sheets[index].name}”，请核对。")
    run = ImportRun(
        register=slug, bureau=by.bureau, owner=by, file_name=Path(upload.name).name[-200:], size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), notes=notes,
        reading={"sheet": index, "first": heading.first, "last": heading.last, "columns": heading.mapping,
        "hidden": True}, context=context or {},
    )  # fmt: skip
    with transaction.atomic():
        run.file.save(f"{run.sha256[:16]}{Path(upload.name).suffix.lower()}", ContentFile(content), save=False)
        delete_on_rollback(run.file)
        run.save()
    return run


def _read_bytes(content: bytes, name: str) -> Book:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return read_book(file.name, name)


def read_run(run: ImportRun, *, sheet: int | None = None, first: int | None = None) -> Read:
    """Read the kept file; another `sheet` or heading row than the kept one is guessed anew."""
    with run.file.open("rb") as file:
        book = _read_bytes(file.read(), run.file_name)
    kept = run.reading
    index = kept["sheet"] if sheet is None or not 0 <= sheet < len(book.sheets) else sheet
    chosen = book.sheets[index]
    if index != kept["sheet"] or (first is not None and first != kept["first"]):
        synonyms = Synonyms(register_of(run).columns())
        heading = find_heading(chosen, synonyms)
        if first is not None and 1 <= first <= len(chosen.rows):
            heading = _heading_at(chosen, first, first)
            heading.mapping = guess(heading.labels, synonyms)
        return Read(book, chosen, heading, heading.mapping)
    heading = _heading_at(chosen, kept["first"], kept["last"])
    return Read(book, chosen, heading, kept["columns"])


def _heading_at(sheet: Sheet, first: int, last: int) -> Heading:
    rows = sheet.rows[max(0, first - 1) : last]
    width = max((len(row) for row in rows), default=0)
    labels = []
    for index in range(width):
        parts = dict.fromkeys(result.shown(row[index]) for row in rows if index < len(row) and row[index] != "")
        labels.append(" / ".join(parts))
    return Heading(first, last, labels)


def check_later(run: ImportRun, reading: dict) -> None:
    """Keep how the file is to be read and ask for the check."""
    run.reading, run.status, run.error = reading, Status.CHECKING, ""
    run.done_steps = run.total_steps = 0
    with transaction.atomic():
        run.save()
        enqueue("import_check", owner=run.owner, run_id=run.pk)


def apply_later(run: ImportRun, *, skip_refused: bool) -> bool:
    """Ask for the writing; False when the run is not waiting for it (a second click)."""
    with transaction.atomic():
        waiting = ImportRun.objects.filter(pk=run.pk, status=Status.CHECKED)
        if not waiting.update(status=Status.APPLYING, skip_refused=skip_refused, done_steps=0, total_steps=0, error=""):
            return False
        enqueue("import_apply", owner=run.owner, run_id=run.pk)
    return True


@handler("import_check")
def check(report, run_id: int) -> dict:
    """Work out the plan and keep its preview."""
    run = ImportRun.objects.select_related("owner", "bureau").get(pk=run_id)
    if run.status != Status.CHECKING:
        return {}

    def progress(done, total):
        report(done, total)
        ImportRun.objects.filter(pk=run_id).update(done_steps=done, total_steps=total)

    try:
        read = read_run(run)
        register = register_of(run)
        plan = _plan(run, read, register, progress=progress)
    except Unreadable as refused:
        ImportRun.objects.filter(pk=run_id).update(status=Status.FAILED, error=refused.message)
        return {}
    except Exception:
        ImportRun.objects.filter(pk=run_id).update(error="检查时出错，稍后会自动再试；一直不行请联系管理员。")
        raise
    _keep_preview(run, register, plan, read)
    return run.counts


def _plan(run: ImportRun, read: Read, register: Register, **options) -> Plan:
    hidden = run.reading.get("hidden", True)
    return make_plan(register, read.sheet, read.heading, read.columns, hidden=hidden, **options)


def _keep_preview(run: ImportRun, register: Register, plan: Plan, read: Read, error="") -> None:
    kept = io.BytesIO()
    result.write_preview(kept, register, plan, read.sheet, read.columns)
    run.plan_file.save(f"{run.pk}.zip", ContentFile(kept.getvalue()), save=False)
    delete_on_rollback(run.plan_file)
    run.counts = plan.counts | {"skipped": len(plan.skipped)}
    run.notes = read_notes(run, read, plan)
    run.digest, run.status, run.error = plan.digest(), Status.CHECKED, error
    run.save()


def read_notes(run: ImportRun, read: Read, plan: Plan) -> list[str]:
    """Return what somebody should know of the file as a whole."""
    notes = [*read.book.notes, *plan.remarks]
    hidden = sorted(number for number in read.sheet.hidden if number > read.heading.last)
    if hidden and run.reading.get("hidden", True):
        notes.append(f"有 {len(hidden)} 个隐藏行（第 {_few(hidden)} 行），也会导入。")
    if read.sheet.formulas:
        notes.append(f"有 {read.sheet.formulas} 格是公式，按文件里保存的计算结果读取。")
    if read.sheet.merged:
        notes.append("合并的单元格按首格的内容填入每一行。")
    reasons = dict.fromkeys(row.why for row in plan.skipped)
    for why in reasons:
        rows = [row.row for row in plan.skipped if row.why == why]
        notes.append(f"{why}：第 {_few(rows)} 行，不导入。")
    return notes


def _few(numbers: list[int]) -> str:
    return "、".join(map(str, numbers[:8])) + (" 等" if len(numbers) > 8 else "")


@handler("import_apply")
def apply(report, run_id: int) -> dict:
    """Write what the preview said, all of it or nothing."""
    run = ImportRun.objects.select_related("owner", "bureau").get(pk=run_id)
    if run.status != Status.APPLYING:
        return {}
    read = read_run(run)
    register = register_of(run)
    try:
        with transaction.atomic():
            ImportRun.objects.select_for_update().get(pk=run_id)
            plan = _plan(run, read, register, lock=True)
            if plan.digest() != run.digest:
                raise _Stale
            if plan.count(REFUSED) and (register.whole or not run.skip_refused):
                raise _Stale
            register.write(plan.rows)
            _finish(run, register, plan, read)
    except (_Stale, IntegrityError) as error:
        log.info("import %s: what is on file has changed since the preview (%s)", run_id, type(error).__name__)
        register = register_of(run)
        _keep_preview(run, register, _plan(run, read, register), read, error=STALE)
    except Exception:
        ImportRun.objects.filter(pk=run_id).update(error="写入时出错，什么都没有导入；稍后会自动再试。")
        raise
    return run.counts


class _Stale(Exception):
    """What would be written is not what was shown."""


def _finish(run: ImportRun, register: Register, plan: Plan, read: Read) -> None:
    with tempfile.TemporaryFile() as file:
        happened = result.outcomes(register, plan, read.columns)
        masks = result.masks(register, plan, read.columns)
        result.write_result(file, read.sheet, read.heading.last, happened, masks=masks)
        run.result_file.save(f"{run.pk}.xlsx", File(file), save=False)
        delete_on_rollback(run.result_file)
    run.status, run.applied_at, run.error = Status.DONE, timezone.now(), ""
    run.counts = plan.counts | {"skipped": len(plan.skipped)}
    run.save()
