"""核验: anybody may ask whether a file is an official paper of a bureau on file, and hears nothing of its content."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Q

from .models import Document
from .states import IN_FORCE, DocumentState
from .verifylink import HASH_DIGITS

#: Questions from one address in a minute.
LIMIT, WINDOW = 20, 60
_NUMBER = re.compile(r"([^〔]{1,30})〔([0-9]{4})〕([0-9]{1,9})号")
_CODE = re.compile(rf"[0-9a-f]{{{HASH_DIGITS}}}")


@dataclass(frozen=True)
class Verdict:
    """What the asker hears: number, date and whether it stands."""

    number: str
    date: date
    standing: str
    valid: bool


def allowed(address: str) -> bool:
    """Count a question of this address; False when it has asked too often in the last minute."""
    key = f"verify:{hashlib.sha256(address.encode()).hexdigest()[:24]}"
    cache.add(key, 0, WINDOW)
    return cache.incr(key) <= LIMIT


def verdict(upload) -> Verdict | None:
    """Compare an uploaded file, bit by bit, with every kept 正本 and sealed scan; None when it is none of them."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    found = digest.hexdigest()
    same = Q(paper_sha256=found) | Q(scan__sha256=found)
    document = Document.objects.filter(same).exclude(sequence=None).order_by("-pk").first()
    if document is None:
        return None
    return Verdict(document.number, document.document_date, *standing(document))


def document_of(number: str, code: str) -> Document | None:
    """Return the numbered document whose paper bears this number and code; None when there is none.

    Both are on the paper only, so who asks has seen it.
    """
    parts = _NUMBER.fullmatch(number)
    if parts is None or not _CODE.fullmatch(code):
        return None
    organ_code, year, sequence = parts.groups()
    return Document.objects.filter(
        organ_code=organ_code, year=int(year), sequence=int(sequence), content_sha256__startswith=code
    ).first()


def standing(document) -> tuple[str, bool]:
    """Return in a word how the document stands, and whether it is in force."""
    if document.state == DocumentState.VOID:
        return "已作废", False
    if document.revoked_at is not None:
        return "已撤销", False
    if document.state in IN_FORCE or document.state == DocumentState.ARCHIVED:
        return "有效", True
    return "尚未印发", False
