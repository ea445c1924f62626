"""Under which campaign a case was opened: from origin to derived, in every list, on the page (R-201)."""

import pytest
from django.urls import reverse

from casefile.models import CaseFile
from tests.campaigns.campaigns import bring, make
from tests.rectification.items import make as make_item
from tests.riskinfo.builders import make_info


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def test_what_comes_out_of_a_campaign_belongs_to_it_however_long_the_chain(county):
    """R-201: opened from the campaign itself, or from a case that was."""
    record = bring(county, make(county), "ON_SITE")
    item = make_item(county, origin=record.case)
    followed = make_item(county, origin=item.case)
    alone = make_item(county)
    assert item.case.campaign == followed.case.campaign == record.case
    assert alone.case.campaign is None
    assert record.case.campaign is None
    assert set(record.case.campaign_cases.all()) == {item.case, followed.case}


def test_every_list_narrows_to_a_campaign_once_there_is_one(county, client):
    """R-201: the filter stands in each list, for the bureau's campaigns, and in the export."""
    client.force_login(county.staff)
    url = reverse("rectification:list")
    assert 'name="campaign"' not in client.get(url).text
    record = bring(county, make(county), "ON_SITE")
    inside, outside = make_item(county, origin=record.case), make_item(county)
    for address in (url, reverse("riskinfo:list"), reverse("emergency:list"), reverse("warnings:list")):
        assert 'name="campaign"' in client.get(address).text
    text = client.get(f"{url}?campaign={record.pk}").text
    assert inside.case.number in text
    assert outside.case.number not in text
    assert 'name="campaign"' not in client.get(reverse("campaigns:list")).text
    assert client.get(f"{url}?campaign=x").status_code == 200


def test_the_page_of_a_case_names_its_campaign(county, client):
    record = bring(county, make(county), "ON_SITE")
    item, info = make_item(county, origin=record.case), make_info(county, "SUBMITTED")
    client.force_login(county.staff)
    assert f'<a href="{record.get_absolute_url()}">{record.case.title}</a>' in client.get(item.get_absolute_url()).text
    assert record.case.title not in client.get(info.get_absolute_url()).text.split("<main")[1]


def test_a_campaign_does_not_list_what_came_out_of_it_one_by_one(county, client):
    """Thousands of cases may come out of one; they are in its lists."""
    record = bring(county, make(county), "ON_SITE")
    make_item(county, origin=record.case)
    client.force_login(county.staff)
    assert client.get(record.get_absolute_url()).context["derived"] == []
    assert CaseFile.objects.get(pk=record.pk).derived_links.count() == 1
