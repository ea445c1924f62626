"""Loading the demo: everything in one transaction, told day by day."""

import random
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from registers import workdays

from .clock import Clock, last_full_workday, office_time, telling_time
from .enterprises import load_regions, make_enterprises
from .people import make_people

SEED = 20240509
#: How far back the first story begins, in days.
SPAN = 365


def load_demo(say: Callable[[str], None]) -> None:
    """Create the demo bureau; `say` is told what is being done. All or nothing."""
    now = timezone.now()
    end = last_full_workday(now)
    start = workdays.roll(end - timedelta(days=SPAN))
    opening = office_time(workdays.add_workdays(start, -3), "08:30")
    clock, rng = Clock(opening, now), random.Random(SEED)
    with transaction.atomic(), telling_time(clock):
        load_regions()
        people = make_people(opening)
        say(f"机构与人员：{len(people.units)}个机构，{len(people.users)}人。")
        enterprises = make_enterprises(people, clock, rng)
        say(f"企业档案：{len(enterprises)}家。")
