"""Celery's way in; the work is in `returns`."""

from celery import shared_task

from . import returns


@shared_task
def open_monthly_returns() -> int:
    """Open the monthly returns that should exist by today (R-144); return how many are new."""
    return returns.open_due_returns()
