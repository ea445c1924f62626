"""Run a few processes as one: all together, or none.

Each child leads a process group of its own, so that Ctrl-C reaches only the
parent, and that what a child has started (the timetable below the worker) can
be ended with it.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable

GRACE_SECONDS = 20
POLL_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1


class ChildEnded(Exception):
    """A child ended by itself. `name` is its name, `code` its exit code (negative: the signal)."""

    def __init__(self, name: str, code: int):
        super().__init__(f"{name} ended with {code}")
        self.name, self.code = name, code


def _die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent is gone, however it went (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Start, watch and end children.

    The first SIGTERM, SIGINT or SIGHUP asks them to end, a second one ends
    them at once.
    """

    def __init__(self, commands: dict[str, list[str]], *, cwd, grace: float = GRACE_SECONDS):
        self.commands, self.cwd, self.grace = commands, cwd, grace
        self.children: dict[str, subprocess.Popen] = {}
        self.signals = 0

    def run(self, on_tick: Callable[[], None]) -> None:
        """Run until a signal comes; call `on_tick` a few times a second.

        Raises ChildEnded when a child ends first. No child is left either way.
        """
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signum, self._count)
        try:
            for name, command in self.commands.items():
                self.children[name] = subprocess.Popen(
                    command,
                    cwd=self.cwd,
                    start_new_session=True,
                    preexec_fn=_die_with_parent,
                    stdin=subprocess.DEVNULL,
                )
            while not self.signals:
                self._raise_if_ended()
                on_tick()
                time.sleep(POLL_SECONDS)
        finally:
            self._end()

    def _count(self, signum, frame) -> None:
        self.signals += 1

    def _raise_if_ended(self) -> None:
        for name, child in self.children.items():
            # A signal to the whole group ends children and parent together: that is no failure.
            if child.poll() is not None and not self.signals:
                raise ChildEnded(name, child.returncode)

    def _end(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until, asked = time.monotonic() + self.grace, max(self.signals, 1)
        while any(child.poll() is None for child in self.children.values()):
            if time.monotonic() > until or self.signals > asked:
                break
            time.sleep(POLL_SECONDS)
        for child in self.children.values():
            _kill_group(child.pid)
            child.wait()


def _kill_group(leader: int) -> None:
    """End whatever is left of a child's group; usually nothing is."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
