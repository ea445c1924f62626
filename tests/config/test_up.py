"""`manage.py up` for real: it serves, it works, it ends."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from config.management.commands import up
from tests.rig.databases import begin_migrated

from .processes import command_line, descendants, gone

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An embedded installation of its own, migrated."""
    kept = {"PATH", "HOME", "LANG", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    folder = tmp_path_factory.mktemp("var")
    environment["ZHIAN_VAR_DIR"] = str(folder)
    begin_migrated(folder)
    manage(environment, "migrate", "-v0").check_returncode()
    return environment


def manage(environment, *arguments, **options):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        capture_output=True,
        text=True,
        **options,
    )


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(environment, port):
    """Start the command and give it with what it printed until it served; end it if the test has not."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        try:
            yield process, "".join(lines)
        finally:
            process.terminate()


def status(port) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/vendor/bootstrap.min.css", timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.slow
def test_it_serves_and_ctrl_c_ends_it_cleanly(environment, free_port):
    with running(environment, free_port) as (process, printed):
        assert f"http://127.0.0.1:{free_port}/" in printed
        assert status(free_port) == 200
        family = descendants(process.pid)
        assert len(family) >= 3  # web, its worker, the background worker
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0, out
    assert all(map(gone, family))


@pytest.mark.slow
def test_when_the_worker_dies_all_ends_and_the_exit_code_says_so(environment, free_port):
    with running(environment, free_port) as (process, _):
        worker = next(pid for pid in descendants(process.pid) if "--app=config" in command_line(pid))
        os.kill(worker, signal.SIGKILL)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "后台任务 worker 意外退出" in out
    with pytest.raises(urllib.error.URLError):
        status(free_port)


def test_a_taken_port_is_refused_in_words(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = manage(environment, "up", "--port", str(port))
    assert result.returncode == 1
    assert f"端口 {port} 已被别的程序占用" in result.stderr
    assert f"make run PORT={port + 1}" in result.stderr


def test_an_unprepared_database_is_refused(environment, tmp_path):
    result = manage({**environment, "ZHIAN_VAR_DIR": str(tmp_path)}, "up")
    assert result.returncode == 1
    assert "manage.py prepare" in result.stderr


def test_the_table_of_accounts_is_aligned():
    rows = [("账号", "姓名", "角色"), ("staff01", "李明", "经办人"), ("d", "欧阳文静", "局长")]
    lines = up.table(rows)
    assert [up.width(line[: line.index(row[2])]) for line, row in zip(lines, rows, strict=True)] == [21, 21, 21]


def test_the_welcome_names_the_demo_accounts(monkeypatch):
    monkeypatch.setattr(up, "demo_accounts", lambda: [("zhangwei", "Zhian-2026", "张伟", "经办人")])
    monkeypatch.setattr(settings, "DEMO", True)
    assert "zhangwei  Zhian-2026  张伟  经办人" in up.welcome("0.0.0.0", 8000)
    monkeypatch.setattr(settings, "DEMO", False)
    assert "zhangwei" not in up.welcome("0.0.0.0", 8000)
