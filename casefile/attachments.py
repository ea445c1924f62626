"""What may be kept as a file: judged by content, never by name alone."""

import codecs
import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from registers.keeping import delete_on_rollback

from .models import Attachment, CaseFile
from .refusals import WrongState
from .trail import record_act

MIME = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".txt": "text/plain",
    ".mp4": "video/mp4",
}
ALLOWED_TEXT = "PDF、图片（JPG、PNG）、Word、Excel、文本、MP4 视频"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OOXML_MEMBER = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_KNOWN_CONTENT = (
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"PK\x03\x04", "压缩包"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"%PDF-", "PDF"),
    (b"\xff\xd8\xff", "JPG 图片"),
    (b"\x89PNG", "PNG 图片"),
    (_OLE, "旧版 Office 文件"),
    (b"#!", "脚本"),
    (b"<", "网页"),
)


@dataclass(frozen=True)
class Inspected:
    extension: str
    content_type: str
    size: int
    sha256: str


def inspect(upload) -> Inspected:
    """Return what `upload` (an UploadedFile) really is.

    Raises ValidationError, in Chinese, when it is too large, empty, of a kind
    that is not kept, or not what its name says.
    """
    extension = Path(upload.name).suffix.lower()
    limit = settings.MAX_UPLOAD_MB
    if upload.size > limit * 1024 * 1024:
        raise ValidationError(
            f"“{upload.name}”有 {upload.size / 1024 / 1024:.0f} MB，超过 {limit} MB 的上限。"
            "请压缩或分成几个文件再上传。"
        )
    if upload.size == 0:
        raise ValidationError(f"“{upload.name}”是空文件，请检查后重新选择。")
    if extension not in MIME:
        raise ValidationError(f"不能上传“{upload.name}”：只接受{ALLOWED_TEXT}。")
    head = upload.read(4096)
    upload.seek(0)
    if not _matches(extension, head, upload):
        actual = next((name for magic, name in _KNOWN_CONTENT if head.startswith(magic)), "其他类型的文件")
        raise ValidationError(
            f"“{upload.name}”的内容与扩展名 {extension} 不符（实际像是{actual}），没有保存。"
            "请用原来的软件另存后再上传。"
        )
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return Inspected(extension, MIME[extension], upload.size, digest.hexdigest())


def _matches(extension: str, head: bytes, upload) -> bool:
    if extension == ".pdf":
        return head.startswith(b"%PDF-")
    if extension in (".jpg", ".jpeg", ".png"):
        return _is_image(upload, "PNG" if extension == ".png" else "JPEG")
    if extension in _OOXML_MEMBER:
        return _is_ooxml(upload, _OOXML_MEMBER[extension])
    if extension in (".doc", ".xls"):
        return head.startswith(_OLE)
    if extension == ".mp4":
        return head[4:8] == b"ftyp"
    return _is_text(head)


def _is_image(upload, expected: str) -> bool:
    try:
        with Image.open(upload) as image:
            image.verify()
            return image.format == expected
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    finally:
        upload.seek(0)


def _is_ooxml(upload, member: str) -> bool:
    try:
        with zipfile.ZipFile(upload) as archive:
            return member in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
    finally:
        upload.seek(0)


def _is_text(head: bytes) -> bool:
    if b"\x00" in head or head.startswith((b"MZ", b"\x7fELF")):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:  # not final: the head may end in the middle of a character
            codecs.getincrementaldecoder(encoding)().decode(head, final=False)
        except UnicodeDecodeError:
            continue
        return True
    return False


def attach(case, upload, *, by, role="", note="", measure=None) -> Attachment:
    """Keep `upload` with the case and enter it in the trail; ValidationError as `inspect`."""
    found = inspect(upload)
    attachment = Attachment(
        case=case, measure=measure, name=_kept_name(upload.name), extension=found.extension,
        content_type=found.content_type, size=found.size, sha256=found.sha256, note=note, uploaded_by=by,
        uploaded_at=timezone.now(),
    )  # fmt: skip
    with transaction.atomic():
        attachment.file.save(upload.name, upload, save=False)
        delete_on_rollback(attachment.file)
        attachment.save()
        record_act(
            case, "attach", "上传附件", by=by, role=role, subject=attachment.name, reason=note,
            data={"sha256": found.sha256, "size": found.size},
        )  # fmt: skip
    return attachment


def attach_new(case, uploads, *, by, role="", note="") -> list[Attachment]:
    """Attach those of `uploads` that the case does not have yet under the same name, and return them.

    The same form sent twice keeps each file once. Raises WrongState when the case is closed.
    """
    with transaction.atomic():
        locked = CaseFile.objects.select_for_update().get(pk=case.pk)
        if locked.closed_at is not None:
            raise WrongState("案卷已办结，不能再添加附件。")
        known = set(case.attachments.filter(struck_at=None, measure=None).values_list("sha256", "name"))
        new = [upload for upload in uploads if (inspect(upload).sha256, _kept_name(upload.name)) not in known]
        return [attach(case, upload, by=by, role=role, note=note) for upload in new]


def _kept_name(name: str) -> str:
    """Return the file's own name, cut in the middle of a long one so that the extension stays."""
    own = Path(name).name
    longest = Attachment._meta.get_field("name").max_length
    suffix = Path(own).suffix
    return own if len(own) <= longest else own[: longest - len(suffix)] + suffix


def strike(attachment: Attachment, *, by, role, reason: str) -> None:
    """Mark an attachment as void, with the reason; the file itself is kept."""
    with transaction.atomic():
        attachment.struck_at, attachment.struck_by, attachment.struck_reason = timezone.now(), by, reason
        attachment.save(update_fields=["struck_at", "struck_by", "struck_reason"])
        record_act(
            attachment.case, "strike_attachment", "作废附件", by=by, role=role, subject=attachment.name, reason=reason
        )
