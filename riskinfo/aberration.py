"""EARS C1, C2 and C3: is this week's count more than the weeks before lead one to expect? Pure arithmetic.

After L. Hutwagner, W. Thompson, G. M. Seeman, T. Treadwell, "The bioterrorism preparedness and response Early
Aberration Reporting System (EARS)", Journal of Urban Health 80 (2 Suppl 1), 2003, i89–i96. With Y(t) the count of
week t and mean and s (sample standard deviation) those of seven earlier weeks:

    C1(t) = (Y(t) - mean) / s over t-7 … t-1, exceeded above 3
    C2(t) = (Y(t) - mean) / s over t-9 … t-3, exceeded above 3
    C3(t) = max(0, C2(t) - 1) + max(0, C2(t-1) - 1) + max(0, C2(t-2) - 1), exceeded above 2

The publication leaves open what happens when s is nothing, which is the rule with small counts. Here s is never
less than `least`, and with `as_poisson` never less than the square root of the mean, which is what counts that come
by chance scatter by: seven weeks that happen to be alike must not make the eighth a rise (docs/benchmarks.md).
Length of history and thresholds are those of the publication unless `Terms` say otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

LAG = 2
LEAST = 0.5


@dataclass(frozen=True)
class Terms:
    """`baseline` weeks of history; `sudden` is the threshold of C1 and C2, `slow` that of C3."""

    baseline: int = 7
    sudden: float = 3.0
    slow: float = 2.0


PUBLISHED = Terms()


@dataclass(frozen=True)
class Judged:
    """`count` of a week against `expected`; `limit` is the count above which `statistic` exceeds its threshold."""

    method: str
    count: float
    expected: float
    limit: float
    statistic: float
    threshold: float

    @property
    def exceeded(self) -> bool:
        return self.statistic > self.threshold


def needed(method: str, terms: Terms = PUBLISHED) -> int:
    """Return how many earlier weeks the method wants."""
    return terms.baseline + {"C1": 0, "C2": LAG, "C3": LAG + 2}[method]


def c1(counts, at: int, *, least=LEAST, as_poisson=False, terms=PUBLISHED) -> Judged | None:
    """Judge week `at` of `counts` (one number a week, the oldest first) by C1; None where history is too short."""
    return _standardised("C1", counts, at, 0, least, as_poisson, terms)


def c2(counts, at: int, *, least=LEAST, as_poisson=False, terms=PUBLISHED) -> Judged | None:
    """Judge week `at` by C2; None where history is too short."""
    return _standardised("C2", counts, at, LAG, least, as_poisson, terms)


def c3(counts, at: int, *, least=LEAST, as_poisson=False, terms=PUBLISHED) -> Judged | None:
    """Judge week `at` by C3; None where history is too short. `limit` holds for this week given the two before."""
    weeks = [c2(counts, week, least=least, as_poisson=as_poisson, terms=terms) for week in (at, at - 1, at - 2)]
    if None in weeks:
        return None
    now, *before = weeks
    carried = sum(max(0.0, week.statistic - 1) for week in before)
    statistic = max(0.0, now.statistic - 1) + carried
    scatter = (now.limit - now.expected) / now.threshold
    limit = now.expected + scatter * (1 + terms.slow - min(carried, terms.slow))
    return Judged("C3", now.count, now.expected, limit, statistic, terms.slow)


def _standardised(method, counts, at, lag, least, as_poisson, terms) -> Judged | None:
    first = at - lag - terms.baseline
    if first < 0 or at >= len(counts):
        return None
    weeks = counts[first : at - lag]
    mean = sum(weeks) / terms.baseline
    scatter = max(sqrt(sum((week - mean) ** 2 for week in weeks) / (terms.baseline - 1)), least)
    if as_poisson:
        scatter = max(scatter, sqrt(mean))
    limit = mean + terms.sudden * scatter
    return Judged(method, counts[at], mean, limit, (counts[at] - mean) / scatter, terms.sudden)


def rise(counts: Sequence[float], at: int, *, minimum: int, as_poisson=True, terms=PUBLISHED) -> Judged | None:
    """Return why week `at` is a rise: by C2, else by C3; None when it is none or history is too short.

    `minimum` is the smallest count that anybody is told of. C3 looks at three weeks; a week of its own that lies
    within one standard deviation of what was expected is no rise, whatever the two before it were.
    """
    if counts[at] < minimum:
        return None
    sudden = c2(counts, at, as_poisson=as_poisson, terms=terms)
    if sudden is None or sudden.exceeded:
        return sudden
    slow = c3(counts, at, as_poisson=as_poisson, terms=terms)
    return slow if slow and slow.exceeded and sudden.statistic > 1 else None
