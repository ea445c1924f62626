"""What no code path may break, held by the table of inspections; the texts are shown to officers."""

from django.db.models import CheckConstraint, F, Q

from .states import InspectionKind, InspectionState, Outcome, Party

_DONE = Q(state__in=[InspectionState.FILLED, InspectionState.CONFIRMED, InspectionState.CLOSED])

INSPECTION = [
    CheckConstraint(condition=Q(state__in=InspectionState.values), name="inspection_state_known"),
    CheckConstraint(condition=Q(kind__in=InspectionKind.values), name="inspection_kind_known"),
    CheckConstraint(
        condition=Q(first_officer=None, second_officer=None)
        | (Q(first_officer__isnull=False, second_officer__isnull=False) & ~Q(first_officer=F("second_officer"))),
        name="inspection_by_two",
        violation_error_message="检查须由两名不同的人员进行。",
    ),
    CheckConstraint(
        condition=Q(state__in=[InspectionState.PLANNED, InspectionState.CANCELLED]) | Q(first_officer__isnull=False),
        name="inspection_assigned_to_two",
        violation_error_message="须先派两名检查人员。",
    ),
    CheckConstraint(
        condition=~_DONE
        | (
            Q(outcome__in=Outcome.values, party__in=Party.values)
            & Q(finished_by__isnull=False, finished_at__isnull=False, started_at__isnull=False)
        ),
        name="inspection_filled_complete",
        violation_error_message="检查表须写明检查结果和当事人是否签名。",
    ),
    CheckConstraint(
        condition=Q(party__in=["", Party.SIGNED]) | ~Q(witness=""),
        name="inspection_unsigned_has_witness",
        violation_error_message="当事人拒绝签名或者不在场的，须写明见证人。",
    ),
    CheckConstraint(
        condition=~_DONE | ~Q(outcome=Outcome.IMPOSSIBLE) | ~Q(summary=""),
        name="inspection_impossible_says_why",
        violation_error_message="未能检查的，须写明原因。",
    ),
    CheckConstraint(
        condition=Q(latitude=None, longitude=None)
        | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
        name="inspection_position_on_earth",
    ),
]
