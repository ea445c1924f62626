"""Forms of the boards and of what leaders keep."""

import uuid

from django import forms
from django.utils import timezone

from accounts.choices import SeveralField
from accounts.models import Department, User
from casefile.datefields import DayInput, PastDateField
from casefile.models import CaseFile, Deadline
from riskwarnings.facts_text import WarningLevel

from .boards import PERIODS
from .models import AccountabilityRecord, Duty, RegionAlert


class BoardFilter(forms.Form):
    period = forms.ChoiceField(label="时段", required=False, choices=[(code, label) for code, label, _ in PERIODS])
    level = forms.ChoiceField(label="级别", required=False, choices=[("", "全部级别"), *WarningLevel.choices])
    unit = forms.ModelChoiceField(Department.objects.none(), label="单位", required=False, empty_label="全部单位")

    def __init__(self, data, *, user):
        super().__init__(data)
        bureau = user.department.bureau if user.department_id else None
        self.fields["unit"].queryset = Department.objects.filter(bureau=bureau)


class AlertForm(forms.Form):
    colour = forms.ChoiceField(label="警示", choices=RegionAlert.Colour.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明依据：监督抽查不合格企业、同类问题次数、预警件数等。",
    )  # fmt: skip


class DutyForm(forms.ModelForm):
    class Meta:
        model = Duty
        fields = ["department", "person", "matter", "standard", "basis", "since"]
        widgets = {"since": DayInput()}
        help_texts = {"person": "不选则由单位负责人负责。", "standard": "例如“收到通报后1个工作日内签收”。"}

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments
        self.fields["person"].queryset = User.objects.active().filter(department__in=departments).order_by("name")
        self.fields["person"].label_from_instance = lambda person: f"{person.name}（{person.department}）"
        self.initial.setdefault("since", timezone.localdate())

    def clean(self):
        given = super().clean()
        person, unit = given.get("person"), given.get("department")
        if person and unit and person.department_id != unit.pk:
            self.add_error("person", f"{person.name}不在{unit}。")
        return given


class ExplainForm(forms.Form):
    text = forms.CharField(
        label="逾期说明", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="为什么没有按期办完、现在怎样、什么时候办完。记入案卷办理过程，不能修改。",
    )  # fmt: skip


class RecordForm(forms.Form):
    """A commendation or a sanction; evidence is named by the numbers of cases."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="类别", choices=AccountabilityRecord.Kind.choices, widget=forms.RadioSelect)
    person = forms.ModelChoiceField(User.objects.none(), label="个人", required=False)
    unit = forms.ModelChoiceField(Department.objects.none(), label="单位", required=False)
    facts = forms.CharField(
        label="事实", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="表扬写发现、制止或减少危害的经过；追责写应当发现而未发现、应办未办的情况和后果。",
    )  # fmt: skip
    measure = forms.CharField(label="表扬或处理方式", max_length=200, help_text="例如“通报表扬”“诫勉谈话”。")
    decided_on = PastDateField(label="决定日期")
    decided_by = forms.CharField(label="决定机构、文号", max_length=200)
    case_numbers = forms.CharField(
        label="佐证案卷", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="案卷编号，每行一个。"
    )
    deadlines = SeveralField(
        Deadline.objects.none(), label="佐证逾期", required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, data=None, *, user, deadlines=None, initial=None):
        super().__init__(data, initial={"token": uuid.uuid4()} | (initial or {}))
        self.user = user
        bureau = user.department.bureau
        people = User.objects.filter(department__bureau=bureau).exclude(pk=user.pk).select_related("department")
        self.fields["person"].queryset = people.order_by("department__order", "name")
        self.fields["person"].label_from_instance = lambda person: f"{person.name}（{person.department}）"
        self.fields["unit"].queryset = Department.objects.filter(bureau=bureau).order_by("order", "pk")
        if deadlines is not None:
            self.fields["deadlines"].queryset = deadlines

    def clean_case_numbers(self):
        numbers = [line.strip(" 　，,;；").upper() for line in self.cleaned_data["case_numbers"].splitlines()]
        numbers = list(dict.fromkeys(filter(None, numbers)))
        found = {row.number: row for row in CaseFile.objects.visible_to(self.user).filter(number__in=numbers)}
        if unknown := [number for number in numbers if number not in found]:
            raise forms.ValidationError(f"没有这些案卷，或者您无权查看：{'、'.join(unknown)[:200]}。")
        return [found[number] for number in numbers]

    def clean(self):
        given = super().clean()
        if bool(given.get("person")) == bool(given.get("unit")) and not {"person", "unit"} & set(self.errors):
            self.add_error("person", "请选择个人或单位，只选一个。")
        if not given.get("case_numbers") and not given.get("deadlines") and "case_numbers" not in self.errors:
            self.add_error("case_numbers", "请至少填写一件佐证案卷。")
        return given


class RevokeForm(forms.Form):
    reason = forms.CharField(label="撤销理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
