"""The form of 外出代理: who may stand in for whom."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from .absences import AREAS, Absence
from .models import User
from .roles import ABSENT_ROLES, LEADERS, LEADING

#: Longer than this is a change of post, not an absence.
LONGEST_DAYS = 180


class _PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return f"{person.name}（{person.department} {person.position}）"


class AbsenceForm(forms.Form):
    """`by` enters it: for anybody of the bureau with absence.manage, else for himself or herself."""

    absent = _PersonChoice(queryset=User.objects.none(), label="外出人")
    deputy = _PersonChoice(queryset=User.objects.none(), label="代理人")
    starts = forms.DateField(
        label="起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text="当天即生效。"
    )
    ends = forms.DateField(
        label="止", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text="当天仍有效。"
    )
    areas = forms.MultipleChoiceField(
        label="代理事项", choices=list(AREAS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项代理事项。"},
        help_text="代理人在这些事项中可以办理外出人的职权，办理记录写明“代某某”；本人拟的、评估的仍须回避。",
    )  # fmt: skip
    reason = forms.CharField(label="事由", max_length=100, help_text="例如“赴省局培训”“年休假”。")

    def __init__(self, data=None, *, by, initial=None):
        super().__init__(data, initial=initial)
        people = User.objects.active().filter(department__bureau=by.bureau).select_related("department")
        people = people.prefetch_related("role_assignments").order_by("department__order", "pk").distinct()
        absent = people.filter(role_assignments__role__in=ABSENT_ROLES)
        self.fields["absent"].queryset = absent if by.can("absence.manage") else absent.filter(pk=by.pk)
        self.fields["deputy"].queryset = people.exclude(role_assignments__role__in=["ADMIN", "AGENCY", "INSPECTOR"])

    def clean_starts(self):
        starts = self.cleaned_data["starts"]
        if starts < timezone.localdate():
            raise ValidationError("不能从过去的日期开始代理。")
        return starts

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends:
            if ends < starts:
                self.add_error("ends", "结束日期不能早于开始日期。")
            elif (ends - starts).days > LONGEST_DAYS:
                self.add_error("ends", f"代理最长 {LONGEST_DAYS} 天；更久的请由管理员调整角色。")
        if cleaned.get("absent") and cleaned.get("deputy"):
            self._check_people(cleaned["absent"], cleaned["deputy"])
        if not self.errors:
            self._check_overlap(cleaned)
        return cleaned

    def _check_people(self, absent, deputy) -> None:
        if absent == deputy:
            self.add_error("deputy", "不能由本人代理。")
        elif LEADERS & set(absent.roles) and not LEADING & set(deputy.roles):
            self.add_error("deputy", "局领导外出，由其他局领导或股室、所队负责人代理。")
        elif not LEADING & set(deputy.roles) and absent.department_id != deputy.department_id:
            self.add_error("deputy", "请选择同一机构的人员，或者其他负责人、局领导。")

    def _check_overlap(self, given) -> None:
        others = Absence.objects.filter(
            absent=given["absent"], ended_at=None, starts__lte=given["ends"], ends__gte=given["starts"]
        ).select_related("deputy")
        for other in others:
            if both := [label for area, label in AREAS.items() if area in other.areas and area in given["areas"]]:
                self.add_error(
                    "areas",
                    f"{other.starts} 至 {other.ends} 的{'、'.join(both)}已由{other.deputy}代理，请先终止原来的代理。",
                )
