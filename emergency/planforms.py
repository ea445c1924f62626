"""Forms of the plan, the contact list and the roster."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.models import User
from casefile.attachments import inspect
from casefile.datefields import DayInput
from registers import workdays

from .dutyroster import SHOWN, duty_day
from .planmodels import DutyShift, Plan, PlanContact, PlanGrade, PlanStep


class PlanForm(forms.ModelForm):
    upload = forms.FileField(label="预案文件", required=False, help_text="印发的正式文本，PDF 或 Word。")

    class Meta:
        model = Plan
        fields = [
            "title", "reference", "issued_on", "effective_from", "entered_late", "first_report_hours",
            "province_report_hours", "more_report_hours", "confirm_hours", "feedback_hours", "summary_days", "note",
        ]  # fmt: skip
        widgets = {"issued_on": DayInput(), "effective_from": DayInput(), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "issued_on": "局里批准、正式印发的日期。",
            "entered_late": "施行日期早于今天的才填，例如“去年印发，系统上线后补登”。此前接报的事故不受影响。",
            "effective_from": "从这天起接报的事故按本版办理；此前的仍按当时的版本。",
            "first_report_hours": "原县级规定为 1 小时。",
            "province_report_hours": "原县级规定为 2 小时；步骤中去掉“逐级报告省局”的，不计这个时限。",
            "summary_days": "原县级规定为 10 日。",
            "note": "与上一版相比改了什么，采纳了哪些教训。",
        }  # fmt: skip

    wide_fields = ("title", "entered_late")

    def clean(self):
        given = super().clean()
        issued, effective = given.get("issued_on"), given.get("effective_from")
        if issued and issued > timezone.localdate():
            self.add_error("issued_on", "不能晚于今天：印发以后才能登记。")
        elif issued and effective and effective < issued:
            self.add_error("effective_from", "不能早于印发日期。")
        return given

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            inspect(upload)
        return upload


class _StepForm(forms.ModelForm):
    class Meta:
        model = PlanStep
        fields = ["label", "basis", "department", "phase", "order"]


StepFormSet = forms.inlineformset_factory(
    Plan, PlanStep, form=_StepForm, extra=2, can_delete=True, max_num=60, validate_max=True
)
GradeFormSet = forms.inlineformset_factory(
    Plan, PlanGrade, fields=["code", "label", "colour", "criteria", "dead_from", "injured_from", "order"], extra=0,
    can_delete=True, max_num=8, validate_max=True,
)  # fmt: skip
ContactFormSet = forms.modelformset_factory(
    PlanContact, fields=["group", "unit", "name", "duty", "phone", "other_phone", "order"], extra=3, can_delete=True,
    max_num=200, validate_max=True,
)  # fmt: skip


class RosterForm(forms.Form):
    """A leader and an officer for each day from `first`; days that are over are only shown."""

    def __init__(self, *args, bureau, first, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.bureau, self.days = bureau, [first + timedelta(days=n) for n in range(SHOWN)]
        people = User.objects.active().filter(department__bureau=bureau).select_related("department")
        people = people.exclude(department__kind="AGENCY").order_by("department__order", "pk")
        choices = [("", "—"), *((person.pk, f"{person.name}（{person.department}）") for person in people)]
        self.people = {str(person.pk): person for person in people}
        today = duty_day(timezone.now())
        for row in rows:
            for kind in DutyShift.Kind:
                shift = row[kind]
                self.fields[self.name(row["day"], kind)] = forms.ChoiceField(
                    label=f"{row['day']:%m-%d} {kind.label}", choices=choices, required=False,
                    disabled=row["day"] < today, initial=shift.person_id if shift else "",
                )  # fmt: skip

    @staticmethod
    def name(day, kind) -> str:
        return f"{kind.lower()}_{day:%Y%m%d}"

    def rows(self) -> list[dict]:
        """Return each day with its two bound fields for the page."""
        return [
            {
                "day": day, "rest": not workdays.is_workday(day),
                "leader": self[self.name(day, DutyShift.Kind.LEADER)],
                "officer": self[self.name(day, DutyShift.Kind.OFFICER)],
            }
            for day in self.days
        ]  # fmt: skip

    def shifts(self) -> list[tuple]:
        """Return what the valid form says of the days that are not over."""
        today, said = duty_day(timezone.now()), []
        for day in self.days:
            for kind in DutyShift.Kind:
                if day >= today:
                    person = self.people.get(str(self.cleaned_data[self.name(day, kind)]))
                    said.append((day, kind.value, person, person.phone[:30] if person else ""))
        return said
