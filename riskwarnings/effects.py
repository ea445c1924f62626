"""What follows from an act on a warning, in the same transaction."""

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.measures import name_owner
from casefile.models import Measure
from casefile.notify import notify
from documents.drafting import draft, rewrite
from documents.driving import drive
from documents.states import OVER
from registers import workdays

from . import issuing, measuredeadlines, papers, routes
from .awaits import brigade_of
from .facts_text import WarningLevel
from .measures import MEASURE_RULES, Responsible, measures_for
from .models import RaisedFrequency
from .states import Concern

#: R-036: the brigade acknowledges within a working day of the issue.
ACKNOWLEDGE = deadlines.register(deadlines.DeadlineRule("warning_acknowledge", "签收警示通报", (0,)))
ACKNOWLEDGE_WORKDAYS = 1


# --- the 警示通报 goes with the warning ---------------------------------------------


def submit_notice(act) -> None:
    """Draft the notice from the warning, or bring a returned one up to date, and submit it."""
    warning, text = act.record, papers.alert(act.record)
    if warning.notice_id is None:
        warning.notice = draft(
            warning.case, papers.ALERT, by=act.by, role=act.role, title=text.title, body=text.body,
            recipients=papers.recipients(warning), driven=True,
        )  # fmt: skip
        warning.save(update_fields=["notice"])
    else:
        _write_again(act)
    drive(warning.notice, "submit", act)


def check_notice(act) -> None:
    drive(act.record.notice, "check", act)


def sign_notice(act) -> None:
    """Sign it; a level changed by the leader is written into it first."""
    _write_again(act)
    drive(act.record.notice, "sign", act)


def return_notice(act) -> None:
    drive(act.record.notice, "send_back", act)


def issue_notice(act) -> None:
    drive(act.record.notice, "issue", act)


def void_notice(act) -> None:
    notice = act.record.notice
    if notice is not None and notice.state not in OVER:
        drive(notice, "void", act)


def revoke_notice(act) -> None:
    drive(act.record.notice, "revoke", act)


def _write_again(act) -> None:
    warning, text = act.record, papers.alert(act.record)
    rewrite(warning.notice, act, title=text.title, body=text.body, recipients=papers.recipients(warning))


# --- what the issue sets going --------------------------------------------------------


def inform_director(act) -> None:
    """Level 2 is approved by a deputy; the director is told (rules §3.2)."""
    warning = act.record
    route = routes.in_force(warning.case.bureau_id)
    if warning.level != WarningLevel.LEVEL_2 or act.role == Role.DIRECTOR or not route.inform_director:
        return
    notify(
        User.objects.with_role(Role.DIRECTOR, bureau=warning.case.bureau),
        f"{warning.case.number} {warning.case.title}：{act.by}已批准发布二级预警",
        key=f"warning:{warning.pk}:approved:{act.entry.seq}", case=warning.case,
    )  # fmt: skip


def open_measures(act) -> None:
    """Create what the level obliges and is not there yet (R-038–R-041), due in working days from today.

    A serious defect asks for a recall whatever the level (R-133).
    """
    warning, today = act.record, timezone.localdate()
    case = warning.case
    units = {Responsible.BRIGADE: brigade_of(case.bureau), Responsible.OWN_UNIT: case.department}
    rules = list(measures_for(warning.level))
    recall = MEASURE_RULES["ORDER_RECALL"]
    if Concern.SERIOUS_DEFECT in warning.concerns and recall not in rules:
        rules.append(recall)
    held = set(case.measures.values_list("code", flat=True))  # a raised level adds, a lowered one removes nothing
    for order, rule in enumerate(rules, start=1):
        if rule.code in held:
            continue
        due = workdays.add_workdays_explained(today, rule.default_workdays)
        Measure.objects.create(
            case=case, code=rule.code, label=rule.label, basis=rule.basis, department=units[rule.department],
            owner=case.handler if rule.department == Responsible.OWN_UNIT else None, due_on=due.date,
            due_explanation=due.explanation, order=order,
        )  # fmt: skip
    measuredeadlines.follow(case)


def oblige_papers(act) -> None:
    """What the scope obliges to tell whom falls due (R-126, R-130–R-136)."""
    issuing.set_papers_due(act.record)


def meet_papers(act) -> None:
    deadlines.meet(act.record.case, issuing.PAPERS.code)


def call_brigade(act) -> None:
    """Put the warning before the brigade, which has a working day to acknowledge it (R-036)."""
    case, brigade = act.record.case, brigade_of(act.record.case.bureau)
    case.add_participant(brigade)
    deadlines.set_deadline(
        case, ACKNOWLEDGE, method="workdays", start=timezone.localdate(), days=ACKNOWLEDGE_WORKDAYS, department=brigade
    )


def name_lead(act) -> None:
    """Whom the brigade names answers for its measures."""
    lead = act.data.get("lead")
    if lead is None:
        return
    open_ones = act.record.case.measures.filter(status=Measure.Status.OPEN, department=lead.department)
    for measure in open_ones.exclude(owner=lead).select_related("department", "case"):
        name_owner(measure, lead, by=act.by, role=act.role)


def meet_acknowledgement(act) -> None:
    deadlines.meet(act.record.case, ACKNOWLEDGE.code)


# --- lifting ----------------------------------------------------------------------------


def submit_lift_notice(act) -> None:
    """Draft the 解除通报 in the handler's name to the same recipients; who asks for the lifting checks it."""
    warning = act.record
    text = papers.lift(warning)
    handler = warning.case.handler
    warning.lift_notice = draft(
        warning.case, papers.LIFT, by=handler, title=text.title, body=text.body, driven=True, cites=warning.notice,
        recipients=papers.recipients_of(warning.notice), role=handler.roles[0] if handler.roles else "",
        reason=f"{act.by}申请解除，按案卷生成",
    )  # fmt: skip
    warning.save(update_fields=["lift_notice"])
    drive(warning.lift_notice, "submit", act)
    drive(warning.lift_notice, "check", act)


def sign_lift_notice(act) -> None:
    drive(act.record.lift_notice, "sign", act)


def void_lift_notice(act) -> None:
    """The next request drafts another one, from what is true then."""
    drive(act.record.lift_notice, "void", act)


def issue_lift_notice(act) -> None:
    drive(act.record.lift_notice, "issue", act)


def drop_measures(act) -> None:
    """A withdrawn warning obliges nobody any more, and no enterprise is inspected more often for it."""
    deadlines.cancel(act.record.case)
    RaisedFrequency.objects.filter(measure__case=act.record.case, ended_at=None).update(ended_at=timezone.now())
    act.record.case.measures.filter(status=Measure.Status.OPEN).update(
        status=Measure.Status.NOT_APPLICABLE, result=f"预警已撤回：{act.reason}", closed_by=act.by,
        closed_at=timezone.now(),
    )  # fmt: skip
