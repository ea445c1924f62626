"""The timetable, the queue's promises, and the broker made of files."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import kombu
import pytest
from celery.schedules import crontab, schedule
from django.conf import settings

from config import broker
from config.celery import TIMETABLE, app


def test_every_entry_of_the_timetable_names_a_task():
    app.loader.import_default_modules()
    missing = {name: entry["task"] for name, entry in TIMETABLE.items() if entry["task"] not in app.tasks}
    assert missing == {}


def test_entries_have_a_moment_and_the_running_app_uses_them():
    for name, entry in TIMETABLE.items():
        assert isinstance(entry["schedule"], (crontab, schedule)), name
    assert app.conf.beat_schedule == TIMETABLE


def test_a_task_is_kept_until_done_and_taken_one_at_a_time():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result
    assert app.conf.timezone == "Asia/Shanghai" == settings.TIME_ZONE


@pytest.fixture
def file_broker(tmp_path):
    """A broker of its own folder. Kombu keeps bindings for the process: give each test its own queue."""
    broker.register()
    with kombu.Connection(broker.URL, transport_options=broker.transport_options(tmp_path)) as connection:
        yield connection


def test_messages_come_out_of_the_file_broker_in_their_order(file_broker):
    queue = file_broker.SimpleQueue("in_order")
    for number in range(20):
        queue.put({"n": number})
    taken = []
    for _ in range(20):
        message = queue.get(timeout=2)
        taken.append(message.payload["n"])
        message.ack()
    assert taken == list(range(20))


def test_a_half_written_message_is_never_taken(file_broker, tmp_path):
    """A reader that lists the folder sees whole messages only."""
    queue = file_broker.SimpleQueue("half")
    folder = tmp_path / "queue"
    (folder / "00000000000000000001_x.part").write_bytes(b'{"body":')
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.3)
    queue.put({"n": 1})
    assert queue.get(timeout=2).payload == {"n": 1}


WRITER = """
import sys, kombu
from pathlib import Path
from config import broker
broker.register()
with kombu.Connection(broker.URL, transport_options=broker.transport_options(Path(sys.argv[1]))) as connection:
    queue = connection.SimpleQueue("beside")
    for number in range(int(sys.argv[2])):
        queue.put({"n": number, "text": "x" * 20000})
"""


def test_a_reader_beside_writers_loses_nothing(file_broker, tmp_path):
    command = [sys.executable, "-c", WRITER, str(tmp_path), "100"]
    writers = [subprocess.Popen(command, cwd=Path(settings.BASE_DIR), env=os.environ.copy()) for _ in range(2)]
    queue, seen = file_broker.SimpleQueue("beside"), Counter()
    for _ in range(200):
        message = queue.get(timeout=20)
        seen[message.payload["n"]] += 1
        message.ack()
    assert [writer.wait(10) for writer in writers] == [0, 0]
    assert seen == Counter(dict.fromkeys(range(100), 2))
