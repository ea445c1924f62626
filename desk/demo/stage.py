"""Where the stories are told: who is there, what time it is, and whose turn comes next."""

import heapq
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import Department
from casefile.attachments import attach
from casefile.measures import close_measure
from casefile.perform import perform
from registers import workdays
from registers.models import Enterprise, InfoSource, ProductType

from .clock import Clock, office_time
from .people import COUNTY, NEIGHBOUR, People

SEED = 20240509


@dataclass(frozen=True)
class Team:
    """Who does what for the cases of one unit (logins)."""

    unit: str
    staff: str
    head: str
    deputy: str
    bureau: str = COUNTY
    director: str = "zhouweidong"
    office: str = "hejing"
    brigade: str = "wanglei"
    legal: str = "liuyang"

    def approver(self, level: str) -> str:
        return self.director if level == "LEVEL_1" else self.deputy


QUALITY = Team("质量监督股", "zhaomin", "chenxiao", "lijianguo")
QUALITY_2 = Team("质量监督股", "sunli", "chenxiao", "lijianguo")
FOOD = Team("食品相关产品股", "gaoyuan", "tanzhiming", "matao")
CHENGGUAN = Team("城关市场监管所", "yangfan", "xulei", "lijianguo")
XINAN = Team("辛安市场监管所", "luojia", "pengfei", "matao")
BRIGADE = Team("综合行政执法大队", "wanglei", "guoqiang", "matao")
NEXT_COUNTY = Team("产品质量监督股", "songjie", "dingwei", "caoying", NEIGHBOUR, "jiangbo", "shenyue", "renyong", "")

#: A story yields the moments at which it wants to go on.
Telling = Iterator[datetime]


class Stage:
    """What all stories share: clock, people, register; `end` is the last day they may reach."""

    def __init__(self, clock: Clock, end: date, people: People, enterprises: dict[str, Enterprise]):
        self.clock, self.end, self.people, self.enterprises = clock, end, people, enterprises
        self._reports = 0
        self.types = {row.code: row for row in ProductType.objects.all()}
        self.sources = {row.code: row for row in InfoSource.objects.all()}

    def unit(self, team: Team) -> Department:
        return self.people.unit(team.unit, team.bureau)

    def next_report(self) -> str:
        """Return the number of the agency's next report."""
        self._reports += 1
        return f"JY{timezone.localdate():%Y}-{self._reports:04d}"

    def play(self, tellings: list[Telling], on_month: Callable[[date], None]) -> None:
        """Tell all stories at once, always the one whose turn comes first; say when a month is over.

        So the numbers of cases and documents grow with time, as in a real year.
        """
        month = timezone.localdate().replace(day=1)
        waiting = []
        for place, telling in enumerate(tellings):
            self._wait(waiting, place, telling)
        while waiting:
            moment, place, telling = heapq.heappop(waiting)
            self.clock.move_to(max(moment, self.clock.moment + timedelta(seconds=7)))
            if month != (month := timezone.localdate().replace(day=1)):
                on_month(timezone.localdate())
            self._wait(waiting, place, telling)

    def _wait(self, waiting, place, telling) -> None:
        moment = next(telling, None)
        if moment is not None:
            heapq.heappush(waiting, (moment, place, telling))


class _Ago:
    """Formats as the date that lies so many days before `day`."""

    def __init__(self, day: date):
        self.day = day

    def __format__(self, days: str) -> str:
        return f"{self.day - timedelta(days=int(days)):%Y%m%d}"


class Story:
    """One story: its own day, its own luck. Moved in working days, told in office hours."""

    def __init__(self, stage: Stage, team: Team, name: str, ago: int):
        """Begin `ago` working days before the stage's end."""
        self.stage, self.team = stage, team
        self.rng = random.Random(f"{SEED} {name}")
        self.day = workdays.add_workdays(stage.end, -ago)

    def at(self, hhmm: str) -> datetime:
        """Return the moment `hhmm` of the story's day, give or take a few minutes."""
        return office_time(self.day, hhmm) + timedelta(seconds=self.rng.randint(0, 500))

    def later(self, days: int, hhmm: str) -> datetime:
        """Go on `days` working days; return the moment `hhmm` of that day. ValueError behind the end."""
        self.day = workdays.add_workdays(self.day, days)
        if self.day > self.stage.end:
            raise ValueError(f"the story would reach {self.day}, behind {self.stage.end}")
        return self.at(hhmm)

    def until(self, left: int, hhmm: str) -> datetime:
        """Wait until `left` working days remain before the stage's end; never goes back."""
        ahead = workdays.workdays_between(self.day, self.stage.end) - left
        return self.later(max(ahead, 0), hhmm)

    def soon(self, minutes: int) -> datetime:
        """Return a moment later on the same day."""
        return self.stage.clock.moment + timedelta(minutes=minutes)

    def fill(self, text: str) -> str:
        """Return `text` with {made:40} as the date 40 days ago (yyyymmdd) and {year} as this year."""
        return text.format(made=_Ago(self.day), year=self.day.year)

    def token(self) -> str:
        """Return a token as a form carries it."""
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def person(self, who: str):
        """Return the team's member in this part ("head"), or the person of this login."""
        return self.stage.people[getattr(self.team, who, who)]

    def do(self, record, act: str, who: str, *, files: dict | None = None, **data):
        """Perform an act as the team's member in the part `who`; return the record read again."""
        given = MultiValueDict({name: list(uploads) for name, uploads in files.items()}) if files else None
        perform(record, act, by=self.person(who), files=given, **data)
        self._breathe()
        return type(record)._default_manager.get(pk=record.pk)

    def attach(self, record, who: str, *uploads, note="") -> None:
        person = self.person(who)
        for upload in uploads:
            attach(record.case, upload, by=person, role=person.roles[0], note=note)
        self._breathe()

    def close(self, record, code: str, who: str, result: str, *, files=(), done=True, details=None) -> None:
        """Close the measure `code` of the record's case."""
        measure = record.case.measures.get(code=code)
        status = "DONE" if done else "NOT_APPLICABLE"
        close_measure(measure, status, by=self.person(who), result=result, files=files, details=details)
        self._breathe()

    def _breathe(self) -> None:
        self.stage.clock.tick(self.rng.randint(20, 90))


StoryFunction = Callable[[Stage], Telling]
