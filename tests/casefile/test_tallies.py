"""Running totals: the same as counting row by row, whatever was done and by whatever door."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from casefile import tallying
from casefile.models import CaseFile, CaseTally
from casefile.tasks import compact_tallies
from riskinfo.models import InfoTally, RiskInfo
from tests.desk import raw_figures
from tests.riskinfo.builders import make_info, make_source, put

from .cases import make_case

pytestmark = pytest.mark.django_db
_OF_CASE = ("kind", "bureau", "department", "state", "level", "is_drill", "closed_in")
_OF_INFO = ("month", "bureau", "department", "source", "is_drill")


def told(model, names) -> Counter:
    sums = model.objects.values_list(*names).annotate(total=Sum("number")).exclude(total=0)
    return Counter({tuple(row): total for *row, total in sums})


def counted_cases() -> Counter:
    return Counter(
        (case.kind, case.bureau_id, case.department_id, case.state, case.level, case.is_drill,
         f"{timezone.localtime(case.closed_at):%Y}" if case.closed_at else "")
        for case in CaseFile.objects.all()
    )  # fmt: skip


def counted_informations() -> Counter:
    return Counter(
        (f"{timezone.localtime(info.case.opened_at):%Y-%m}", info.case.bureau_id, info.case.department_id,
         info.source_id, info.case.is_drill)
        for info in RiskInfo.objects.select_related("case").exclude(state="DRAFT")
    )  # fmt: skip


def assert_right():
    assert told(CaseTally, _OF_CASE) == counted_cases()
    assert told(InfoTally, _OF_INFO) == counted_informations()


@pytest.fixture
def busy(county):
    """Informations taken through their acts, and rows written, changed and deleted past all of them."""
    rng, units = random.Random(2), (county.quality, county.brigade, county.station)
    sources = [make_source(), make_source("MEDIA", "媒体报道"), make_source("OTHER", "其他")]
    for state in ("DRAFT", "SUBMITTED", "EXCLUDED", "ARCHIVED"):
        make_info(county, state)
    year_ago = timezone.localdate() - timedelta(days=340)
    for number in range(1, 8):
        put(rng.choice(units), county.staff, year_ago + timedelta(days=45 * number), number, source=rng.choice(sources))
    put(county.quality, county.staff, timezone.localdate(), 3, drill=True)
    rows = list(RiskInfo.objects.order_by("pk"))
    for _ in range(30):
        info = rng.choice(rows)
        cases, one = CaseFile.objects.filter(pk=info.pk), RiskInfo.objects.filter(pk=info.pk)
        rng.choice((
            lambda cases=cases: cases.update(department=rng.choice(units)),
            lambda cases=cases: cases.update(state="CONFIRMED", level="LEVEL_2"),
            lambda cases=cases: cases.update(closed_at=rng.choice((None, timezone.now() - timedelta(days=400)))),
            lambda cases=cases: cases.update(opened_at=timezone.now() - timedelta(days=rng.randint(0, 500))),
            lambda cases=cases: cases.update(is_drill=rng.random() < 0.2, trail_length=5),
            lambda one=one: one.update(source=rng.choice(sources)),
            lambda one=one: one.update(state=rng.choice(("DRAFT", "SUBMITTED"))),
        ))()  # fmt: skip
    CaseFile.objects.filter(kind="INFO").update(title="改名")
    gone = make_case(county, kind="WARNING")
    gone.delete()
    return county


def test_totals_are_those_of_the_rows(busy):
    assert_right()
    assert sum(told(InfoTally, _OF_INFO).values()) > 20


def test_figures_are_those_counted_row_by_row(busy):
    CaseFile.objects.filter(riskinfo__state="DRAFT").update(number=None, state="DRAFT")
    RiskInfo.objects.exclude(state="DRAFT").filter(case__state="DRAFT").update(state="DRAFT")
    CaseFile.objects.filter(riskinfo__state="DRAFT").update(number=None)
    case = CaseFile.objects.filter(department=busy.brigade, number__isnull=False).first()
    case.add_participant(busy.quality)
    for user in (busy.deputy, busy.staff, busy.brigade_officer, busy.inspector, busy.director):
        assert raw_figures.differing(user) == [], user.username


def test_rows_are_put_together_and_say_the_same(busy):
    before = CaseTally.objects.count()
    left = compact_tallies()
    assert CaseTally.objects.count() < before
    assert left == CaseTally.objects.count() + InfoTally.objects.count()
    assert CaseTally.objects.count() == len(counted_cases())
    assert_right()
    assert compact_tallies() == left


def test_an_act_that_moves_nothing_writes_nothing(county):
    info = make_info(county)
    before = CaseTally.objects.count(), InfoTally.objects.count()
    CaseFile.objects.filter(pk=info.pk).update(title="另一个标题", trail_length=9)
    RiskInfo.objects.filter(pk=info.pk).update(description="补充")
    assert (CaseTally.objects.count(), InfoTally.objects.count()) == before


def test_triggers_that_were_lost_come_back_with_the_right_totals(county):
    make_info(county)
    on = " ON casefile_casefile" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER casefile_casetally_c_insert{on}")
    make_case(county)
    assert told(CaseTally, _OF_CASE) != counted_cases()
    tallying.install()
    assert_right()
    make_case(county)
    assert_right()


def test_the_count_of_a_list_is_that_of_its_rows(busy, client):
    client.force_login(busy.deputy)
    seen = CaseFile.objects.filter(kind="INFO", is_drill=False).visible_to(busy.deputy)
    for query, rows in (
        ("", seen), ("state=CONFIRMED", seen.filter(state="CONFIRMED")),
        ("level=LEVEL_2", seen.filter(level="LEVEL_2")),
        (f"department={busy.brigade.pk}", seen.filter(department=busy.brigade)),
        ("only=open", seen.filter(closed_at=None)), ("state=SUBMITTED&only=open&q=改", seen.filter(
            state="SUBMITTED", closed_at=None, title__contains="改")),
    ):  # fmt: skip
        assert f"共 {rows.count()} 件" in client.get(f"/info/?{query}").content.decode(), query
