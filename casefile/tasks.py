"""Celery's way in; the work is elsewhere."""

from celery import shared_task

from . import deadlines, jobs, once, tallying


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


@shared_task
def compact_tallies() -> int:
    """Put the rows of the running totals together; return how many are left."""
    return tallying.compact()
