"""Looking at processes that a test has started."""

import os
import time
from pathlib import Path


def gone(pid: int, seconds: float = 5) -> bool:
    """Say whether the process ends within `seconds`. A zombie has ended: not every container's init reaps at once."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes below `pid`."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()
