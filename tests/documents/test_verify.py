"""The public verification page: number, date and standing of a kept paper, never its content."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casefile.perform import perform
from documents.integrity import kept_bytes
from documents.verifying import LIMIT

from .papers import bring, make_document


@pytest.fixture(autouse=True)
def _no_questions_yet():
    cache.clear()


def ask(client, content):
    return client.post(reverse("documents:verify"), {"file": SimpleUploadedFile("a.pdf", content)})


def test_anybody_opens_the_page(client, db):
    assert client.get(reverse("documents:verify")).status_code == 200
    assert client.post(reverse("documents:verify")).status_code == 422


def test_a_kept_paper_is_recognised_without_its_content(county, client):
    document = bring(county, make_document(county), "ISSUED")
    answer = ask(client, kept_bytes(document, "paper")).content.decode()
    assert document.number in answer
    assert "有效" in answer
    assert document.title not in answer
    assert "恒兴线缆" not in answer


def test_one_changed_byte_is_noticed(county, client):
    document = bring(county, make_document(county), "ISSUED")
    answer = ask(client, kept_bytes(document, "paper") + b"\n").content.decode()
    assert "没有与这个文件一致的文书" in answer
    assert document.number not in answer


@pytest.mark.parametrize(("state", "words"), [("NUMBERED", "尚未印发"), ("REVOKED", "已撤销")])
def test_what_does_not_stand_is_said(county, client, state, words):
    document = bring(county, make_document(county), state)
    assert words in ask(client, kept_bytes(document, "paper")).content.decode()


def test_a_void_paper_is_void(county, client):
    document = bring(county, make_document(county), "NUMBERED")
    perform(document, "void", by=county.deputy, reason="不再印发")
    assert "已作废" in ask(client, kept_bytes(document, "paper")).content.decode()


def test_the_signed_copy_without_a_number_is_no_paper(county, client):
    document = bring(county, make_document(county), "SIGNED")
    assert "没有与这个文件一致的文书" in ask(client, kept_bytes(document, "signed")).content.decode()


def test_who_asks_too_often_waits(client, db):
    statuses = [ask(client, b"x").status_code for _ in range(LIMIT + 1)]
    assert statuses == [200] * LIMIT + [429]
