"""Finding words and pages among cases: the answers are LIKE's, whatever index helped."""

import random
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from accounts.absences import Absence
from casefile import finding, kinds, lists
from casefile.models import CaseFile, Participation
from casefile.models.case import scope_of
from registers.models import Enterprise
from tests.riskinfo.builders import make_info

from .cases import make_case

pytestmark = pytest.mark.django_db
#: Few characters, so that words meet often; with what LIKE and arrays take for their own.
LETTERS = "电线缆甲醛Fx-20%_\\'\"{},龘"


@pytest.fixture
def written(county):
    """Two hundred cases of random titles, numbers and firms in every unit."""
    rng = random.Random(11)

    def text(most):
        return "".join(rng.choices(LETTERS, k=rng.randint(1, most)))

    firms = [
        Enterprise.objects.create(bureau=county.bureau, name=text(6), no_uscc_reason="测试") for _ in range(8)
    ]  # fmt: skip
    now = timezone.now()
    units = (county.quality, county.brigade, county.station)
    cases = CaseFile.objects.bulk_create(
        CaseFile(
            kind="INFO", number=f"FX-2026-{n:04}" if n % 9 else None, bureau=county.bureau, title=text(9),
            department=rng.choice(units), handler=county.staff, created_by=county.staff,
            enterprise=rng.choice([None, *firms]), state="SUBMITTED" if n % 9 else "DRAFT", state_label="待鉴别",
            is_drill=n % 20 == 0, opened_at=now - timedelta(minutes=n // 3),
        )
        for n in range(200)
    )  # fmt: skip
    Participation.objects.bulk_create(
        Participation(case=case, department=rng.choice(units)) for case in rng.sample(cases, 40)
    )
    return cases


def found(user, word, after=""):
    request = RequestFactory().get("/info/?" + urlencode({"q": word, "after": after}))
    request.user = user
    return lists._page(request, kinds.get("INFO"), None)[1]


def like(user, word) -> list[int]:
    """Return what LIKE finds, the newest first."""
    named = Enterprise.objects.filter(name__contains=word)
    says = Q(title__contains=word) | Q(number__contains=word.upper()) | Q(enterprise__in=named)
    rows = CaseFile.objects.filter(says, kind="INFO", is_drill=False).visible_to(user)
    return list(rows.order_by("-opened_at", "-pk").values_list("pk", flat=True))


def words(cases):
    """Yield words of one, two, three and more characters, such as occur and such as do not."""
    rng = random.Random(5)
    for length in (1, 2, 3, 4, 7):
        for _ in range(14):
            title = rng.choice(cases).title
            at = rng.randrange(len(title))
            yield title[at : at + length]
            yield "".join(rng.choices(LETTERS, k=length))
    yield from ("fx-2026", "026-001", "-", "%", "_", "\\", "%%", "电%", "'", '"', "{", "{}", ",", "NULL", "null")


def test_a_word_of_any_length_finds_what_like_finds(written, county):
    for user in (county.deputy, county.staff, county.brigade_officer):
        for word in filter(str.strip, words(written)):
            right = like(user, word.strip())
            page = found(user, word)
            assert (page.keys, page.count) == (right[:50], len(right)), (user.username, word)


@pytest.mark.parametrize("typed", ["FX20260012", "fx2026-12", "2026-12", "ＦＸ－２０２６－００１２"])
def test_a_number_is_found_as_it_is_typed(written, county, typed):
    """Without hyphens, without zeros, with wide digits: FX-2026-0012, whatever index helps."""
    right = CaseFile.objects.get(number="FX-2026-0012")
    assert right.pk in found(county.deputy, typed).keys


def test_a_firm_is_found_by_code_and_old_name_and_an_information_by_its_batch(county):
    firm = Enterprise.objects.create(bureau=county.bureau, name="清源县恒通线缆有限公司", uscc="91411121MA3X12345W")
    firm.aliases.create(name="清源县旧线缆厂")
    of_firm = make_case(county, number="FX-2026-0777", enterprise=firm, title="电线不合格")
    marked = make_info(county, title="插座不合格", batch="批号20260315A")
    for word in ("91411121MA3X12345W", "ma3x1", "旧线缆"):
        assert found(county.deputy, word).keys == [of_firm.pk], word
    assert found(county.deputy, "20260315").keys == [marked.pk]


@pytest.mark.parametrize("cap", [0, 3])
def test_common_words_too(written, county, monkeypatch, cap):
    """Where more are found than are counted, the newest rows are read through; where many firms, their names are."""
    monkeypatch.setattr(finding, "COUNT_CAP", cap)
    monkeypatch.setattr(finding, "FIRMS", 0)
    for word in filter(str.strip, list(words(written))[::3]):
        right = like(county.deputy, word.strip())
        page = found(county.deputy, word)
        assert page.keys == right[:50], word
        assert page.count == (None if len(right) > cap else len(right)), word


def test_pages_follow_each_other_without_gap_or_double(written, county, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 7)
    for word in ("", "电", "龘"):
        for cap in (10_000, 2):
            monkeypatch.setattr(finding, "COUNT_CAP", cap)
            shown, after = [], ""
            while True:
                page = found(county.deputy, word, after)
                shown += page.keys
                if not page.more:
                    break
                last = CaseFile.objects.get(pk=page.keys[-1])
                after = f"{last.opened_at.isoformat()}_{last.pk}"
            assert shown == like(county.deputy, word), (word, cap)


def test_every_word_in_a_text_is_made_of_grams_of_the_text():
    rng = random.Random(3)
    for _ in range(400):
        text = "".join(rng.choices(LETTERS, k=12))
        at, length = rng.randrange(12), rng.randint(1, 6)
        word = text[at : at + length]
        kept = set(text) | {text[n : n + 2] for n in range(11)}
        kept |= {text[n : n + 3] for n in range(10) if text[n : n + 3].isascii()}
        assert set(finding.grams(word)) <= kept


@pytest.mark.postgres
def test_an_index_knows_the_grams(written):
    """What PostgreSQL keeps of a text is what `grams` asks for, and it is asked by the index."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT zhian_grams('甲醛FX-20')")
        ((kept,),) = cursor.fetchall()
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = finding.Word("龘龘").narrow(CaseFile.objects.all()).order_by().values("pk")
        sql, parameters = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    pairs = {"甲醛", "醛F", "FX", "X-", "-2", "20"}
    assert set(kept) == set("甲醛FX-20") | pairs | {"FX-", "X-2", "-20"}
    assert "case_grams" in plan


def test_what_one_may_see_is_said_in_parts_that_do_not_overlap(written, county):
    make_case(county, state="DRAFT", department=county.leaders)
    make_case(county, bureau=county.prefecture, department=county.inspector.department)
    today = timezone.localdate()
    Absence.objects.create(
        absent=county.head, deputy=county.brigade_officer, starts=today, ends=today, areas=["info"], reason="出差",
        created_by=county.head,
    )  # fmt: skip
    for user in county.people:
        whole = set(CaseFile.objects.visible_to(user).values_list("pk", flat=True))
        parts = [list(CaseFile.objects.filter(part).values_list("pk", flat=True)) for part in scope_of(user).parts]
        assert sorted(pk for part in parts for pk in part) == sorted(whole), user.username
    assert len(scope_of(county.brigade_officer).parts) == 1
    assert len(scope_of(county.staff).parts) == 2


def test_a_list_of_nothing_is_empty(county):
    page = found(county.staff, "电")
    assert (page.keys, page.more, page.count) == ([], False, 0)
    county.staff.department = None
    request = RequestFactory().get("/info/")
    request.user = county.staff
    form = lists.CaseFilter(QueryDict(), kind=kinds.get("INFO"), user=county.staff)
    assert form.is_valid()
    assert lists._page(request, kinds.get("INFO"), None)[1].keys == []
