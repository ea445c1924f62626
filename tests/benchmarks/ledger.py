"""How fast the ledger of 200,000 items is shown, as ratios to a floor and a peer measured in the same run.

    python -m tests.benchmarks.ledger [--items 200000] [--rounds 7]      (with TEST_DATABASE_URL, on PostgreSQL)

Floor: a bare view behind the same middleware and the same sign-in, which runs the same two queries (count and
page) and answers JSON. Below it an empty page, which answers nothing once the person is known: what no page goes
under. Peer: Django's admin over the same tables, with the columns, filters and date hierarchy an administrator
would ask for, and without the date hierarchy and the full count. All are asked in-process by the test client,
alternating, once warm; a ratio is the median of the rounds' ratios of CPU time of this process and of the
PostgreSQL backend, because a machine that does other things stretches every clock; so PostgreSQL works without
helpers of its backend, whose time would be missed.
"""

import argparse
import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

import psutil  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.access import requires  # noqa: E402
from casefile.models import CaseFile  # noqa: E402
from rectification.ledger import page_query  # noqa: E402
from rectification.models import RectificationItem  # noqa: E402
from rectification.problems import PROBLEMS  # noqa: E402
from registers.models import Enterprise, ProductType, Region  # noqa: E402
from tests.people import make_county  # noqa: E402

QUERIES = ("", "?state=ORDERED", "?only=overdue", "?level=MAJOR&only=open")


@requires("item.view")
def bare(request):
    """The same SQL as the ledger's page, as JSON."""
    _, lines, counted = page_query(request.user, request.GET)
    return JsonResponse({"rows": lines, "count": counted})


@requires("item.view")
def empty(request):
    """Nothing but who asks and whether he or she may."""
    return JsonResponse({})


class CaseAdmin(admin.ModelAdmin):
    list_display = ("number", "enterprise", "product_type", "level", "state_label", "handler", "department", "due_at")
    list_filter = ("state", "level", "department")
    list_select_related = ("enterprise", "product_type", "handler", "department")
    list_per_page = 50
    ordering = ("-opened_at", "-id")
    date_hierarchy = "opened_at"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind="RECTIFICATION")


class TunedAdmin(CaseAdmin):
    """As one would help it: no date hierarchy, no full count, choices alone as filters."""

    date_hierarchy = None
    show_full_result_count = False
    list_filter = ("state", "level")


plain_site, tuned_site = admin.AdminSite("plain"), admin.AdminSite("tuned")
plain_site.register(CaseFile, CaseAdmin)
tuned_site.register(CaseFile, TunedAdmin)
urlpatterns = [
    path("bare/", bare), path("empty/", empty), path("plain/", plain_site.urls), path("tuned/", tuned_site.urls),
    path("", include("config.urls")),
]  # fmt: skip


def fill(count: int, county) -> None:
    """Write `count` items of some years, one in forty open, spread over units, enterprises and handlers."""
    town = Region.objects.create(code="419921100", name="辛安镇", level="TOWN")
    companies = Enterprise.objects.bulk_create(
        Enterprise(bureau=county.bureau, name=f"清源县恒通{n}号线缆有限公司", no_uscc_reason="测试", region=town)
        for n in range(3000)
    )
    products = ProductType.objects.bulk_create(
        ProductType(code=f"P{n}", name=f"产品{n}", domain="INDUSTRIAL") for n in range(40)
    )
    case = CaseFile.objects.create(
        pk=1, kind="RECTIFICATION", number="ZG-1", bureau=county.bureau, department=county.quality,
        handler=county.staff, created_by=county.staff, title="未检验出厂", enterprise=companies[0],
        product_type=products[0], level="GENERAL", state="WRITTEN_OFF", state_label="已销号",
        opened_at=timezone.now(), closed_at=timezone.now(), due_explanation="整改到期",
    )  # fmt: skip
    item = RectificationItem(
        case=case, problem=PROBLEMS[0].code, severity="GENERAL", situation="问题", found_on=timezone.localdate(),
        requirement="改", ordered_at=timezone.now(), cause="原因", first_officer=county.staff,
        second_officer=county.second_staff, written_off_by=county.deputy, written_off_at=timezone.now(),
    )  # fmt: skip
    item.__dict__["state"] = "WRITTEN_OFF"
    item.save(force_insert=True)
    is_open, level = "g % 40 = 0", "(array['GENERAL', 'LARGER', 'MAJOR'])[1 + g % 3]"
    state = f"CASE WHEN {is_open} THEN 'ORDERED' ELSE 'WRITTEN_OFF' END"
    multiply(CaseFile, "id", count, {
        "id": "g", "number": "'ZG-' || g", "opened_at": "t.opened_at - g * interval '8 minutes'", "state": state,
        "state_label": f"CASE WHEN {is_open} THEN '已责令整改' ELSE '已销号' END", "level": level,
        "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE t.closed_at END",
        "due_at": f"CASE WHEN {is_open} THEN now() + ((g / 40) % 50 - 20) * interval '1 day' END",
        "enterprise_id": f"{companies[0].pk} + g % {len(companies)}",
        "product_type_id": f"{products[0].pk} + g % {len(products)}",
        "department_id": f"CASE WHEN g % 2 = 0 THEN {county.quality.pk} ELSE {county.brigade.pk} END",
        "handler_id": f"CASE WHEN g % 2 = 0 THEN {county.staff.pk} ELSE {county.brigade_officer.pk} END",
    })  # fmt: skip
    codes = ", ".join(f"'{problem.code}'" for problem in PROBLEMS)
    multiply(RectificationItem, "case_id", count, {
        "case_id": "g", "state": state, "severity": level, "problem": f"(array[{codes}])[1 + g % {len(PROBLEMS)}]",
    })  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def multiply(model, key: str, count: int, changed: dict[str, str]) -> None:
    """Write rows 2 to `count` like row 1 (t), but for the columns of `changed`, which are SQL of g."""
    columns = [field.column for field in model._meta.concrete_fields]
    names, values = ", ".join(columns), ", ".join(changed.get(name, f"t.{name}") for name in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, generate_series(2, {count}) g "
            f"WHERE t.{key} = 1"
        )


def cpu() -> float:
    """Return the CPU seconds of this process and of the backend that serves it."""
    spent = time.process_time()
    if connection.vendor == "postgresql":
        backend = psutil.Process(connection.connection.info.backend_pid).cpu_times()
        spent += backend.user + backend.system
    return spent


def cost(client, url: str, times: int) -> float:
    """Return the CPU seconds of one request."""
    before = cpu()
    for _ in range(times):
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        response.content  # noqa: B018 — rendered
    return (cpu() - before) / times


def measure(county, rounds: int) -> None:
    clients = {}
    for name in ("staff", "head", "deputy"):
        clients[name] = Client()
        clients[name].force_login(getattr(county, name))
    boss = county.admin
    boss.is_staff = boss.is_superuser = True
    boss.save()
    clients["root"] = Client()
    clients["root"].force_login(boss)
    say(f"{connection.vendor}, {CaseFile.objects.count():,} items, medians of {rounds} rounds, CPU ms a request")
    for query in QUERIES:
        lines(clients, query, rounds)


def lines(clients, query: str, rounds: int) -> None:
    ours, floor, nothing, peer, tuned = [], [], [], [], []
    asked = "?state__exact=ORDERED" if "ORDERED" in query else ""
    urls = {"ours": f"/rectification/{query}", "floor": f"/bare/{query}"}
    admins = {name: f"/{name}/casefile/casefile/{asked}" for name in ("plain", "tuned")}
    for url in urls.values():
        cost(clients["deputy"], url, 2)
    for _ in range(rounds):
        ours.append(cost(clients["deputy"], urls["ours"], 10))
        floor.append(cost(clients["deputy"], urls["floor"], 10))
        nothing.append(cost(clients["deputy"], "/empty/", 10))
        peer.append(cost(clients["root"], admins["plain"], 1))
        tuned.append(cost(clients["root"], admins["tuned"], 1))
    ratio = statistics.median(f / o for f, o in zip(floor, ours, strict=True))
    times = [statistics.median(p / o for p, o in zip(rows, ours, strict=True)) for rows in (peer, tuned)]
    shown = [statistics.median(rows) * 1000 for rows in (ours, floor, nothing, peer, tuned)]
    say(
        f"{query or 'whole':24} ours {shown[0]:7.1f}  bare JSON {shown[1]:7.1f}  empty {shown[2]:5.1f}  "
        f"admin {shown[3]:8.1f}  tuned {shown[4]:7.1f}  | {ratio:.2f} x bare, {times[0]:.0f} x admin, "
        f"{times[1]:.1f} x tuned admin",
    )


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    old = setup_databases(verbosity=0, interactive=False, keepdb=False)
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET max_parallel_workers_per_gather = 0")
        county = make_county()
        fill(given.items, county)
        with override_settings(ROOT_URLCONF="tests.benchmarks.ledger", ALLOWED_HOSTS=["*"], DEBUG=False):
            measure(county, given.rounds)
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
