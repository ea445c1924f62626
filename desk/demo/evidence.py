"""Files that the stories keep as evidence: small, real, and plainly marked as made up."""

import io
import random
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from documents.fonts import Role, stock

_PAGE = (827, 1169)  # A4 at 100 dots an inch
_PHOTO = (720, 480)
_MARK = "演示数据，非真实材料"


@cache
def _font(size: int, role: Role = Role.SONG) -> ImageFont.FreeTypeFont:
    face = stock().stack(role)[0]
    return ImageFont.truetype(str(face.path), size, index=face.index)


def report(name: str, title: str, lines: list[str], *, issuer: str = "清源县质量检验所") -> SimpleUploadedFile:
    """Return a one-page PDF: `title`, then one line each; lines longer than the page are wrapped."""
    page = Image.new("L", _PAGE, 255)
    pen = ImageDraw.Draw(page)
    pen.text((_PAGE[0] / 2, 110), title, font=_font(34, Role.HEI), fill=0, anchor="mm")
    pen.line((90, 150, _PAGE[0] - 90, 150), fill=0, width=2)
    y = 185
    for line in lines:
        for part in _wrapped(line, _font(21), _PAGE[0] - 190):
            pen.text((95, y), part, font=_font(21), fill=20)
            y += 36
    pen.text((_PAGE[0] - 95, y + 60), issuer, font=_font(22), fill=0, anchor="ra")
    pen.text((_PAGE[0] / 2, _PAGE[1] - 60), _MARK, font=_font(18), fill=0, anchor="mm")
    return _file(f"{name}.pdf", page.convert("1"), "PDF", resolution=100)


def photo(name: str, caption: str, when: str) -> SimpleUploadedFile:
    """Return a PNG that stands for a photograph: shapes of a workshop, with caption and date."""
    rng = random.Random(f"{name} {caption}")
    hue = rng.randrange(40, 90)
    image = Image.new("RGB", _PHOTO, (hue + 110, hue + 115, hue + 120))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 330, *_PHOTO), fill=(hue + 60, hue + 62, hue + 66))
    for _ in range(9):
        x, width, height = rng.randrange(0, 640), rng.randrange(50, 130), rng.randrange(50, 190)
        shade = rng.randrange(70, 190)
        pen.rectangle((x, 350 - height, x + width, 350), fill=(shade, shade - 10, shade - 25), outline=(50, 50, 55))
    pen.rectangle((0, 420, *_PHOTO), fill=(28, 30, 34))
    pen.text((18, 450), caption[:26], font=_font(23), fill=(255, 255, 255), anchor="lm")
    pen.text((_PHOTO[0] - 18, 450), when, font=_font(20), fill=(230, 210, 120), anchor="rm")
    pen.text((_PHOTO[0] - 18, 22), _MARK, font=_font(16), fill=(255, 255, 255), anchor="rm")
    return _file(f"{name}.png", image.quantize(32, method=Image.Quantize.FASTOCTREE), "PNG")


def signature(name: str) -> SimpleUploadedFile:
    """Return a PNG that stands for a name written with a finger."""
    image = Image.new("RGB", (700, 260), "white")
    pen = ImageDraw.Draw(image)
    pen.text((60, 130), name, font=_font(120), fill=(16, 24, 32), anchor="lm")
    pen.line((50, 222, 560, 200), fill=(16, 24, 32), width=5)
    return _file("签名.png", image.quantize(16, method=Image.Quantize.FASTOCTREE), "PNG")


def _wrapped(line: str, font, width: int) -> list[str]:
    rows = [""]
    for character in line:
        if font.getlength(rows[-1] + character) > width:
            rows.append("")
        rows[-1] += character
    return rows


def _file(name: str, image: Image.Image, kind: str, **options) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="application/pdf" if kind == "PDF" else "image/png")
