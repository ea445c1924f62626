"""What set-up says on a machine where something is missing and nobody is root."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once


@pytest.fixture
def bare(tmp_path):
    """A copy of the scripts beside a machine without packages: returns run(programs) -> CompletedProcess."""
    project, programs = tmp_path / "project", tmp_path / "programs"
    shutil.copytree(Path(settings.BASE_DIR) / "scripts", project / "scripts")
    programs.mkdir()

    def run(what="run", **scripts):
        for name, text in {"dpkg-query": "exit 1", "id": "echo 1000", "sudo": "exit 1", **scripts}.items():
            (programs / name).write_text(f"#!/bin/sh\n{text}\n")
            (programs / name).chmod(0o755)
        return subprocess.run(
            ["bash", str(project / "scripts" / "setup.sh"), what],
            env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path), "LANG": os.environ.get("LANG", "C.UTF-8")},
            capture_output=True,
            text=True,
        )

    return run


def commands(result) -> list[str]:
    return [line.strip() for line in result.stderr.splitlines() if "apt-get install" in line]


def test_without_root_it_names_one_command_and_stops(bare, tmp_path):
    result = bare()
    assert result.returncode == 1
    (command,) = commands(result)
    assert command.startswith("apt-get update && apt-get install -y")
    assert {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk"} <= set(command.split())
    assert "chromium" not in command
    assert not (tmp_path / "project" / ".venv").exists()


def test_the_tests_ask_for_the_browser_too(bare):
    (command,) = commands(bare("test"))
    assert {"chromium-headless-shell", "poppler-utils"} <= set(command.split())


def test_only_what_is_missing_is_named(bare):
    installed = 'case "$*" in *libpango-1.0-0*|*fonts*) echo installed;; *) exit 1;; esac'
    (command,) = commands(bare(**{"dpkg-query": installed}))
    assert "libpangoft2-1.0-0" in command
    assert "libpango-1.0-0" not in command.split()


def test_root_installs_by_itself_and_says_when_that_fails(bare, tmp_path):
    log = tmp_path / "apt.log"
    apt = f'echo "$*" >> {log}; case "$1" in update) exit 0;; *) exit 100;; esac'
    result = bare(id="echo 0", **{"apt-get": apt})
    assert result.returncode == 1
    assert "软件包安装失败" in result.stderr
    assert log.read_text().splitlines()[0].startswith("update")
    assert "libharfbuzz-subset0" in log.read_text()
