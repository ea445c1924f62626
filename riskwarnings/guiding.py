"""跟踪帮扶指导: the log of help that follows a 风险告知书 (R-126)."""

from django.db import transaction
from django.utils import timezone

from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act
from documents.drafting import said

from .models import Guidance, Warning
from .recalling import may_record
from .states import IN_FORCE, WarningState

#: Help may go on after the lifting, until the warning is filed.
OPEN_IN = IN_FORCE | {WarningState.LIFT_REVIEW, WarningState.LIFTED}


def record_guidance(warning, *, by, token=None, **given) -> Guidance:
    """Write down that an enterprise was helped. The same token twice returns the first.

    Raises NotAllowed (neither brigade nor the unit), WrongState, ValidationError.
    """
    role = may_record(warning, by)
    if role is None:
        raise NotAllowed("帮扶指导由承办单位或综合行政执法大队登记。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=warning.pk)
        if token is not None and (made := Guidance.objects.filter(token=token).first()):
            return made
        fresh = Warning.objects.get(pk=warning.pk)
        if fresh.state not in OPEN_IN:
            raise WrongState(f"没有登记：预警的环节是“{fresh.get_state_display()}”。")
        row = Guidance(warning=fresh, by=by, at=timezone.now(), token=token, **given)
        row.full_clean()
        row.save()
        record_act(
            case, "guidance", "登记帮扶指导", by=by, role=role, subject=str(row), reason=row.content,
            data=[said("people", "指导人员", row.people), said("outcome", "企业改进情况", row.outcome or "待跟踪")],
        )  # fmt: skip
    return row
