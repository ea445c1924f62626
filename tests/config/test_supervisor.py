"""One command starts everything and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from .processes import gone

SCRIPT = """
import sys
from config.supervisor import ChildEnded, Supervisor
commands = {str(number): [sys.executable, "-c", text] for number, text in enumerate(sys.argv[1:])}
try:
    Supervisor(commands, cwd=".", grace=2).run(lambda: None)
except ChildEnded as ended:
    sys.exit(f"{ended.name} {ended.code}")
print("clean")
"""
SLEEP = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEP
WITH_CHILD = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {DEAF!r}]); " + SLEEP


def start(*children) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *children],
        cwd=Path(settings.BASE_DIR),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def pids(process, count) -> list[int]:
    """Return the process ids that the children print."""
    return [int(process.stdout.readline()) for _ in range(count)]


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_cleanly(signum):
    process = start(SLEEP, WITH_CHILD)
    started = pids(process, 3)
    process.send_signal(signum)
    out, _ = process.communicate(timeout=10)
    assert (process.returncode, out) == (0, "clean\n")
    assert all(map(gone, started))


def test_when_one_ends_the_others_end_and_the_parent_says_which():
    process = start(SLEEP, SLEEP)
    started = pids(process, 2)
    os.kill(started[0], signal.SIGKILL)
    _, error = process.communicate(timeout=10)
    assert process.returncode == 1
    assert error.strip() in {"0 -9", "1 -9"}
    assert all(map(gone, started))


def test_a_child_that_will_not_end_is_ended_after_the_grace():
    process = start(DEAF)
    started = pids(process, 1)
    process.terminate()
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert gone(started[0])


def test_children_do_not_outlive_a_parent_that_was_killed():
    process = start(SLEEP, SLEEP)
    started = pids(process, 2)
    process.kill()
    process.communicate(timeout=10)
    assert all(map(gone, started))
