"""Who was told, who confirmed, what they answered (R-032, R-034, R-035, R-044)."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casefile import deadlines
from casefile.models import CaseFile, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from emergency import bulletins
from emergency.bulletins import To
from emergency.models import Bulletin, BulletinRecipient

from .emergencies import bring, given, make


def open_rules(record):
    return set(record.case.deadlines.open().values_list("label", flat=True))


def inform(county, record, **more):
    to = [To("质量监督股", "UNIT", department=county.quality), To("县应急管理局", contact="王磊 0395-7120119")]
    given = {"by": county.brigade_officer, "text": "燃气灶泄漏致2人受伤，已封存", "to": to}
    return bulletins.tell(record, "INFORM", **(given | more))


def test_a_material_change_asks_for_a_follow_up_report(county):
    """Rules §3.3: 续报 on material change."""
    record = bring(county, make(county), "VERIFYING")
    perform(record, "record_progress", by=county.staff, injured=2, dead=0, reason="伤情稳定")
    assert "续报县政府和市局" not in open_rules(record)
    perform(record, "record_progress", by=county.staff, **given("record_progress"))
    assert "续报县政府和市局" in open_rules(record)
    bulletins.tell(record, "MORE", by=county.office_clerk, text="续报", to=bulletins.superiors(record.case))
    assert "续报县政府和市局" not in open_rules(record)


def test_a_unit_confirms_itself_others_are_written_down(county):
    record = make(county)
    bulletin = inform(county, record)
    unit, outside = bulletin.recipients.order_by("pk")
    assert open_rules(record) >= {"质量监督股确认情况通报", "外单位确认情况通报"}
    assert Notification.objects.filter(user=county.head, urgent=True, text__contains="燃气灶泄漏").count() == 1
    for row, person in ((unit, county.brigade_officer), (outside, county.inspector)):
        with pytest.raises(NotAllowed):
            bulletins.confirm(row, by=person)
    done = bulletins.confirm(unit, by=county.second_staff)
    assert (done.confirmed_by, done.confirmed_name) == (county.second_staff, "孙丽")
    with pytest.raises(WrongState, match="已于"):
        bulletins.confirm(unit, by=county.staff)
    bulletins.confirm(outside, by=county.staff, at=timezone.now(), name="王磊", how="电话复述无误")
    assert not open_rules(record) & {"质量监督股确认情况通报", "外单位确认情况通报"}
    assert [e.action_label for e in record.case.trail.order_by("-seq")[:3]] == [
        "确认收到情况通报", "确认收到情况通报", "情况通报",
    ]  # fmt: skip


def test_an_overdue_confirmation_is_reminded_of(county):
    record = make(county)
    inform(county, record, to=[To("县消防救援大队")])
    deadlines.sweep(timezone.now() + timedelta(hours=2, minutes=1))
    texts = Notification.objects.filter(user=county.brigade_officer, case=record.case).values_list("text", flat=True)
    assert any("外单位确认情况通报逾期" in text for text in texts)


def test_a_request_waits_for_what_the_department_did(county):
    """R-044: 通报相关部门予以扣压、封存、召回, with their answer."""
    record = make(county)
    bulletin = bulletins.tell(
        record, "REQUEST", by=county.staff, text="请查找", asks=["SEAL", "RECALL"], to=[To("澄河县市场监管局")]
    )
    row = bulletin.recipients.get()
    assert "协助通知的反馈" in open_rules(record)
    bulletins.feed_back(row, by=county.staff, text="封存 12 台", on=timezone.localdate())
    assert "协助通知的反馈" not in open_rules(record)
    with pytest.raises(WrongState, match="已由"):
        bulletins.feed_back(row, by=county.staff, text="再反馈", on=timezone.localdate())


def test_what_was_said_stays_and_the_correction_points_to_it(county):
    record = make(county)
    wrong = inform(county, record)
    wrong.text = "改掉"
    with pytest.raises(TypeError, match="never changed"):
        wrong.save()
    with pytest.raises(GuardRefused, match="还差：县应急管理局"):
        inform(county, record, corrects=wrong, to=[To("质量监督股", "UNIT", department=county.quality)])
    right = inform(county, record, corrects=wrong, text="更正：3人受伤")
    assert list(wrong.corrections.all()) == [right]
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=right.pk).update(corrects=right.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulletinRecipient.objects.filter(bulletin=right).update(feedback="有")


def test_the_all_clear_goes_to_exactly_those_who_were_told(county):
    """R-035."""
    record = make(county)
    inform(county, record)
    bulletins.tell(record, "REQUEST", by=county.staff, text="请查找", asks=["SEAL"], to=[To("澄河县市场监管局")])
    with pytest.raises(WrongState, match="终止后"):
        bulletins.tell(record, "LIFT", by=county.staff, text="解除", to=[])
    bring(county, record, "TERMINATED")
    with pytest.raises(WrongState, match="已终止"):
        bulletins.tell(record, "MORE", by=county.office_clerk, text="续报", to=bulletins.superiors(record.case))
    lifted = bulletins.tell(record, "LIFT", by=county.staff, text="解除", to=[To("别的单位")])
    assert set(lifted.recipients.values_list("name", flat=True)) == {"质量监督股", "县应急管理局", "澄河县市场监管局"}


def test_twice_is_once_and_a_drill_says_so(county):
    record, token = make(county, is_drill=True), uuid.uuid4()
    first, second = (inform(county, record, token=token) for _ in range(2))
    assert first == second
    assert first.text.startswith("【演练】")
    with pytest.raises(NotAllowed):
        inform(county, record, by=county.inspector)


def form(**fields):
    now = timezone.localtime()
    values = {"token": str(uuid.uuid4()), "text": "已封存同批产品", "way": "FAX", "sent_at": f"{now:%Y-%m-%dT%H:%M}"}
    return values | fields


def test_from_the_page_to_the_confirmation(county, client):
    """The way of an officer: tell, confirm by one click, write down the outside answer; nothing typed is lost."""
    record = bring(county, make(county), "CONTROLLING")
    client.force_login(county.staff)
    url = reverse("emergency:tell", args=[record.pk, "REQUEST"])
    assert "依法予以扣押" in client.get(url).content.decode()
    refused = client.post(url, form(text="请查找第七批"))
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "请选择请对方扣押、封存还是召回（可多选）。" in text
    assert "请查找第七批" in text
    sent = form(units=[county.station.pk], others="县应急管理局 王磊\n\n县消防救援大队", asks=["DETAIN"])
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    bulletin = record.case.bulletins.get()
    assert [(r.name, r.contact, r.way) for r in bulletin.recipients.order_by("pk")] == [
        ("城关市场监管所", "", "SYSTEM"), ("县应急管理局", "王磊", "FAX"), ("县消防救援大队", "", "FAX"),
    ]  # fmt: skip
    unit, outside, _ = bulletin.recipients.order_by("pk")
    page = client.get(record.get_absolute_url()).content.decode()
    assert "3 未确认" in page
    assert reverse("emergency:confirm_receipt", args=[unit.pk]) not in page
    at = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    confirmed = {"confirmed_at": at, "confirmed_name": "王磊", "confirmed_how": "传真回执"}
    assert (
        client.post(reverse("emergency:confirm", args=[outside.pk]), confirmed | {"confirmed_name": ""}).status_code
        == 422
    )
    assert client.post(reverse("emergency:confirm", args=[outside.pk]), confirmed).status_code == 302
    client.post(reverse("emergency:feedback", args=[outside.pk]), {"text": "扣押 4 台", "on": at[:10]})
    page = client.get(record.get_absolute_url()).content.decode()
    assert "扣押 4 台" in page
    assert "传真回执" in page
    assert client.get(f"{url}?corrects={bulletin.pk}").status_code == 200
    assert client.get(f"{url}?corrects=99999").status_code == 404
    assert client.get(reverse("emergency:tell", args=[record.pk, "FINAL"])).status_code == 404


def test_a_page_with_more_told_asks_no_more(county, client):
    record = bring(county, make(county), "CONTROLLING")
    client.force_login(county.staff)
    inform(county, record)

    def count():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(record.get_absolute_url()).status_code == 200
        return len(caught)

    count()
    few = count()
    for n in range(3):
        inform(county, record, text=f"第{n}次", to=[To(f"单位{n}-{m}") for m in range(5)])
    assert count() == few


def test_a_stranger_sees_and_confirms_nothing(county, client):
    bulletin = inform(county, make(county))
    client.force_login(county.other_staff)
    assert not CaseFile.objects.visible_to(county.other_staff).exists()
    for name in ("confirm", "feedback"):
        assert client.get(reverse(f"emergency:{name}", args=[bulletin.recipients.last().pk])).status_code == 404
    assert client.post(reverse("emergency:confirm_receipt", args=[bulletin.recipients.first().pk])).status_code == 404
