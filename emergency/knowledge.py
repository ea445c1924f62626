"""What warnings ask of emergencies: open seals, and how much was made and sold (registered in apps.py)."""

from riskwarnings.holds import Quantities

from .models import EmergencyCase
from .sealguards import still_sealed


def open_seals(cases) -> list[str]:
    """Return in words which seals of `cases` are still open (rules §3.2); an emergency asks for its own."""
    return [reason for case in cases for reason in still_sealed(case)]


def quantities(case) -> Quantities | None:
    """Return the newest figures registered in an emergency that came out of `case` (an information)."""
    rows = EmergencyCase.objects.filter(case__origin_links__origin=case, case__is_drill=False)
    record = rows.exclude(produced=None).select_related("case").order_by("-pk").first()
    if record is None or not record.produced:
        return None
    return Quantities(record.produced, record.sold, record.flow_unit, f"应急处置 {record.case.number} 登记的数量")
