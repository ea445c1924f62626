"""监测站: which there are, what they watch, and what each has filed (R-108, R-141).

A figure is the number of rows that it leads to: informations that a station filed and the reader may see, by the day
of submission. "In time" has no number in the papers; the terms are the product's own (`deadlines.FILE_WITHIN`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Department
from casefile.datefields import DayInput
from casefile.models import CaseFile
from casefile.refusals import NotAllowed
from registers import workdays

from . import gathering
from .deadlines import FILE_KEY_WITHIN, FILE_WITHIN
from .models import RiskInfo, Station
from .states import InfoState

#: Figure → (label, which of what was filed it counts). The first is the whole.
FIGURES = {
    "filed": ("报送", lambda row: True),
    "accepted": ("采纳", lambda row: row.accepted),
    "pending": ("待鉴别", lambda row: row.state == InfoState.SUBMITTED),
    "excluded": ("未采纳", lambda row: row.state == InfoState.EXCLUDED),
    "in_time": ("及时", lambda row: row.in_time),
    "late": ("不及时", lambda row: not row.in_time),
    "confirmed": ("确认风险", lambda row: row.state in _CONFIRMED),
}
_CONFIRMED = frozenset({InfoState.CONFIRMED, InfoState.RESOLVED, InfoState.ARCHIVED})
_NOT_ACCEPTED = frozenset({InfoState.DRAFT, InfoState.SUBMITTED, InfoState.EXCLUDED})


@dataclass(frozen=True)
class Filed:
    """What the figures ask of one information."""

    pk: int
    station: int
    state: str
    found_on: date
    submitted_on: date
    is_key: bool

    @property
    def accepted(self) -> bool:
        """Screened as true and not double; one that was handed on to another area was true as well."""
        return self.state not in _NOT_ACCEPTED

    @property
    def in_time(self) -> bool:
        within = FILE_KEY_WITHIN if self.is_key else FILE_WITHIN
        return workdays.workdays_between(self.found_on, self.submitted_on) <= within


@dataclass
class Line:
    """The figures of a station, a month or the whole."""

    label: object
    station: Department | None = None
    rows: list[Filed] = field(default_factory=list)

    @property
    def profile(self) -> Station | None:
        return getattr(self.station, "station", None)

    @property
    def figures(self) -> list[tuple[str, str, int]]:
        """(name, label, how many) of each figure."""
        return [(name, label, self.count(name)) for name, (label, _) in FIGURES.items()]

    def count(self, name: str) -> int:
        return sum(map(FIGURES[name][1], self.rows))

    @property
    def accepted_share(self) -> str:
        """Of those that were judged already."""
        return _share(self.count("accepted"), len(self.rows) - self.count("pending"))

    @property
    def in_time_share(self) -> str:
        return _share(self.count("in_time"), len(self.rows))


def _share(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.0f}%" if whole else "—"


class PeriodForm(forms.Form):
    """From which day to which; this year when nothing or nonsense is asked."""

    first = forms.DateField(label="自", required=False, widget=DayInput)
    last = forms.DateField(label="至", required=False, widget=DayInput)

    def __init__(self, data):
        today = timezone.localdate()
        given = {"first": data.get("first") or today.replace(month=1, day=1), "last": data.get("last") or today}
        super().__init__(given)

    def clean(self):
        given = super().clean()
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "不能早于开始日期。")
        return given

    @property
    def days(self) -> tuple[date, date]:
        if self.is_valid():
            return self.cleaned_data["first"], self.cleaned_data["last"]
        today = timezone.localdate()
        return today.replace(month=1, day=1), today


def seen_by(user):
    """Return the stations of the reader's bureau and of those below it."""
    if not user.is_active or user.bureau is None:
        return Department.objects.none()
    bureaus = [user.bureau.pk, *user.bureau.subordinate_ids()]
    kind = Department.Kind.MONITORING_STATION
    found = Department.objects.filter(kind=kind, bureau__in=bureaus).select_related("bureau", "station")
    return found.prefetch_related("station__products").order_by("bureau__region_code", "-active", "order", "pk")


def filed(user, stations: Iterable[Department], first: date, last: date) -> list[Filed]:
    """Return what `stations` submitted from `first` to `last`, in one query, newest first."""
    rows = RiskInfo.objects.filter(
        case__in=CaseFile.objects.real().filter(kind="INFO").visible_to(user),
        case__participations__department__in=list(stations), submitted_at__date__range=(first, last),
    ).exclude(state=InfoState.DRAFT)  # fmt: skip
    rows = rows.annotate(station=F("case__participations__department")).order_by("-submitted_at", "-pk")
    columns = ("pk", "station", "state", "found_on", "submitted_at", "is_key")
    return [
        Filed(pk, station, state, found_on, timezone.localdate(submitted_at), is_key)
        for pk, station, state, found_on, submitted_at, is_key in rows.values_list(*columns)
    ]


def table(user, first: date, last: date) -> tuple[list[Line], Line]:
    """Return the line of each station, and the whole."""
    stations = list(seen_by(user))
    rows = filed(user, stations, first, last)
    lines = [Line(unit, unit, [row for row in rows if row.station == unit.pk]) for unit in stations]
    return lines, Line("合计", rows=rows)


def months(rows: list[Filed]) -> list[Line]:
    """Return the lines of the months in which something was filed, newest first."""
    found: dict[date, Line] = {}
    for row in rows:
        month = row.submitted_on.replace(day=1)
        found.setdefault(month, Line(month)).rows.append(row)
    return [found[month] for month in sorted(found, reverse=True)]


def behind(rows: list[Filed], figure: str) -> list[int]:
    """Return the informations that a figure counts, in the order of `rows`."""
    return [row.pk for row in rows if FIGURES[figure][1](row)]


def informations(user, unit: Department, query):
    """Return the informations of a station as its page lists them by the query string: first, last, what."""
    first, last = PeriodForm(query).days
    what = query.get("what", "")
    keys = behind(filed(user, [unit], first, last), what if what in FIGURES else "filed")
    rows = RiskInfo.objects.filter(pk__in=keys).select_related("case__product_type", "case__department", "source")
    return rows.order_by("-submitted_at", "-pk")


def may_keep(unit: Department, user) -> bool:
    """Who says how a source is gathered keeps the stations of the bureau."""
    return gathering.may_plan(unit.bureau, user)


def profile_of(unit: Department) -> Station:
    """Return what is kept of a station; an unsaved row while nothing is."""
    return getattr(unit, "station", None) or Station(department=unit)


@transaction.atomic
def keep(station: Station, fields: dict, *, by, lines: list[str]) -> None:
    """Save what is kept of a station with what was changed. Raises NotAllowed."""
    if not may_keep(station.department, by):
        raise NotAllowed("监测站资料由股室负责人、局领导或管理员维护。")
    products = fields.pop("products")
    for name, value in fields.items():
        setattr(station, name, value)
    station.full_clean()
    station.save()
    station.products.set(products)
    if lines:
        LogEntry.objects.log_actions(by.pk, [station], CHANGE, "；".join(lines)[:1000], single_object=True)
