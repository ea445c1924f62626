"""Settings of the assessment that cannot work are refused at the start, not at the first assessment."""

from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.checks import Error, register

from .facts_text import Policy


@register()
def check_assessment(app_configs, **kwargs):
    found = []
    if settings.ASSESSMENT_POLICY not in Policy.values:
        found.append(
            Error(
                f"ASSESSMENT_POLICY 不能是“{settings.ASSESSMENT_POLICY}”。",
                hint="请设为 lex_specialis（默认）或 strict_highest。",
                id="warnings.E001",
            )
        )
    if not _is_share(settings.MOST_SOLD_THRESHOLD):
        found.append(
            Error(
                f"MOST_SOLD_THRESHOLD 不能是“{settings.MOST_SOLD_THRESHOLD}”。",
                hint="“大部已售”的界限应大于 0、小于 1，最多三位小数，例如 0.5。",
                id="warnings.E002",
            )
        )
    return found


def _is_share(text: str) -> bool:
    try:
        share = Decimal(text)
    except InvalidOperation:
        return False
    return share.is_finite() and 0 < share < 1 and share == round(share, 3)
