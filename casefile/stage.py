"""What a record of one stage (风险信息, 风险预警 …) is to the spine."""

from dataclasses import dataclass

from django.db import models
from django_fsm import ConcurrentTransitionMixin

from accounts.models import Department, User


@dataclass(frozen=True)
class Awaits:
    """Who is expected to act next; all empty when nobody is."""

    role: str = ""
    department: Department | None = None
    user: User | None = None


@dataclass(frozen=True)
class Step:
    """One step of the step bar: a label and the states that stand in it."""

    label: str
    states: frozenset[str]


class StageRecord(ConcurrentTransitionMixin, models.Model):
    """A record whose state moves only through `casefile.perform`.

    Subclasses define `state` (a protected FSMField), `CLOSED_STATES`, `STEPS`,
    `next_actor()` and, where they have one, `mirrored_level()`.
    """

    case = models.OneToOneField(
        "casefile.CaseFile", models.PROTECT, primary_key=True, related_name="%(class)s", verbose_name="案卷"
    )

    CLOSED_STATES: frozenset[str] = frozenset()
    STEPS: tuple[Step, ...] = ()
    #: Trail entries of a stage record concern the case itself.
    trail_subject = ""

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.case)

    def get_absolute_url(self):
        return self.case.get_absolute_url()

    def next_actor(self) -> Awaits:
        raise NotImplementedError(f"{type(self).__name__} does not say who acts next")

    def mirrored_level(self) -> str:
        return self.case.level

    def mirror(self, now) -> None:
        """Copy state, level and next actor to the case row (not saved)."""
        case, awaits = self.case, self.next_actor()
        case.state, case.state_label = self.state, self.get_state_display()
        case.level = self.mirrored_level()
        case.awaiting_role, case.awaiting_department, case.awaiting_user = (
            awaits.role, awaits.department, awaits.user,
        )  # fmt: skip
        if self.state in self.CLOSED_STATES:
            case.closed_at = case.closed_at or now
        else:
            case.closed_at = None

    def steps(self) -> list[tuple[str, str]]:
        """Return (label, "done" | "now" | "todo") for the step bar."""
        current = next((i for i, step in enumerate(self.STEPS) if self.state in step.states), -1)
        finished = self.state in self.CLOSED_STATES and current == len(self.STEPS) - 1
        marks = []
        for i, step in enumerate(self.STEPS):
            mark = "done" if i < current or (finished and i == current) else "now" if i == current else "todo"
            marks.append((step.label, mark))
        return marks
