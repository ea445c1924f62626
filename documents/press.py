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
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

from documents.fonts import FontStock
from documents.press_cff import shrink_fonts

_LOCK = threading.Lock()  # Pango's font map is not made for two threads
_STYLE = Path(__file__).resolve().parent.parent / "templates" / "documents" / "paper.css"


class Press:
    """Turns HTML into PDF with the fonts of one stock."""

    def __init__(self, fonts: FontStock):
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        self._fetcher = URLFetcher(allowed_protocols=())
        # fontconfig reads the variable once, when the configuration is made.
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(_font_config_file(fonts))
        try:
            self._fonts = FontConfiguration()
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before
        self._style = CSS(filename=_STYLE, font_config=self._fonts, url_fetcher=self._fetcher)

    def print(self, html: str) -> bytes:
        from weasyprint import HTML

        document = HTML(string=html, url_fetcher=self._fetcher, base_url=None)
        return document.write_pdf(stylesheets=[self._style], font_config=self._fonts, finisher=shrink_fonts)


class _LockedPress:
    def __init__(self, press: Press):
        self._press = press

    def print(self, html: str) -> bytes:
        with _LOCK:
            return self._press.print(html)


@cache
def _press(fonts: FontStock) -> Press:
    return Press(fonts)


def press_for(fonts: FontStock) -> _LockedPress:
    """The press of this process for these fonts."""
    with _LOCK:
        return _LockedPress(_press(fonts))


def _font_config_file(fonts: FontStock) -> Path:
    """Write the private fontconfig file once and return its path."""
    files = sorted({face.path for face in fonts.faces})
    key = "\n".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)
    home = Path(settings.VAR_DIR) / "fontconfig" / hashlib.sha256(f"1\n{key}".encode()).hexdigest()[:16]
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
