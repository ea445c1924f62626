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
