"""A job that takes a while and leaves a mark, for the test that kills its worker."""

import time
from pathlib import Path

from casefile.jobs import handler


@handler("test.slow")
def slow(job, *, seconds, marks):
    with Path(marks).open("a") as file:
        file.write(f"begin {job.pk}\n")
    time.sleep(seconds)
    with Path(marks).open("a") as file:
        file.write(f"end {job.pk}\n")
