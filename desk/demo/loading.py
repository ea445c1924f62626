"""Loading the demo: everything in one transaction, told day by day."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.utils import timezone

from casefile.models import CaseFile, Notification
from documents.models import Document
from registers import workdays

from . import (
    stories_area,
    stories_campaign,
    stories_daily,
    stories_emergency,
    stories_ended_info,
    stories_ended_warning,
    stories_gathering,
    stories_incoming,
    stories_info,
    stories_inspection,
    stories_item,
    stories_level,
    stories_monitoring,
    stories_open_warning,
    stories_oversight,
    stories_review,
    stories_routine,
    stories_signal,
    stories_situation,
    stories_spot,
    stories_stations,
    stories_warning,
)
from .clock import Clock, last_full_workday, office_time, telling_time
from .enterprises import load_regions, make_enterprises
from .people import make_people
from .plan_acts import plan_in_force, roster
from .registers_kept import keep_registers
from .stage import SEED, Stage

#: How far back the first story begins, in days.
SPAN = 365
#: Messages of the last working days are still unread.
UNREAD_WORKDAYS = 2
_PARTS = (
    stories_routine, stories_daily, stories_warning, stories_open_warning, stories_ended_warning, stories_ended_info,
    stories_info, stories_emergency, stories_item, stories_area, stories_oversight, stories_situation, stories_level,
    stories_incoming, stories_inspection, stories_campaign, stories_spot, stories_gathering, stories_monitoring,
    stories_review, stories_signal, stories_stations,
)  # fmt: skip


def load_demo(say: Callable[[str], None], *, now: datetime | None = None) -> None:
    """Create the demo bureau as of `now`; `say` is told what is being done. All or nothing, files too."""
    now = now or timezone.now()
    end = last_full_workday(now)
    start = workdays.roll(end - timedelta(days=SPAN))
    opening = office_time(workdays.add_workdays(start, -3), "08:30")
    clock = Clock(opening, now)
    with transaction.atomic(), telling_time(clock):
        load_regions()
        people = make_people(opening)
        say(f"机构与人员：{len(people.units)}个机构，{len(people.users)}人。")
        enterprises = make_enterprises(people, clock, random.Random(SEED))
        keep_registers(people, clock, enterprises, random.Random(SEED), end)
        say(f"企业档案：{len(enterprises)}家。")
        say(f"案卷和文书（{start:%Y年%m月}至{end:%Y年%m月}，约需一分钟）：")
        stage = Stage(clock, end, people, enterprises)
        plan_in_force(stage)
        stage.play([story(stage) for part in _PARTS for story in part.STORIES], lambda day: say(_progress(day)))
        say(_progress(end))
        roster(stage)
        _read_messages(end)


def _progress(day: date) -> str:
    return f"  到{day:%Y年%m月%d日}：案卷{CaseFile.objects.count()}件，文书{Document.objects.count()}份"


def _read_messages(end: date) -> None:
    """People read their messages: within the hour, but for the newest."""
    before = office_time(workdays.add_workdays(end, -UNREAD_WORKDAYS), "17:30")
    read = ExpressionWrapper(F("created_at") + Value(timedelta(minutes=40)), output_field=DurationField())
    Notification.objects.filter(created_at__lt=before).update(read_at=read)
