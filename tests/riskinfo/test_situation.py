"""形势分析: counted as the rows say, kept, and its report made again from what was kept (R-107, R-113)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from casefile.perform import perform
from casefile.refusals import GuardRefused
from documents.contents import paper_of
from documents.pdf import missing_glyphs
from riskinfo import situation, situationreport
from riskinfo.models import RiskInfo, SituationAnalysis
from riskinfo.states import Period

from . import raw_situation
from .builders import make_info, make_source

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI), tick=False)


@pytest.fixture
def told(county):
    """Two informations in February, four in March (one key, one excluded, one of another unit), one a year ago."""
    media = make_source("MEDIA", "媒体报道", "PUBLIC")
    with at("2025-03-09 10:00"):
        make_info(county, "SUBMITTED")
    with at("2026-02-27 10:00"):
        make_info(county, "SUBMITTED", enterprise_text="")
        make_info(county, "SUBMITTED")
    with at("2026-03-02 10:00"):
        key = make_info(county, "SUBMITTED", is_key=True, source=media, title="充电器|起火", reporter_name="王某某")
        make_info(county, "EXCLUDED")
        make_info(county, "SUBMITTED", by=county.other_staff)
        graded = make_info(county, "ASSESSING")
    with at("2026-03-04 22:00"):
        perform(graded, "record_outcome", by=county.staff, outcome="LEVEL_1")
    with at("2026-03-31 23:59:59"):
        make_info(county, "DRAFT")
    return key


def test_they_are_what_a_group_by_for_each_table_counts(told, county):
    prefecture = county.prefecture.pk
    for ids in ([county.bureau.pk], [county.bureau.pk, prefecture], [prefecture]):
        for period, start in ((Period.MONTH, date(2026, 3, 1)), (Period.QUARTER, date(2026, 1, 1)),
                              (Period.YEAR, date(2026, 1, 1)), (Period.MONTH, date(2024, 5, 1))):  # fmt: skip
            assert situation.count(ids, period, start) == raw_situation.count(ids, period, start)


def test_periods():
    day = date(2026, 2, 14)
    spans = {
        period: (situation.first_day(period, day), situation.end_of(period, situation.first_day(period, day)),
                 situation.before(period, situation.first_day(period, day)))
        for period in Period
    }  # fmt: skip
    assert spans == {
        Period.MONTH: (date(2026, 2, 1), date(2026, 2, 28), date(2026, 1, 1)),
        Period.QUARTER: (date(2026, 1, 1), date(2026, 3, 31), date(2025, 10, 1)),
        Period.YEAR: (date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1)),
    }
    names = [situation.name_of(Period.QUARTER, date(2026, month, 1)) for month in (1, 4, 7, 10)]
    assert names == [f"2026年第{n}季度" for n in "一二三四"]


def test_the_figures_are_those_of_the_rows(county, told):
    data = situation.count([county.bureau.pk], "MONTH", date(2026, 3, 1))
    assert [data[name] for name in ("total", "previous", "last_year", "keys", "excluded")] == [4, 2, 1, 1, 1]
    tables = data["tables"]
    assert tables["source"] == [["监督抽查", 3, 2], ["媒体报道", 1, 0]]
    assert tables["unit"] == [["质量监督股", 3, 2], ["城关市场监管所", 1, 0]]
    assert tables["level"] == [["未定级", 3, 2], ["一级", 1, 0]]
    assert tables["enterprise"] == [["清源县恒兴线缆有限公司", 4, 1]]
    assert tables["region"] == [["未写明", 4, 2]]
    for table in tables.values():
        assert sum(row[1] for row in table) == data["total"]
    assert data["times"][1] == ["提交到评估", 1, 2.5, 2.5]
    assert [row["title"] for row in data["key_list"]][0] == "充电器|起火"
    quarter = situation.count([county.bureau.pk, county.prefecture.pk], "QUARTER", date(2026, 1, 1))
    assert quarter["months"] == [["1月", 0], ["2月", 2], ["3月", 4]]
    assert situation.count([county.prefecture.pk], "YEAR", date(2026, 1, 1))["total"] == 0


def test_more_rows_cost_no_more_queries(county, told, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        situation.count([county.bureau.pk], "MONTH", date(2026, 3, 1))


def test_one_click_makes_the_report_and_the_kept_data_make_it_again(county, told, client):
    """Counted by a section's staff for the whole bureau; what changes later changes nothing in it."""
    client.force_login(county.staff)
    with at("2026-04-02 10:00"):
        response = client.post(reverse("riskinfo:analyses:new"), {"which": "QUARTER:2026-01-01", "token": ""})
        analysis = SituationAnalysis.objects.get()
        assert response.url == analysis.get_absolute_url()
        page = client.get(response.url)
        assert [chart.name for chart in page.context["charts"]][:2] == ["months", "source"]
        perform(analysis, "write", by=county.staff, judgement="充电器问题抬头，建议专项检查。")
        first = client.post(reverse("riskinfo:analyses:report", args=[analysis.pk]))
        again = client.post(reverse("riskinfo:analyses:report", args=[analysis.pk]))
        assert first.url == again.url
        RiskInfo.objects.filter(pk=told.pk).update(is_key=False, description="后来改了")
        analysis.refresh_from_db()
        document = analysis.case.documents.get()
        assert document.body == situationreport.body(analysis.figures, analysis.judgement)
        with pytest.raises(GuardRefused, match="报告还没有印发"):
            perform(analysis, "finish", by=county.staff)
    assert document.title == "清源县市场监督管理局关于2026年第一季度产品质量安全形势分析的报告"
    for words in ("共收到产品质量安全风险信息6条", "上年同期1条，增加500.0%", "| 3月 | 4 | ■■■■■■■■■■■■ |",
                  "充电器／起火（重点）", "专项检查", "经鉴别、评估排除1条"):  # fmt: skip
        assert words in document.body, words
    assert "王某某" not in document.body
    named = [(row.name, row.cc) for row in document.recipients.order_by("cc", "pk")]
    assert named[0] == (county.prefecture.name, False)  # to the bureau above
    assert [cc for _, cc in named[1:]] == [True] * len(named[1:])
    assert not missing_glyphs(paper_of(document))
    assert situationreport.body(analysis.figures, "").count("【请填写") == 1


def test_a_period_that_is_not_over_is_not_compared_with_whole_ones(county, told, client):
    client.force_login(county.staff)
    with at("2026-03-10 10:00"):
        client.post(reverse("riskinfo:analyses:new"), {"which": "MONTH:2026-03-01", "token": ""})
        analysis = SituationAnalysis.objects.get()
        page = client.get(analysis.get_absolute_url())
    assert page.context["until"] == date(2026, 3, 10)
    assert "只统计到 2026-03-10" in page.text
    text = situationreport.body(analysis.figures, "")
    assert "2026年3月（截至3月10日），" in text
    assert "本期还没有结束，现有4条；上期全期2条，上年同期全期1条。" in text
    assert "%" not in text
    older = {key: value for key, value in analysis.figures.items() if key != "until"}  # counted before it was kept
    assert "增加100.0%" in situationreport.body(older, "")


def test_who_counts_and_who_reads(county, told, client):
    url = reverse("riskinfo:analyses:new")
    for user, status in ((county.other_staff, 403), (county.deputy, 403), (county.brigade_officer, 403),
                         (county.head, 200)):  # fmt: skip
        client.force_login(user)
        assert client.get(url).status_code == status, user
    token = "1b1f7a3e-9f0e-4a53-9d55-0d3a8f1e2c11"
    for _ in range(2):
        client.post(url, {"which": client.get(url).context["form"]["which"].initial, "token": token})
    record = SituationAnalysis.objects.get()
    assert client.post(url, {"which": "WEEK:2026-01-01"}).status_code == 422
    client.force_login(county.other_staff)
    assert client.get(record.get_absolute_url()).status_code == 404
    client.force_login(county.inspector)
    assert client.get(record.get_absolute_url()).status_code == 200
    SituationAnalysis.objects.update(figures_sha256="0" * 64)
    assert "与留存时的摘要不符" in client.get(record.get_absolute_url()).content.decode()
