"""How a bureau has its informations watched for a rise: the rule in force, as versions (R-113)."""

from dataclasses import dataclass

from django.apps import apps

from .aberration import Terms


@dataclass(frozen=True)
class Rule:
    """`minimum` informations a week; `baseline` weeks of history; `sudden` and `slow` are the thresholds of C2 and C3;
    `left_out` are the sources (ids) that give no signal. `pk` is the version's, None before the first.
    """

    minimum: int = 3
    baseline: int = 7
    sudden: float = 3.0
    slow: float = 2.0
    left_out: frozenset[int] = frozenset()
    version: int = 0
    pk: int | None = None

    @property
    def terms(self) -> Terms:
        return Terms(baseline=self.baseline, sudden=self.sudden, slow=self.slow)


DEFAULT = Rule()
#: What a bureau settles beside the sources.
SETTLED = ("minimum", "baseline", "sudden", "slow")


def in_force(bureau_id: int) -> Rule:
    """Return the latest version that the bureau settled, or DEFAULT."""
    rows = apps.get_model("riskinfo", "SignalRule").objects.filter(bureau=bureau_id)
    return rule_of(rows.order_by("-version").prefetch_related("left_out").first())


def rule_of(row) -> Rule:
    """Return what a version says; DEFAULT where there is none."""
    if row is None:
        return DEFAULT
    left_out = frozenset(source.pk for source in row.left_out.all())
    given = {name: getattr(row, name) for name in SETTLED}
    return Rule(**given, left_out=left_out, version=row.version, pk=row.pk)
