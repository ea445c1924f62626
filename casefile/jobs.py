"""Background work that survives a lost message, a dead broker and a killed worker."""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from .models import Job
from .notify import notify

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 5

_HANDLERS: dict[str, Callable[..., dict | None]] = {}


def handler(kind: str):
    """Register the function that does jobs of `kind`: it gets the Job and its arguments, may run
    more than once, and returns a JSON-able result or None."""

    def decorate(function):
        _HANDLERS[kind] = function
        return function

    return decorate


def register_work(kind: str, function: Callable) -> None:
    """Register a function that knows no Job: it gets `progress(done, total)` and the arguments."""

    @handler(kind)
    def work(job, **arguments):
        return function(lambda done, total: progress(job, done, total), **arguments)


def enqueue(kind: str, *, owner=None, key: str | None = None, **arguments) -> Job:
    """Write a job in the current transaction and wake a worker when it commits.

    The same `key` twice gives the job that exists.
    """
    if kind not in _HANDLERS:
        raise KeyError(f"no handler for job kind {kind!r}")
    if key is not None:
        job, created = Job.objects.get_or_create(
            key=key, defaults={"kind": kind, "owner": owner, "arguments": arguments}
        )
        if not created:
            return job
    else:
        job = Job.objects.create(kind=kind, owner=owner, arguments=arguments)
    transaction.on_commit(lambda: wake(job.pk))
    return job


def wake(job_id: int) -> None:
    """Send the message; if the broker is away the minute sweep will find the row."""
    from .tasks import run_job

    try:
        run_job.apply_async(args=[job_id], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("job %s waits for the sweep: %s", job_id, error)


def _ready(now):
    return (Q(status=Job.Status.PENDING) & (Q(not_before=None) | Q(not_before__lte=now))) | Q(
        status=Job.Status.RUNNING, lease_until__lt=now
    )


def run(job_id: int) -> bool:
    """Claim and do a job; return False when somebody else has it or it is finished."""
    now = timezone.now()
    claimed = Job.objects.filter(_ready(now), pk=job_id).update(
        status=Job.Status.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    job = Job.objects.get(pk=job_id)
    try:
        result = _HANDLERS[job.kind](job, **job.arguments)
    except Exception as error:  # whatever went wrong is kept on the row and tried again
        _fail(job, error)
        return True
    Job.objects.filter(pk=job_id).update(
        status=Job.Status.DONE, result=result or {}, finished_at=timezone.now(), lease_until=None, error=""
    )
    return True


def _fail(job: Job, error: Exception) -> None:
    log.error("job %s (%s) failed, attempt %s", job.pk, job.kind, job.attempts, exc_info=error)
    final = job.attempts >= MAX_ATTEMPTS
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(
        status=Job.Status.FAILED if final else Job.Status.PENDING,
        error="".join(traceback.format_exception_only(error)).strip(),
        not_before=now + timedelta(minutes=2**job.attempts),
        lease_until=None,
        finished_at=now if final else None,
    )
    if final and job.owner:
        notify([job.owner], f"后台任务没有完成：{error}", key=f"job:{job.pk}:failed", urgent=True)


def progress(job: Job, done: int, total: int) -> None:
    """Record progress and extend the lease; call at sensible steps of long work."""
    Job.objects.filter(pk=job.pk).update(done_steps=done, total_steps=total, lease_until=timezone.now() + LEASE)


def resend(now=None) -> int:
    """Wake every job that waits or whose worker has vanished; return how many."""
    now = now or timezone.now()
    ids = list(Job.objects.filter(_ready(now)).order_by("pk").values_list("pk", flat=True)[:500])
    for job_id in ids:
        wake(job_id)
    return len(ids)
