"""What follows from recall news and from a change of level in force, in the same transaction."""

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from casefile.notify import notify
from casefile.perform import perform
from documents.drafting import draft
from documents.driving import drive
from documents.longpapers import weight
from documents.states import OVER

from . import effects, papers
from .assessing import combined_outcome
from .awaits import brigade_of
from .drafting import governing_assessment
from .facts_text import RecallStatus, WarningLevel
from .level_paper import level_notice
from .models import LevelChange
from .reassessing import ask_again, try_again

# --- the recall ------------------------------------------------------------------------


def watch_recall(act) -> None:
    """Sold and not recalled when the warning is issued: assess again within the days that the bureau settled."""
    warning = act.record
    unfinished = {RecallStatus.PARTIAL, RecallStatus.NOT_STARTED}
    if warning.assessment.facts["recall_status"] in unfinished:
        ask_again(warning)


def reassess_on_recall(act) -> None:
    """Grade the facts anew with the recall as it is now; where that changes the level, the system asks for it."""
    try_again(act.record, {"recall_status": act.data["recall_status"]}, f"recall:{act.entry.seq}")


# --- the change of level -----------------------------------------------------------------


def open_change(act) -> None:
    """Keep the proposal and draft its notice; the head who proposes it has checked it by that."""
    warning, level = act.record, act.data["level"]
    newest = governing_assessment(warning.info)
    last = warning.level_changes.aggregate(last=Max("number"))["last"] or 0
    change = LevelChange(
        warning=warning, number=last + 1, assessment=newest, assessed_by=newest.assessor,
        from_level=warning.level, to_level=level, suggested_level=newest.outcome, reason=act.reason,
        proposed_by=act.by, proposed_at=timezone.now(),
    )  # fmt: skip
    change.full_clean(exclude=["notice"])
    change.save()
    text, handler = level_notice(warning, change), warning.case.handler
    change.notice = draft(
        warning.case, papers.ALERT, by=handler, title=text.title, body=text.body, driven=True,
        recipients=papers.recipients_of(warning.notice), role=handler.roles[0] if handler.roles else "",
        reason=f"{act.by}提请调级，按案卷生成",
    )  # fmt: skip
    change.save()
    drive(change.notice, "submit", act)
    drive(change.notice, "check", act)


def close_change(act) -> None:
    """Sign the notice, add what the new level obliges, and let the information follow."""
    warning = act.record
    change = _decide(act, LevelChange.Outcome.APPROVED)
    drive(change.notice, "sign", act)
    effects.open_measures(act)
    outcome = combined_outcome(list(warning.info.assessments.current()))
    if outcome in WarningLevel.values and outcome != warning.info.level:
        perform(warning.info, "follow_level", by=act.by, as_role=act.role, outcome=str(outcome), reason=act.reason)
    brigade = brigade_of(warning.case.bureau)
    people = [*User.objects.active().filter(department=brigade), warning.case.handler]
    notify(
        people,
        f"{warning.case.number} {warning.case.title}：由{change.get_from_level_display()}调整为"
        f"{change.get_to_level_display()}，请按新的措施办理",
        key=f"warning:{warning.pk}:level:{change.number}", case=warning.case, urgent=change.raises,
    )  # fmt: skip
    effects.inform_director(act)


def weight_of_change(warning) -> int:
    """Return how much there is to draw of the notice that approving the change signs."""
    return weight(warning.open_change.notice)


def refuse_change(act) -> None:
    change = _decide(act, LevelChange.Outcome.REFUSED)
    drive(change.notice, "void", act)


def issue_notice(act) -> None:
    change = act.record.unissued_change
    drive(change.notice, "issue", act)
    change.issued_at = timezone.now()
    change.save(update_fields=["issued_at"])


def void_unissued(act) -> None:
    """A withdrawn warning's changed level is not made known any more."""
    change = act.record.unissued_change
    if change is not None and change.notice.state not in OVER:
        drive(change.notice, "void", act)


def _decide(act, outcome) -> LevelChange:
    change = act.record.open_change
    change.outcome, change.decided_by, change.decided_at = outcome, act.by, timezone.now()
    change.full_clean()
    change.save()
    return change
