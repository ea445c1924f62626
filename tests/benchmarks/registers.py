"""How fast registers come in and go out, as ratios to a floor and a peer measured in the same run.

    python -m tests.benchmarks.registers [--rows 50000] [--rounds 5]      (TEST_DATABASE_URL chooses PostgreSQL)

Works in a database of its own beside the configured one and removes it at the end. Both sides
alternate; a ratio is the median of the rounds' ratios. What counts is CPU time, of this process and of
the PostgreSQL backend that serves it, because a machine that does other things stretches every clock;
the same ratios by the clock are printed beside. The peer is given fewer rows: its rate does not depend on them.
"""

import argparse
import ctypes
import gc
import io
import os
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

import openpyxl  # noqa: E402
import psutil  # noqa: E402
import tablib  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from django.utils import timezone  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402

from accounts.models import Bureau  # noqa: E402
from registers.imports.headings import Synonyms, choose_sheet  # noqa: E402
from registers.imports.planning import make_plan  # noqa: E402
from registers.imports.reading import read_book  # noqa: E402
from registers.imports.result import write_preview  # noqa: E402
from registers.listings import enterprise_rows  # noqa: E402
from registers.models import Enterprise, Region  # noqa: E402
from registers.resources import REGISTERS  # noqa: E402
from registers.validators import uscc_check_character  # noqa: E402
from registers.xlsx import Workbook  # noqa: E402

HEAD = ["企业名称", "统一社会信用代码", "所在区划", "地址", "联系人", "联系电话", "生产者", "销售者", "监管类别",
        "适用总局令第75、76号", "质量安全总监", "质量安全员"]  # fmt: skip
NAMES = ["name", "uscc", "region_id", "address", "contact_person", "contact_phone", "is_producer", "is_seller", "tier",
         "subject_to_75_76", "quality_director", "quality_officer"]  # fmt: skip
WORDS = "恒宏远达安泰鑫盛华兴瑞丰祥和顺通利源福康"


def line(number: int) -> list[str]:
    body = f"91419921MA{number:07}"
    name = "清源县" + "".join(WORDS[number // 20**place % 20] for place in range(4)) + f"{number}线缆有限公司"
    return [
        name, body + uscc_check_character(body), f"第{number % 40}镇", f"解放路{number}号", "张三", f"138{number:08}",
            "是", "否", "常规监管", "否", "李四", "王五"]  # fmt: skip


def spreadsheet(path: Path, count: int) -> None:
    with open(path, "wb") as file, Workbook(file) as book:
        book.sheet("名单", (HEAD if n == 0 else line(n) for n in range(count + 1)))


class Peer(resources.ModelResource):
    """django-import-export as it comes."""

    region = fields.Field("region", "region", widgets.ForeignKeyWidget(Region, "name"))

    class Meta:
        model = Enterprise
        import_id_fields = ["uscc"]
        fields = ["region" if name == "region_id" else name for name in NAMES] + ["bureau"]


class BulkPeer(Peer):
    class Meta(Peer.Meta):
        use_bulk = True
        batch_size = 1000
        skip_unchanged = True
        report_skipped = True


class Bench:
    def __init__(self, folder: Path, count: int):
        self.folder, self.count = folder, count
        self.bureau = Bureau.objects.create(
            name="清源县市场监督管理局", short_name="清源县市场监管局", level="COUNTY", region_code="419921",
            organ_code="清市监", government_name="清源县人民政府",
        )  # fmt: skip
        Region.objects.bulk_create(Region(code=f"419921{n:03}", name=f"第{n}镇", level="TOWN") for n in range(40))
        self.path = folder / "enterprises.xlsx"
        spreadsheet(self.path, count)

    def empty(self):
        Enterprise.product_types.through.objects.all().delete()
        Enterprise.objects.all().delete()
        gc.collect()

    def ours(self, path=None) -> None:
        """Read, map, check, preview, write: everything that an administrator waits for."""
        path = path or self.path
        book = read_book(path, path.name)
        register = REGISTERS["enterprises"](bureau=self.bureau)
        index, heading, _ = choose_sheet(book, Synonyms(register.columns()))
        sheet = book.sheets[index]
        with transaction.atomic():
            plan = make_plan(register, sheet, heading, heading.mapping, lock=True)
            write_preview(io.BytesIO(), register, plan, sheet, heading.mapping)
            register.write(plan.rows)
        self.counts = plan.counts

    def floor(self):
        """The same file by COPY, or executemany, and one upsert; nothing is checked."""
        rows = read_book(self.path, "a.xlsx").sheets[0].rows[1:]
        regions = dict(Region.objects.values_list("name", "pk"))
        now, tiers = timezone.now().isoformat(), {"常规监管": "NORMAL"}
        values = [
            (r[0], r[1], regions[r[2]], *r[3:6], r[6] == "是", r[7] == "是", tiers[r[8]], r[9] == "是", r[10], r[11],
             self.bureau.pk, "", "", False, False, False, "", True, now, now)
            for r in rows
        ]  # fmt: skip
        columns = [*NAMES, "bureau_id", "initials", "no_uscc_reason", "low_small_scattered", "long_idle", "no_capacity",
                   "notes", "active", "created_at", "updated_at"]  # fmt: skip
        names = ", ".join(columns)
        sets = ", ".join(f"{name} = excluded.{name}" for name in NAMES if name != "uscc")
        upsert = f"ON CONFLICT (bureau_id, uscc) WHERE NOT (uscc = '') DO UPDATE SET {sets}"
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {names} FROM registers_enterprise LIMIT 0"
                )
                with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
                    for value in values:
                        copy.write_row(value)
                cursor.execute(f"INSERT INTO registers_enterprise ({names}) SELECT {names} FROM incoming {upsert}")
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO registers_enterprise ({names}) VALUES ({marks}) {upsert}", values)

    def peer(self, resource, count: int):
        """django-import-export reading the same file by openpyxl, `count` rows of it."""
        sheet = openpyxl.load_workbook(self.path, read_only=True).active
        data = tablib.Dataset(headers=[*("region" if n == "region_id" else n for n in NAMES), "bureau"])
        for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True)):
            if number == count:
                break
            values = list(row)
            values[6:10] = ["1", "0", "NORMAL", "0"]
            data.append([*values, self.bureau.pk])
        result = resource().import_data(data, raise_errors=True)
        assert not result.has_errors()

    def export(self, target):
        register = REGISTERS["enterprises"](bureau=self.bureau)
        register.load_known()
        columns = [register.fields[name] for name in NAMES]
        with Workbook(target) as book:
            book.sheet("企业", enterprise_rows(Enterprise.objects.all(), columns))

    def export_openpyxl(self, target):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        labels = dict(Region.objects.values_list("pk", "name"))
        for row in Enterprise.objects.order_by("name", "pk").values_list(*NAMES).iterator(chunk_size=2000):
            values = list(row)
            values[2] = labels[values[2]]
            values[6:10] = ["是" if values[6] else "否", "是" if values[7] else "否", values[8], "否"]
            sheet.append(values)
        book.save(target)


@dataclass(frozen=True)
class Measured:
    """CPU seconds (own and backend's), seconds by the clock, and by how many MB the process grew at its highest."""

    cpu: float
    clock: float
    grown: float


def cpu_seconds() -> float:
    """Return the CPU time that this process and its PostgreSQL backend have used so far."""
    processes = [psutil.Process()]
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        processes.append(psutil.Process(connection.connection.info.backend_pid))
    return sum(times.user + times.system for times in (process.cpu_times() for process in processes))


def timed(function, *arguments) -> Measured:
    process, peak, done = psutil.Process(), [0], threading.Event()
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what was freed before would hide what is taken now
    before = process.memory_info().rss

    def watch():
        while not done.wait(0.05):
            peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    start, used = time.perf_counter(), cpu_seconds()
    function(*arguments)
    cpu, clock = cpu_seconds() - used, time.perf_counter() - start
    done.set()
    watcher.join()
    return Measured(cpu, clock, max(0, peak[0] - before) / 1e6)


def main(count: int, rounds: int, exported: int, peer_rows: int) -> None:
    folder = Path(tempfile.mkdtemp())
    bench = Bench(folder, count)
    rounds_of: dict[str, list[tuple[int, Measured]]] = {}

    def note(name, rows, measured):
        rounds_of.setdefault(name, []).append((rows, measured))
        sys.stderr.write(
            f"{name}: {rows / measured.cpu:,.0f}/s of CPU, {rows / measured.clock:,.0f}/s, +{measured.grown:.0f} MB\n"
        )

    for _ in range(rounds):
        bench.empty()
        note("floor", count, timed(bench.floor))
        bench.empty()
        note("ours", count, timed(bench.ours))
        note("ours again", count, timed(bench.ours))
        assert bench.counts["SAME"] == count
        bench.empty()
        note("peer", peer_rows, timed(bench.peer, Peer, peer_rows))
        note("peer again, bulk", peer_rows, timed(bench.peer, BulkPeer, peer_rows))
    bench.empty()
    big = folder / "big.xlsx"
    spreadsheet(big, exported)
    bench.ours(big)
    for _ in range(rounds):
        with open(folder / "out.xlsx", "wb") as target:
            note("export, openpyxl", exported, timed(bench.export_openpyxl, target))
        with open(folder / "out.xlsx", "wb") as target:
            note("export, ours", exported, timed(bench.export, target))
    table(rounds_of)


#: What is compared with what: (label, ours, the other, least ratio wanted, most MB of more memory wanted).
PAIRS = (
    ("validated import : COPY or executemany upsert", "ours", "floor", 0.25, 400),
    ("validated import : import-export as it comes", "ours", "peer", 10, 400),
    ("same file again, 0 rows written : import-export bulk", "ours again", "peer again, bulk", 20, 400),
    ("export, database included : openpyxl write-only", "export, ours", "export, openpyxl", 5, 100),
)


def table(rounds_of: dict[str, list[tuple[int, Measured]]]) -> None:
    """Print a line a pair: rates by CPU, the median ratio and its range, the ratio by the clock, memory."""
    lines = [
        f"| {connection.vendor} | ours rows/s | other rows/s | ratio (CPU) | lowest–highest | by the clock | wanted "
        "| + MB | wanted | holds |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    middle = statistics.median
    for label, own, other, least, most in PAIRS:
        mine, theirs = rounds_of[own], rounds_of[other]
        rates = [[rows / measured.cpu for rows, measured in side] for side in (mine, theirs)]
        ratios = [a / b for a, b in zip(*rates, strict=True)]
        clock = [(n / a.clock) / (m / b.clock) for (n, a), (m, b) in zip(mine, theirs, strict=True)]
        grown = max(measured.grown for _, measured in mine)
        lines.append(
            f"| {label} | {middle(rates[0]):,.0f} | {middle(rates[1]):,.0f} | {middle(ratios):.2f} "
            f"| {min(ratios):.2f}–{max(ratios):.2f} | {middle(clock):.2f} | ≥ {least} | {grown:.0f} | ≤ {most} "
            f"| {'yes' if middle(ratios) >= least and grown <= most else 'NO'} |"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--export-rows", type=int, default=100_000)
    parser.add_argument("--peer-rows", type=int, default=2_000, help="rows for the peer, which is slow")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        main(options.rows, options.rounds, options.export_rows, options.peer_rows)
    finally:
        teardown_databases(kept, verbosity=0)
