"""The pages of seals: propose, list of articles, acts with files."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from emergency.models import Sealing
from emergency.sealstates import SealState
from tests.riskinfo.builders import make_info

from .emergencies import make
from .seals import DECISION, PATHS, bring, seal

TOKEN = "5c0b1c1e-3f0e-4e52-8d3c-0a9a4f4f2f10"


def lines(*rows) -> dict:
    data = {"items-TOTAL_FORMS": str(len(rows)), "items-INITIAL_FORMS": "0"}
    for n, row in enumerate(rows):
        data |= {f"items-{n}-{name}": value for name, value in row.items()}
    return data


def test_from_the_command_page_to_a_seal_in_force(county, client):
    """R-042 through the browser's eyes: propose, list, approval, execution with scan and photos."""
    record = make(county)
    client.force_login(county.brigade_officer)
    address = f"{reverse('emergency:seal_new')}?from={record.pk}"
    assert address in client.get(record.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 200
    form = {"token": TOKEN, "title": "燃气灶", "party": "鑫火厨具厂", "place": "成品库", "ground": "阀体缺陷"}
    response = client.post(address, form)
    client.post(address, form)  # pressed twice
    sealing = Sealing.objects.get()
    assert response.url == reverse("emergency:seal_items", args=[sealing.pk])
    assert client.get(response.url).status_code == 200
    row = {"name": "燃气灶", "quantity": "228", "unit": "台", "seal_number": "0417"}
    bad = client.post(response.url, lines(row | {"quantity": "-3"}))
    assert bad.status_code == 422
    assert client.post(response.url, lines(row, {"name": ""})).url == sealing.get_absolute_url()
    assert [str(item) for item in sealing.items.all()] == ["燃气灶 228台"]
    assert sealing.case.trail.filter(action="seal_list", subject=sealing.trail_subject).count() == 1
    client.force_login(county.director)
    client.post(reverse("emergency:seal_act", args=[sealing.pk, "approve"]), {})
    client.force_login(county.brigade_officer)
    act = reverse("emergency:seal_act", args=[sealing.pk, "execute"])
    assert client.get(act).status_code == 200
    given = {
        "executed_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "officer_1": county.brigade_officer.pk,
        "officer_2": county.brigade_head.pk, "attendance": "WITNESS", "attended_by": "居委会 李四",
        "decision_number": DECISION, "decision_scan": SimpleUploadedFile("决定书.pdf", b"%PDF-1.4 x"),
        "photos": SimpleUploadedFile("记录.txt", "现场".encode()),
    }  # fmt: skip
    assert client.post(act, given).url == sealing.get_absolute_url()
    sealing.refresh_from_db()
    assert (sealing.state, sealing.decision_scan.name, sealing.photos.count()) == ("IN_FORCE", "决定书.pdf", 1)
    page = client.get(sealing.get_absolute_url()).content.decode()
    assert "还剩 30 天" in page
    assert "居委会 李四" in page


@pytest.mark.once
def test_every_state_has_a_page_and_its_links_lead_somewhere(county, client):
    assert set(PATHS) == set(SealState.values)
    record, opened = make(county), set()
    for state in PATHS:
        sealing = bring(county, seal(county, record), state)
        for person in (county.brigade_officer, county.director, county.staff, county.office_clerk, county.inspector):
            client.force_login(person)
            text = client.get(sealing.get_absolute_url()).content.decode()
            assert "228 台" in text
            for link in set(re.findall(r'href="(/emergency/(?!static)[^"]*)"', text)):
                kind = person, re.sub(r"\d+", "N", link)
                if kind not in opened:
                    assert client.get(link, follow=True).status_code == 200, (state, link)
                    opened.add(kind)
        assert client.get(sealing.case.get_absolute_url()).status_code == 200


def test_the_handed_over_list_is_not_changed(county, client):
    sealing = bring(county, seal(county, make(county)), "IN_FORCE")
    client.force_login(county.brigade_officer)
    url = reverse("emergency:seal_items", args=[sealing.pk])
    assert client.get(url).url == sealing.get_absolute_url()
    client.post(url, lines({"name": "x", "quantity": "1", "unit": "台"}))
    assert sealing.items.count() == 2


def test_a_stranger_neither_sees_nor_proposes(county, client):
    record = make(county)
    sealing = seal(county, record)
    client.force_login(county.other_staff)
    assert client.get(sealing.get_absolute_url()).status_code == 404
    assert client.get(f"{reverse('emergency:seal_new')}?from={record.pk}").status_code == 404
    client.force_login(county.tester)
    assert client.get(sealing.get_absolute_url()).status_code == 403
    client.force_login(county.office_clerk)
    assert client.get(f"{reverse('emergency:seal_new')}?from={record.pk}").url == record.get_absolute_url()


def test_without_a_case_there_is_nothing_to_seal(county, client):
    client.force_login(county.staff)
    assert client.get(reverse("emergency:seal_new")).url == reverse("emergency:list")


def test_an_undecided_information_leads_to_a_seal(county, client):
    """R-047."""
    info = make_info(county, "INCONCLUSIVE")
    client.force_login(county.staff)
    address = f"{reverse('emergency:seal_new')}?from={info.pk}"
    assert address in client.get(info.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 200
    sealing = seal(county, info, by=county.staff)
    assert sealing.get_absolute_url() in client.get(info.get_absolute_url()).content.decode()
