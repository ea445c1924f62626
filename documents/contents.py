"""From a document to its Paper, and the fingerprint of that."""

import hashlib
import json

from .body import parse_body
from .paper import LETTER, Paper


def paper_of(document, *, signer=None, date=None) -> Paper:
    """Return the paper as the live data make it: for previews, and once at signature."""
    bureau, kind = document.bureau, document.kind_info
    recipients = list(document.recipients.all()) if document.pk else []
    return Paper(
        organ_mark=bureau.name if kind.layout == LETTER else f"{bureau.name}文件",
        title=document.title,
        organ_name=bureau.name,
        date=date,
        layout=kind.layout,
        signer=signer.name if signer else "",
        main_recipients=tuple(row.name for row in recipients if not row.cc),
        cc=tuple(row.name for row in recipients if row.cc),
        body=parse_body(document.body),
        print_organ=f"{bureau.name}办公室",
        print_date=date,
    )


def digest(content: dict) -> str:
    """Return the SHA-256 (hex) of a paper as JSON, independent of the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
