"""A real worker is killed in the middle of its work; nothing is lost (files and Redis)."""

import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import redis
from django.conf import settings

from tests.rig.databases import begin_migrated

pytestmark = [pytest.mark.once, pytest.mark.slow]

ENQUEUE = """
import tests.config.slow_job
from casefile.jobs import enqueue
for seconds in (0.1, 3, 0.1, 0.1):
    enqueue("test.slow", seconds=seconds, marks="{marks}")
"""
#: What time does: the lease of the killed worker runs out, then the minute sweep comes.
LATER = """
from django.utils import timezone
from casefile.models import Job
from casefile import jobs
import tests.config.slow_job
Job.objects.filter(status=Job.Status.RUNNING).update(lease_until=timezone.now() - timezone.timedelta(seconds=1))
print(jobs.resend())
"""


@pytest.fixture(params=["files", pytest.param("redis", marks=pytest.mark.redis)])
def installation(request, tmp_path):
    """The environment of an installation of its own, migrated, with the broker of the parameter."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {"ZHIAN_VAR_DIR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    if request.param == "redis":
        environment["REDIS_URL"] = request.getfixturevalue("redis_url")
        with redis.Redis.from_url(environment["REDIS_URL"]) as broker:
            broker.flushdb()  # what an earlier run was killed over comes back as the first message
    begin_migrated(tmp_path)
    manage(environment, "migrate", "--skip-checks", "-v0")
    return environment


def manage(environment, *arguments) -> str:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def states(environment) -> str:
    """Return what has become of the jobs, in order; asked of the file, since starting Django takes seconds."""
    path = Path(environment["ZHIAN_VAR_DIR"]) / "zhian.sqlite3"
    with closing(sqlite3.connect(path, timeout=30)) as database:
        return ",".join(status for (status,) in database.execute("SELECT status FROM casefile_job ORDER BY id"))


def script(environment, text) -> str:
    return manage(environment, "shell", "--no-imports", "-c", text)


@contextmanager
def worker(environment):
    """Run a worker of the queue; killed without warning at the end."""
    command = ["-m", "celery", "--quiet", "--app=config", "worker", "--pool=solo", "-I", "tests.config.slow_job"]
    with subprocess.Popen([sys.executable, *command], cwd=Path(settings.BASE_DIR), env=environment) as process:
        try:
            yield
        finally:
            process.kill()


def wait_for(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def test_a_killed_worker_loses_no_job(installation, tmp_path):
    marks = tmp_path / "marks"
    marks.touch()
    script(installation, ENQUEUE.format(marks=marks))
    with worker(installation):
        wait_for(lambda: "begin 2" in marks.read_text())
    assert states(installation) == "DONE,RUNNING,PENDING,PENDING"
    with worker(installation):
        # The message of the job that was being done is lost with its worker; the rows know better.
        assert int(script(installation, LATER)) >= 1
        wait_for(lambda: states(installation) == "DONE,DONE,DONE,DONE")
    ends = Counter(line for line in marks.read_text().splitlines() if line.startswith("end"))
    assert ends == {f"end {number}": 1 for number in (1, 2, 3, 4)}
