"""The pages of the ledger: list, registration, record, acts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import GuardRefused
from rectification.models import RectificationItem
from rectification.states import ItemState
from tests.riskinfo.builders import make_info

from .items import bring, do, evidence, make

LIST = "/rectification/"


def form_data(enterprise, product, **fields):
    values = {
        "token": "6f1c1d4e-8a8e-4d6b-9a52-0d1f6c2b7a12", "enterprise": enterprise.name, "product_type": product.pk,
        "title": "", "problem": "NO_LICENCE", "severity": "LARGER", "found_on": timezone.localdate().isoformat(),
        "situation": "许可证已过期仍在生产", "cause": "",
    }  # fmt: skip
    return values | fields


def queries(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def opened(client, link) -> int:
    response = client.get(link, follow=True)  # 下一件待办 leads on to the case itself
    if response.streaming:  # an attachment: read to its end, its file is closed
        assert b"".join(response.streaming_content)
    return response.status_code


@pytest.mark.parametrize("state", ItemState.values)
def test_the_record_in_each_state(county, client, state):
    record = bring(county, make(county, severity="MAJOR"), state)
    for person in (county.staff, county.head, county.deputy, county.office_clerk, county.inspector):
        client.force_login(person)
        page = client.get(record.get_absolute_url())
        assert page.status_code == 200
        assert "未检验出厂（生产领域）" in page.content.decode()


def test_every_link_of_the_record_leads_somewhere(county, client):
    """Design: no dead ends."""
    record = bring(county, make(county, origin=make(county).case), "FAILED")
    client.force_login(county.head)
    text = client.get(record.get_absolute_url()).content.decode()
    links = set(re.findall(r'href="(/(?!static)[^"]*)"', text))
    assert len(links) > 10
    assert {link: opened(client, link) for link in links} == dict.fromkeys(links, 200)


def test_a_refused_act_says_why(county, client):
    record = bring(county, make(county), "PASSED")
    do(county, record, "supervise", county.deputy)
    client.force_login(county.head)
    text = client.get(record.get_absolute_url()).content.decode()
    assert "正在挂牌督办，请先摘牌" in text
    assert ">摘牌</a>" not in text


def test_the_ledger_shows_what_the_paper_ledger_shows(county, client):
    """R-321; design: number, enterprise, product, problem, grade, state, round, handler, light."""
    record = bring(county, make(county, severity="MAJOR"), "FAILED")
    do(county, record, "order_again", county.head)
    do(county, record, "supervise", county.deputy)
    client.force_login(county.staff)
    text = client.get(LIST).content.decode()
    row = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL).group(1)
    for part in (record.case.number, "清源县恒通线缆有限公司", "电线电缆", "未检验出厂", "重大", "已责令整改", "督办",
                 'data-label="轮次">2<', "赵敏", "个工作日"):  # fmt: skip
        assert part in row
    assert client.get(reverse("rectification:figures")).text == "隐患 1 项，整改中 1，逾期 0，挂牌督办 1，已销号 0"


def test_lights_of_passed_and_written_off_items(county, client):
    bring(county, make(county), "PASSED")
    bring(county, make(county, severity="MAJOR"), "WRITTEN_OFF")
    client.force_login(county.staff)
    text = client.get(LIST).content.decode()
    assert "待销号" in text
    assert "回头看 " in text


def test_the_ledger_filters(county, client):
    major, general = make(county, severity="MAJOR"), make(county)
    client.force_login(county.staff)
    text = client.get(f"{LIST}?level=MAJOR").content.decode()
    assert major.case.number in text
    assert general.case.number not in text
    assert "符合条件的共 1 项" in text


def test_an_empty_ledger_says_how_to_begin(county, client):
    client.force_login(county.inspector)
    text = client.get(LIST).content.decode()
    assert "发现的隐患从这里登记" in text
    assert reverse("rectification:new") not in text


def test_more_rows_ask_no_more_queries(county, client):
    client.force_login(county.staff)
    make(county)
    client.get(LIST)
    few = queries(client, LIST)
    for severity in ("GENERAL", "LARGER", "MAJOR"):
        make(county, by=county.second_staff, severity=severity)
    assert queries(client, LIST) == few


def test_more_rounds_ask_no_more_queries(county, client):
    record = bring(county, make(county), "FAILED")
    client.force_login(county.staff)
    client.get(record.get_absolute_url())
    few = queries(client, record.get_absolute_url())
    do(county, record, "order_again", county.head)
    do(county, record, "report_done", county.staff)
    do(county, record, "start_recheck", county.staff)
    do(county, record, "fail_recheck", county.head)
    assert queries(client, record.get_absolute_url()) == few


def test_registering_from_the_form(county, client, enterprise, product):
    client.force_login(county.staff)
    assert client.get(reverse("rectification:new")).status_code == 200
    response = client.post(reverse("rectification:new"), form_data(enterprise, product, files=evidence()))
    record = RectificationItem.objects.get()
    assert response.url == record.get_absolute_url()
    assert (record.case.enterprise, record.case.product_type, record.severity) == (enterprise, product, "LARGER")
    assert record.case.attachments.count() == 1
    client.post(reverse("rectification:new"), form_data(enterprise, product, files=evidence()))
    assert RectificationItem.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"files": None}, "照片、材料"),
        ({"enterprise": "查无此厂"}, "档案中没有“查无此厂”"),
        ({"found_on": "2999-01-01"}, "日期不能晚于今天"),
        ({"problem": "XX"}, "问题"),
        ({"severity": ""}, "隐患等级"),
    ],
)
def test_errors_keep_what_was_typed(county, client, enterprise, product, changed, message):
    client.force_login(county.staff)
    data = {k: v for k, v in (form_data(enterprise, product, files=evidence()) | changed).items() if v is not None}
    response = client.post(reverse("rectification:new"), data)
    text = response.content.decode()
    assert response.status_code == 422
    summary = re.search(r"error-summary.*?</ul>", text, re.DOTALL).group(0)
    assert message in summary
    assert "许可证已过期仍在生产" in text
    assert not CaseFile.objects.exists()


def test_registering_from_a_case_fills_in_what_it_knows(county, client, enterprise, product):
    origin = make(county).case
    client.force_login(county.brigade_officer)
    url = f"{reverse('rectification:new')}?from={origin.pk}"
    assert client.get(url).status_code == 404  # the brigade takes no part in it yet
    origin.add_participant(county.brigade)
    text = client.get(url).content.decode()
    assert f'value="{origin.title}"' in text
    assert f'value="{enterprise.name} {enterprise.uscc}"' in text
    assert re.search(rf'<option value="{product.pk}" selected', text)
    client.post(url, form_data(enterprise, product, files=evidence()))
    derived = RectificationItem.objects.exclude(pk=origin.pk).get().case
    assert derived.origin_links.get().origin == origin


def test_a_verified_information_leads_to_an_item(county, client, enterprise, product):
    """R-337: the record of the information offers it, and is not done before the item is."""
    info = make_info(county, "CONFIRMED", outcome="NOT_GRADED", enterprise=enterprise, product_type=product)
    client.force_login(county.staff)
    url = f"{reverse('rectification:new')}?from={info.pk}"
    assert url in client.get(info.get_absolute_url()).text
    client.post(url, form_data(enterprise, product, files=evidence()))
    item = RectificationItem.objects.get()
    assert item.case.origin_links.get().origin == info.case
    with pytest.raises(GuardRefused, match=f"{item.case.number} 尚未办结"):
        perform(info, "resolve", by=county.deputy, result_report="已办。")


@pytest.mark.parametrize(
    ("state", "act", "person"),
    [
        ("FOUND", "order", "head"), ("ORDERED", "report_done", "staff"), ("REPORTED_DONE", "start_recheck", "staff"),
        ("RECHECK", "pass_recheck", "staff"), ("RECHECK", "fail_recheck", "head"), ("RECHECK", "refuse", "head"),
        ("RECHECK", "change_officers", "head"), ("FAILED", "enforce", "head"), ("FAILED", "order_again", "head"),
        ("ENFORCEMENT", "record_outcome", "staff"), ("PASSED", "supervise", "deputy"), ("PASSED", "write_off", "head"),
        ("FOUND", "close_otherwise", "deputy"), ("FOUND", "record_cause", "staff"),
        ("WRITTEN_OFF", "record_look_back", "staff"), ("WRITTEN_OFF", "reopen", "head"),
    ],
)  # fmt: skip
def test_every_form_opens(county, client, state, act, person):
    record = bring(county, make(county), state)
    client.force_login(getattr(county, person))
    assert client.get(reverse("rectification:act", args=[record.pk, act])).status_code == 200


def test_acting_through_the_browser(county, client):
    record = bring(county, make(county), "ORDERED")
    client.force_login(county.staff)
    url = reverse("rectification:act", args=[record.pk, "report_done"])
    data = {"reported_on": timezone.localdate().isoformat(), "completion": "已配检验员", "cause": "", "reason": ""}
    assert client.post(url, data).status_code == 422  # without a report or photo
    response = client.post(url, data | {"files": evidence("整改报告.txt")})
    assert response.url == record.get_absolute_url()
    record = RectificationItem.objects.get(pk=record.pk)
    assert record.state == "REPORTED_DONE"
    assert record.case.attachments.filter(name="整改报告.txt", note="登记企业报告").exists()


def test_the_trail_names_the_problem_and_the_officers(county, client):
    record = bring(county, make(county), "RECHECK")
    entry = record.case.trail.get(action="start_recheck")
    assert dict(entry.content) == {"复查人员一": "赵敏", "复查人员二": "孙丽"}


def test_who_may_not_register_or_look(county, client):
    for person in (county.inspector, county.tester, county.admin, county.office_clerk):
        client.force_login(person)
        assert client.get(reverse("rectification:new")).status_code == 403
    record = make(county)
    client.force_login(county.other_staff)
    assert client.get(record.get_absolute_url()).status_code == 404
