"""docs/requirements.md is complete, what it names is there, and no officer reads a number of it."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

pytestmark = pytest.mark.once

PROJECT = Path(settings.BASE_DIR)
TABLE = PROJECT / "docs/requirements.md"
STATES = ("done", "partly", "not yet", "text only")
NOTHING = "—"
#: First and last number of each paper.
RANGES = ((1, 53), (101, 161), (201, 238), (301, 351))
NUMBER = re.compile(r"R-(\d{3})(?:[–-]R-(\d{3}))?")


@dataclass(frozen=True)
class Row:
    number: str
    asks: str
    state: str
    homes: tuple[str, ...]
    proofs: tuple[str, ...]
    missing: str


def read() -> list[Row]:
    rows = []
    for line in TABLE.read_text().splitlines():
        if not line.startswith("| R-"):
            continue
        number, asks, state, homes, proofs, missing = (cell.strip() for cell in line.strip("|").split("|"))
        rows.append(Row(number, asks, state, quoted(homes), quoted(proofs), missing))
    return rows


def quoted(cell: str) -> tuple[str, ...]:
    """Return what stands in backticks; anything else but the dash is a slip."""
    found = tuple(re.findall(r"`([^`]+)`", cell))
    assert re.sub(r"`[^`]+`|[, ]", "", cell) == ("" if found else NOTHING), cell
    return found


@cache
def functions(path: str) -> frozenset[str]:
    tree = ast.parse((PROJECT / path).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@cache
def cited(path: str) -> frozenset[str]:
    """Return the numbers that a file cites, R-016–R-021 standing for all six."""
    numbers = set()
    for first, last in NUMBER.findall((PROJECT / path).read_text()):
        numbers.update(f"R-{n:03}" for n in range(int(first), int(last or first) + 1))
    return frozenset(numbers)


def test_every_number_has_one_row():
    expected = [f"R-{n:03}" for first, last in RANGES for n in range(first, last + 1)]
    assert len(expected) == 203
    assert [row.number for row in read()] == expected


def test_every_state_is_one_of_four():
    assert {row.state for row in read()} <= set(STATES)


def test_rows_say_what_their_state_asks():
    """Home and proof where something works; what is missing where not all of it does."""
    expected = {
        "done": (True, True, False), "partly": (True, True, True),
        "not yet": (False, False, False), "text only": (False, False, True),
    }  # fmt: skip
    for row in read():
        assert row.asks not in ("", NOTHING), row.number
        said = (bool(row.homes), bool(row.proofs), row.missing not in ("", NOTHING))
        assert said == expected[row.state], row.number


def test_every_file_that_is_named_exists():
    assert sorted({home for row in read() for home in row.homes if not (PROJECT / home).is_file()}) == []


def test_every_test_that_is_named_exists():
    lost = []
    for proof in {proof for row in read() for proof in row.proofs}:
        path, _, name = proof.partition("::")
        if not path.startswith("tests/") or not (PROJECT / path).is_file() or name not in functions(path):
            lost.append(proof)
    assert sorted(lost) == []


def test_what_is_done_is_cited_by_a_test_that_proves_it():
    silent = [
        row.number
        for row in read()
        if row.state == "done" and not any(row.number in cited(proof.partition("::")[0]) for proof in row.proofs)
    ]
    assert silent == []


def test_no_test_cites_a_number_that_does_not_exist():
    known = {row.number for row in read()}
    this = Path(__file__).resolve()
    strange = {
        f"{path.relative_to(PROJECT)}: {number}"
        for path in (PROJECT / "tests").rglob("*.py")
        if path.resolve() != this
        for number in cited(str(path.relative_to(PROJECT))) - known
    }
    assert sorted(strange) == []


def spoken(path: Path) -> list[str]:
    """Return the strings of a module that are no docstrings."""
    tree = ast.parse(path.read_text())
    silent = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None
    }
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in strings if id(node) not in silent]


def test_officers_read_no_numbers():
    """In the code a number may stand alone, as the source of a rule; never within a sentence or on a page."""
    folders = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == PROJECT]
    assert len(folders) > 8
    modules = [path for folder in folders for path in folder.rglob("*.py")]
    shown = [f"{path.name}: {text}" for path in modules for text in spoken(path)
             if NUMBER.search(text) and NUMBER.sub("", text).strip("、")]  # fmt: skip
    pages = [*(PROJECT / "templates").rglob("*.html"), *(PROJECT / "documents/texts").glob("*.txt")]
    shown += [path.name for path in pages if NUMBER.search(re.sub(r"\{#.*?#\}", "", path.read_text()))]
    assert shown == []
