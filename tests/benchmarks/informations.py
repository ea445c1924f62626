"""How fast a million informations are listed, sought, counted and compared, as ratios measured in one run.

    python -m tests.benchmarks.informations [PART …] [--rows 1000000] [--rounds 5]      (with TEST_DATABASE_URL)
    TEST_DATABASE_URL=…/loaded python -m tests.benchmarks.informations --as-it-is         (a database filled already)

PARTs: lists, deep, search, figures, doubles, signals; without any all of them. The database is filled by `manage.py
make_load`, which is measured too. Floor of a list: a bare view behind the same middleware and sign-in, which runs the
same SQL and answers JSON. Peer: Django's admin over the same rows, with the columns, filters, search and date
hierarchy an administrator would ask for, and helped: without date hierarchy and full count, choices alone as filters.
All are asked in-process by the test client, alternating, once warm. A ratio is the median of the rounds' ratios of
CPU time, of this process and of its PostgreSQL backend, because a machine that does other things stretches every clock.
"""

import argparse
import os
import random
import resource
import statistics
import sys
import time
from datetime import date
from functools import partial
from types import SimpleNamespace
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

import psutil  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.http import JsonResponse, QueryDict  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from django.urls import include, path  # noqa: E402

from accounts.access import requires  # noqa: E402
from accounts.models import Bureau, User  # noqa: E402
from casefile import kinds, lists, rows  # noqa: E402
from casefile.models import CaseFile  # noqa: E402
from desk import statistics as desk_statistics  # noqa: E402
from registers import seed  # noqa: E402
from registers.counting import COUNT_CAP  # noqa: E402
from registers.models import Enterprise  # noqa: E402
from riskinfo import duplicates, signals, situation  # noqa: E402
from riskinfo.models import RiskInfo  # noqa: E402
from riskinfo.models.finding import InfoMark  # noqa: E402
from tests.desk import raw_figures  # noqa: E402
from tests.riskinfo import raw_situation  # noqa: E402

#: One character, two, three and more: everywhere, here and there, rare and nowhere; codes and numbers.
WORDS = (
    "电", "爨", "电动", "充电", "甲醛", "晨曦", "昊锦", "龘龘", "养爨", "充电器", "燃气灶", "昊锦达", "飞海诚",
    "爨底下", "电线电缆", "电动自行车", "有限公司", "清源县", "晨曦朝晖", "自燃",
    "FX-2026-0012", "-2025-1", "99999", "202405", "20240512", "QX",
)  # fmt: skip
#: The number, or part of one, that a word of WORDS stands for.
NUMBERS = {"-2025-1": "2025-0001", "202405": "2024-0005", "20240512": "2024-0512"}
#: Who reads: a bureau's leader, the province over all counties, one officer of a small county.
READERS = {"county": "lijianguo", "province": "jiamin", "unit": "staff1-490640"}
FIELDS = (*rows.FIELDS, "riskinfo__is_key")


@requires("info.view")
def bare(request):
    """The same SQL as the list, as JSON."""
    _, page = lists._page(request, kinds.get("INFO"), None)
    lines = list(CaseFile.objects.filter(pk__in=page.keys).order_by().values_list(*FIELDS))
    names = vars(rows.Names(lines))
    return JsonResponse({"rows": lines, "names": names, "count": page.count, "more": page.more})


class CaseAdmin(admin.ModelAdmin):
    list_display = ("number", "title", "enterprise", "level", "state_label", "handler", "department", "due_at")
    list_filter = ("state", "level", "department")
    list_select_related = ("enterprise", "handler", "department")
    search_fields = ("title", "number", "enterprise__name")
    list_per_page = 50
    ordering = ("-opened_at", "-id")
    date_hierarchy = "opened_at"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind="INFO")


class TunedAdmin(CaseAdmin):
    date_hierarchy = None
    show_full_result_count = False
    list_filter = ("state", "level")


plain_site, tuned_site = admin.AdminSite("plain"), admin.AdminSite("tuned")
plain_site.register(CaseFile, CaseAdmin)
tuned_site.register(CaseFile, TunedAdmin)
urlpatterns = [
    path("bare/", bare), path("plain/", plain_site.urls), path("tuned/", tuned_site.urls),
    path("", include("config.urls")),
]  # fmt: skip


# --- measuring ---------------------------------------------------------------------------
def cpu() -> float:
    """Return the CPU seconds of this process and of the backend that serves it."""
    spent = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        backend = psutil.Process(connection.connection.info.backend_pid).cpu_times()
        spent += backend.user + backend.system
    return spent


def cost(function, times: int = 1) -> tuple[float, float]:
    """Return the seconds of CPU and by the clock that one call takes."""
    clock, before = time.perf_counter(), cpu()
    for _ in range(times):
        function()
    return (cpu() - before) / times, (time.perf_counter() - clock) / times


def getter(client, url: str):
    def get():
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return response.content

    return get


def ratio(one, other) -> float:
    """Return the median of one : other, round by round, by CPU."""
    return statistics.median(a[0] / b[0] for a, b in zip(one, other, strict=True))


def ms(found, of: int = 0) -> float:
    return statistics.median(row[of] for row in found) * 1000


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def alternating(sides: dict, rounds: int, times: dict | None = None) -> dict[str, list]:
    """Return {name: [(CPU, clock) of each round]}; every side is warmed first."""
    for function in sides.values():
        function()
    found = {name: [] for name in sides}
    for _ in range(rounds):
        for name, function in sides.items():
            found[name].append(cost(function, (times or {}).get(name, 1)))
    return found


class Bench:
    def __init__(self, rounds: int):
        self.rounds = rounds
        self.clients = {}
        for name, login in READERS.items():
            user = User.objects.filter(username=login).first()
            if user is not None:
                self.clients[name] = Client()
                self.clients[name].force_login(user)
        boss = User.objects.get(username="admin")
        boss.is_staff = boss.is_superuser = True
        boss.save()
        self.root = Client()
        self.root.force_login(boss)

    # --- parts -------------------------------------------------------------------------
    def lists(self) -> None:
        say("| list | reader | ours ms | bare JSON ms | admin ms | tuned ms | ours : bare | x admin | x tuned |")
        say("|---|---|---|---|---|---|---|---|---|")
        unit = User.objects.get(username="chenxiao").department_id
        pages = (
            ("whole", "", ""), ("待鉴别", "state=SUBMITTED", "state__exact=SUBMITTED"),
            ("已归档", "state=ARCHIVED", "state__exact=ARCHIVED"),
            ("of a unit", f"department={unit}", f"department__id__exact={unit}"),
            ("level 1", "level=LEVEL_1", "level__exact=LEVEL_1"), ("search 自燃", "q=自燃", "q=自燃"),
            ("search rare", "q=晨曦朝晖", "q=晨曦朝晖"),
        )  # fmt: skip
        for label, query, asked in pages:
            base = {"plain": getter(self.root, f"/plain/casefile/casefile/?{asked}")}
            tuned = asked if "department" not in asked else ""
            base["tuned"] = getter(self.root, f"/tuned/casefile/casefile/?{tuned}")
            peers = alternating(base, max(3, self.rounds // 2))
            for reader, client in self.clients.items():
                if "department" in query and reader != "county":
                    continue
                sides = {"ours": getter(client, f"/info/?{query}"), "bare": getter(client, f"/bare/?{query}")}
                found = alternating(sides, self.rounds, {"ours": 5, "bare": 5})
                ours, floor = found["ours"], found["bare"]
                shown = [ms(ours), ms(floor), ms(peers["plain"]), ms(peers["tuned"])]
                times = " | ".join(f"{value:.1f}" for value in shown)
                peer = f"{shown[2] / shown[0]:.0f} | {shown[3] / shown[0]:.1f}"
                say(f"| {label} | {reader} | {times} | {ratio(floor, ours):.2f} | {peer} |")

    def deep(self) -> None:
        say("| page | reader | page one ms | this ms | ratio |")
        say("|---|---|---|---|---|")
        for reader, client in self.clients.items():
            user = User.objects.get(username=READERS[reader])
            seen = CaseFile.objects.filter(kind="INFO", is_drill=False).visible_to(user)
            for label, place in (("middle", seen.count() // 2), ("deepest", max(seen.count() - 60, 0))):
                case = seen.order_by("-opened_at", "-pk")[place]
                after = urlencode({"after": f"{case.opened_at.isoformat()}_{case.pk}"})
                sides = {"one": getter(client, "/info/"), "deep": getter(client, f"/info/?{after}")}
                found = alternating(sides, self.rounds, {"one": 5, "deep": 5})
                times = f"{ms(found['one']):.1f} | {ms(found['deep']):.1f}"
                say(f"| {label} | {reader} | {times} | {ratio(found['deep'], found['one']):.2f} |")

    def search(self) -> None:
        """Ours: count and keys of the first page; floor: LIKE over every row that may be seen, by reading the table."""
        say("| word | reader | found | ours ms | sequential ms | ratio | clock | LIKE's |")
        say("|---|---|---|---|---|---|---|---|")
        for reader in self.clients:
            user, kind = User.objects.get(username=READERS[reader]), kinds.get("INFO")
            for word in WORDS:
                request = SimpleNamespace(user=user, GET=QueryDict(urlencode({"q": word})))
                plain = Q(title__contains=word) | Q(number__contains=word.upper())
                named = Enterprise.objects.filter(name__contains=word).values("pk")
                cases = CaseFile.objects.filter(kind="INFO", is_drill=False).visible_to(user).order_by()
                seen = cases.filter(plain | Q(enterprise__in=named))
                meant = cases.filter(plain | Q(enterprise__in=named) | also_meant(word))
                like = sorted(meant.values_list("opened_at", "pk"), reverse=True)
                _, page = lists._page(request, kind, None)
                right = page.keys == [pk for _, pk in like[:50]] and page.count in (len(like), None)
                right = right and (page.count is not None or len(like) > COUNT_CAP)
                sides = {"ours": partial(lists._page, request, kind, None), "floor": partial(sequential, seen)}
                found = alternating(sides, self.rounds, {"ours": 5})
                clock = statistics.median(a[1] / b[1] for a, b in zip(found["ours"], found["floor"], strict=True))
                say(
                    f"| {word} | {reader} | {len(like):,} | {ms(found['ours']):.1f} | {ms(found['floor']):.1f} "
                    f"| {ratio(found['ours'], found['floor']):.3f} | {clock:.3f} | {'yes' if right else 'NO'} |"
                )

    def figures(self) -> None:
        say("| figures | reader | ours ms | raw GROUP BY ms | ratio | equal |")
        say("|---|---|---|---|---|---|")
        for reader in self.clients:
            user = User.objects.get(username=READERS[reader])
            differing = raw_figures.differing(user)
            for name, ours, raw in (
                ("source", desk_statistics.informations_by_source, raw_figures.by_source),
                ("state", desk_statistics.by_state, raw_figures.by_state),
                ("unit", desk_statistics.by_unit, raw_figures.by_unit),
                ("headline", desk_statistics.headline, raw_figures.headline),
            ):
                found = alternating({"ours": partial(ours, user), "raw": partial(raw, user)}, self.rounds, {"ours": 5})
                times = f"{ms(found['ours']):.1f} | {ms(found['raw']):.1f}"
                equal = "NO" if name in differing else "yes"
                say(f"| {name} | {reader} | {times} | {ratio(found['ours'], found['raw']):.3f} | {equal} |")
        for start in (date(2026, 9, 1), date(2026, 7, 1), date(2025, 1, 1)):
            period = {9: "MONTH", 7: "QUARTER", 1: "YEAR"}[start.month]
            ids = list(Bureau.objects.filter(level="COUNTY").values_list("pk", flat=True))
            ours, raw = (partial(module.count, ids, period, start) for module in (situation, raw_situation))
            equal = "yes" if ours() == raw() else "NO"
            found = alternating({"ours": ours, "raw": raw}, self.rounds)
            times = f"{ms(found['ours']):.0f} | {ms(found['raw']):.0f}"
            say(
                f"| situation, {period} | all counties | {times} | {ratio(found['ours'], found['raw']):.3f} | {equal} |"
            )

    def doubles(self) -> None:
        rng, user = random.Random(7), User.objects.get(username=READERS["county"])
        keys = CaseFile.objects.filter(kind="INFO", bureau=user.bureau).exclude(state="DRAFT").order_by("pk")
        total, spent = keys.count(), []
        for _ in range(210):
            pk = keys.values_list("pk", flat=True)[rng.randrange(total)]
            info = RiskInfo.objects.select_related("case__enterprise", "case__product_type").get(pk=pk)
            spent.append(cost(partial(duplicates.candidates_of, info, user)))
        for label, at in (("CPU", 0), ("clock", 1)):
            values = sorted(row[at] * 1000 for row in spent[10:])
            say(
                f"candidates, {label}: median {statistics.median(values):.0f} ms, 95 % {values[189]:.0f} ms, "
                f"longest {values[-1]:.0f} ms of 200"
            )

    def signals(self) -> None:
        with transaction.atomic():
            spent = cost(signals.watch)
            transaction.set_rollback(True)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        say(f"signals of a night: CPU {spent[0]:.1f} s, clock {spent[1]:.1f} s, at most {peak:.0f} MB")


def also_meant(word: str) -> Q:
    """Return what else the box finds by LIKE: old names, and of what can be one a code, a batch or a whole number."""
    firms = Q(aliases__name__contains=word)
    if word.isascii() and len(word) >= 5:
        firms |= Q(uscc__contains=word.upper())
    found = Q(enterprise__in=Enterprise.objects.filter(firms).values("pk"))
    if word.isdigit():
        same = "value__startswith" if len(word) >= 8 else "value"
        found |= Q(pk__in=InfoMark.objects.filter(**{same: word}).values("info"))
    return found | Q(number__contains=NUMBERS.get(word, word))


def sequential(rows) -> None:
    """Count `rows` by reading through the table."""
    with transaction.atomic(), connection.cursor() as cursor:
        for plan in ("indexscan", "bitmapscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{plan} = off")
        rows.count()


def fill(count: int) -> None:
    seed.load()
    before, used = time.perf_counter(), cpu()
    call_command("make_load", str(count), stdout=sys.stdout)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"make_load: {time.perf_counter() - before:.0f} s, CPU {cpu() - used:.0f} s, at most {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--as-it-is", action="store_true", help="the database of TEST_DATABASE_URL is filled already")
    given = parser.parse_args()
    old = None
    if not given.as_it_is:
        old = setup_databases(verbosity=0, interactive=False, keepdb=False)
        fill(given.rows)
    try:
        with override_settings(ROOT_URLCONF="tests.benchmarks.informations", ALLOWED_HOSTS=["*"], DEBUG=False):
            bench = Bench(given.rounds)
            with connection.cursor() as cursor:  # else helpers of the backend do work that is not seen here
                if connection.vendor == "postgresql":
                    cursor.execute("SET max_parallel_workers_per_gather = 0")
            count = CaseFile.objects.filter(kind="INFO").count()
            say(f"{connection.vendor}, {count:,} informations, {given.rounds} rounds, load {os.getloadavg()[0]:.1f}")
            for part in given.parts or ("lists", "deep", "search", "figures", "doubles", "signals"):
                getattr(bench, part)()
    finally:
        if old is not None:
            teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
