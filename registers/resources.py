"""Every register that can be imported and exported, by the name that URLs and the command use.

Later apps add theirs to REGISTERS when Django starts.
"""

from django.db.models import Q

from .imports.of_calendar import CalendarRegister
from .imports.of_enterprises import EnterpriseRegister
from .imports.of_lists import RegionRegister, SourceRegister
from .imports.of_people import UserRegister
from .imports.of_products import ProductRegister
from .imports.of_samplings import SamplingRegister
from .imports.of_tiers import TierRegister
from .imports.register import Register
from .models import ImportRun

REGISTERS: dict[str, type[Register]] = {
    register.slug: register
    for register in (
        EnterpriseRegister, ProductRegister, SamplingRegister, TierRegister, SourceRegister, RegionRegister,
        CalendarRegister, UserRegister,
    )
}  # fmt: skip


def runs_seen_by(user, slugs):
    """Return the imports of the user's bureau into `slugs`; a private one is for who began it alone."""
    private = [slug for slug in slugs if REGISTERS[slug].private]
    found = ImportRun.objects.filter(bureau=user.bureau, register__in=slugs)
    return found.filter(~Q(register__in=private) | Q(owner=user))


def importable_by(user) -> list[type[Register]]:
    """Return the registers that `user` may load, in the order of the page."""
    if user.bureau is None:
        return []
    return [register for register in REGISTERS.values() if user.can(register.permission)]
