"""Everything about one enterprise on one screen.

The registers stand below cases and documents, so each later app that knows something of an
enterprise appends a Part when Django starts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone

from .changes import changes_of
from .models import Enterprise, ProductType

SHOWN = 60  #: events on the page
READ = 60  #: newest events of each kind that are read

#: Kinds of events, for the chips above the timeline.
GROUPS = {"cases": "案卷", "papers": "文书", "samplings": "抽查", "tier": "监管类别", "file": "档案"}
ICONS = {
    "cases": "folder2-open", "papers": "file-earmark-text", "samplings": "eyedropper", "tier": "flag", "file": "pencil",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something that happened. `at` is aware, or a date when only the day is known."""

    at: datetime | date
    group: str
    label: str
    who: str = ""
    text: str = ""
    url: str = ""
    bad: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.group]

    @property
    def moment(self) -> datetime:
        if isinstance(self.at, datetime):
            return self.at
        return timezone.make_aware(datetime.combine(self.at, time.min))

    @property
    def when(self) -> str:
        if isinstance(self.at, datetime):
            return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
        return f"{self.at:%Y-%m-%d}"


@dataclass(frozen=True)
class Figure:
    label: str
    count: int
    note: str = ""
    url: str = ""
    bad: bool = False


@dataclass(frozen=True)
class Part:
    """What an app tells of an enterprise, as far as `user` may see it. Each is called with (enterprise, user);
    `card` returns the context of `template`."""

    events: Callable[[Enterprise, object], Iterable[Event]]
    figures: Callable[[Enterprise, object], list[Figure]]
    template: str
    card: Callable[[Enterprise, object], dict]


#: Later apps append theirs, in the order of the chain.
parts: list[Part] = []
#: The same for a type of product: (product type, user) → HTML of a card.
product_parts: list[Callable[[ProductType, object], str]] = []


def timeline(enterprise: Enterprise, user, group: str = "") -> list[Event]:
    """Return the newest events of every kind, or of one group, newest first."""
    found = [event for events in _sources() for event in events(enterprise, user)]
    if group:
        found = [event for event in found if event.group == group]
    return sorted(found, key=lambda event: event.moment, reverse=True)[:SHOWN]


def _sources() -> list[Callable]:
    return [*(part.events for part in parts), _samplings, _tiers, _changes]


def figures(enterprise: Enterprise, user) -> list[Figure]:
    counts = enterprise.samplings.aggregate(all=Count("pk"), failed=Count("pk", filter=Q(conclusion="FAIL")))
    failed = f"不合格 {counts['failed']} 批次" if counts["failed"] else ""
    sampled = Figure("监督抽查", counts["all"], failed, bad=bool(failed))
    return [*(figure for part in parts for figure in part.figures(enterprise, user)), sampled]


def cards(enterprise: Enterprise, user) -> list[str]:
    """Return the cards of the later apps as HTML."""
    return [render_to_string(part.template, part.card(enterprise, user)) for part in parts]


def product_cards(product: ProductType, user) -> list[str]:
    return [part(product, user) for part in product_parts]


def _samplings(enterprise, user):
    for row in enterprise.samplings.order_by("-sampled_on", "-pk")[:READ]:
        about = " · ".join(filter(None, (row.batch, row.get_place_display(), row.agency, row.report_number)))
        label = f"监督抽查：{row.product_name} {row.get_conclusion_display()}"
        yield Event(
            row.sampled_on or row.created_at, "samplings", label,
            text="\n".join(filter(None, (about, row.failed_items and f"不合格项目：{row.failed_items}"))),
            bad=row.conclusion == "FAIL",
        )  # fmt: skip


def _tiers(enterprise, user):
    for row in enterprise.tier_changes.select_related("by")[:READ]:
        yield Event(row.at, "tier", f"监管类别：{row.change}", row.who, f"{row.get_ground_display()}。{row.reason}")


def _changes(enterprise, user):
    for entry in changes_of(enterprise, user, READ):
        label, _, rest = entry.get_change_message().partition("\n")
        yield Event(entry.action_time, "file", label, entry.user.name, rest)
