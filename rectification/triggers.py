"""Who is to be watched more closely, called in or put under supervision: pure rules over dates and counts.

Thresholds come from `terms.Terms`, which a bureau settles. Nothing is decided here: each
`Proposal` says why, with its evidence, and a unit head confirms or declines it (prompting.py).

How ties and borders are read:
- A window of n months ends today and begins on the same day of the month n months ago, that
  day included; where the month is shorter, on its last day.
- Samplings of one day are one occasion, failed when any of them failed. A visit without a
  verdict (refused, no sample) and one without a date neither break nor make a row.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import TextChoices

from .states import Severity
from .terms import Terms


class Rule(TextChoices):
    INTERVIEW = "INTERVIEW", "连续抽查不合格且有重大隐患，约谈"
    SPECIAL = "SPECIAL", "多次重大隐患，特别监管"
    KEY = "KEY", "较大以上隐患，重点监管"
    DUTY = "DUTY", "主体责任未落实，重点监管并抽查"
    TRACK = "TRACK", "多年、多次抽查不合格，跟踪整治"
    AREA_CONCENTRATED = "AREA_CONCENTRATED", "区域隐患比较集中，挂牌督办"
    AREA_PROBLEMS = "AREA_PROBLEMS", "区域发现问题较多，挂牌督办"
    AREA_OPINION = "AREA_OPINION", "区域出现敏感舆情，挂牌督办"


@dataclass(frozen=True)
class Evidence:
    """What a proposal rests on: `kind` "case" or "sampling" with its id, and how it is called."""

    kind: str
    id: int
    text: str


@dataclass(frozen=True)
class Sample:
    """A sampling with a verdict; `day` is None when it is not known."""

    day: date | None
    failed: bool
    evidence: Evidence


@dataclass(frozen=True)
class Finding:
    """An item of the ledger."""

    day: date
    severity: str
    is_open: bool
    in_campaign: bool
    is_duty: bool
    evidence: Evidence


@dataclass(frozen=True)
class Proposal:
    rule: Rule
    why: str
    evidence: tuple[Evidence, ...]


def months_before(day: date, months: int) -> date:
    """Return the same day of the month `months` ago, or the last day of that month where it is shorter."""
    place = day.year * 12 + day.month - 1 - months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def occasions(samples: Iterable[Sample]) -> list[list[Sample]]:
    """Return the samplings of each day, the latest day first."""
    dated = sorted((row for row in samples if row.day is not None), key=lambda row: row.day, reverse=True)
    return [list(rows) for _, rows in groupby(dated, key=lambda row: row.day)]


def failures_in_a_row(samples: Iterable[Sample]) -> list[Sample]:
    """Return the failed samplings since the last occasion that passed whole, the latest first."""
    failed = []
    for rows in occasions(samples):
        bad = [row for row in rows if row.failed]
        if not bad:
            break
        failed.append(bad)
    return [row for rows in failed for row in rows]


def of_enterprise(samples: list[Sample], findings: list[Finding], today: date, terms: Terms) -> list[Proposal]:
    """Return everything that an enterprise's samplings and items call for."""
    rules = (
        interview(samples, findings, terms), special(findings, today, terms), key(findings, today, terms),
        duty(findings, today, terms), track(samples, today, terms),
    )  # fmt: skip
    return [proposal for proposal in rules if proposal is not None]


def interview(samples: list[Sample], findings: list[Finding], terms: Terms) -> Proposal | None:
    """R-328: so many failed occasions in a row, and a major hazard that is still open."""
    failed = failures_in_a_row(samples)
    days = len({row.day for row in failed})
    major = [row for row in findings if row.is_open and row.severity == Severity.MAJOR]
    if days < terms.failures_in_a_row or not major:
        return None
    why = f"连续 {days} 次监督抽查不合格（达到 {terms.failures_in_a_row} 次），且有 {len(major)} 项重大隐患未销号。"
    return Proposal(Rule.INTERVIEW, why, _evidence(failed, major))


def special(findings: list[Finding], today: date, terms: Terms) -> Proposal | None:
    """R-339: so many major hazards found within the window; by the letter only those of campaigns."""
    major = [row for row in _since(findings, today, terms.major_months) if row.severity == Severity.MAJOR]
    if terms.major_campaigns_only:
        major = [row for row in major if row.in_campaign]
    if len(major) < terms.major_count:
        return None
    where = "排查治理行动中" if terms.major_campaigns_only else ""
    first = months_before(today, terms.major_months)
    found = f"{where}发现重大隐患 {len(major)} 次，达到 {terms.major_count} 次"
    why = f"{first} 以来（近 {terms.major_months} 个月）{found}。"
    return Proposal(Rule.SPECIAL, why, _evidence(major))


def key(findings: list[Finding], today: date, terms: Terms) -> Proposal | None:
    """R-338: a larger hazard, all the more a major one."""
    grave = (Severity.LARGER, Severity.MAJOR)
    found = [row for row in _since(findings, today, terms.major_months) if row.severity in grave]
    if not found:
        return None
    return Proposal(Rule.KEY, f"发现较大以上质量安全隐患 {len(found)} 项。", _evidence(found))


def duty(findings: list[Finding], today: date, terms: Terms) -> Proposal | None:
    """R-123: who does not fulfil its duties is watched closely and sampled."""
    found = [row for row in _since(findings, today, terms.major_months) if row.is_duty]
    if not found:
        return None
    return Proposal(Rule.DUTY, f"质量安全主体责任落实不到位 {len(found)} 次。", _evidence(found))


def track(samples: list[Sample], today: date, terms: Terms) -> Proposal | None:
    """R-214: failing in several years, or several times, of the last few."""
    first = today.year - terms.failing_within_years + 1
    failed = [row for row in samples if row.failed and row.day is not None and first <= row.day.year <= today.year]
    years, times = sorted({row.day.year for row in failed}), len({row.day for row in failed})
    if len(years) < terms.failing_years and times < terms.failing_times:
        return None
    why = f"近 {terms.failing_within_years} 年（{first} 年起）抽查不合格 {times} 次，分布在 {len(years)} 个年份。"
    return Proposal(Rule.TRACK, why, _evidence(failed))


def of_area(findings: list[Finding], opinions: list[Finding], today: date, terms: Terms) -> list[Proposal]:
    """R-347: what calls for putting an area under supervision. `opinions` are informations from public opinion."""
    proposals = []
    still_open = [row for row in findings if row.is_open]
    if len(still_open) >= terms.area_open_items:
        why = f"区域内未销号隐患 {len(still_open)} 项，达到 {terms.area_open_items} 项。"
        proposals.append(Proposal(Rule.AREA_CONCENTRATED, why, _evidence(still_open)))
    found = _since(findings, today, terms.area_found_months)
    if len(found) >= terms.area_found_items:
        why = f"近 {terms.area_found_months} 个月发现隐患 {len(found)} 项，达到 {terms.area_found_items} 项。"
        proposals.append(Proposal(Rule.AREA_PROBLEMS, why, _evidence(found)))
    heard = _since(opinions, today, terms.area_opinion_months)
    if len(heard) >= terms.area_opinions:
        why = f"近 {terms.area_opinion_months} 个月敏感舆情 {len(heard)} 起，达到 {terms.area_opinions} 起。"
        proposals.append(Proposal(Rule.AREA_OPINION, why, _evidence(heard)))
    return proposals


def _since(findings: list[Finding], today: date, months: int) -> list[Finding]:
    first = months_before(today, months)
    return [row for row in findings if first <= row.day <= today]


def _evidence(*groups) -> tuple[Evidence, ...]:
    rows = sorted((row for group in groups for row in group), key=lambda row: (row.day, row.evidence.id), reverse=True)
    return tuple(dict.fromkeys(row.evidence for row in rows))
