"""What makes the file one that is kept: PDF/A-3a (ISO 19005-3).

WeasyPrint can write the same by its `pdf_variant`, but leaves a file open for every
document it does so.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pydyf


def make_archival(document, pdf) -> None:
    """Add what PDF/A-3a asks of a tagged PDF: the meaning of its colours, and XMP metadata."""
    profile = pydyf.Stream([_colours()], pydyf.Dictionary({"N": 3}), compress=True)
    pdf.add_object(profile)
    intent = pydyf.Dictionary(
        {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": pydyf.String("sRGB"),
            "Info": pydyf.String("IEC 61966-2-1 sRGB"),
            "DestOutputProfile": profile.reference,
        }
    )
    pdf.catalog["OutputIntents"] = pydyf.Array([intent])
    # GB/T 9704-2012, 6.2: printed on both sides and bound at the left.
    pdf.catalog.setdefault("ViewerPreferences", pydyf.Dictionary())["Duplex"] = "/DuplexFlipLongEdge"
    document.metadata.include_in_pdf(pdf, "a", 3, "A", compress=True)


@cache
def _colours() -> bytes:
    """The sRGB profile of the International Color Consortium, as WeasyPrint brings it."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
