"""Celery's way in."""

from celery import shared_task

from . import digest


@shared_task
def send_daily_digest() -> int:
    return digest.queue_digests()
