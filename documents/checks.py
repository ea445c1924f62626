"""System checks: what this machine lacks for printing official documents."""

import ctypes

from django.core.checks import CheckMessage, Error, Info, Warning

from documents.fonts import FontMissing, FontStock, Role, stock
from documents.press import LIBRARIES

_PANGO, _SUBSET = "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"


def check_libraries(app_configs=None, **kwargs) -> list[CheckMessage]:
    found = []
    if not _loads(_PANGO):
        found.append(
            Error(
                "缺少排版程序库 Pango，不能生成公文。",
                hint=f"请系统管理员执行：{LIBRARIES}",
                id="documents.E001",
            )
        )
    elif not _loads(_SUBSET):
        found.append(
            Warning(
                "缺少程序库 libharfbuzz-subset0，生成公文要慢数十倍。",
                hint="请系统管理员执行：apt-get install libharfbuzz-subset0",
                id="documents.W001",
            )
        )
    return found


def check_fonts(app_configs=None, **kwargs) -> list[CheckMessage]:
    fonts = stock()
    hint = "请换一个字体文件或将其移出字体目录。"
    found: list[CheckMessage] = [
        Warning(f"字体文件 {path.name} 不能使用：{why}", hint=hint, id="documents.W003")
        for path, why in fonts.unreadable
    ]
    try:
        substitutes = fonts.substitutes()
    except FontMissing as error:
        return [*found, Error(str(error), id="documents.E002")]
    return found + [_substituted(fonts, role, name) for role, name in substitutes.items()]


def _substituted(fonts: FontStock, role: Role, name: str) -> CheckMessage:
    # FandolSong-Bold for 小标宋 is what every installation without licensed fonts has.
    kind, code = (Info, "documents.I001") if fonts.is_usual(role) else (Warning, "documents.W002")
    return kind(
        f"没有{role}字体，公文中以 {name} 代替。",
        hint="请把本单位有使用权的字体文件放入字体目录（ZHIAN_FONT_DIR），然后重新启动。",
        id=code,
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
