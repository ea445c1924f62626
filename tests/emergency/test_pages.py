"""The pages of an emergency: list, report, command page, acts."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile
from casefile.perform import perform
from emergency.models import EmergencyCase
from registers.models import Enterprise

from .emergencies import bring, given, make


def form_data(**fields):
    learned = timezone.localtime() - timedelta(minutes=15)
    values = {
        "token": "6f1c1d4e-8a8e-4d6b-9a52-0d1f6c2b7a11", "title": "城关镇燃气灶具泄漏", "place": "东街12号",
        "learned_at": learned.strftime("%Y-%m-%dT%H:%M"), "description": "居民家中起火", "injured": "2", "dead": "0",
        "enterprise": "", "product_type": "",
    }  # fmt: skip
    return values | fields


def queries(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.once
@pytest.mark.parametrize("state", ["REPORTED", "VERIFYING", "ACTIVATED", "FOLLOW_UP", "CLOSED", "FALSE_ALARM"])
def test_command_page_in_each_state(county, client, state):
    record = bring(county, make(county), state)
    for person in (county.staff, county.brigade_officer, county.director, county.office_clerk, county.inspector):
        client.force_login(person)
        page = client.get(record.get_absolute_url())
        assert page.status_code == 200
        assert record.case.number in page.content.decode()


@pytest.mark.once
def test_every_link_of_the_command_page_leads_somewhere(county, client):
    """Design: no dead ends."""
    record = bring(county, make(county), "CONTROLLING")
    client.force_login(county.brigade_officer)
    text = client.get(record.get_absolute_url()).content.decode()
    links = set(re.findall(r'href="(/(?!static)[^"]*)"', text))
    assert f"{reverse('rectification:new')}?from={record.pk}" in links
    assert {link: client.get(link, follow=True).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_clock_ticks_while_it_runs_and_stops_after(county, client):
    client.force_login(county.staff)
    record = make(county, minutes_ago=48)
    text = client.get(record.get_absolute_url()).content.decode()
    assert "00:48:" in text
    assert "data-clock-seconds" in text
    assert "剩 1" in text  # eleven or twelve minutes to the first report
    bring(county, record, "TERMINATED")
    text = client.get(record.get_absolute_url()).content.decode()
    assert "data-clock-seconds" not in text
    assert "获知至结束" in text


def test_findings_steps_lead_to_the_findings_form(county, client):
    record = bring(county, make(county), "REPORTED")
    client.force_login(county.brigade_officer)
    act_url = reverse("emergency:act", args=[record.pk, "record_findings"])
    measure_urls = [reverse("casefile:measure", args=[m.pk]) for m in record.case.measures.all()]
    client.post(reverse("emergency:act", args=[record.pk, "verify"]), {})
    text = client.get(record.get_absolute_url()).content.decode()
    assert text.count(act_url) == 5  # the button above, the two steps on the board and in the list
    assert not any(url in text for url in measure_urls)


def test_reporting_from_the_form(county, client):
    client.force_login(county.staff)
    photo = SimpleUploadedFile("现场.txt", "现场记录".encode())
    assert client.get(reverse("emergency:new")).status_code == 200
    response = client.post(reverse("emergency:new"), form_data(files=photo))
    record = EmergencyCase.objects.get()
    assert response.url == record.get_absolute_url()
    assert record.case.department == county.quality
    assert [a.name for a in record.case.attachments.all()] == ["现场.txt"]
    client.post(reverse("emergency:new"), form_data())
    assert EmergencyCase.objects.count() == 1


def test_the_office_names_the_unit(county, client):
    client.force_login(county.office_clerk)
    text = client.post(reverse("emergency:new"), form_data()).content.decode()
    assert "承办单位" in text
    assert not EmergencyCase.objects.exists()
    client.post(reverse("emergency:new"), form_data(department=county.agency.pk))
    assert not EmergencyCase.objects.exists()
    client.post(reverse("emergency:new"), form_data(department=county.station.pk))
    assert EmergencyCase.objects.get().case.department == county.station


def test_errors_keep_what_was_typed(county, client):
    client.force_login(county.staff)
    later = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    response = client.post(reverse("emergency:new"), form_data(learned_at=later, title="东街起火"))
    text = response.content.decode()
    assert response.status_code == 422
    assert "时间不能晚于现在，请核对日期和时刻。" in text
    assert "东街起火" in text
    assert not CaseFile.objects.exists()


def test_reporting_from_a_case(county, client):
    origin = make(county).case
    client.force_login(county.staff)
    url = f"{reverse('emergency:new')}?from={origin.pk}"
    text = client.get(url).content.decode()
    assert origin.number in text
    assert f'value="{origin.title}"' in text
    client.post(url, form_data())
    derived = EmergencyCase.objects.exclude(pk=origin.pk).get().case
    assert derived.origin_links.get().origin == origin
    assert origin.number in client.get(derived.get_absolute_url()).content.decode()


@pytest.mark.parametrize("named", ["999999", "x", "99999999999999999999999", "-1", "１"])
def test_an_origin_that_one_may_not_see_is_not_found(county, client, named):
    client.force_login(county.staff)
    assert client.get(f"{reverse('emergency:new')}?from={named}").status_code == 404


def test_a_foreign_origin_is_not_found(county, client):
    origin = make(county).case
    client.force_login(county.other_staff)
    assert client.get(f"{reverse('emergency:new')}?from={origin.pk}").status_code == 404


def test_a_closed_origin_says_why_not(county, client):
    origin = bring(county, make(county), "FALSE_ALARM").case
    client.force_login(county.staff)
    url = f"{reverse('emergency:new')}?from={origin.pk}"
    assert "不能再由它派生" in client.get(url).content.decode()
    assert client.post(url, form_data()).status_code == 422
    assert CaseFile.objects.count() == 1


def test_a_deputy_is_asked_whether_the_director_is_absent(county, client):
    record = bring(county, make(county), "VERIFYING")
    url = reverse("emergency:act", args=[record.pk, "activate"])
    client.force_login(county.deputy)
    assert "局长不在，由我代为决定" in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    client.force_login(county.director)
    assert "局长不在" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("state", "act", "person"),
    [
        ("VERIFYING", "record_findings", "brigade_officer"), ("VERIFYING", "rule_out", "brigade_head"),
        ("CONTROLLING", "record_progress", "staff"), ("CONTROLLING", "follow_up", "staff"),
        ("FOLLOW_UP", "record_final_report", "staff"), ("TERMINATED", "summarise", "staff"),
        ("SUMMARISED", "record_result_reports", "office_clerk"),
    ],
)  # fmt: skip
def test_every_form_opens(county, client, state, act, person):
    record = bring(county, make(county), state)
    client.force_login(getattr(county, person))
    assert client.get(reverse("emergency:act", args=[record.pk, act])).status_code == 200


def test_the_list_shows_and_filters(county, client):
    running, ruled_out = make(county), bring(county, make(county, title="误报一件"), "FALSE_ALARM")
    client.force_login(county.staff)
    text = client.get(reverse("emergency:list")).content.decode()
    assert running.case.number in text
    assert ruled_out.case.number in text
    text = client.get(reverse("emergency:list") + "?only=open").content.decode()
    assert ruled_out.case.number not in text


def test_an_empty_list_says_how_to_begin(county, client):
    client.force_login(county.inspector)
    text = client.get(reverse("emergency:list")).content.decode()
    assert "接报登记，也可以从风险信息或预警转入" in text
    assert reverse("emergency:new") not in text


def test_who_may_not_report_or_look(county, client):
    """Rules §3.3: anyone reports; who only reads or configures does not."""
    for person, allowed in [(county.inspector, 403), (county.tester, 200), (county.admin, 403), (county.head, 200)]:
        client.force_login(person)
        assert client.get(reverse("emergency:new")).status_code == allowed
    client.force_login(county.tester)
    assert client.get(reverse("emergency:list")).status_code == 403


def test_the_agency_reports_and_the_brigade_has_it(county, client):
    """Minimal: what, when, where. Who may not see the case is told its number on the desk."""
    client.force_login(county.tester)
    least = {k: v for k, v in form_data().items() if k in ("token", "title", "place", "learned_at")}
    response = client.post(reverse("emergency:new"), least | {"department": county.brigade.pk})
    record = EmergencyCase.objects.get()
    assert (record.state, record.description, record.case.department) == ("REPORTED", "待核实", county.brigade)
    assert response.url == reverse("desk:home")


def test_the_button_is_on_every_page_and_takes_along_what_it_is_about(county, client):
    enterprise = Enterprise.objects.create(bureau=county.bureau, name="清源县鑫火厨具厂", uscc="91411121MA3X12345W")
    running, over = make(county, enterprise=enterprise), bring(county, make(county, enterprise=enterprise), "CLOSED")
    page = reverse("registers:enterprise", args=[enterprise.pk])
    new = reverse("emergency:new")
    wanted = {
        reverse("desk:home"): new, page: f"{new}?enterprise={enterprise.pk}",
        running.get_absolute_url(): f"{new}?from={running.pk}",
        over.get_absolute_url(): f"{new}?enterprise={enterprise.pk}",
    }  # fmt: skip
    for person in (county.staff, county.director, county.brigade_officer):
        client.force_login(person)
        for address, target in wanted.items():
            assert f'class="btn btn-emergency" href="{target}"' in client.get(address).text, address
    assert "清源县鑫火厨具厂 91411121MA3X12345W" in client.get(f"{new}?enterprise={enterprise.pk}&product=x").text
    assert client.get(f"{new}?enterprise=99999999999999999999").status_code == 200
    client.force_login(county.inspector)
    assert "btn-emergency" not in client.get(reverse("desk:home")).text


def test_more_rows_ask_no_more_queries(county, client):
    client.force_login(county.staff)
    make(county)
    client.get(reverse("emergency:list"))
    few = queries(client, reverse("emergency:list"))
    for _ in range(4):
        make(county, by=county.second_staff)
    assert queries(client, reverse("emergency:list")) == few


def test_more_history_asks_no_more_queries(county, client):
    record = bring(county, make(county), "CONTROLLING")
    client.force_login(county.staff)
    client.get(record.get_absolute_url())
    few = queries(client, record.get_absolute_url())
    for _ in range(4):
        perform(record, "record_progress", by=county.staff, **given("record_progress"))
    assert queries(client, record.get_absolute_url()) == few
