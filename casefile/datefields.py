"""Days and moments that have already been (reports, visits, news), and days by which something is to be done."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

#: Clocks of two machines may differ a little.
_TOLERANCE = timedelta(minutes=2)
#: Nothing is set further ahead: what is, is a slip of the year.
_FURTHEST = timedelta(days=2 * 366)
#: Nothing that is reported on happened before.
_EARLIEST = date(1990, 1, 1)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class PastDateField(forms.DateField):
    """A day, today at the latest."""

    widget = DayInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators.append(_not_after_today)


class ComingDateField(forms.DateField):
    """A day from today on, within two years."""

    widget = DayInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators.append(_to_come)


class PastMomentField(forms.DateTimeField):
    """A moment, now at the latest."""

    widget = MomentInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators.append(_not_after_now)


def _not_after_today(day):
    _not_before_all(day)
    if day > timezone.localdate():
        raise ValidationError("日期不能晚于今天，请核对年月日。")


def _not_before_all(day):
    """A browser takes the year 26 for what it is."""
    if day < _EARLIEST:
        raise ValidationError("日期太早，请核对年份。")


def _to_come(day):
    if day < timezone.localdate():
        raise ValidationError("不能早于今天。")
    if day > timezone.localdate() + _FURTHEST:
        raise ValidationError("日期在两年以后，请核对年份。")


def _not_after_now(moment):
    _not_before_all(timezone.localdate(moment))
    if moment > timezone.now() + _TOLERANCE:
        raise ValidationError("时间不能晚于现在，请核对日期和时刻。")
