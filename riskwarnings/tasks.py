"""Celery's way in; the work is elsewhere."""

from celery import shared_task

from . import issuing, measuredetails


@shared_task
def follow_papers() -> int:
    """Meet the deadline of papers that were issued and served meanwhile; return how many."""
    return issuing.sweep_papers()


@shared_task
def end_frequencies() -> int:
    """End the raised inspection frequencies whose day has passed (R-040); return how many."""
    return measuredetails.end_frequencies()
