"""What a new document begins with: title, text and recipients of its kind, filled from the case."""

import uuid
from collections.abc import Callable

from casefile.models import CaseFile

from . import kinds, merging
from .contents import paper_of
from .kindsetting import in_force
from .models import Document
from .paper import Paper

#: (kind of case, kind of document) → what its text begins with, where the record itself fills it in.
_BODIES: dict[tuple[str, str], Callable[[CaseFile], str]] = {}


def provide_body(case_kind: str, code: str):
    """Register the function that writes the first text of document kind `code` in a kind of case."""

    def decorate(function):
        _BODIES[case_kind, code] = function
        return function

    return decorate


def fitting(case, *, to_many: bool = False) -> list[tuple[str, list[kinds.DocumentKind]]]:
    """Return the kinds an officer may begin in this case, by genre; `to_many`: those that go to somebody."""
    groups: dict[str, list[kinds.DocumentKind]] = {}
    for kind in kinds.KINDS:
        if kind.by_hand and kind.fits(case) and (kind.is_addressed or not to_many):
            groups.setdefault(kind.genre, []).append(kind)
    return list(groups.items())


def first_words(case, code: str, cites=None) -> dict:
    """Return the initial values of the form; without a known kind only whom the case is about."""
    token = {"token": uuid.uuid4()}
    if code not in dict(kinds.BY_HAND):
        return token | {"others": case.enterprise.name if case.enterprise else ""}
    kind = in_force(case.bureau, code)
    known = merging.facts(case, kind.reply_days, cites)
    to = merging.recipients(case, kind)
    own = _BODIES.get((case.kind, code))
    main = [spec.name for spec in to if not spec.cc] or ([case.enterprise.name] if case.enterprise else [])
    return token | {
        "kind": code,
        "title": kind.title_for(case.bureau, case.title)[:200],
        "body": own(case) if own else merging.fill(kind.text, known),
        "others": "\n".join(main) if kind.is_addressed else "",
        "cc": "\n".join(spec.name for spec in to if spec.cc),
    }


def first_words_for_many(case, code: str) -> dict:
    """As `first_words`, for a batch: the fields stay in the text, each enterprise has its own."""
    token = {"token": uuid.uuid4()}
    if code not in dict(kinds.BY_HAND):
        return token
    kind = in_force(case.bureau, code)
    return token | {"kind": code, "title": kind.title_for(case.bureau, case.title)[:200], "body": kind.text}


def unsaved_paper(case, kind: str, *, by, title, body, recipients) -> Paper:
    """Return the paper of what stands in a form, for the preview beside it."""
    document = Document(case=case, bureau=case.bureau, kind=kind, title=title, body=body, drafter=by)
    return paper_of(document, recipients=recipients)
