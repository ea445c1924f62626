"""Licences and when they end: the light that says so before it is too late."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from .models import Enterprise, Licence

#: A holder applies for renewal months ahead, so the light turns yellow early. Calendar days.
SOON = 90


@dataclass(frozen=True)
class LicenceLight:
    """For includes/light.html."""

    colour: str
    text: str
    explanation: str = ""


def light_of(licence: Licence, today: date) -> LicenceLight:
    """Return the light of one licence: red when it has ended, yellow within SOON days, grey when it is void."""
    if licence.revoked:
        return LicenceLight("grey", "已失效", "已撤销、注销或换证")
    if licence.valid_to is None:
        return LicenceLight("grey", "长期", "没有写有效期")
    left = (licence.valid_to - today).days
    until = f"有效期至 {licence.valid_to:%Y-%m-%d}"
    if left < 0:
        return LicenceLight("red", f"过期 {-left} 天", until)
    if left <= SOON:
        return LicenceLight("yellow", f"剩 {left} 天" if left else "今日到期", until)
    return LicenceLight("green", f"至 {licence.valid_to:%Y-%m-%d}", until)


def warning_light(enterprise: Enterprise, today: date) -> LicenceLight | None:
    """Return the most pressing light of an enterprise's licences, None while all is well."""
    dated = [row for row in enterprise.licences.all() if row.valid_to and not row.revoked]
    first = min(dated, key=lambda row: row.valid_to, default=None)
    if first is None or (first.valid_to - today).days > SOON:
        return None
    return light_of(first, today)


def with_licence(found, state: str, today: date):
    """Return the enterprises of `found` with a licence that is "expired", or ends "soon"."""
    ending = Q(valid_to__lt=today) if state == "expired" else Q(valid_to__range=(today, today + timedelta(days=SOON)))
    return found.filter(Exists(Licence.objects.filter(ending, enterprise=OuterRef("pk"), revoked=False)))
