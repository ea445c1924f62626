"""How well signals of a rise find injected outbreaks, and how often they are wrong.

    python -m tests.benchmarks.signals [--seed 20260101] [--years 4] [--outbreaks 400]

Weekly counts of one county are made up: 300 series of product, region and source, whose weekly means are spread evenly
on a logarithmic scale from 0.02 to 2 (about 6,700 informations a year), half of them counts by pure chance (Poisson),
half more scattered (variance 1.5 times the mean), as complaints are. False alarms are all signals in the years without
outbreaks, a month of the whole county. An outbreak adds `size` informations a week on average, three weeks long, to a
series of a given mean; it is found when one of its weeks is a signal. Pure Python, no database; the same seed gives
the same table.
"""

import argparse
import os
import random
import sys
from math import exp, log

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

from riskinfo import aberration  # noqa: E402
from riskinfo.signalrules import DEFAULT  # noqa: E402

SERIES, LENGTH, MINIMUM = 300, 3, DEFAULT.minimum
MEANS, SIZES = (0.1, 0.5, 1, 3), (2, 4, 6, 10)
WEEKS_A_MONTH = 365.25 / 12 / 7


def _by(method, minimum, as_poisson):
    def judge(counts, at):
        judged = method(counts, at, as_poisson=as_poisson)
        return judged is not None and judged.exceeded and counts[at] >= minimum

    return judge


def _kept(counts, at):
    return aberration.rise(counts, at, minimum=MINIMUM) is not None


#: What is compared: the three as published (any count), with the smallest count, with the scatter of chance too.
RULES = {
    "C1 as published": _by(aberration.c1, 1, False), "C2 as published": _by(aberration.c2, 1, False),
    "C3 as published": _by(aberration.c3, 1, False), f"C2, {MINIMUM} or more": _by(aberration.c2, MINIMUM, False),
    f"C2, {MINIMUM} or more, scatter of chance": _by(aberration.c2, MINIMUM, True),
    f"C3, {MINIMUM} or more, scatter of chance": _by(aberration.c3, MINIMUM, True), "what the product uses": _kept,
}  # fmt: skip


def poisson(rng, mean: float) -> int:
    """Return a Poisson number (Knuth's product of uniforms)."""
    limit, count, product = exp(-mean), 0, rng.random()
    while product > limit:
        count, product = count + 1, product * rng.random()
    return count


def weekly(rng, mean: float, scattered: bool) -> int:
    """Return the count of a week; a scattered one has 1.5 times the variance (a gamma mixture)."""
    return poisson(rng, rng.gammavariate(mean / 0.5, 0.5) if scattered else mean)


def false_alarms(rng, years: int) -> dict[str, float]:
    """Return signals a month of the whole county in years without outbreaks, by rule."""
    weeks, found = round(years * 52), dict.fromkeys(RULES, 0)
    for number in range(SERIES):
        mean = exp(log(0.02) + (log(2) - log(0.02)) * number / (SERIES - 1))
        counts = [weekly(rng, mean, number % 2 == 1) for _ in range(weeks + 11)]
        for at in range(11, len(counts)):
            if counts[at]:
                for name, judge in RULES.items():
                    found[name] += judge(counts, at)
    return {name: total / weeks * WEEKS_A_MONTH for name, total in found.items()}


def outbreaks(rng, mean: float, size: int, number: int) -> dict[str, tuple[float, float]]:
    """Return (share found in the first week, share found at all) of `number` outbreaks, by rule."""
    first, ever = dict.fromkeys(RULES, 0), dict.fromkeys(RULES, 0)
    for at in range(number):
        counts = [weekly(rng, mean, at % 2 == 1) for _ in range(11 + LENGTH)]
        for week in range(11, 11 + LENGTH):
            counts[week] += poisson(rng, size)
        for name, judge in RULES.items():
            hits = [judge(counts, week) for week in range(11, 11 + LENGTH)]
            first[name] += hits[0]
            ever[name] += any(hits)
    return {name: (first[name] / number, ever[name] / number) for name in RULES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--outbreaks", type=int, default=400)
    given = parser.parse_args()
    sys.stdout.write("\n".join(tables(random.Random(given.seed), given.years, given.outbreaks)) + "\n")


def tables(rng, years: int, number: int) -> list[str]:
    """Return both tables, a line each."""
    lines = ["| rule | false alarms a month, 300 series | a series and year |", "|---|---|---|"]
    for name, rate in false_alarms(rng, years).items():
        lines.append(f"| {name} | {rate:.1f} | {rate * 12 / SERIES:.2f} |")
    sizes = " | ".join(f"+{size} a week" for size in SIZES)
    lines += ["", "Found in the first week / within three weeks:", ""]
    lines += [f"| rule | usual a week | {sizes} |", "|---|---|" + "---|" * len(SIZES)]
    for mean in MEANS:
        table = [outbreaks(rng, mean, size, number) for size in SIZES]
        for name in RULES:
            shares = " | ".join(f"{row[name][0]:.0%} / {row[name][1]:.0%}" for row in table)
            lines.append(f"| {name} | {mean:g} | {shares} |")
    return lines


if __name__ == "__main__":
    main()
