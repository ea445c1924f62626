"""`manage.py make_load`: made-up informations that the product cannot tell from real ones."""

import random
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casefile.models import CaseFile, Deadline, NumberSeries
from casefile.trail import verify
from desk.load import informations
from registers import seed
from riskinfo import marking, sketching
from riskinfo.models import InfoBand, InfoMark, InfoParty, RiskInfo
from riskinfo.states import InfoState

pytestmark = pytest.mark.django_db


def load(count, *arguments) -> str:
    said = StringIO()
    call_command("make_load", str(count), *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def loaded():
    seed.load()
    load(300, "--years", "1")
    return list(RiskInfo.objects.select_related("case__department", "case__handler").order_by("pk"))


def test_the_rows_are_as_the_doors_of_the_product_write_them(loaded):
    assert len(loaded) == CaseFile.objects.count() == 300
    assert list(verify(CaseFile.objects.all())) == []
    for info in loaded:
        case, closed = info.case, info.case.closed_at
        before = vars(case).copy()
        info.mirror(closed)
        assert {key: value for key, value in vars(case).items() if before[key] != value} == {}
        assert info.sketch == marking.digest(info)
    for info in loaded[::20]:
        info.full_clean(exclude=["case", "state", "duplicate_of"])
    bands = {(info.pk, key) for info in loaded for key in sketching.bands(marking.wording(info))}
    assert set(InfoBand.objects.values_list("info", "key")) == bands
    marks = {(info.pk, *mark) for info in loaded for mark in marking.marks_of(info)}
    assert set(InfoMark.objects.values_list("info", "kind", "value")) == marks
    firms = {(row.info_id, row.name) for row in marking.parties_of(loaded)}
    assert set(InfoParty.objects.values_list("info", "name")) == firms
    assert marks
    assert firms


def test_their_lives_are_those_of_a_bureau(loaded):
    states = [info.state for info in loaded]
    assert states.count(InfoState.ARCHIVED) > 100
    assert states.count(InfoState.EXCLUDED) > 40
    assert set(states) & {InfoState.SUBMITTED, InfoState.SCREENED, InfoState.CONFIRMED}
    doubles = [info for info in loaded if info.duplicate_of_id]
    assert doubles
    assert all(info.duplicate_of_id < info.pk and info.exclusion_reason == "DUPLICATE" for info in doubles)
    for row in Deadline.objects.select_related("case"):
        assert row.case.due_at == row.due_at
    for series in NumberSeries.objects.filter(series="FX"):
        numbers = CaseFile.objects.filter(bureau=series.bureau, number__startswith=f"FX-{series.year}-")
        said = sorted(int(number.rpartition("-")[2]) for number in numbers.values_list("number", flat=True))
        assert said == list(range(1, series.last + 1))


def test_what_is_loaded_is_read_like_any_other(loaded, client):
    from accounts.models import User

    client.force_login(User.objects.get(username="lijianguo"))
    shown = CaseFile.objects.filter(bureau__region_code="490621").exclude(state="DRAFT").order_by("-opened_at")
    page = client.get("/info/").content.decode()
    assert shown[0].title in page
    assert client.get("/").status_code == 200
    for case in (shown[0], shown.filter(state="ARCHIVED")[0], shown.filter(state="EXCLUDED")[0]):
        assert case.title in client.get(case.get_absolute_url()).content.decode()


def test_it_can_be_loaded_again(loaded):
    assert "已写入30条" in load(30, "--years", "0.5", "--seed", "7")
    assert CaseFile.objects.count() == 330
    assert list(verify(CaseFile.objects.all())) == []


def test_it_keeps_off_a_bureau_at_work(county):
    seed.load()
    with pytest.raises(CommandError, match="真实的机构或案卷"):
        load(10)
    assert not CaseFile.objects.exists()


def test_it_says_what_is_wrong_and_writes_nothing(settings):
    with pytest.raises(CommandError, match="先运行 manage.py prepare"):
        load(10)
    for count, years in (("0", "1"), ("9999999", "1"), ("10", "99")):
        with pytest.raises(CommandError, match="没有写入任何内容"):
            load(count, "--years", years)
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境"):
        load(10)


def test_the_days_add_up():
    days = informations.days_of(5000, 2, date(2026, 3, 31), random.Random(1))
    assert sum(number for _, number in days) == 5000
    assert days[-1][0] == date(2026, 3, 31)
    ends = sum(number for day, number in days if day.weekday() > 4)
    assert 0.05 < ends / 5000 < 0.14
