"""Celery's way in; the work is elsewhere."""

from celery import shared_task

from . import issuing


@shared_task
def follow_papers() -> int:
    """Meet the deadline of papers that were issued and served meanwhile; return how many."""
    return issuing.sweep_papers()
