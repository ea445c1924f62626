"""Following a recall: figures with their history; what does not add up is said (R-031, R-041)."""

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act
from documents.drafting import said

from .awaits import brigade_of
from .models import RecallFigure, Warning
from .reassessing import shown_by, try_again
from .states import IN_FORCE, WarningState

_NAMES = (("produced", "生产"), ("sold", "已售"), ("recovered", "追回"), ("destroyed", "销毁"))
#: Figures may still be added while the lifting is asked for.
OPEN_IN = IN_FORCE | {WarningState.LIFT_REVIEW}


def may_record(warning, user):
    """The brigade, which orders the recall, and the unit that has the warning."""
    brigade = brigade_of(warning.case.bureau)
    units = [warning.case.department, *([brigade] if brigade else [])]
    return next((role for unit in units if (role := authority(user, "warning.measure", department=unit))), None)


def inconsistencies(given: dict, earlier: RecallFigure | None) -> list[str]:
    """Return what does not add up in `given` (produced … destroyed, unit), and against the last figures."""
    found = []
    if given["sold"] > given["produced"]:
        found.append("已售多于生产")
    if given["recovered"] > given["sold"]:
        found.append("追回多于已售")
    if given["destroyed"] > given["recovered"] + (given["produced"] - given["sold"]):
        found.append("销毁多于追回与库存之和")
    if earlier is not None:
        if given["unit"] != earlier.unit:
            found.append(f"计量单位与上次（{earlier.unit}）不同")
        found += [
            f"{label}比{earlier.as_of:%Y-%m-%d}的 {getattr(earlier, name).normalize():f}{earlier.unit} 少"
            for name, label in _NAMES
            if given["unit"] == earlier.unit and given[name] < getattr(earlier, name)
        ]
    return found


def last_figure(warning) -> RecallFigure | None:
    return warning.recall_figures.first()


def record_figures(warning, *, by, token=None, **given) -> RecallFigure:
    """Add the figures of a day; where they say otherwise than was assessed, ask for a new assessment (G6).

    Raises NotAllowed, WrongState, ValidationError.
    """
    role = may_record(warning, by)
    if role is None:
        raise NotAllowed("召回数量由综合行政执法大队或承办单位登记。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=warning.pk)
        fresh = Warning.objects.get(pk=warning.pk)
        if token is not None and (made := RecallFigure.objects.filter(token=token).first()):
            return made
        if fresh.state not in OPEN_IN:
            raise WrongState(f"没有登记：预警的环节是“{fresh.get_state_display()}”。")
        earlier = last_figure(fresh)
        doubts = inconsistencies(given, earlier)
        row = RecallFigure(warning=fresh, by=by, at=timezone.now(), token=token, **given)
        row.full_clean()
        row.save()
        record_act(
            case, "recall_figures", "登记召回数量", by=by, role=role, subject="召回数量", reason=row.note,
            data=[
                said("as_of", "截至", f"{row.as_of:%Y-%m-%d}"),
                *(said(name, label, f"{getattr(row, name).normalize():f}{row.unit}") for name, label in _NAMES),
                *([said("doubts", "数量存疑", "；".join(doubts))] if doubts else []),
            ],
        )  # fmt: skip
        changes = shown_by(row, fresh)
        if changes and (earlier is None or changes != shown_by(earlier, fresh)):
            try_again(fresh, changes, f"figures:{row.pk}")
    return row


def history(warning) -> list[dict]:
    """Return the figures, newest first, each with what does not add up in it."""
    rows = list(warning.recall_figures.select_related("by"))
    earlier = [*rows, None][1:]
    return [{"row": row, "doubts": inconsistencies(_figures(row), one)} for row, one in zip(rows, earlier, strict=True)]


def _figures(row: RecallFigure) -> dict:
    return {name: getattr(row, name) for name, _ in _NAMES} | {"unit": row.unit}
