"""Which font file draws which character of an official document.

The bureau's licensed fonts (方正小标宋, 仿宋_GB2312, 楷体_GB2312, 黑体) in
settings.FONT_DIR come first, then the free Fandol and Noto families, and at the
bottom the two Noto fonts of the Python package, which are always installed.
Fonts are read once a process: a new file is seen after a restart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from .fontwidths import widths


class Role(StrEnum):
    TITLE = "小标宋体"
    BODY = "仿宋体"
    KAI = "楷体"
    HEI = "黑体"
    SONG = "宋体"


class CannotPrint(Exception):
    """This machine cannot make documents; the message is for the officer."""


class FontMissing(CannotPrint):
    """No font can draw Chinese in this role; the message is for the officer."""


# Per role: the typeface itself, best first; then what stands in for it.
_GENUINE = {
    Role.TITLE: (r"小标宋", r"XiaoBiaoSong|FZXBS"),
    Role.BODY: (
        r"仿宋_?GB2312|FangSong_?GB2312",
        r"方正仿宋|FZFangSong|FZFS",
        r"^仿宋|^FangSong|^SimFang|华文仿宋|STFangsong",
        r"朱雀仿宋|ZhuqueFangsong",
        r"^FandolFang",
    ),
    Role.KAI: (
        r"楷体_?GB2312|KaiTi_?GB2312",
        r"方正楷体|FZKai",
        r"^楷体|^KaiTi|^SimKai|华文楷体|STKaiti",
        r"^FandolKai",
        r"霞鹜文楷|LXGWWenKai|UKai|KaitiM",
    ),
    Role.HEI: (
        r"^黑体|^SimHei",
        r"方正黑体|FZHei",
        r"华文黑体|STHeiti",
        r"^FandolHei-Regular",
        r"^NotoSans(CJKsc|SC)-Reg",
    ),
    Role.SONG: (
        r"^宋体|^SimSun$",
        r"方正书宋|FZShuSong",
        r"华文宋体|STSong",
        r"^FandolSong-R",
        r"^NotoSerif(CJKsc|SC)-Reg",
    ),
}
_STAND_IN = {Role.TITLE: (r"^FandolSong-Bold", r"^NotoSerif(CJKsc|SC)-Bold")}
_WIDE = (r"^NotoSerifCJKsc-Reg", r"^NotoSerifSC-Reg", r"^NotoSansCJKsc-Reg", r"^NotoSansSC-Reg")

# Height of an ideograph's middle over the baseline, in em: the em box reaches from −0.12 to 0.88.
IDEOGRAPH_MIDDLE = 0.38

# FandolFang, Kai, Hei and Song draw U+FFE5 as a dollar sign: a fine would change its currency.
_WRONG_GLYPHS = {"Fandol": "￥"}
_SYSTEM_FONTS = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/opentype/fandol"),
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    Path("/usr/share/fonts/truetype/lxgw-wenkai"),
)
_SYSTEM_NAMES = re.compile(r"Noto(Serif|Sans)CJK-(Regular|Bold)|Fandol(Fang|Kai|Hei|Song)-|LXGWWenKai-Regular")


@dataclass(frozen=True)
class Face:
    """One typeface in one file.

    names: family and full names in every language. middle: how high the middle
    of a line stands over its baseline, in em, as the text engine sees it.
    """

    path: Path
    index: int
    name: str
    names: tuple[str, ...] = field(compare=False)
    middle: float = field(compare=False)

    @cached_property
    def _widths(self) -> dict[int, float]:
        """Width in em of every character that the face has."""
        with self.path.open("rb") as file, TTFont(file, fontNumber=self.index, lazy=True) as font:
            return widths(font)

    def has(self, char: str) -> bool:
        if any(self.name.startswith(family) and char in chars for family, chars in _WRONG_GLYPHS.items()):
            return False
        return ord(char) in self._widths

    def advance(self, char: str) -> float:
        """Width of the character in em; KeyError when the face lacks it."""
        return self._widths[ord(char)]

    def matches(self, pattern: str) -> bool:
        return any(re.search(pattern, name) for name in self.names)


class FontStock:
    """The fonts of this machine, in the order in which each role asks them."""

    def __init__(self, font_dir: Path, system: Iterable[Path] = _SYSTEM_FONTS, floor: Iterable[Path] | None = None):
        self.unreadable: list[tuple[Path, str]] = []
        own = sorted(p for p in font_dir.rglob("*") if p.suffix.lower() in (".otf", ".ttf", ".ttc"))
        shared = sorted(p for d in system for p in d.glob("*.[ot]t[fc]") if _SYSTEM_NAMES.search(p.name))
        floor = _floor_files() if floor is None else floor
        seen: dict[str, Face] = {}
        for path in (*own, *shared, *floor):
            for face in self._faces(path):
                seen.setdefault(face.name, face)
        self.faces = tuple(seen.values())
        self._own = tuple(face for face in self.faces if face.path in set(own))

    def _faces(self, path: Path) -> list[Face]:
        try:
            return _read_faces(path)
        except (TTLibError, OSError, ValueError) as error:
            self.unreadable.append((path, str(error)))
            return []

    def _find(self, patterns: Iterable[str]) -> list[Face]:
        return [face for pattern in patterns for face in self.faces if face.matches(pattern)]

    @cache  # noqa: B019 — one stock lives as long as the process
    def stack(self, role: Role) -> tuple[Face, ...]:
        """Faces in the order asked. Raises FontMissing when none can draw Chinese."""
        wide = self._find(reversed(_WIDE)) if role == Role.HEI else self._find(_WIDE)
        wanted = self._find((*_GENUINE[role], *_STAND_IN.get(role, ())))
        leading = next((face for face in (*wanted, *wide) if face.has("国")), None)
        if leading is None:
            raise FontMissing(
                f"本机没有可用的{role}字体，公文未生成，已填写的内容没有丢失。"
                "请联系系统管理员安装中文字体（把字体文件放入字体目录，或重新运行安装程序）后重试。"
            )
        return tuple(dict.fromkeys((leading, *wanted, *wide, *self._own)))

    def face_for(self, role: Role, char: str) -> Face | None:
        return next((face for face in self.stack(role) if face.has(char)), None)

    def substitutes(self) -> dict[Role, str]:
        """Roles drawn by another typeface, with the name of the font that stands in."""
        heads = {role: self.stack(role)[0] for role in Role}
        return {
            role: face.name
            for role, face in heads.items()
            if not any(face.matches(pattern) for pattern in _GENUINE[role])
        }

    def is_usual(self, role: Role) -> bool:
        """Is the leading face the stand-in that free installations normally have?"""
        return any(self.stack(role)[0].matches(pattern) for pattern in _STAND_IN.get(role, ()))


def _floor_files() -> tuple[Path, ...]:
    import pylopdf_fonts_zh_cn as floor

    return floor.serif_path(), floor.sans_path()


def _read_faces(path: Path) -> list[Face]:
    with path.open("rb") as file:
        if path.suffix.lower() != ".ttc":
            with TTFont(file, lazy=True) as font:
                return [_face(path, 0, font)]
        with TTCollection(file, lazy=True) as collection:
            return [_face(path, index, font) for index, font in enumerate(collection.fonts)]


def _face(path: Path, index: int, font: TTFont) -> Face:
    if "fvar" in font:
        raise ValueError("可变字体不受支持，请换用静态字体")
    records = font["name"].names
    names = [record.toUnicode() for record in records if record.nameID in (1, 4, 6, 16)]
    # The name is quoted in style sheets and font patterns, where punctuation has a meaning.
    name = re.sub(r"[^\w.-]", "", font["name"].getDebugName(6) or path.stem)
    return Face(path, index, name, tuple(dict.fromkeys([name, *names])), _middle(font))


def _middle(font: TTFont) -> float:
    """Half of ascent less descent, chosen as HarfBuzz chooses them."""
    own, upem = font["OS/2"], font["head"].unitsPerEm
    if own.fsSelection & 1 << 7:  # USE_TYPO_METRICS
        return (own.sTypoAscender + own.sTypoDescender) / 2 / upem
    # FandolSong-Regular writes its descent with the wrong sign, which HarfBuzz mends.
    return (font["hhea"].ascent - abs(font["hhea"].descent)) / 2 / upem


@cache
def _stock(font_dir: Path) -> FontStock:
    return FontStock(font_dir)


def stock() -> FontStock:
    """The fonts of this installation."""
    return _stock(Path(settings.FONT_DIR))
