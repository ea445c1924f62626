"""Celery's way in."""

from celery import shared_task

from . import calendar_reminder, digest


@shared_task
def send_daily_digest() -> int:
    return digest.queue_digests()


@shared_task
def remind_missing_calendar() -> int:
    return calendar_reminder.remind()
