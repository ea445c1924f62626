"""The same form, however often it arrives, is carried out once (casefile.once)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile import once
from casefile.models import SentForm
from tests.emergency.emergencies import bring, make
from tests.emergency.seals import seal

TOKEN = re.compile(r'name="_once" value="([0-9a-f-]{36})"')


@pytest.fixture
def progress(county, client):
    """The page on which progress is added, an act that leaves the state as it is."""
    record = bring(county, make(county), "CONTROLLING")
    client.force_login(county.brigade_officer)
    return record, reverse("emergency:act", args=[record.pk, "record_progress"])


def test_a_form_that_arrives_twice_acts_once(county, client, progress):
    record, act = progress
    typed = {"injured": "3", "dead": "0", "reason": "又一人送医"}
    first, second = (TOKEN.search(client.get(act).text)[1] for _ in range(2))
    assert first != second
    assert client.post(act, typed | {"dead": "x", "_once": first}).status_code == 422  # refused: it may come again
    for _ in range(3):
        assert client.post(act, typed | {"_once": first}).url == record.get_absolute_url()
    assert "没有重复登记" in client.get(record.get_absolute_url()).text
    assert record.case.trail.filter(action="record_progress").count() == 1
    client.post(act, typed | {"_once": second})
    client.post(act, typed)
    client.post(act, typed | {"_once": "x"})
    assert record.case.trail.filter(action="record_progress").count() == 4


def test_lines_sent_twice_are_kept_once(county, client, progress):
    record, _ = progress
    sealing = seal(county, record, items=False)
    flow, goods = reverse("emergency:flow", args=[record.pk]), reverse("emergency:seal_items", args=[sealing.pk])
    for page, prefix, row in (
        (flow, "form", {"direction": "OUTGOING", "partner": "东街五金店", "region": "城关镇", "quantity": "12"}),
        (goods, "items", {"name": "燃气灶", "quantity": "3", "unit": "台", "seal_number": "0417"}),
    ):
        data = {
            f"{prefix}-TOTAL_FORMS": "1",
            f"{prefix}-INITIAL_FORMS": "0",
            "_once": TOKEN.search(client.get(page).text)[1],
        }
        data |= {f"{prefix}-0-{name}": value for name, value in row.items()}
        for _ in range(2):
            client.post(page, data)
    assert record.case.product_flows.count() == 1
    assert sealing.items.count() == 1


def test_old_tokens_are_forgotten(county):
    now = timezone.now()
    for days in (29, 31):
        SentForm.objects.create(
            token=f"00000000-0000-4000-8000-0000000000{days}", user=county.staff, sent_at=now - timedelta(days=days)
        )
    assert once.forget() == 1
    assert SentForm.objects.count() == 1
