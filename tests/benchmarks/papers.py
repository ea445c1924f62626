"""One-page notice, ours warm against plain WeasyPrint with the system's CJK font: CPU time and size.

    .venv/bin/python -m tests.benchmarks.papers [rounds] [notices a round]

    .venv/bin/python -m tests.benchmarks.papers memory [notices]
    .venv/bin/python -m tests.benchmarks.papers batch [notices]
    .venv/bin/python -m tests.benchmarks.papers idle [rounds]
    .venv/bin/python -m tests.benchmarks.papers preview [times]
    .venv/bin/python -m tests.benchmarks.papers long

Writes medians of alternating rounds and their ratios, the memory of one process as it
draws, a batch on two processes beside plain WeasyPrint on two, the first notice after
an idle spell beside a cold process, the preview beside the form in Chromium (from sending the
typing to the paper shown, without the pause of 400 ms that preview.js waits for more), or what long papers cost;
nothing is asserted.
"""

import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from weasyprint import HTML  # noqa: E402

from documents.body import parse_body  # noqa: E402
from documents.pdf import render_pdf  # noqa: E402
from tests.documents.samples import BODY, notice  # noqa: E402

TEXT = BODY.splitlines()[0][:54]
PAPER = notice(
    body=parse_body(TEXT),
    title="关于充电器风险的警示通报",
    main_recipients=("各市场监管所",),
    attachments=(),
    note="",
    cc=(),
    print_organ="",
)
PLAIN = (
    "<style>@page{size:A4;margin:37mm 26mm 35mm 28mm}body{font:16pt/28.99pt 'Noto Serif CJK SC'}"
    "h1{font-size:22pt;text-align:center}.m{color:red;font-size:40pt;text-align:center}</style>"
    f"<div class=m>{PAPER.organ_mark}</div><p>{PAPER.number}</p><h1>{PAPER.title}</h1>"
    f"<p>{'、'.join(PAPER.main_recipients)}：</p><p>{TEXT}</p><p>{PAPER.organ_name}</p>"
)


def plain() -> bytes:
    return HTML(string=PLAIN).write_pdf()


def ours() -> bytes:
    return render_pdf(PAPER).bytes


def cpu(draw, count: int) -> float:
    """Return CPU seconds a notice."""
    begun = time.process_time()
    for _ in range(count):
        draw()
    return (time.process_time() - begun) / count


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def compare(rounds: int = 5, count: int = 5) -> None:
    pages = render_pdf(PAPER).pages
    sizes = len(ours()), len(plain())  # warms both
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(cpu(ours, count))
        theirs.append(cpu(plain, count))
    a, b = statistics.median(mine), statistics.median(theirs)
    say(f"CPU a notice of {pages} page: ours {a * 1000:.0f} ms, plain {b * 1000:.0f} ms, ratio {a / b:.2f}")
    say(f"size: ours {sizes[0] / 1024:.0f} kB, plain {sizes[1] / 1024:.0f} kB, ratio {sizes[0] / sizes[1]:.2f}")


def memory(count: int = 500) -> None:
    """Write resident memory at every fifth of the way."""
    page = resource.getpagesize()
    for number in range(1, count + 1):
        ours()
        if number == 1 or number % (count // 5) == 0:
            resident = int(Path("/proc/self/statm").read_text().split()[1]) * page / 2**20
            say(f"after {number} notices: {resident:.0f} MB")


def _draw(number: int) -> int:
    return len(ours())


def _draw_plain(number: int) -> int:
    return len(plain())


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _on_two(draw, count: int) -> tuple[float, float]:
    """Return seconds on the wall and of CPU for `count` notices on two processes forked from this warm one."""
    cpu_before, begun = _children(), time.perf_counter()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(draw, range(count), chunksize=5)
        pool.close()
        pool.join()
    return time.perf_counter() - begun, _children() - cpu_before


def batch(count: int = 500, peers: int = 0) -> None:
    peers = peers or count
    ours(), plain()  # warms the parent
    wall, used = _on_two(_draw, count)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # before the peer, which leaks
    peer_wall, peer_used = _on_two(_draw_plain, peers)
    say(f"ours {count} notices: {count / wall:.1f}/s, {used / count * 1000:.0f} ms CPU each")
    say(f"plain {peers} notices: {peers / peer_wall:.1f}/s, {peer_used / peers * 1000:.0f} ms CPU each")
    ratio = peer_used / peers / (used / count)
    say(f"our largest worker {largest:.0f} MB")
    say(f"ratio on the wall {count / wall / (peers / peer_wall):.2f}, in CPU time {ratio:.2f}")


def idle(rounds: int = 5) -> None:
    code = "from tests.benchmarks import papers; papers.ours()"
    ours()
    warm, cold = [], []
    for _ in range(rounds):
        time.sleep(5)
        warm.append(cpu(ours, 1))
        before = _children()
        subprocess.run([sys.executable, "-c", code], check=True)
        cold.append(_children() - before)
    a, b = statistics.median(warm), statistics.median(cold)
    say(f"CPU of the first notice: after idling {a * 1000:.0f} ms, cold process {b * 1000:.0f} ms, ratio {a / b:.2f}")


def long() -> None:
    from tests.documents.samples import grid
    from tests.documents.test_layout_formats import form

    ours()
    for label, paper in (
        ("text", grid(1)),
        ("text", grid(10)),
        ("text", grid(26)),
        ("form", form(24)),
        ("form", form(40)),
    ):
        pages, used = render_pdf(paper).pages, cpu(lambda paper=paper: render_pdf(paper), 1)
        say(f"{label} of {pages} pages: {used * 1000:.0f} ms CPU")


def preview(times: int = 9) -> None:
    """The test that measures it, with its figures shown."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "tests/e2e/test_preview.py"]
    subprocess.run(command, check=True, env=os.environ | {"PREVIEW_TIMES": str(times)})


MODES = {"memory": memory, "batch": batch, "idle": idle, "preview": preview, "long": long}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in MODES:
        MODES[sys.argv[1]](*map(int, sys.argv[2:]))
    else:
        compare(*map(int, sys.argv[1:]))
