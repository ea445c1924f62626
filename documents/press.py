"""WeasyPrint, warm: one font configuration and one parsed style sheet a process.

The fonts are offered by a private fontconfig file that lists only the chosen
files, each under its PostScript name. So a document looks the same on every
machine that has these files, whatever else is installed there.

WeasyPrint is imported at the first document, not at start-up: the import costs
more than half a second that most processes never need.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

from documents.fonts import CannotPrint, FontStock
from documents.press_archive import make_archival
from documents.press_cff import shrink_fonts
from documents.press_tags import fold_structure

_LOCK = threading.Lock()  # Pango's font map is not made for two threads
_STYLE = Path(__file__).resolve().parent.parent / "templates" / "documents" / "paper.css"


LIBRARIES = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class Press:
    """Turns HTML into PDF with the fonts of one stock. Raises CannotPrint without Pango."""

    def __init__(self, fonts: FontStock):
        try:
            from weasyprint import CSS
            from weasyprint.text.fonts import FontConfiguration
            from weasyprint.urls import URLFetcher
        except OSError as error:
            raise CannotPrint(
                f"本机缺少排版程序库，公文未生成，已填写的内容没有丢失。请系统管理员执行：{LIBRARIES}"
            ) from error
        self._fetcher = URLFetcher(allowed_protocols=())  # a document fetches nothing, from nowhere
        with _fontconfig(_font_config_file(fonts)):
            self._fonts = FontConfiguration()
        self._style = CSS(filename=_STYLE, font_config=self._fonts, url_fetcher=self._fetcher)

    def print(self, html: str, turned: bool = False) -> bytes:
        """Return the PDF of the HTML; one document at a time in a process.

        `turned`: viewers show the pages turned to the right, as a form is read.
        """
        from weasyprint import HTML

        with _LOCK:
            document = HTML(string=html, url_fetcher=self._fetcher)
            return document.write_pdf(
                stylesheets=[self._style],
                font_config=self._fonts,
                pdf_tags=True,
                pdf_version="1.7",
                pdf_identifier=True,
                finisher=_turn if turned else _finish,
            )


def _finish(document, pdf) -> None:
    """WeasyPrint finisher: small fonts, the structure as it is read, fit to be kept."""
    shrink_fonts(document, pdf)
    fold_structure(pdf)
    make_archival(document, pdf)


def _turn(document, pdf) -> None:
    """WeasyPrint finisher for a form: as `_finish`, and every page shown a quarter turned."""
    _finish(document, pdf)
    for entry in pdf.objects:
        if isinstance(entry, dict) and entry.get("Type") == "/Page":
            entry["Rotate"] = 90


@cache
def _press(fonts: FontStock) -> Press:
    return Press(fonts)


def press_for(fonts: FontStock) -> Press:
    """The press of this process for these fonts."""
    with _LOCK:
        return _press(fonts)


@contextmanager
def _fontconfig(path: Path) -> Iterator[None]:
    """Name the configuration file while one is read: fontconfig asks the environment only then."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(path)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _font_config_file(fonts: FontStock) -> Path:
    """Write the private fontconfig file once and return its path."""
    files = sorted({face.path for face in fonts.faces})
    key = "\n".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)
    base = Path(settings.VAR_DIR).resolve() / "fontconfig"
    # The configuration names its own folder, so it is written anew where the folder was moved to.
    home = base / hashlib.sha256(f"{base}\n{key}".encode()).hexdigest()[:16]
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=home.parent))
        links = {path: f"{at:02d}{path.suffix.lower()}" for at, path in enumerate(files)}
        (making / "files").mkdir()
        for path, name in links.items():
            (making / "files" / name).symlink_to(path.resolve())
        (making / "fonts.conf").write_text(_font_config(fonts, home, links))
        try:
            making.rename(home)
        except OSError:
            # Another process was quicker; its files are the same as ours.
            if not home.exists():
                raise
    return home / "fonts.conf"


def _font_config(fonts: FontStock, home: Path, links: dict[Path, str]) -> str:
    rules = "\n".join(
        f'<match target="scan"><test name="file"><string>{_inside(home, links[face.path])}</string></test>'
        f'<test name="index"><int>{face.index}</int></test>'
        f'<edit name="family" mode="prepend"><string>{escape(face.name)}</string></edit></match>'
        for face in fonts.faces
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"<dir>{_inside(home)}</dir>\n<cachedir>{escape(str(home / 'cache'))}</cachedir>\n{rules}\n</fontconfig>\n"
    )


def _inside(home: Path, name: str = "") -> str:
    return escape(str(home / "files" / name))
