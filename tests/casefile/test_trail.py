"""The trail: append-only, chained, and telling on whoever touches it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from casefile.models import CaseFile, TransitionRecord
from casefile.models.transition import AppendOnlyError
from casefile.pages import RECENT, timeline
from casefile.trail import record_act, verify

from .cases import make_case


@pytest.fixture
def case(county):
    case = make_case(county, number="FX-2026-0001")
    for n in range(3):
        record_act(case, "note", f"记录{n}", by=county.staff, role="STAFF", reason=f"第{n}次", data={"n": n})
    return case


def _raw(sql):
    """Change the table behind Django's back, the trigger off as an intruder with the owner's rights would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_an_untouched_trail_verifies(case, capsys):
    assert [entry.seq for entry in case.trail.all()] == [1, 2, 3]
    assert list(verify(CaseFile.objects.all())) == []
    call_command("verify_trail")
    assert "未发现问题" in capsys.readouterr().out


def test_a_page_shows_the_newest_acts_only(case, county):
    for n in range(3, RECENT + 5):
        record_act(case, "note", f"记录{n}", by=county.staff, role="STAFF", data={})
    shown = [entry["label"] for entry in timeline(case)]
    assert shown == [f"记录{n}" for n in range(RECENT + 4, 4, -1)]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE casefile_transitionrecord SET reason = '改过' WHERE seq = 2", "内容被改动"),
        ("UPDATE casefile_transitionrecord SET data = '[]' WHERE seq = 1", "内容被改动"),
        ("UPDATE casefile_transitionrecord SET actor_name = '别人' WHERE seq = 3", "内容被改动"),
        ("DELETE FROM casefile_transitionrecord WHERE seq = 2", "缺失"),
        ("DELETE FROM casefile_transitionrecord WHERE seq = 3", "缺失"),
        ("DELETE FROM casefile_transitionrecord", "缺失"),
    ],
)
def test_altered_or_removed_records_are_found(case, sql, words, capsys):
    _raw(sql)
    faults = list(verify(CaseFile.objects.all()))
    assert any(words in fault.text for fault in faults)
    assert {fault.number for fault in faults} == {"FX-2026-0001"}
    with pytest.raises(CommandError, match="处问题"):
        call_command("verify_trail")


def test_records_cannot_be_changed_or_removed_through_django(case):
    entry = case.trail.first()
    entry.reason = "改过"
    for attempt in (
        entry.save,
        entry.delete,
        lambda: case.trail.update(reason="改过"),
        lambda: TransitionRecord.objects.filter(case=case).delete(),
        lambda: TransitionRecord.objects.bulk_update([entry], ["reason"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()
    assert list(verify(CaseFile.objects.all())) == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    "sql", ["UPDATE casefile_transitionrecord SET reason = 'x'", "DELETE FROM casefile_transitionrecord"]
)
def test_postgresql_itself_refuses(case, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_content_reads_like_words(county):
    case = make_case(county)
    record_act(case, "assign", "指定经办人", by=county.head, role="UNIT_HEAD",
               data={"from": county.staff, "to": county.second_staff})  # fmt: skip
    entry = case.trail.get()
    assert entry.content == [("原", "赵敏"), ("现", "孙丽")]
    assert entry.actor_name == "陈晓（chenxiao）"
