"""What is written for administrators is true."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

pytestmark = pytest.mark.once

PROJECT = Path(settings.BASE_DIR)


def text(path: str) -> str:
    return (PROJECT / path).read_text()


def test_every_variable_that_is_read_is_documented():
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)""", text("config/settings.py")))
    assert len(read) > 15
    assert {name for name in read if f"`{name}`" not in text("docs/settings.md")} == set()


def test_every_documented_variable_is_read_and_named_once_a_part():
    parts = [re.findall(r"^\| `([A-Z_]+)`", part, re.MULTILINE) for part in text("docs/settings.md").split("\n## ")]
    assert all(len(part) == len(set(part)) for part in parts)
    documented = set().union(*parts)
    sources = [text(path) for path in ("config/settings.py", "config/management/commands/up.py")]
    sources += [text(path) for path in ("tests/settings.py", "tests/rig/browser.py", "scripts/run_tests.py")]
    assert {name for name in documented if not any(f'"{name}"' in source for source in sources)} == set()


def test_every_command_that_the_papers_name_exists():
    papers = "".join(text(path) for path in ("README.md", "docs/operations.md", "docs/settings.md"))
    named = set(re.findall(r"(?:manage\.py|zhian-manage) ([a-z_]+)", papers))
    assert named >= {"prepare", "check", "found_bureau", "verify_trail", "up"}
    assert named - set(get_commands()) == set()


def test_every_link_of_the_readme_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", text("README.md"))
    assert links
    assert [link for link in links if not (PROJECT / link).exists()] == []
