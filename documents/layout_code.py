"""The two-dimensional code by which a paper is verified.

GB/T 9704-2012 has no place for it. It stands outside the type area, in the lower margin
of the last page, at the edge that the page number leaves free, where it moves nothing
that the standard measures. On the only page of a letter the red double rule takes that
margin; there it is smaller, between the rule and the type area.
"""

from __future__ import annotations

from documents.layout import Code, Page
from documents.layout_letter import FOOT_TOP
from documents.layout_lines import AREA_HEIGHT, AREA_WIDTH, MM
from documents.paper import LETTER, Paper

SIZE, GAP = 18 * MM, 5 * MM  # its lower edge is 12 mm above the paper's, where every printer prints
LETTER_GAP = 0.75 * MM


def add_code(paper: Paper, pages: list[Page]) -> None:
    """Put the code on the last page, when the paper has one."""
    if not paper.verify_at:
        return
    alone = paper.layout == LETTER and len(pages) == 1
    gap = LETTER_GAP if alone else GAP
    size = FOOT_TOP - AREA_HEIGHT - 2 * gap if alone else SIZE
    left = 0.0 if len(pages) % 2 else AREA_WIDTH - size
    text = f"核验二维码：扫描后上传收到的文件，可与{paper.number}的正本核对"
    page = pages[-1]
    (page.upright if page.turned else page.marks).append(Code(left, AREA_HEIGHT + gap, size, paper.verify_at, text))
