"""Files are judged by content; each refusal says what to do."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from casefile.attachments import attach, inspect, strike
from casefile.models import Attachment

from .cases import make_case


def _image(kind):
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(buffer, kind)
    return buffer.getvalue()


def _xlsx():
    buffer = io.BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


def _zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("病毒.txt", "x")
    return buffer.getvalue()


def _content(attachment):
    with attachment.file.open("rb") as file:
        return file.read()


PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.pdf", PDF),
        ("照片.JPG", _image("JPEG")),
        ("截图.png", _image("PNG")),
        ("清单.xlsx", _xlsx()),
        ("说明.txt", "情况说明".encode("gb18030")),
        ("说明.txt", ("情" * 3000).encode()),
        ("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100),
    ],
)
def test_what_is_kept(name, content):
    assert inspect(SimpleUploadedFile(name, content)).size == len(content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("报告.pdf", b"MZ\x90\x00" + b"\0" * 60, "Windows 程序"),
        ("照片.jpg", PDF, "PDF"),
        ("照片.png", _image("JPEG"), "JPG 图片"),
        ("清单.xlsx", _zip(), "压缩包"),
        ("工具.exe", b"MZ", "只接受"),
        ("页面.html", b"<html>", "只接受"),
        ("说明.txt", b"MZ\x90\x00", "不符"),
        ("空.pdf", b"", "空文件"),
        ("无扩展名", b"%PDF-", "只接受"),
    ],
)
def test_what_is_refused(name, content, words):
    with pytest.raises(ValidationError) as refusal:
        inspect(SimpleUploadedFile(name, content))
    assert words in refusal.value.messages[0]
    assert name in refusal.value.messages[0]


def test_a_file_of_40_mb_is_refused_with_its_size():
    upload = SimpleUploadedFile("录像.mp4", b"0000ftyp")
    upload.size = 40 * 1024 * 1024
    with pytest.raises(ValidationError, match="40 MB，超过 30 MB"):
        inspect(upload)


def test_a_kept_file_enters_the_trail_with_its_hash(county, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = make_case(county)
    kept = attach(case, SimpleUploadedFile("报告.pdf", PDF), by=county.staff, role="STAFF", note="检验报告")
    entry = case.trail.get()
    assert entry.given["sha256"] == kept.sha256
    assert entry.subject == "报告.pdf"
    assert _content(kept) == PDF
    assert "报告" not in kept.file.name


def test_a_failed_attach_leaves_neither_row_nor_file(county, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    case = make_case(county)
    monkeypatch.setattr("casefile.attachments.record_act", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach(case, SimpleUploadedFile("报告.pdf", PDF), by=county.staff)
    assert not Attachment.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_struck_file_stays_with_its_reason(county, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = make_case(county)
    kept = attach(case, SimpleUploadedFile("报告.pdf", PDF), by=county.staff)
    strike(kept, by=county.staff, role="STAFF", reason="传错了")
    kept.refresh_from_db()
    assert (kept.struck_reason, _content(kept)) == ("传错了", PDF)
    assert [entry.action for entry in case.trail.all()] == ["attach", "strike_attachment"]
