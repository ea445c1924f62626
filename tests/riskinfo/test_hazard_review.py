"""大梳理: a year's informations are gone through again (R-210)."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.selection import Wanted, enterprises
from casefile.refusals import NotAllowed, WrongState
from riskinfo import hazardreview, hazardreview_views
from riskinfo.models import HazardReview, RiskInfo
from tests.campaigns.campaigns import factory, wire
from tests.campaigns.campaigns import make as make_campaign
from tests.registers.test_exports import export, rows_of

from .builders import make_info

pytestmark = pytest.mark.django_db
PAGE = "/info/review/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def told(info, verdict, reason="近三批都不合格", after=0) -> dict:
    return {"info": info.pk, f"i{info.pk}-verdict": verdict, f"i{info.pk}-reason": reason, f"i{info.pk}-after": after}


def lead(client, query="") -> str:
    return re.search(r"已梳理 \d+ / \d+ 条", client.get(f"{PAGE}{query}").text)[0]


def test_judged_again_and_nothing_is_lost(county, client):
    """Each judgement is a version with who and when, an entry of the trail; the last one counts."""
    info, other = make_info(county), make_info(county, state="EXCLUDED", title="传闻不实")
    client.force_login(county.staff)
    assert reverse("riskinfo:review") == PAGE
    assert PAGE in client.get("/info/").text
    assert lead(client) == "已梳理 0 / 2 条"
    untouched = {f"i{other.pk}-verdict": "", f"i{other.pk}-reason": "", f"i{other.pk}-after": "0"}
    assert client.post(PAGE, told(info, "UNCLEAR") | untouched).status_code == 302
    assert lead(client) == "已梳理 1 / 2 条"
    assert client.post(PAGE, told(info, "HAZARD", "复检仍不合格", after=1)).status_code == 302
    rows = list(info.hazard_reviews.order_by("version").values_list("version", "verdict", "reason", "by"))
    assert rows == [
        (1, "UNCLEAR", "近三批都不合格", county.staff.pk), (2, "HAZARD", "复检仍不合格", county.staff.pk),
    ]  # fmt: skip
    assert RiskInfo.objects.get(pk=info.pk).hazard == "HAZARD"
    entries = info.case.trail.filter(action="review_hazard").order_by("seq")
    assert [entry.data[0]["text"] for entry in entries] == ["待查明", "存在隐患"]
    text = client.get(PAGE).text
    assert "以前的结论" in text
    assert "第1次 待查明：近三批都不合格" in text


def test_faults_are_named_and_nothing_typed_is_lost(county, client):
    """A verdict without its reason, a reason alone, a page that another has overtaken: 422 with all that was typed."""
    info, other = make_info(county), make_info(county, title="另一条")
    client.force_login(county.staff)
    for verdict, reason, said in (("HAZARD", "", "请写明理由。"), ("", "电线老化", "请选择结论")):
        answer = client.post(PAGE, told(info, verdict, reason))
        assert answer.status_code == 422
        assert said in answer.text
        assert reason in answer.text
    hazardreview.judge(info, by=county.head, verdict="NONE", reason="已停产")
    answer = client.post(PAGE, told(other, "UNCLEAR", "等检验") | told(info, "HAZARD", "仍在销售"))
    answer = client.post(PAGE, {**told(other, "UNCLEAR", "等检验"), **told(info, "HAZARD", "仍在销售"),
                                "info": [other.pk, info.pk]})  # fmt: skip
    assert answer.status_code == 422
    assert f"已由{county.head}梳理为“不存在隐患”" in answer.text
    assert "仍在销售" in answer.text
    assert "等检验" in answer.text
    assert HazardReview.objects.count() == 1  # all of the page or nothing
    # who did not touch what another has judged meanwhile is not hindered by it
    quiet = {**told(other, "UNCLEAR", "等检验"), **told(info, "", ""), "info": [other.pk, info.pk]}
    assert client.post(PAGE, quiet).status_code == 302
    assert HazardReview.objects.count() == 2


def test_filters_and_progress(county, client):
    """Period, source, state, product, enterprise and how it stands; progress counts what the others leave."""
    first = make_info(county, enterprise=factory(county), product_type=wire(), title="甲信息")
    make_info(county, title="乙信息")
    old = make_info(county, title="旧信息")
    RiskInfo.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=366))
    make_info(county, state="DRAFT", title="草稿信息")
    hazardreview.judge(first, by=county.staff, verdict="HAZARD", reason="有")
    client.force_login(county.staff)
    today, year = timezone.localdate(), timezone.localdate().year
    for query, found in {
        "": "甲乙", "?standing=HAZARD": "甲", "?standing=NONE_YET": "乙", f"?product={wire().pk}": "甲",
        "?q=恒通": "甲", "?state=SCREENED": "", f"?source={first.source_id}": "甲乙", f"?since={today}": "甲乙",
        f"?until={today - timedelta(days=1)}": "", f"?year={year - 1}": "旧", "?level=LEVEL_1": "",
    }.items():  # fmt: skip
        text = client.get(f"{PAGE}{query}").text
        assert "".join(name for name in "甲乙旧草" if f"{name}信息" in text) == found, query
    assert lead(client, f"?product={wire().pk}") == "已梳理 1 / 1 条"
    assert lead(client, "?standing=HAZARD") == "已梳理 1 / 2 条"
    assert "不能早于起始日期" in client.get(f"{PAGE}?since={today}&until={today - timedelta(days=1)}").text


def test_the_list_costs_the_same_however_many_there_are(county, client):
    """Asked of 200,000 informations too: no query a row, none that counts a second time, a late page as the first."""
    client.force_login(county.staff)
    for n in range(3):
        make_info(county, title=f"第{n}条")

    def asked(query):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{PAGE}{query}")
        return len(queries)

    asked("")  # the session remembers who is in
    few = asked("")
    for n in range(hazardreview_views.ON_A_PAGE):
        make_info(county, title=f"又{n}条")
    assert asked("") == few
    assert asked("?page=2") == few
    assert "共 23 条" in client.get(f"{PAGE}?page=2&standing=NONE_YET").text


def test_an_earlier_judgement_is_mirrored_by_the_migration(county):
    info = make_info(county)
    for after, verdict in enumerate(("NONE", "HAZARD")):
        hazardreview.judge(info, by=county.staff, verdict=verdict, reason="核对", after=after)
    RiskInfo.objects.filter(pk=info.pk).update(hazard="")
    untouched = make_info(county)
    import_module("riskinfo.migrations.0020_hazard_mirror").mirror(apps, None)
    assert [RiskInfo.objects.get(pk=row.pk).hazard for row in (info, untouched)] == ["HAZARD", ""]


def test_who_may_judge(county, client):
    """Who assesses for the unit, the sections of the bureau for all of it; nobody else (R-210, rules §3.8)."""
    info = make_info(county, by=county.other_staff)
    for person in (county.tester, county.inspector, county.office_clerk, county.admin):
        with pytest.raises(NotAllowed):
            hazardreview.judge(info, by=person, verdict="NONE", reason="无")
    for after, person in enumerate((county.other_staff, county.staff, county.other_head)):
        hazardreview.judge(info, by=person, verdict="NONE", reason="无", after=after)
    with pytest.raises(WrongState):
        hazardreview.judge(info, by=county.staff, verdict="HAZARD", reason="有")
    with pytest.raises(NotAllowed):  # another unit's, from a unit that is no section of the bureau
        hazardreview.judge(make_info(county), by=county.other_staff, verdict="NONE", reason="无")
    client.force_login(county.tester)
    assert client.get(PAGE).status_code == 403


def test_hazards_become_targets_and_go_out(county, client):
    """A campaign finds their enterprises; its product form names their products; the list goes out as filtered."""
    firms = [factory(county, number, f"清源县{name}有限公司") for number, name in enumerate("甲乙丙", start=2)]
    infos = [make_info(county, enterprise=firm, product_type=wire(), title=firm.name) for firm in firms]
    hazardreview.judge(infos[0], by=county.staff, verdict="HAZARD", reason="绝缘薄")
    hazardreview.judge(infos[1], by=county.staff, verdict="HAZARD", reason="误判")
    hazardreview.judge(infos[1], by=county.head, verdict="NONE", reason="已销毁", after=1)
    record = make_campaign(county)
    assert list(enterprises(record, Wanted("HAZARD_FOUND"))) == firms[:1]
    assert list(enterprises(record, Wanted("HAZARD_FOUND", least=2))) == []
    client.force_login(county.staff)
    text = client.get(reverse("campaigns:find", args=[record.pk]), {"ground": "HAZARD_FOUND"}).text
    assert "经梳理存在隐患" in text
    assert firms[0].name in text
    assert firms[1].name not in text
    form = client.get(reverse("campaigns:part", args=[record.pk, "product"])).text
    assert "经梳理存在隐患的产品：电线电缆 1 条" in form
    head, *rows = rows_of(export(client, "hazard-reviews", "?standing=HAZARD").content)
    assert [dict(zip(head, row, strict=True))["企业"] for row in rows] == [firms[0].name]
    assert dict(zip(head, rows[0], strict=True))["梳理结论"] == "存在隐患"
