"""Areas under 黄色警示 or 红色警情, with the figures that speak for it (R-213)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from accounts.models import Bureau
from casefile.refusals import NotAllowed, WrongState
from registers.forms import regions_of
from registers.models import Region

from .boards import informations_by_region, open_warnings_by_region, period_start
from .models import RegionAlert
from .points import by_region

_ORDER = {RegionAlert.Colour.RED: 0, RegionAlert.Colour.YELLOW: 1, RegionAlert.Colour.NONE: 2}


@dataclass(frozen=True)
class Area:
    region: Region
    alert: RegionAlert | None
    infos: int
    warnings: int
    points: int = 0

    @property
    def colour(self) -> str:
        return self.alert.colour if self.alert else RegionAlert.Colour.NONE

    @property
    def colour_label(self) -> str:
        return RegionAlert.Colour(self.colour).label


def may_set(bureau, user):
    """A leader of the bureau; the leaders' unit stands for the whole bureau."""
    if user.department_id is None or user.department.bureau_id != bureau.pk:
        return None
    return authority(user, "region.alert", department=user.department)


def areas(user) -> list[Area]:
    """Return the towns of the bureau (villages counted with their town), the gravest first."""
    bureau = user.department.bureau
    towns = list(regions_of(bureau).filter(level=Region.Level.TOWN))
    codes = dict(regions_of(bureau).values_list("pk", "code"))
    infos = _by_town(informations_by_region(user, period_start("365")), codes)
    open_ones = _by_town(open_warnings_by_region(user), codes)
    latest = current_alerts(bureau)
    marked = _by_town(by_region(bureau), codes)
    found = [
        Area(
            town, latest.get(town.pk), infos.get(town.code[:9], 0), open_ones.get(town.code[:9], 0),
            marked.get(town.code[:9], 0),
        )
        for town in towns
    ]  # fmt: skip
    return sorted(found, key=lambda area: (_ORDER[area.colour], -area.warnings, -area.infos, area.region.code))


def _by_town(counts: dict[int, int], codes: dict[int, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for region, total in counts.items():
        if region in codes:
            town = codes[region][:9]
            found[town] = found.get(town, 0) + total
    return found


def current_alerts(bureau) -> dict[int, RegionAlert]:
    """Return the alert in force of each region."""
    latest: dict[int, RegionAlert] = {}
    for row in RegionAlert.objects.filter(bureau=bureau).select_related("by").order_by("at", "pk"):
        latest[row.region_id] = row
    return latest


def set_alert(bureau, region, colour: str, *, by, reason: str) -> RegionAlert:
    """Add a step to the history of a region. Raises NotAllowed, WrongState (it is that colour already)."""
    if may_set(bureau, by) is None:
        raise NotAllowed("区域警示由局领导设定。")
    with transaction.atomic():
        Bureau.objects.select_for_update().get(pk=bureau.pk)
        now = current_alerts(bureau).get(region.pk)
        if (now.colour if now else RegionAlert.Colour.NONE) == colour:
            raise WrongState(f"{region}已经是“{RegionAlert.Colour(colour).label}”。")
        row = RegionAlert(bureau=bureau, region=region, colour=colour, reason=reason, by=by, at=timezone.now())
        row.full_clean()
        row.save()
    return row
