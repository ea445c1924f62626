"""What else happens with an act on a campaign, in the same transaction."""

from casefile import deadlines

from . import obligations
from .terms import END, PHASE


def begin(act) -> None:
    """The units that carry the campaign out see it; its dates bind (R-301, R-343)."""
    record = act.record
    for task in record.tasks.prefetch_related("units").select_related("measure__department"):
        for unit in (task.measure.department, *task.units.all()):
            record.case.add_participant(unit)
    for target in record.targets.filter(struck_at=None).exclude(unit=None).select_related("unit"):
        record.case.add_participant(target.unit)
    obligations.set_end(record)
    obligations.open_planned(record)
    await_next_phase(act)


def await_next_phase(act) -> None:
    """The head is reminded of the day on which the next phase begins."""
    obligations.set_next_phase(act.record)


def end_deadlines(act) -> None:
    deadlines.cancel(act.record.case)


def meet_end(act) -> None:
    deadlines.meet(act.record.case, END.code)
    deadlines.meet(act.record.case, PHASE.code)


def begin_progress_reports(act) -> None:
    """The first written report on what is still open is due at the end of this month (R-351)."""
    obligations.open_progress_report(act.record)
