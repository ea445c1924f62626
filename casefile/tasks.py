"""Celery's way in; the work is elsewhere."""

from celery import shared_task

from . import deadlines, jobs, once


@shared_task
def sweep_deadlines() -> int:
    once.forget()
    return deadlines.sweep()


@shared_task
def run_job(job_id: int) -> bool:
    return jobs.run(job_id)


@shared_task
def resend_jobs() -> int:
    return jobs.resend()
