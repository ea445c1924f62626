"""Who may do what with a risk information, its tests and the monthly return (rules §3.1, §3.8).

Each predicate takes the record and the user and returns the role in which the
user may act, or None. "Nobody approves what he or she assessed or compiled."
"""

from accounts.authority import authority
from accounts.models import Department
from accounts.roles import BUREAU_WIDE, LEADERS, ROLE_PERMISSIONS, Role

from .states import ExclusionReason

#: Held by those who decide about a unit's information: its head, and the leaders in their line.
_HEADS = "info.confirm"
#: "own case" in the permission matrix: these roles reach the row only as author or handler.
_OWN_CASE = frozenset({Role.STAFF, Role.BRIGADE, Role.STATION})


def holding(permission: str):
    """Return the predicate: somebody who holds `permission` for the unit of the case."""

    def predicate(record, user) -> Role | None:
        return authority(user, permission, department=record.case.department)

    predicate.__name__ = f"holds_{permission.replace('.', '_')}"
    return predicate


is_head = holding(_HEADS)


def is_own(record, user) -> bool:
    return user.pk in (record.case.created_by_id, record.case.handler_id)


def may_file(user) -> Role | None:
    """Anybody whose work brings information in; the unit that handles it may be another."""
    if not user.is_active or user.department_id is None:
        return None
    return next((role for role in user.roles if "info.create" in ROLE_PERMISSIONS[role]), None)


def may_write(record, user) -> Role | None:
    """The author or the handler, who submits it; a 监测站 files information for another unit."""
    return may_file(user) if is_own(record, user) else None


def may_supplement(record, user) -> Role | None:
    """The handler, or those who decide about it."""
    if record.case.handler_id == user.pk:
        return may_write(record, user)
    return is_head(record, user)


def may_link(record, user) -> Role | None:
    """Who handles it, or decides about it; a 监测站 only files."""
    return is_head(record, user) or (may_write(record, user) if user.can("info.assess") else None)


def may_unlink(record, user) -> Role | None:
    return may_link(record, user) if record.links.exists() else None


def may_untie_sampling(record, user) -> Role | None:
    return may_link(record, user) if record.samplings.exists() else None


def may_undo_duplicate(record, user) -> Role | None:
    """Who may take an information for a double; only where that is why it was excluded."""
    if record.exclusion_reason != ExclusionReason.DUPLICATE:
        return None
    return holding("info.exclude_screened")(record, user)


def may_screen(record, user) -> Role | None:
    """The unit's head, or the member of staff to whom it is assigned (R-112)."""
    role = authority(user, "info.screen", department=record.case.department)
    if role == Role.STAFF and record.case.handler_id != user.pk:
        return is_head(record, user)
    return role


def may_confirm(record, user) -> Role | None:
    return None if record.assessor_id == user.pk else is_head(record, user)


def may_exclude_assessed(record, user) -> Role | None:
    """A leader who did not assess it (R-026)."""
    return None if record.assessor_id == user.pk else holding("info.exclude")(record, user)


def may_resolve(record, user) -> Role | None:
    """A leader who did not request it."""
    return None if record.resolve_requested_by_id == user.pk else holding("info.close")(record, user)


def may_see_reporter(record, user) -> Role | None:
    """Row “reporter identity” of the matrix: staff and brigade of their own case, heads of their unit's (R-015)."""
    role = authority(user, "info.reporter", department=record.case.department)
    if role in _OWN_CASE and not is_own(record, user):
        return _other_role(record, user)
    return role


def may_refuse_resolve(record, user) -> Role | None:
    """The leader before whom the request lies."""
    return may_resolve(record, user) if record.resolve_requested_at else None


def _other_role(record, user) -> Role | None:
    """The same question for a person whose lowest role reaches own cases only."""
    role = is_head(record, user)
    return role if role and "info.reporter" in ROLE_PERMISSIONS[role] else None


def may_report_test(task, user) -> Role | None:
    """The people of the agency to which the task was given (R-045)."""
    if not user.is_active or user.department_id != task.agency_id:
        return None
    return Role.AGENCY if user.can("test.result") else None


def _line(record) -> set:
    """Who already has a hand in the return: nobody approves or signs after himself."""
    return {record.compiled_by_id, record.approved_by_id} - {None}


def may_approve_return(record, user) -> Role | None:
    """The unit's head, or the leaders in line; not who compiled it."""
    return None if user.pk in _line(record) else authority(user, "return.approve", department=record.case.department)


def may_sign_return(record, user) -> Role | None:
    """The leader in whose line the unit stands, who neither compiled nor approved it."""
    return None if user.pk in _line(record) else authority(user, "return.sign", department=record.case.department)


def may_send_back_return(record, user) -> Role | None:
    """Before whom it lies; a signed one the leader or the office."""
    unit = record.case.department
    if record.signed_by_id:
        return authority(user, "return.submit", department=unit) or authority(user, "return.sign", department=unit)
    return may_sign_return(record, user) if record.approved_by_id else may_approve_return(record, user)


def may_submit_return(record, user) -> Role | None:
    """The unit itself or the office."""
    unit = record.case.department
    return authority(user, "return.fill", department=unit) or authority(user, "return.submit", department=unit)


def may_receive_return(record, user) -> Role | None:
    """The office and the leaders of a bureau above that of the return."""
    if not user.is_active or user.department_id is None:
        return None
    if record.case.bureau_id not in user.department.bureau.subordinate_ids():
        return None
    wanted = {"return.submit", "return.sign"}
    return next((role for role in user.roles if wanted & ROLE_PERMISSIONS[role]), None)


def may_demand_return(record, user) -> Role | None:
    """Who receives it; the own office enters what the bureau above says outside the system."""
    above = may_receive_return(record, user)
    return above or authority(user, "return.submit", department=record.case.department)


# --- 逐级上报 --------------------------------------------------------------------------
def may_report_up(record, user) -> Role | None:
    """The unit's head, the leaders in line, and the office, through which papers leave the house."""
    return is_head(record, user) or authority(user, "return.submit", department=record.case.department)


def _for_bureau(user, bureau_id) -> Role | None:
    """The office and the leaders of that bureau."""
    if not user.is_active or user.department_id is None or user.department.bureau_id != bureau_id:
        return None
    wanted = {"return.submit", "return.sign"}
    return next((role for role in user.roles if wanted & ROLE_PERMISSIONS[role]), None)


def may_answer_report(report, user) -> Role | None:
    """Whom it went to; who sent it enters what came back on paper or by telephone."""
    if role := _for_bureau(user, report.to_bureau_id) or _for_bureau(user, report.from_bureau_id):
        return role
    return may_report_up(report, user) if report.from_bureau_id == report.case.bureau_id else None


def may_pass_on_report(report, user) -> Role | None:
    return _for_bureau(user, report.to_bureau_id)


# --- 形势分析 --------------------------------------------------------------------------
def may_analyse(user) -> Role | None:
    """Who drafts in a section of the bureau itself: the figures are those of the whole bureau (R-113, R-210)."""
    if not user.is_active or user.department_id is None or user.department.kind != Department.Kind.SECTION:
        return None
    return authority(user, "situation.write", department=user.department)


def may_write_analysis(record, user) -> Role | None:
    return authority(user, "situation.write", department=record.case.department)


# --- 异常信号 --------------------------------------------------------------------------
def may_see_signals(user) -> bool:
    """Who analyses the whole bureau: its sections, its leaders, the office, an inspector (as R-113's analyses)."""
    if user.department_id is None or not user.can("statistics.view"):
        return False
    return bool(BUREAU_WIDE & set(user.roles)) or user.department.kind == Department.Kind.SECTION


def may_mark_signal(signal, user) -> Role | None:
    """A section's staff and heads, and the leaders, each of the bureau for which it was counted."""
    if not user.is_active or user.department_id is None or user.department.bureau_id != signal.bureau_id:
        return None
    return may_analyse(user) or next((role for role in user.roles if role in LEADERS), None)
