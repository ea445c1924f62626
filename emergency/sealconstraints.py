"""What no code path may break of a seal; the texts are shown to officers."""

from django.db.models import CheckConstraint, F, Q

from .sealclock import EXTENSION_DAYS
from .sealstates import APPLIED, EXECUTED, SealState

_IN = sorted(APPLIED | {SealState.CONVERTED})
_DONE = Q(executed_at__isnull=False, officer_1__isnull=False, officer_2__isnull=False, expires_on__isnull=False) & ~Q(
    attendance=""
)

SEALING = [
    CheckConstraint(condition=Q(state__in=SealState.values), name="seal_state_known"),
    CheckConstraint(
        condition=~Q(state__in=sorted(EXECUTED | {SealState.CONVERTED})) | _DONE,
        name="seal_executed_whole",
        violation_error_message="封存时间、两名执法人员和到场情况要齐全。",
    ),
    CheckConstraint(
        condition=Q(officer_1=None) | Q(officer_2=None) | ~Q(officer_1=F("officer_2")),
        name="seal_two_officers",
        violation_error_message="封存须由两名执法人员实施，不能是同一人。",
    ),
    CheckConstraint(
        condition=~Q(state__in=_IN) | Q(approved_by__isnull=False),
        name="seal_in_force_when_approved",
        violation_error_message="封存须经批准。",
    ),
    CheckConstraint(
        condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
        name="seal_approved_by_another",
        violation_error_message="提请的人不能批准。",
    ),
    CheckConstraint(
        condition=Q(extended_by=None)
        | (~Q(extended_by=F("proposed_by")) & (Q(extension_asked_by=None) | ~Q(extended_by=F("extension_asked_by")))),
        name="seal_extended_by_another",
        violation_error_message="提请的人不能批准延长。",
    ),
    CheckConstraint(
        condition=Q(extended_by=None) | Q(extension_asked__gte=1, extension_asked__lte=EXTENSION_DAYS),
        name="seal_extension_in_bounds",
        violation_error_message=f"延长一次，不超过 {EXTENSION_DAYS} 日。",
    ),
    CheckConstraint(
        condition=~Q(state=SealState.EXTENDED) | Q(extended_by__isnull=False),
        name="seal_extended_by_somebody",
        violation_error_message="延长须经批准。",
    ),
    CheckConstraint(
        condition=~Q(state=SealState.CONVERTED) | (~Q(conversion="") & ~Q(conversion_reference="")),
        name="seal_converted_with_reference",
        violation_error_message="转处理须写明方式和文号。",
    ),
]
