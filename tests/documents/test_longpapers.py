"""A long paper is signed and numbered in the background: once, by the same person, a killed worker loses nothing."""

import pytest
from django.urls import reverse

from casefile import jobs
from casefile.models import Job, Notification
from documents import freezing, longpapers
from documents.models import Document
from documents.pdf import RenderedPdf

from .papers import bring, make_document

LONG = "\n".join(f"{n}．企业应当逐批检验，留存记录，并在两个工作日内报告。" for n in range(1, 400))


@pytest.fixture(autouse=True)
def unwoken(monkeypatch):
    monkeypatch.setattr(jobs, "wake", lambda job_id: None)


@pytest.fixture
def press(monkeypatch):
    """Return what the next papers come out as: a RenderedPdf, or an error to raise."""
    waiting = []

    def draw(paper):
        found = waiting.pop(0) if waiting else RenderedPdf(b"%PDF-1.7", 28, ("Test",))
        if isinstance(found, BaseException):
            raise found
        return found

    monkeypatch.setattr(freezing, "render_pdf", draw)
    return waiting


@pytest.fixture
def document(county, press):
    return bring(county, make_document(county, body=LONG), "TO_SIGN")


def do(client, document, name, **given):
    return client.post(reverse("documents:act", args=[document.pk, name]), given, follow=True)


def state() -> str:
    return Document.objects.get().state


def test_a_long_paper_is_signed_and_numbered_in_the_background(county, client, document):
    client.force_login(county.deputy)
    page = do(client, document, "sign", reason="同意")
    assert state() == "TO_SIGN"
    assert "正在后台生成版面" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    do(client, document, "sign")  # a second click, another page
    job = Job.objects.get()
    poll = reverse("casefile:long_act", args=[job.pk])
    assert f'hx-get="{poll}"' in page.text
    asked = client.get(poll)
    assert "正在后台生成版面" in asked.text
    assert "<html" not in asked.text
    assert jobs.run(job.pk)
    signed = Document.objects.get()
    assert (signed.state, signed.signer, signed.sheet["rows"][-1]["opinion"]) == ("SIGNED", county.deputy, "同意")
    assert client.get(poll)["HX-Refresh"] == "true"
    client.force_login(county.tester)
    assert client.get(poll).status_code == 404
    client.force_login(county.office_clerk)
    do(client, document, "number")
    jobs.run(Job.objects.latest("pk").pk)
    assert (state(), Document.objects.get().sequence) == ("NUMBERED", 1)


def test_a_killed_worker_signs_once(county, client, document, press):
    press.append(MemoryError("worker is gone"))
    client.force_login(county.deputy)
    do(client, document, "sign")
    job = Job.objects.get()
    jobs.run(job.pk)
    assert (state(), Job.objects.get().status) == ("TO_SIGN", "PENDING")
    for _ in range(2):
        Job.objects.update(status="PENDING", not_before=None)
        jobs.run(job.pk)
    assert state() == "SIGNED"
    assert document.case.trail.filter(action="sign").count() == 1
    assert Job.objects.get().result == {}


def test_what_is_at_fault_is_said_on_the_page_and_to_the_person(county, client, document, press):
    press.append(RenderedPdf(b"%PDF-1.7", 28, ("Test",), missing=("\ue123",)))
    client.force_login(county.deputy)
    do(client, document, "sign")
    jobs.run(Job.objects.get().pk)
    assert state() == "TO_SIGN"
    assert "U+E123" in client.get(document.get_absolute_url()).text
    assert Notification.objects.filter(user=county.deputy, text__contains="U+E123").exists()
    do(client, document, "sign")
    jobs.run(Job.objects.latest("pk").pk)
    assert "U+E123" not in client.get(document.get_absolute_url()).text
    assert state() == "SIGNED"


def test_who_may_not_hears_it_at_once_and_short_papers_are_signed_at_once(county, client, document, press):
    client.force_login(county.head)
    assert "由分管领导" in do(client, document, "sign").text
    assert not Job.objects.exists()
    Document.objects.filter(pk=document.pk).update(body="请自查。")
    assert longpapers.weight(Document.objects.get()) == 1
    client.force_login(county.deputy)
    do(client, document, "sign")
    assert state() == "SIGNED"
