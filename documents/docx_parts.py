"""The pieces a .docx is made of: runs in named typefaces, rules, page numbers."""

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

# What the office's word processor has under these names (GB/T 9704-2012, 5.2.2, 7.2.4, 7.3.3).
BODY, TITLE, KAI, HEI, SONG = "仿宋_GB2312", "方正小标宋简体", "楷体_GB2312", "黑体", "宋体"
RED = RGBColor(0xFF, 0x33, 0x33)
PITCH = 28.99
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY


def run(paragraph, text, font=BODY, size=16.0, colour=None):
    """Add text in a typeface, also for its ideographs; `size` in points."""
    made = paragraph.add_run(text)
    made.font.name, made.font.size = font, Pt(size)
    made._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        made.font.color.rgb = colour
    return made


def line(paragraph, *, align=LEFT, pitch=PITCH, before=0.0, first=0.0, left=0.0, right=0.0):
    """Give a paragraph a fixed pitch; indents and space in points."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    shape.space_before, shape.space_after = Pt(before), Pt(0)
    shape.first_line_indent, shape.left_indent, shape.right_indent = Pt(first), Pt(left), Pt(right)
    paragraph.alignment = align
    return paragraph


def rule(paragraph, side="bottom", style="single", eighths=12, colour="FF3333", space=11):
    """Draw a rule above or below a paragraph; `eighths` of a point thick, `space` points away."""
    borders = paragraph._p.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        paragraph._p.get_or_add_pPr().append(borders)
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", style), ("sz", eighths), ("space", space), ("color", colour)):
        border.set(qn(f"w:{name}"), str(value))
    borders.append(border)


def page_field(paragraph):
    """— 1 — in 4号宋体, the number kept by the word processor."""
    run(paragraph, "— ", SONG, 14)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    holder = run(paragraph, "1", SONG, 14)
    field.append(holder._element)
    paragraph._p.append(field)
    run(paragraph, " —", SONG, 14)


def grid(section, pitch=PITCH):
    """22 lines of 28 characters, as the word processor counts them."""
    found = section._sectPr.find(qn("w:docGrid"))
    element = found if found is not None else OxmlElement("w:docGrid")
    element.set(qn("w:type"), "lines")
    element.set(qn("w:linePitch"), str(round(pitch * 20)))
    if found is None:
        section._sectPr.append(element)
