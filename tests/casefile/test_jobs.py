"""Background work: nothing lost with the broker or the worker, nothing done twice."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from casefile import jobs
from casefile.models import Job, Notification

KIND = "tests.count"


@pytest.fixture
def runs(monkeypatch):
    """Register a handler that records its runs; it fails while `runs` holds "fail"."""
    done = []

    def count(job, word):
        if done and done[-1] == "fail":
            raise RuntimeError("没有纸了")
        done.append(word)
        return {"word": word}

    monkeypatch.setitem(jobs._HANDLERS, KIND, count)
    return done


@pytest.fixture
def woken(monkeypatch):
    from casefile import tasks

    sent = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, **kwargs: sent.append(args[0]))
    return sent


def test_a_job_runs_once(county, runs, woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(KIND, word="甲")
    assert woken == [job.pk]
    assert jobs.run(job.pk) is True
    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert (job.status, job.result, job.percent) == (Job.Status.DONE, {"word": "甲"}, 100)
    assert runs == ["甲"]


def test_a_rolled_back_act_leaves_no_job(county, runs, woken, django_capture_on_commit_callbacks):
    def act():
        with transaction.atomic():
            jobs.enqueue(KIND, word="甲")
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        act()
    assert woken == []
    assert not Job.objects.exists()


def test_the_same_key_is_one_job(county, runs, woken):
    assert jobs.enqueue(KIND, key="k", word="甲") == jobs.enqueue(KIND, key="k", word="甲")
    assert Job.objects.count() == 1


def test_a_dead_broker_loses_nothing(county, runs, monkeypatch, django_capture_on_commit_callbacks):
    from casefile import tasks

    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.run_job, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(KIND, word="甲")
    sent = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, **kwargs: sent.append(args[0]))
    assert jobs.resend() == 1
    assert sent == [job.pk]


def test_a_killed_worker_s_job_is_taken_over_after_its_lease(county, runs, woken):
    job = jobs.enqueue(KIND, word="甲")
    Job.objects.filter(pk=job.pk).update(
        status=Job.Status.RUNNING, lease_until=timezone.now() + timedelta(minutes=5), attempts=1
    )
    assert jobs.resend() == 0
    assert jobs.run(job.pk) is False
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert jobs.resend() == 1
        assert jobs.run(job.pk) is True
    assert runs == ["甲"]


def test_a_failing_job_waits_longer_each_time_and_tells_its_owner_at_last(county, runs, woken):
    runs.append("fail")
    job = jobs.enqueue(KIND, owner=county.staff, word="甲")
    moment = timezone.now()
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        moment += timedelta(hours=1)
        with time_machine.travel(moment, tick=False):
            assert jobs.run(job.pk) is True
        job.refresh_from_db()
        assert job.attempts == attempt
    assert job.status == Job.Status.FAILED
    assert "没有纸了" in job.error
    assert "没有纸了" in Notification.objects.get(user=county.staff).text
    assert jobs.run(job.pk) is False


def test_an_unknown_kind_is_refused_at_once(county):
    with pytest.raises(KeyError):
        jobs.enqueue("tests.unknown")
