"""The pieces a .docx is made of: runs in named typefaces, rules, page numbers."""

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

# What the office's word processor has under these names (GB/T 9704-2012, 5.2.2, 7.2.4, 7.3.3).
BODY, TITLE, KAI, HEI, SONG = "仿宋_GB2312", "方正小标宋简体", "楷体_GB2312", "黑体", "宋体"
RED = RGBColor(0xFF, 0x33, 0x33)
#: 22 lines of 579 twentieths of a point fit 225 mm; of 580 (28.99 pt rounded up) only 21 would.
PITCH = 28.95
#: Where an exact pitch puts the baseline, as a share of it from above: word processors have 80 %.
BASELINE = 0.8
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY


#: The order in which a paragraph's properties must stand (ECMA-376, CT_PPr); Word calls another order damaged.
_ORDER = ("pBdr", "tabs", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc")


def put(paragraph, name, **values):
    """Give a paragraph a property that python-docx does not know, in its place; return the element."""
    properties = paragraph._p.get_or_add_pPr()
    element = properties.find(qn(f"w:{name}"))
    if element is None:
        element = OxmlElement(f"w:{name}")
        properties.insert_element_before(element, *(f"w:{after}" for after in _ORDER[_ORDER.index(name) + 1 :]))
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def run(paragraph, text, font=BODY, size=16.0, colour=None, narrowed=1.0):
    """Add text in a typeface, also for its ideographs; `size` in points, `narrowed` < 1 as the red head is.

    Body characters stand a quarter of a point closer: 28 of them in 156 mm.
    """
    made = paragraph.add_run(text)
    made.font.name, made.font.size = font, Pt(size)
    made._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        made.font.color.rgb = colour
    if size == 16.0:
        _after(made, "w:spacing", -5)
    if narrowed < 1.0:
        _after(made, "w:w", int(narrowed * 100))
    return made


def _after(made, name, value):
    """Put a property of a run before its size, as the schema has it."""
    element = OxmlElement(name)
    element.set(qn("w:val"), str(value))
    made._element.rPr.insert_element_before(element, "w:kern", "w:position", "w:sz", "w:szCs")


def line(paragraph, *, align=LEFT, pitch=PITCH, before=0.0, after=0.0, first=0.0, left=0.0, right=0.0):
    """Give a paragraph a fixed pitch; indents and space in points."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.first_line_indent, shape.left_indent, shape.right_indent = Pt(first), Pt(left), Pt(right)
    paragraph.alignment = align
    put(paragraph, "autoSpaceDE", val=0)  # no gap between digits and ideographs: the paper has none
    put(paragraph, "autoSpaceDN", val=0)
    put(paragraph, "snapToGrid", val=0)  # the pitch is exact already; the grid would stretch tables
    return paragraph


_BOX = """<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{order}" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="{level}"><wp:posOffset>{across}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="{level}"><wp:posOffset>{down}</wp:posOffset></wp:positionV>
<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>{wrap}
<wp:docPr id="{order}" name="{name}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr vert="{turn}" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/>
</wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"""
_SPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.{address}"'
    for prefix, address in (
        ("w", "openxmlformats.org/wordprocessingml/2006/main"),
        ("mc", "openxmlformats.org/markup-compatibility/2006"),
        ("wp", "openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "openxmlformats.org/drawingml/2006/main"),
        ("wps", "microsoft.com/office/word/2010/wordprocessingShape"),
    )
)


def imprint_table(table, ruled, pad):
    """Give 版记 its rules of 0.35 and 0.25 mm, the width of the type area, `pad` points from its lines (7.4)."""
    properties = table._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    widths = [("top", 8), ("bottom", 8), ("insideH", 6)] if ruled else []
    edges = [(name, {"val": "single", "sz": width, "space": 0, "color": "000000"}) for name, width in widths]
    inside = [("top", pad), ("left", 0), ("bottom", pad), ("right", 0)]
    parts = [
        ("tblW", {"w": 8844, "type": "dxa"}, ()),
        ("tblBorders", {}, edges),
        ("tblLayout", {"type": "fixed"}, ()),
        ("tblCellMar", {}, [(side, {"w": round(points * 20), "type": "dxa"}) for side, points in inside]),
    ]
    for name, values, children in parts:
        element = _element(name, values)
        for child, given in children:
            element.append(_element(child, given))
        properties.append(element)
    return table


def _element(name, values):
    element = OxmlElement(f"w:{name}")
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def box(anchor, elements, *, name, place, order, turned=False):
    """Move paragraphs and tables into a box without lines of its own, anchored to the paragraph `anchor`.

    place: ("page" or "margin", left, top, width, height) in points. `turned`: read from above downwards; otherwise
    the text stands on the lower edge and the running text keeps above. A floating table or a frame would say the
    same in Word, but LibreOffice leaves them behind the text.
    """
    level, *lengths = place
    across, down, width, height = (round(length * 12700) for length in lengths)
    made = parse_xml(
        _BOX.format(
            spaces=_SPACES, level=level, across=across, down=down, width=width, height=height, name=name, order=order,
            wrap="<wp:wrapNone/>" if turned else "<wp:wrapTopAndBottom/>", turn="vert" if turned else "horz",
            anchor="ctr" if turned else "b",
        )
    )  # fmt: skip
    content = next(made.iter(qn("w:txbxContent")))
    for element in elements:
        content.append(element)
    anchor._p.append(made)


def rule(paragraph, side="bottom", style="single", eighths=12, colour="FF3333", space=7):
    """Draw a rule above or below a paragraph; `eighths` of a point thick, `space` points away."""
    borders = put(paragraph, "pBdr")
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
