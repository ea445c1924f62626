"""Several level 3 warnings decided one after another: each shown, each an act of its own (rules §3.2)."""

from dataclasses import dataclass

from casefile.longacts import MOST_AT_ONCE
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import GuardRefused, Refused
from documents.longpapers import weight

from . import guards, routes
from .facts_text import WarningLevel
from .judgement import clauses_with_evidence, fact_rows, minute
from .models import Warning
from .permissions import may_approve
from .states import WarningState

#: So many on a page; more wait for the next.
MOST = 20


@dataclass(frozen=True)
class Result:
    warning: Warning
    text: str
    done: bool


def waiting(user) -> list[Warning]:
    """Return the reviewed warnings at level 3, suggested and proposed, that await the decision of `user`."""
    if user.bureau is None or not routes.in_force(user.bureau.pk).batch_level_3:
        return []
    cases = CaseFile.objects.awaiting(user).visible_to(user).filter(
        kind="WARNING", state=WarningState.IN_REVIEW, level=WarningLevel.LEVEL_3
    )  # fmt: skip
    rows = Warning.objects.filter(
        case__in=cases, suggested_level=WarningLevel.LEVEL_3, reviewed_at__isnull=False
    ).select_related(
        "case__bureau", "case__department", "case__handler", "case__created_by", "info__case__enterprise",
        "assessment__assessor", "notice", "author", "reviewed_by",
    )  # fmt: skip
    found = rows.order_by("case__opened_at", "pk")[:MOST]
    return [warning for warning in found if may_approve(warning, user) is not None]


def cards(warnings) -> list[dict]:
    """Return what the page shows of each: enough to decide on it without opening it."""
    return [
        {
            "warning": warning,
            "case": warning.case,
            "minute": minute(warning),
            "clauses": clauses_with_evidence(warning.assessment),
            "fact_rows": fact_rows(warning.assessment),
            "obstacles": guards.may_approve(warning) + too_long(warning),
        }
        for warning in warnings
    ]


def too_long(warning) -> list[str]:
    """A long notice is drawn in the background, from the page of its own warning."""
    long = weight(warning.notice) > MOST_AT_ONCE
    return ["通报较长，版面须在后台生成，请点编号进入单独批准"] if long else []


def approve(chosen, *, by, reason: str) -> list[Result]:
    """Approve each of `chosen` as an act of its own; one that is refused leaves the others done."""
    results = []
    for warning in chosen:
        try:
            if reasons := too_long(warning):
                raise GuardRefused(reasons)
            perform(warning, "approve", by=by, reason=reason)
        except Refused as refusal:
            results.append(Result(warning, refusal.message, False))
        else:
            results.append(Result(warning, "已批准，交办公室编号、用印、发布", True))
    return results
