"""What the dossier of an enterprise says of its visits; each visit as a case is told by casefile.dossiers."""

from registers.dossier import Part
from registers.models import Enterprise

from . import frequency
from .models import Inspection

SHOWN = 5


def card(enterprise, user) -> dict:
    if not user.can("inspection.view"):
        return {"shown": False}
    need = next(iter(frequency.needs(enterprise.bureau, Enterprise.objects.filter(pk=enterprise.pk))), None)
    visits = Inspection.objects.filter(case__enterprise=enterprise, case__in=enterprise.cases.real().visible_to(user))
    rows = visits.select_related("case", "first_officer", "second_officer").order_by("-case__opened_at", "-pk")
    return {
        "shown": True,
        "need": need,
        "visits": list(rows[:SHOWN]),
        "enterprise": enterprise,
        "self_check": enterprise.selfchecks.first(),
        "control_list": enterprise.controllists.first(),
        "may_plan": user.can("inspection.plan") and enterprise.bureau_id == user.bureau.pk and enterprise.active,
    }


PART = Part(lambda enterprise, user: [], lambda enterprise, user: [], "inspections/enterprise_card.html", card)
