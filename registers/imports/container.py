"""What a file really is, whatever its name says, and whether it is safe to open."""

import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .refusals import Unreadable

EXTENSIONS = (".xlsx", ".xls", ".csv")
MAX_UNZIPPED = 600 * 1024 * 1024  #: bytes; 100,000 rows of 40 columns take about 200 MB of XML
MAX_RATIO = 200  #: real sheets shrink 5 to 40 times, a bomb a thousand times
_RATIO_FROM = 50 * 1024 * 1024  #: below this size a high ratio is only a very regular sheet
MAX_MEMBERS = 2000

#: What the standard library raises on an archive whose inside is broken.
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, KeyError, ValueError, OSError)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
_LOCKED = "文件有打开密码，读不了。请打开后取消密码（文件→信息→保护工作簿），保存再上传。"


class Kind(Enum):
    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"


@dataclass(frozen=True)
class Container:
    kind: Kind
    notes: tuple[str, ...] = ()


def recognise(path: Path, name: str) -> Container:
    """Return what the file at `path`, uploaded as `name`, is; raise Unreadable when it is not taken."""
    extension = Path(name).suffix.lower()
    if extension in (".xlsm", ".xltm", ".xlsb", ".xlam"):
        raise Unreadable(f"“{name}”可能带有宏，不能导入。{_SAVE_AS}")
    if extension not in EXTENSIONS:
        raise Unreadable(f"“{name}”不是表格文件，只能导入 .xlsx、.xls 和 .csv。")
    with open(path, "rb") as file:
        head = file.read(512)
    if not head:
        raise Unreadable(f"“{name}”是空文件，请检查后重新选择。")
    if head.startswith(_ZIP):
        return _zipped(path, name, extension)
    if head.startswith(_OLE):
        return _compound(path, name, extension)
    return _text(head, name, extension)


def _zipped(path: Path, name: str, extension: str) -> Container:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except DAMAGED as error:
        raise Unreadable(f"“{name}”已损坏，打不开。请找发文单位重新要一份，或{_SAVE_AS[1:]}") from error
    names = {member.filename for member in members}
    unzipped = sum(member.file_size for member in members)
    packed = max(1, path.stat().st_size)
    if (
        len(members) > MAX_MEMBERS
        or unzipped > MAX_UNZIPPED
        or (unzipped > _RATIO_FROM and unzipped / packed > MAX_RATIO)
    ):
        raise Unreadable(
            f"“{name}”解压后有 {unzipped // 1024 // 1024} MB，大得不正常，没有打开。"
            "请把需要的行复制到一个新表格里再上传。"
        )
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(f"“{name}”：{_LOCKED}")
    if any(member.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for member in names):
        raise Unreadable(f"“{name}”带有宏，不能导入。{_SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise Unreadable(f"“{name}”是二进制工作簿，读不了。{_SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise Unreadable(f"“{name}”里没有表格，像是别的文件改了名。{_SAVE_AS}")
    return Container(Kind.XLSX, _renamed(name, extension, ".xlsx"))


def _compound(path: Path, name: str, extension: str) -> Container:
    content = path.read_bytes()
    if _ENCRYPTED in content:
        raise Unreadable(f"“{name}”：{_LOCKED}")
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
        raise Unreadable(f"“{name}”带有宏，不能导入。{_SAVE_AS}")
    return Container(Kind.XLS, _renamed(name, extension, ".xls"))


def _text(head: bytes, name: str, extension: str) -> Container:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<table", b"<!doctype", b"<?xml", b"<head", b"<meta")):
        raise Unreadable(f"“{name}”实际是网页，不是表格（有的系统这样导出）。{_SAVE_AS}")
    if extension == ".csv":
        return Container(Kind.TEXT)
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(f"“{name}”已损坏或不是表格，打不开。请找发文单位重新要一份。")
    return Container(Kind.TEXT, _renamed(name, extension, ".csv"))


def _renamed(name: str, extension: str, real: str) -> tuple[str, ...]:
    if extension == real:
        return ()
    return (f"文件名写的是 {extension}，内容其实是 {real}，已按内容读取。",)
