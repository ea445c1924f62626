"""Celery's way in."""

from celery import shared_task

from . import owing


@shared_task
def remind_owed() -> int:
    return owing.remind()
