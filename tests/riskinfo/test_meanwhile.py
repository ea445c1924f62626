"""Two people, or two windows, change one information: nobody's work is written over unseen, nothing typed is lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from casefile.perform import perform
from riskinfo.models import RiskInfo

from .builders import make_draft, make_info


def page_of(client, url) -> dict:
    """Return what a browser would send from the page as it stands, the products left out."""
    answer = client.get(url)
    form, values = answer.context["form"], {}
    for name in form.fields:
        value = form[name].value()
        value = (
            [getattr(item, "pk", item) for item in value] if isinstance(value, list) else getattr(value, "pk", value)
        )
        values[name] = "" if value is None or value is False else value
    values |= {row.html_name: row.value() for row in form.products.management_form if row.value() is not None}
    for row in form.products:
        values |= {field.html_name: field.value() or "" for field in row}
    values["_base"] = answer.context["form"].base
    assert re.search(r'name="_base" value="\{', answer.text)
    return values


@pytest.fixture
def info(county) -> RiskInfo:
    return make_info(county, "ASSESSING", cause="原料不合格", batch="BV 2.5")


@pytest.fixture
def url(info) -> str:
    return reverse("riskinfo:supplement", args=[info.pk])


@pytest.fixture
def head(client, county):
    client.force_login(county.head)
    return client


@pytest.fixture
def staff(county) -> Client:
    client = Client()
    client.force_login(county.staff)
    return client


def test_what_one_did_not_touch_stays_as_the_other_left_it(head, staff, county, info, url):
    theirs, mine = page_of(staff, url), page_of(head, url)
    staff.post(url, theirs | {"cause": "绝缘料掺再生料", "products-0-name": "花线", "reason": "现场核查。",
                              "enterprise_name": "清源县恒兴电缆有限公司"})  # fmt: skip
    answer = head.post(url, mine | {"brand": "恒兴", "reason": "标签照片。"})
    assert answer.status_code == 302
    info = RiskInfo.objects.get(pk=info.pk)
    assert (info.cause, info.brand, info.enterprise_text) == ("绝缘料掺再生料", "恒兴", "清源县恒兴电缆有限公司")
    assert [row.name for row in info.products.all()] == ["花线"]
    entry = info.case.trail.order_by("-seq").first()
    assert [row["name"] for row in entry.data] == ["brand"]


def test_one_field_changed_by_both_is_told_and_saved_only_knowingly(head, staff, county, info, url):
    theirs, mine = page_of(staff, url), page_of(head, url)
    staff.post(url, theirs | {"cause": "绝缘料掺再生料", "sellers": "万家超市", "products-0-name": "花线",
                              "reason": "现场核查。"})  # fmt: skip
    mine |= {"cause": "挤出机温度失控", "products-0-name": "护套线", "reason": "企业说明。"}
    refused = head.post(url, mine)
    assert refused.status_code == 422
    said = refused.context["form"].errors["cause"][0]
    assert county.staff.name in said
    assert "绝缘料掺再生料" in said
    assert "其他产品" in refused.text
    for typed in ("挤出机温度失控", "护套线", "企业说明。"):
        assert typed in refused.text
    assert RiskInfo.objects.get(pk=info.pk).cause == "绝缘料掺再生料"
    again = head.post(url, mine | {"_base": refused.context["form"].base})
    assert again.status_code == 302
    info = RiskInfo.objects.get(pk=info.pk)
    assert (info.cause, info.sellers) == ("挤出机温度失控", "万家超市")  # the untouched field is still theirs
    assert [row.name for row in info.products.all()] == ["护套线"]


def test_untouched_products_outlive_a_conflict_elsewhere(head, staff, info, url):
    info.products.create(name="护套线")
    theirs, mine = page_of(staff, url), page_of(head, url)
    staff.post(url, theirs | {"cause": "甲", "products-1-name": "花线", "reason": "核查。"})
    refused = head.post(url, mine | {"cause": "乙", "reason": "说明。"})
    assert 'value="护套线"' in refused.text
    head.post(url, mine | {"cause": "乙", "reason": "说明。", "_base": refused.context["form"].base})
    assert RiskInfo.objects.get(pk=info.pk).cause == "乙"
    assert [row.name for row in info.products.all()] == ["护套线", "花线"]


def test_the_page_as_it_stands_changes_nothing(head, county, info, url):
    info.harm_objects = ["PERSONAL_SAFETY", "HEALTH"]
    info.cause = "一行\n又一行"
    info.save()
    before = info.case.trail.count()
    sent = page_of(head, url) | {"reason": "没有改。"}
    assert head.post(url, sent | {"cause": "一行\r\n又一行"}).status_code == 302
    assert info.case.trail.count() == before, info.case.trail.last().data


@pytest.mark.parametrize("base", ["", "{", "[]", '{"cause": 1}'])
def test_a_page_that_says_nothing_of_what_it_showed_is_taken_as_it_is(head, info, url, base):
    sent = page_of(head, url) | {"cause": "另有原因", "reason": "核查。", "_base": base}
    assert head.post(url, sent).status_code == (422 if base == '{"cause": 1}' else 302)


def test_a_draft_submitted_in_another_window_keeps_what_was_typed_here(staff, county):
    info = make_draft(county)
    url = reverse("riskinfo:edit", args=[info.pk])
    sent = page_of(staff, url)
    perform(info, "submit", by=county.staff)
    assert staff.post(url, sent).status_code == 302  # the same again: a second click
    refused = staff.post(url, sent | {"brand": "恒兴"})
    assert refused.status_code == 422
    assert "补充信息" in refused.text
    assert 'value="恒兴"' in refused.text


def test_a_supplement_that_comes_too_late_keeps_what_was_typed(staff, county, info, url):
    sent = page_of(staff, url) | {"cause": "查明为掺假", "reason": "现场核查。"}
    perform(info, "transfer", by=county.head, transferred_to="安州市市场监管局", reason="不属本辖区。")
    refused = staff.post(url, sent)
    assert refused.status_code == 422
    assert "已移送" in refused.text
    assert "查明为掺假" in refused.text


def test_the_search_and_more_rows_save_no_supplement(head, county, info, url):
    sent = page_of(head, url) | {"cause": "还没有写完", "reason": "现场核查。"}
    before = info.case.trail.count()
    more = head.post(url, sent | {"more_products": "1"})
    assert 'name="products-2-name"' in more.text
    found = head.post(url, sent | {"find": "1", "enterprise_name": "没有这家"})
    assert "没有查到" in found.text
    for page in (more, found):
        assert page.status_code == 200
        assert "还没有写完" in page.text
        assert page.context["form"].base == sent["_base"]
    assert info.case.trail.count() == before
