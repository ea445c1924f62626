"""What the timetable does."""

from celery import shared_task

from . import frequency


@shared_task
def plan_due() -> int:
    """Plan the visits that fall due; return how many."""
    return frequency.plan_due()
