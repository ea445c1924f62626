"""What an impatient hand sends: the same form twice, emoji, ten thousand characters, a day to come, nothing."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.perform import perform
from casefile.refusals import GuardRefused
from documents.models import Document, ReservedNumber, ServiceReceipt

from .papers import bring, make_case, make_document

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain_press")]


def test_a_service_sent_twice_is_one_receipt_and_none_lies_ahead(county, client):
    document = bring(county, make_document(county), "ISSUED")
    url = reverse("documents:serve", args=[document.recipients.get(name="恒兴线缆有限公司").pk])
    client.force_login(county.office_clerk)
    day = timezone.localdate()
    sent = {"method": "DIRECT", "served_on": day.isoformat(), "received_by": "王建设", "_once": str(uuid.uuid4())}
    ahead = client.post(url, sent | {"served_on": (day + timedelta(days=1)).isoformat()})
    assert (ahead.status_code, "不能晚于今天" in ahead.text) == (422, True)
    for _ in range(2):
        client.post(url, sent)
    assert ServiceReceipt.objects.filter(received_by="王建设").count() == 1


def test_numbers_reserved_twice_are_set_aside_once(county, client):
    client.force_login(county.office_clerk)
    sent = {"organ_code": "清市监发", "count": 2, "reason": "年度报告", "_once": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(reverse("documents:reserve"), sent).status_code == 302
    assert ReservedNumber.objects.count() == 2


def test_emoji_are_named_before_anybody_reads_the_paper(county):
    document = make_document(county, title="关于🔥充电器的通报")
    with pytest.raises(GuardRefused, match="U\\+1F525"):
        perform(document, "submit", by=county.staff)


def test_ten_thousand_characters_are_kept_and_nothing_is_refused_at_its_fields(county, client):
    case = make_case(county)
    client.force_login(county.staff)
    url = reverse("documents:new", args=[case.pk])
    sent = {"kind": "RISK_NOTICE", "title": "告知书", "others": "恒兴线缆有限公司", "body": "质" * 10_000}
    empty = client.post(url, {"kind": "RISK_NOTICE"})
    assert (empty.status_code, Document.objects.count()) == (422, 0)
    assert client.post(url, sent).status_code == 302
    assert len(Document.objects.get().body) == 10_000


def test_signing_and_numbering_come_once_whoever_presses_how_often(county, client):
    """A second click, a second leader, the back button, the wrong person: told in words, done once."""
    document = bring(county, make_document(county), "TO_SIGN")

    def press(person, act, once):
        client.force_login(person)
        page = client.post(reverse("documents:act", args=[document.pk, act]), {"_once": once}, follow=True)
        assert page.status_code == 200
        return page.text

    click = str(uuid.uuid4())
    assert "您不能办理“签发”，它由分管领导" in press(county.staff, "sign", str(uuid.uuid4()))
    press(county.deputy, "sign", click)
    assert "没有重复登记" in press(county.deputy, "sign", click)
    said = press(county.director, "sign", str(uuid.uuid4()))  # the page was open before the deputy signed
    assert "没有办理“签发”" in said
    assert f"{county.deputy.name}（{county.deputy.username}）已于" in said
    for _ in range(2):
        press(county.office_clerk, "number", str(uuid.uuid4()))
    assert "当前环节是“已编号”" in press(county.office_clerk, "number", str(uuid.uuid4()))
    document.refresh_from_db()
    assert (document.state, document.sequence) == ("NUMBERED", 1)
    assert document.case.trail.filter(action__in=["sign", "number"]).count() == 2
