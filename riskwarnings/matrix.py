"""风险矩阵: severity × probability of an injury, an aid that never sets the level (reference §7, rules §2.3 G8).

The table is data (`fixtures/risk_matrix.json`); a sheet keeps the version that it was worked out with.
"""

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from math import prod

from django.conf import settings
from django.db.models import IntegerChoices, TextChoices


class Risk(TextChoices):
    """From the gravest down, so that the first of several is the one that counts."""

    SERIOUS = "S", "严重"
    HIGH = "H", "高"
    MEDIUM = "M", "中"
    LOW = "L", "低"


class Severity(IntegerChoices):
    FIRST_AID = 1, "1 轻微：简单处理即可，不影响活动"
    DOCTOR = 2, "2 一般：需就医，六个月内恢复"
    HOSPITAL = 3, "3 严重：需住院，或功能受损六个月以上"
    DEATH = 4, "4 非常严重：死亡、截肢、永久性损伤"


GRAVITY = list(Risk)


@dataclass(frozen=True)
class Matrix:
    version: str
    source: str
    bands: tuple[tuple[str, Decimal], ...]  #: label, exclusive lower bound, from the likeliest down
    rows: tuple[str, ...]  #: a letter of Risk for each severity, one row a band

    def band(self, probability: Decimal) -> int:
        """Return the row of `probability` (0 to 1)."""
        return next(i for i, (_, above) in enumerate(self.bands) if probability > above or above == 0)

    def risk(self, severity: int, band: int) -> Risk:
        return Risk(self.rows[band][severity - 1])

    def sensitivity(self, severity: int, band: int) -> list[tuple[str, Risk, bool]]:
        """Return (what is shifted one step, the risk then, whether it differs)."""
        now = self.risk(severity, band)
        shifts = (
            ("严重程度高一档", severity + 1, band), ("严重程度低一档", severity - 1, band),
            ("概率高一档", severity, band - 1), ("概率低一档", severity, band + 1),
        )  # fmt: skip
        possible = [shift for shift in shifts if 1 <= shift[1] <= len(Severity) and 0 <= shift[2] < len(self.rows)]
        return [(label, self.risk(s, b), self.risk(s, b) != now) for label, s, b in possible]


@cache
def in_force() -> Matrix:
    """Return the matrix of the data file."""
    data = json.loads((settings.BASE_DIR / "fixtures" / "risk_matrix.json").read_text(encoding="utf-8"))
    bands = tuple((row["label"], Decimal(row["above"])) for row in data["bands"])
    return Matrix(data["version"], data["source"], bands, tuple(data["rows"]))


def probability_of(steps: list[tuple[str, Decimal]]) -> Decimal:
    """Return the probability of the whole scenario: the product of its steps."""
    return prod((step for _, step in steps), start=Decimal(1))


def parse_steps(text: str) -> list[tuple[str, Decimal]]:
    """Read one step a line, its probability last: “椅脚折断 1/50”, “0.02” or “2%”.

    Raises ValueError (Chinese, naming the line).
    """
    steps = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        words, _, number = line.rpartition(" ")
        probability = _fraction(number)
        if not words.strip() or probability is None:
            raise ValueError(f"“{line[:30]}”没有写成“情节 概率”，例如“椅脚折断 1/50”。")
        if not 0 < probability <= 1:
            raise ValueError(f"“{line[:30]}”的概率应大于 0、不超过 1。")
        steps.append((words.strip(), probability))
    if not steps:
        raise ValueError("请至少写一个情节，每行一个。")
    return steps


def _fraction(text: str) -> Decimal | None:
    try:
        if text.endswith(("%", "％")):
            return Decimal(text[:-1]) / 100
        above, slash, below = text.partition("/")
        found = Decimal(above) / Decimal(below) if slash else Decimal(text)
    except (InvalidOperation, ZeroDivisionError):
        return None
    return found if found.is_finite() else None
