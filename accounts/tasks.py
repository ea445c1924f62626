"""Celery's way in."""

from celery import shared_task

from . import expiry


@shared_task
def clear_expired() -> int:
    return expiry.clear_expired()
