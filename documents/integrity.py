"""What was kept is what is read: every kept paper is hashed again before anybody gets it."""

import hashlib
from collections.abc import Callable, Iterator

from .contents import digest

#: which PDF → (file field, hash field, name)
KEPT = {"signed": ("signed_file", "signed_sha256", "签发稿"), "paper": ("paper_file", "paper_sha256", "正本")}


class Altered(Exception):
    """A kept file is missing or is not the one that was kept; the message is for the officer."""


def kept_bytes(document, which: str) -> bytes:
    """Return the kept PDF ("signed" or "paper"), hashed against its SHA-256. Raises Altered."""
    file_field, hash_field, name = KEPT[which]
    return read(getattr(document, file_field), getattr(document, hash_field), name)


def read(file, expected: str, name: str) -> bytes:
    """Return the bytes of a kept file, hashed against `expected` (SHA-256, hex). Raises Altered."""
    try:
        with file.open("rb") as stored:
            content = stored.read()
    except OSError as error:
        raise Altered(f"{name}的文件读不出来（{file.name}）") from error
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise Altered(f"{name}与保存时的摘要不符：应为 {expected}，实为 {found}")
    return content


#: What `manage.py verify_documents` hashes besides documents: functions of later apps that yield (what it is, faults).
also_kept: list[Callable[[], Iterator[tuple[str, list[str]]]]] = []


def faults_of_files(*files: tuple) -> list[str]:
    """Return what is wrong with files given as (file, SHA-256, name)."""
    found = []
    for file, expected, name in files:
        try:
            read(file, expected, name)
        except Altered as fault:
            found.append(str(fault))
    return found


def faults_of_version(version, extra=None) -> list[str]:
    """Return what is wrong with a kept version of a return: content, PDF, spreadsheet, and `extra`, an attachment."""
    found = [] if digest(version.content) == version.content_sha256 else ["签发内容与签发时的摘要不符"]
    files = [(version.pdf, version.pdf_sha256, "PDF 正本"), (version.xlsx, version.xlsx_sha256, "Excel")]
    if extra is not None:
        files.append((extra.file, extra.sha256, f"附件“{extra.name}”"))
    return found + faults_of_files(*files)


def faults(document) -> list[str]:
    """Return what is wrong with the frozen content and the kept files; empty when nothing is."""
    found = []
    if document.content is not None and digest(document.content) != document.content_sha256:
        found.append("签发内容与签发时的摘要不符")
    if document.sheet is not None and digest(document.sheet) != document.sheet_sha256:
        found.append("发文稿纸与签发时的摘要不符")
    for which, (file_field, _, _) in KEPT.items():
        if not getattr(document, file_field):
            continue
        try:
            kept_bytes(document, which)
        except Altered as fault:
            found.append(str(fault))
    return found
