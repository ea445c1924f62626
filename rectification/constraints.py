"""What no code path may break, held by the tables of this app; the texts are shown to officers."""

from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from .states import CLOSED, ItemState, RecheckResult, Severity

_CLOSED = Q(state__in=sorted(CLOSED))
_WRITTEN_OFF = Q(state=ItemState.WRITTEN_OFF)

ITEM = [
    CheckConstraint(condition=Q(state__in=ItemState.values), name="item_state_known"),
    CheckConstraint(condition=Q(severity__in=Severity.values), name="item_severity_known"),
    CheckConstraint(condition=Q(round__gte=1), name="item_round_from_one"),
    CheckConstraint(
        condition=Q(state__in=[ItemState.FOUND, ItemState.CLOSED_OTHER])
        | (~Q(requirement="") & Q(ordered_at__isnull=False))
        | ~Q(enforcement_reference=""),  # handed over at once
        name="item_ordered_with_requirement",
        violation_error_message="责令整改须写明整改要求。",
    ),
    CheckConstraint(
        condition=Q(first_officer=None, second_officer=None)
        | (Q(first_officer__isnull=False, second_officer__isnull=False) & ~Q(first_officer=F("second_officer"))),
        name="item_two_recheckers",
        violation_error_message="复查须由两名不同的人员进行。",
    ),
    CheckConstraint(
        condition=~_WRITTEN_OFF
        | (~Q(cause="") & Q(written_off_at__isnull=False, written_off_by__isnull=False, first_officer__isnull=False)),
        name="item_written_off_with_cause",
        violation_error_message="销号前须写明问题产生的原因，并经复查合格。",
    ),
    CheckConstraint(
        condition=Q(written_off_by=None)
        | (~Q(written_off_by=F("first_officer")) & ~Q(written_off_by=F("second_officer"))),
        name="item_written_off_by_another",
        violation_error_message="参加复查的人不能批准销号。",
    ),
    CheckConstraint(
        condition=Q(supervised=False) | ~_CLOSED,
        name="item_closed_without_supervision",
        violation_error_message="挂牌督办的须先摘牌。",
    ),
    CheckConstraint(
        condition=~Q(state=ItemState.CLOSED_OTHER) | (~Q(other_ground="") & ~Q(other_proof="")),
        name="item_closed_other_with_proof",
        violation_error_message="以其他方式关闭须写明情形和证明。",
    ),
]

RECHECK = [
    UniqueConstraint(fields=["item", "round"], name="recheck_once_a_round"),
    CheckConstraint(
        condition=~Q(first_officer=F("second_officer")),
        name="recheck_by_two",
        violation_error_message="复查须由两名不同的人员进行。",
    ),
    CheckConstraint(
        condition=Q(result="", on=None) | (Q(result__in=RecheckResult.values, on__isnull=False) & ~Q(text="")),
        name="recheck_result_complete",
        violation_error_message="复查结果须写明日期和情况。",
    ),
]
