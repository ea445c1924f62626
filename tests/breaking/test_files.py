"""Files that are not what they say, sent twice, or oddly named."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casefile.models import Attachment
from tests.riskinfo.builders import PDF, make_info

REFUSED = {
    "程序.pdf": b"MZ\x90\x00" + b"x" * 200,
    "空.pdf": b"",
    "图.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "页.html": b"<html><script>alert(1)</script></html>",
    "图.png": b"<svg onload='alert(1)'/>",
    "无扩展名": PDF,
    "a.pdf.exe": PDF,
}


@pytest.fixture
def send(client, county):
    info = make_info(county, "SUBMITTED")
    client.force_login(county.staff)

    def post(name, content):
        file = SimpleUploadedFile(name, content)
        return client.post(reverse("casefile:attach", args=[info.pk]), {"files": [file], "note": ""})

    return post


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(send, name):
    response = send(name, REFUSED[name])
    assert response.status_code == 422
    assert response.context["form"].errors["files"]
    assert not Attachment.objects.exists()


def test_too_large(send, settings):
    settings.MAX_UPLOAD_MB = 1
    assert "上限" in send("大.pdf", PDF + b"0" * 2_000_000).content.decode()


@pytest.mark.parametrize(
    "name", ["报告.PDF", "../../etc/报告.pdf", "长" * 240 + ".pdf", "x" * 300 + ".pdf", "引号;'.pdf"]
)
def test_kept_under_its_own_name_and_sent_back_safely(send, client, name):
    assert send(name, PDF).status_code == 302
    kept = Attachment.objects.get()
    assert "/" not in kept.name
    assert kept.name.lower().endswith(".pdf")
    assert kept.file.name.startswith(f"cases/{kept.case_id}/")
    response = client.get(reverse("casefile:attachment", args=[kept.pk]))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")
    response.close()


def test_text_is_downloaded_never_opened(send, client):
    send("页.txt", b"<script>alert(1)</script>")
    response = client.get(reverse("casefile:attachment", args=[Attachment.objects.get().pk]))
    assert response["Content-Disposition"].startswith("attachment")
    response.close()


def test_the_same_file_sent_twice_is_kept_once(send):
    send("报告.pdf", PDF)
    response = send("报告.pdf", PDF)
    assert response.status_code == 302
    assert Attachment.objects.count() == 1
    send("报告二.pdf", PDF)
    assert Attachment.objects.count() == 2
