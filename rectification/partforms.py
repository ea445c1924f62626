"""The forms of what belongs to an item: extensions, interviews, supervision, joint action."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from casefile.actions import ActionForm
from casefile.datefields import DayInput, PastDateField

from . import terms
from .forms import evidence_field, text_field
from .states import JointGround, SupervisionGround

#: No promise and no supervision runs longer.
_LONGEST = timedelta(days=366)


class DayToCome(forms.DateField):
    """A day after today, within a year."""

    widget = DayInput

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not timezone.localdate() < day <= timezone.localdate() + _LONGEST:
            raise ValidationError("请填今天以后一年以内的日期。")
        return day


class ExtensionForm(ActionForm):
    days = forms.IntegerField(label="延长（工作日）", min_value=1, help_text="从原期限的次日起算。")
    application = text_field("延期理由", max_length=2000, help_text="为什么不能按期完成，已做到哪一步，如何控制风险。")
    files = evidence_field(required=False, help_text="企业的延期申请。")

    def clean_days(self):
        days, longest = self.cleaned_data["days"], terms.in_force(self.record.case.bureau_id).extension_days
        if days > longest:
            raise ValidationError(f"每次最多延长 {longest} 个工作日。")
        return days


class InterviewForm(ActionForm):
    """The 约谈记录: what was said and promised, and when it is looked at again."""

    held_on = PastDateField(label="约谈日期", initial=timezone.localdate)
    place = forms.CharField(label="地点", max_length=100)
    interviewers = forms.CharField(label="约谈人", max_length=200, help_text="不少于两人，用顿号隔开。")
    attendees = forms.CharField(label="被约谈人姓名和职务", max_length=200)
    content = text_field("约谈内容", rows=4, help_text="指出的问题、告知的法律责任、提出的要求。")
    commitments = text_field("承诺", help_text="企业承诺做什么、什么时候做到。")
    follow_up_on = DayToCome(label="跟进日期", help_text="到这一天核实承诺的履行情况。")
    files = evidence_field(required=False, help_text="签字的约谈记录、照片。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("place", self.record.case.bureau.name)

    def clean_interviewers(self):
        text = self.cleaned_data["interviewers"].replace("，", "、").replace(",", "、").replace("；", "、")
        names = list(dict.fromkeys(name.strip() for name in text.split("、") if name.strip()))
        if len(names) < 2:
            raise ValidationError("约谈人不少于两人，用顿号隔开。")
        return "、".join(names)

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day < self.record.found_on:
            raise ValidationError(f"不能早于发现日期（{self.record.found_on}）。")
        return day


class FollowUpForm(ActionForm):
    followed_up_on = PastDateField(label="跟进日期", initial=timezone.localdate)
    kept = forms.ChoiceField(
        label="承诺", choices=[("KEPT", "已履行"), ("BROKEN", "没有履行")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    follow_up = text_field("履行情况")
    files = evidence_field(required=False)

    def clean_followed_up_on(self):
        day, held = self.cleaned_data["followed_up_on"], self.record.open_interview()
        if held and day < held.held_on:
            raise ValidationError(f"不能早于约谈日期（{held.held_on}）。")
        return day


class JointForm(ActionForm):
    ground = forms.ChoiceField(label="情形", choices=JointGround.choices, widget=forms.RadioSelect)
    on = PastDateField(label="日期", initial=timezone.localdate)
    departments = forms.CharField(label="参加部门", max_length=300, help_text="例如：应急管理局、公安局、乡镇政府。")
    text = text_field("处理情况", rows=4)
    files = evidence_field(required=False)


class SuperviseForm(ActionForm):
    supervision_ground = forms.ChoiceField(
        label="督办情形", choices=SupervisionGround.choices, widget=forms.RadioSelect
    )
    demand = text_field("督办要求", help_text="谁负责、做到什么程度。")
    conditions = text_field("摘牌条件", help_text="一行一条；全部达到才能申请摘牌。")
    due_on = DayToCome(label="督办期限")

    def clean_supervision_ground(self):
        ground = self.cleaned_data["supervision_ground"]
        if ground == SupervisionGround.OVERDUE_MAJOR and not self.record.is_overdue_major:
            raise ValidationError("本项不是逾期的重大隐患，请选择其他情形。")
        return ground


class LiftRequestForm(ActionForm):
    met = text_field("条件达成情况", rows=4, help_text="逐条对照摘牌条件写。")
    files = evidence_field(required=False)
