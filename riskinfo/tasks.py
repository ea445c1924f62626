"""Celery's way in; the work is in `returns`."""

from celery import shared_task
from django.conf import settings

from . import gathering, learning, marking, returns, signals
from .models import RiskInfo


@shared_task
def open_monthly_returns() -> int:
    """Open the monthly returns that should exist by today and mark the late ones (R-144); return how many are new."""
    returns.mark_late()
    return returns.open_due_returns()


@shared_task
def open_gatherings() -> int:
    """Open what is to be gathered by today and remind of it (R-110); return how many are new."""
    return gathering.open_due()


@shared_task
def mark_informations() -> int:
    """Note what informations written in bulk are found again by (R-112); return how many there were."""
    return marking.catch_up(RiskInfo)


@shared_task
def learn_suggestions() -> dict[str, int]:
    """Learn anew from decided informations what may be suggested (R-112); return how many models each bureau has."""
    return learning.learn_all() if settings.SUGGESTIONS else {}


@shared_task
def watch_signals() -> int:
    """Count the last weeks of every bureau and tell of what rises (R-113); return how many signals are new."""
    return signals.watch()
