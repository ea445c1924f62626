"""The month's returns at a glance, for the head of the desk (R-144)."""

from django.utils import timezone

from casefile.lights import Light, light
from riskinfo.models import MonthlyReturn
from riskinfo.states import ReturnState


def this_month(user) -> dict | None:
    """Return how many units of the bureau have reported this month, and the light of the nearest open return.

    {"submitted", "total", "light"}; None where the bureau has no returns or the user may not see them.
    """
    if user.department_id is None or not user.can("return.view"):
        return None
    today = timezone.localdate()
    rows = list(
        MonthlyReturn.objects.filter(
            unit__bureau=user.department.bureau_id, year=today.year, month=today.month
        ).select_related("case")
    )
    if not rows:
        return None
    open_rows = [row for row in rows if row.state != ReturnState.SUBMITTED]
    mine = [row for row in open_rows if row.unit_id == user.department_id]
    nearest = min((row.case for row in mine or open_rows if row.case.due_at), key=lambda c: c.due_at, default=None)
    shown = light(nearest.due_at, nearest.due_explanation) if nearest else Light("green", "已全部报送", "")
    return {"submitted": len(rows) - len(open_rows), "total": len(rows), "light": shown}
