"""Contacts, corrections, public texts, and how an emergency ends (R-034, R-035)."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, WrongState
from casefile.trail import verify
from documents import kinds, merging
from documents.drafting import draft
from documents.models import Document
from emergency import bulletins, contacts
from emergency.bulletins import To
from emergency.models import Contact, Lesson
from riskwarnings import publishing
from tests.rectification.items import make as make_item

from .emergencies import acknowledge, bring, close_steps, given, make


def call(county, record, **more):
    said = {
        "by": county.staff, "at": timezone.now(), "direction": "IN", "way": "PHONE", "unit": "县政府值班室",
        "said": "询问伤亡",
    }  # fmt: skip
    return contacts.log(record, **(said | more))


def test_contacts_stay_as_they_were_written(county, client):
    record, token = make(county), uuid.uuid4()
    first, second = (call(county, record, token=token) for _ in range(2))
    assert first == second
    for change in (first.save, first.delete):
        with pytest.raises(TypeError, match="never"):
            change()
    client.force_login(county.staff)
    url = reverse("emergency:contact", args=[record.pk])
    at = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    sent = {"token": str(uuid.uuid4()), "at": at, "direction": "IN", "way": "PHONE", "unit": "记者", "said": ""}
    assert client.post(url, sent).status_code == 422
    assert client.get(f"{url}?corrects={first.pk}").status_code == 200
    client.post(f"{url}?corrects={first.pk}", sent | {"unit": "县政府值班室", "said": "询问伤亡，答复2人受伤"})
    assert list(first.corrections.values_list("said", flat=True)) == ["询问伤亡，答复2人受伤"]
    page = client.get(record.get_absolute_url()).content.decode()
    assert "已更正" in page
    assert [entry.action_label for entry in record.case.trail.order_by("-seq")[:2]] == ["更正联络记录", "联络"]
    client.force_login(county.other_staff)
    assert client.get(url).status_code == 404
    bring(county, record, "CLOSED")
    with pytest.raises(WrongState, match="已办结"):
        call(county, record)
    assert Contact.objects.count() == 2


def test_an_entry_of_the_trail_is_put_right_by_another(county, client):
    """The time line cannot be edited; both entries stay and point to each other."""
    record = make(county)
    url = reverse("casefile:correct", args=[record.pk, 1])
    client.force_login(county.inspector)
    assert client.get(url).status_code == 403
    client.force_login(county.staff)
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, {"text": "地点应为西街12号"}).status_code == 302
    page = client.get(reverse("casefile:history", args=[record.pk])).content.decode()
    seq = record.case.trail.order_by("-seq").first().seq
    assert f'已更正：见 <a href="#entry-{seq}">第 {seq} 条</a>' in page
    assert "地点应为西街12号" in page
    record.case.refresh_from_db()
    assert list(verify([record.case])) == []


def test_a_statement_is_published_only_when_signed_and_never_in_a_drill(county, client):
    record, practice = make(county), make(county, is_drill=True)
    for case in (record, practice):
        draft(case.case, "PUBLIC_STATEMENT", by=county.staff, title="情况说明", body="已经控制。")
    signed, drilled = Document.objects.order_by("pk")
    assert publishing.obstacles(drilled) == ["演练不对外发布"]
    assert "签发并印发后" in publishing.obstacles(signed)[0]
    client.force_login(county.staff)
    page = client.get(record.get_absolute_url()).content.decode()
    assert "kind=PUBLIC_STATEMENT" in page
    assert reverse("warnings:publish", args=[signed.pk]) not in page
    assert "kind=PUBLIC_STATEMENT" not in client.get(practice.get_absolute_url()).content.decode()


def test_papers_know_what_the_emergency_knows(county):
    """R-032: each report is a document whose text comes from the case."""
    record = bring(county, make(county), "VERIFYING")
    known = merging.facts(record.case)
    assert known["危害"] == "受伤2人，死亡0人。"
    assert known["原因"] == "阀体焊缝缺陷致泄漏"
    bulletins.tell(record, "INFORM", by=county.staff, text="通报", to=[To("县应急管理局"), To("县公安局")])
    to = merging.recipients(record.case, kinds.get("EMERGENCY_LIFT"))
    assert {spec.name for spec in to} == {"县应急管理局", "县公安局"}


def test_the_end_says_in_words_what_is_missing(county, client):
    """R-035: all-clear to exactly those who were told, result reports, and something comes of each lesson."""
    record = make(county)
    bulletins.tell(record, "INFORM", by=county.staff, text="通报", to=[To("县应急管理局")])
    bring(county, record, "FOLLOW_UP")
    close_steps(record, county.deputy)
    with pytest.raises(InvalidData, match="请选择终报文书"):
        perform(record, "record_final_report", by=county.staff, final_report_on=timezone.localdate())
    perform(record, "terminate", by=county.director)
    perform(record, "summarise", by=county.staff, summary="经过", lessons="出厂不检漏\n\n夜间无人值守")
    perform(record, "record_result_reports", by=county.office_clerk, **given("record_result_reports"))
    assert record.case.awaiting_role == "UNIT_HEAD"
    with pytest.raises(GuardRefused) as refused:
        perform(record, "close", by=county.deputy)
    above = (
        "清源县人民政府（终报）",
        "安州市市场监督管理局（终报）",
        "清源县人民政府（结果报告）",
        "安州市市场监督管理局（结果报告）",
    )
    assert refused.value.reasons == [
        f"还没有登记对方确认收到报告：{'、'.join(above)}",
        "还没有发解除通报，收到过通报的有：县应急管理局", "教训“出厂不检漏”还没有落实，请关联整改事项或写明理由",
        "教训“夜间无人值守”还没有落实，请关联整改事项或写明理由",
    ]  # fmt: skip
    assert set(record.case.bulletins.values_list("kind", flat=True)) == {"INFORM", "FINAL", "RESULT"}
    bulletins.tell(record, "LIFT", by=county.staff, text="解除", to=[])
    item = make_item(county, origin=record.case).case
    with pytest.raises(InvalidData, match="为什么不列整改"):
        perform(record, "settle_lessons", by=county.staff, item_1=item.pk)
    client.force_login(county.staff)
    url = reverse("emergency:act", args=[record.pk, "settle_lessons"])
    assert item.number in client.get(url).content.decode()
    client.post(url, {"item_1": item.pk, "none_2": "已补值班", "plan_2": "增加夜间值守"})
    assert [(lesson.item, lesson.plan_change) for lesson in Lesson.objects.all()] == [
        (item, ""),
        (None, "增加夜间值守"),
    ]
    record.refresh_from_db()
    acknowledge(county, record)
    perform(record, "close", by=county.deputy)
    assert item.number in client.get(record.get_absolute_url()).content.decode()
