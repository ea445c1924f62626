"""Celery's way in; the work is in `obligations`."""

from celery import shared_task

from . import obligations


@shared_task
def keep_returns() -> int:
    """Mark late returns and open the month's progress reports (R-351); return how many are new."""
    obligations.mark_late()
    return obligations.open_monthly()
