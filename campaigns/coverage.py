"""How far a campaign has come: coverage by enterprise, phases, tasks, what is due next (R-209)."""

from dataclasses import dataclass

from django.utils import timezone

from casefile.deadlines import at_end_of, light_of
from casefile.lights import light
from casefile.models import CaseFile, Deadline, Measure
from inspections.states import InspectionState, Outcome

from .models import Campaign

#: The kind of case whose end says that an enterprise was inspected.
INSPECTION = "INSPECTION"
#: How many rows the board of what is due shows.
DUE_ROWS = 12


@dataclass(frozen=True)
class Coverage:
    """Enterprises in scope, and how many of them were inspected: a closed inspection under the campaign."""

    scope: int
    inspected: int

    @property
    def share(self) -> int:
        return round(self.inspected * 100 / self.scope) if self.scope else 0

    @property
    def text(self) -> str:
        return f"{self.inspected}/{self.scope}（{self.share}%）" if self.scope else "还没有选定检查对象"


def inspected_ids(record: Campaign) -> set[int]:
    """Return the ids of the enterprises that a closed inspection under the campaign was made at."""
    rows = CaseFile.objects.real().filter(campaign=record.pk, kind=INSPECTION).exclude(closed_at=None)
    made = rows.filter(state=InspectionState.CLOSED).exclude(level=Outcome.IMPOSSIBLE)
    return set(made.values_list("enterprise", flat=True)) - {None}


def coverage(record: Campaign) -> Coverage:
    scope = set(record.targets.filter(struck_at=None).values_list("enterprise", flat=True))
    return Coverage(len(scope), len(scope & inspected_ids(record)))


def by_unit(record: Campaign) -> list[tuple[str, Coverage]]:
    """Return the coverage of each responsible unit, the least covered first."""
    done, units = inspected_ids(record), {}
    rows = record.targets.filter(struck_at=None).values_list("unit__name", "enterprise")
    for unit, enterprise in rows:
        units.setdefault(unit or "未分配", []).append(enterprise in done)
    found = [(unit, Coverage(len(marks), sum(marks))) for unit, marks in units.items()]
    return sorted(found, key=lambda row: (row[1].share, row[0]))


def coming_due(record: Campaign, user) -> list[dict]:
    """Return what falls due next in the campaign and the cases under it, the most pressing first."""
    visible = CaseFile.objects.visible_to(user)
    cases = visible.filter(campaign=record.pk) | visible.filter(pk=record.pk)
    rows = Deadline.objects.open().filter(case__in=cases).select_related("case", "responsible_department")
    dues = [
        {"at": row.due_at, "label": row.label, "case": row.case, "unit": row.responsible_department,
         "light": light_of(row)}
        for row in rows.order_by("due_at", "pk")[:DUE_ROWS]
    ]  # fmt: skip
    tasks = record.case.measures.filter(status=Measure.Status.OPEN).exclude(due_on=None).select_related("department")
    dues += [
        {"at": at_end_of(row.due_on), "label": row.label, "case": record.case, "unit": row.department,
         "light": light(at_end_of(row.due_on), row.due_explanation)}
        for row in tasks.order_by("due_on", "order")[:DUE_ROWS]
    ]  # fmt: skip
    return sorted(dues, key=lambda row: row["at"])[:DUE_ROWS]


def phases(record: Campaign) -> list[dict]:
    """Return the phases with how they stand today: done, now or todo."""
    today = timezone.localdate()
    return [
        {"phase": row, "standing": "done" if row.ends_on < today else "now" if row.starts_on <= today else "todo"}
        for row in record.phases.all()
    ]


def tasks(record: Campaign) -> list[tuple[str, list]]:
    """Return the tasks by group, each with its measure and units."""
    rows = record.tasks.select_related("measure__department", "measure__owner").prefetch_related("units")
    groups: dict[str, list] = {}
    for row in rows.order_by("measure__order", "pk"):
        groups.setdefault(row.get_group_display(), []).append(row)
    return list(groups.items())
