"""The structure that a reader without eyes goes by: headings, paragraphs, tables, in reading order.

WeasyPrint writes one structure element a box, which for placed lines means three
for every line. Here they are folded: a paragraph holds its lines itself, a rule is
no element at all, and a page number is an artifact (ISO 32000-1, 14.7 and 14.8).
"""

from __future__ import annotations

import pydyf

_FOLDED = {"/Div", "/Span", "/NonStruct", "/Sect"}
_MAY_BE_EMPTY = {"/TD", "/TH"}


def fold_structure(pdf) -> None:
    """Fold the structure tree of a tagged PDF in place."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    # For every page, which element each piece of its content belongs to.
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    owners = dict(zip(pdf.page_references, numbers[1::2], strict=True))
    _fold(pdf, root["K"][0], owners)


def _object(pdf, reference):
    return pdf.objects[_number(reference)]


def _number(reference) -> int:
    return int(reference.split()[0])


def _fold(pdf, reference, owners) -> None:
    element = _object(pdf, reference)
    kids = pydyf.Array()
    for kid in element["K"]:
        if isinstance(kid, int):
            kids.append(kid)
            continue
        _fold(pdf, kid, owners)
        child = _object(pdf, kid)
        if child["S"] in _FOLDED:
            kids += _taken_over(pdf, reference, child, owners)
        elif child["S"] == "/Art":  # documents.layout.PAGE_FURNITURE
            _make_artifact(pdf, child, owners)
        elif child["K"] or child["S"] in _MAY_BE_EMPTY:
            kids.append(kid)
            continue
        # The number stays free, as the one before the first object is.
        pdf.objects[_number(kid)] = pdf.objects[0]
    element["K"] = kids
    del element["Type"]  # optional, and written for every element
    if element["S"] == "/TH":
        element.pop("ID", None)
        element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Column"})
    elif element["S"] == "/TD":
        element.pop("A", None)  # the scope of the heads says the same in less
    elif element["S"] == "/Figure":
        # WeasyPrint gives pixels from the top; the place is asked in points from the bottom.
        bottom = _object(pdf, element["Pg"])["MediaBox"][3]
        left, upper, right, lower = (0.75 * pixels for pixels in element["A"]["BBox"])
        element["A"]["BBox"] = pydyf.Array((left, bottom - lower, right, bottom - upper))


def _taken_over(pdf, reference, child, owners) -> list:
    for kid in child["K"]:
        if isinstance(kid, int):
            owners[child["Pg"]][kid] = reference
        else:
            _object(pdf, kid)["P"] = reference
    return child["K"]


def _make_artifact(pdf, element, owners) -> None:
    stream = _object(pdf, _object(pdf, element["Pg"])["Contents"]).stream
    for piece in element["K"]:
        owners[element["Pg"]][piece] = "null"
        at = next(at for at, item in enumerate(stream) if isinstance(item, dict) and item.get("MCID") == piece)
        stream[at - 1 : at + 2] = ["/Artifact", b"BMC"]  # was: /Span <</MCID n>> BDC
