"""The placed lines of a paper as SVG, for the preview beside a form: the same layout as the PDF, drawn by the browser.

Making and opening a PDF at every pause of typing costs the server five times as much and the browser's PDF viewer
half a second more. Places and widths are those of the PDF; the browser takes its own typefaces.
"""

from django.http import HttpResponse
from django.utils.html import escape

from .fonts import Role, stock
from .layout import MARGIN_LEFT, MARGIN_TOP, Code, Mark, Page, Rule, Text
from .layout_lines import AREA_HEIGHT, MM
from .layout_paper import lay_out
from .paper import Paper
from .pdf import render_pdf

#: Set by preview.js; a form sent without it gets the PDF.
HEADER = "X-Preview"
WIDTH, HEIGHT = 210 * MM, 297 * MM
#: Of the middle of an ideograph over the baseline, in em.
_MIDDLE = 0.38
#: A bureau's desk has the first of these, any other machine the last.
_FACES = {
    Role.TITLE: "方正小标宋简体, FZXiaoBiaoSong-B05S, 小标宋体, Source Han Serif SC, Noto Serif CJK SC, SimSun, serif",
    Role.BODY: "仿宋_GB2312, FangSong_GB2312, FangSong, 仿宋, STFangsong, Noto Serif CJK SC, serif",
    Role.KAI: "楷体_GB2312, KaiTi_GB2312, KaiTi, 楷体, STKaiti, Noto Serif CJK SC, serif",
    Role.HEI: "黑体, SimHei, STHeiti, Noto Sans CJK SC, sans-serif",
    Role.SONG: "宋体, SimSun, STSong, Noto Serif CJK SC, serif",
}


def preview(request, paper: Paper) -> HttpResponse:
    """Answer with the paper: its lines for preview.js, else the PDF. Raises CannotPrint."""
    if HEADER in request.headers:
        response = HttpResponse(f"<main>{''.join(map(_page, lay_out(paper, stock()).pages))}</main>")
    else:
        response = HttpResponse(render_pdf(paper).bytes, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response


def _page(page: Page) -> str:
    marks = "".join(map(_mark, page.marks))
    if not page.turned:
        return _sheet(WIDTH, HEIGHT, f'<g transform="translate({MARGIN_LEFT:.2f} {MARGIN_TOP:.2f})">{marks}</g>')
    # A form is bound at its upper edge: the sheet shown a quarter turned, as in the PDF.
    upright = "".join(map(_mark, page.upright))
    across = HEIGHT - MARGIN_TOP - AREA_HEIGHT
    return _sheet(
        HEIGHT, WIDTH,
        f'<g transform="translate({across:.2f} {MARGIN_LEFT:.2f})">{marks}</g>'
        f'<g transform="translate({HEIGHT - MARGIN_TOP:.2f} {MARGIN_LEFT:.2f}) rotate(90)">{upright}</g>',
    )  # fmt: skip


def _sheet(width: float, height: float, drawn: str) -> str:
    return f'<svg class="screen-sheet" viewBox="0 0 {width:.2f} {height:.2f}">{drawn}</svg>'


def _mark(mark: Mark) -> str:
    if isinstance(mark, Rule):
        return (
            f'<rect x="{mark.left:.2f}" y="{mark.top:.2f}" width="{mark.width:.2f}" height="{mark.height:.2f}"'
            f' fill="{mark.colour}"/>'
        )
    if isinstance(mark, Code):  # printed at numbering only
        return ""
    return _text(mark)


def _text(mark: Text) -> str:
    text = mark.line.text
    if not text.strip():
        return ""
    length = mark.line.width * mark.stretch
    held = f' textLength="{length:.2f}"' if len(text) > 1 else ""
    narrowed = ' lengthAdjust="spacingAndGlyphs"' if mark.stretch != 1.0 else ""
    weight = ' font-weight="bold"' if mark.role == Role.TITLE else ""
    return (
        f'<text x="{mark.left:.2f}" y="{mark.top + mark.pitch / 2 + _MIDDLE * mark.size:.2f}" xml:space="preserve"'
        f' font-family="{_FACES[mark.role]}" font-size="{mark.size:.2f}"{weight} fill="{mark.colour}"{held}{narrowed}>'
        f"{''.join(_run(run, mark.role) for run in mark.line.runs)}</text>"
    )


def _run(run, role: Role) -> str:
    """A run in the typeface of another part of speech, as 楷体 before 仿宋, says so; a substitute for one rare
    character does not."""
    own = next((other for other in Role if stock().stack(other)[0].name == run.face), role)
    if own == role:
        return escape(run.text)
    return f'<tspan font-family="{_FACES[own]}">{escape(run.text)}</tspan>'
