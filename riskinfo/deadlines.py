"""The dates that bind risk information (rules §3.1, §3.7; R-144) and how many days they give."""

from datetime import date

from django.utils import timezone

from casefile import deadlines
from casefile.deadlines import DeadlineRule

#: Working days. The sources say 及时; these numbers are the house's own.
SCREENING_DAYS = 3
ASSESSMENT_DAYS = 5
#: Working days from finding to filing in which a monitoring station files in time, a key information the next day
#: (R-141); the house's own.
FILE_WITHIN, FILE_KEY_WITHIN = 3, 1
#: Calendar days after which an undecided information comes back (R-026).
INCONCLUSIVE_DAYS = 7
#: A key information is reported upward by the end of the next working day, without waiting for the month (R-113).
KEY_REPORT_DAYS = 1
#: R-144: the return is due by the end of this day of the month, rolled to a working day.
RETURN_DAY = 20
#: Working days in which a return sent back from above is sent again; the house's own number.
RETURN_AGAIN_DAYS = 3

SCREENING = deadlines.register(DeadlineRule("info.screening", "鉴别"))
ASSESSMENT = deadlines.register(DeadlineRule("info.assessment", "启动评估"))
INCONCLUSIVE = deadlines.register(DeadlineRule("info.inconclusive", "尚无定论，继续研判", (0,)))
KEY_REPORT = deadlines.register(DeadlineRule("info.key_report", "重点信息上报", (0,)))
MONTHLY_RETURN = deadlines.register(DeadlineRule("return.monthly", "月报送", (5, 3, 1, 0)))
TEST = deadlines.register(DeadlineRule("info.test", "检验结果"))
RETURN_AGAIN = deadlines.register(DeadlineRule("return.again", "退回后重新报送", (1, 0)))


def start_screening(info) -> None:
    """Three working days from submission; a key information the same day (R-144: 重点风险信息及时报)."""
    days = 0 if info.is_key else SCREENING_DAYS
    deadlines.set_deadline(info.case, SCREENING, method="workdays", start=timezone.localdate(), days=days)


def start_key_report(info) -> None:
    """Nothing is due where no bureau stands above."""
    if info.is_key and info.case.bureau.parent_id:
        days, today = KEY_REPORT_DAYS, timezone.localdate()
        deadlines.set_deadline(info.case, KEY_REPORT, method="workdays", start=today, days=days)


def start_assessment(info) -> None:
    deadlines.set_deadline(info.case, ASSESSMENT, method="workdays", start=timezone.localdate(), days=ASSESSMENT_DAYS)


def start_inconclusive(info) -> None:
    deadlines.set_deadline(
        info.case, INCONCLUSIVE, method="calendar", start=timezone.localdate(), days=INCONCLUSIVE_DAYS
    )


def start_test(task) -> None:
    """The date given to the agency, watched by the unit that ordered the test; both are reminded of it."""
    rule = TEST.of(task.pk, f"检验结果：{task.agency}"[:60])
    today = timezone.localdate()
    deadlines.set_deadline(task.case, rule, method="calendar", start=today, days=(task.due_on - today).days)


def test_rule(task) -> str:
    return f"{TEST.code}:{task.pk}"


def start_return(record) -> None:
    start = date(record.year, record.month, RETURN_DAY)
    deadlines.set_deadline(record.case, MONTHLY_RETURN, method="roll", start=start)


def start_return_again(record) -> None:
    """A return that came back is due anew; the day on which the month was due stays the later of the two."""
    today = timezone.localdate()
    deadlines.set_deadline(record.case, RETURN_AGAIN, method="workdays", start=today, days=RETURN_AGAIN_DAYS)
