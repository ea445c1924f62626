"""How often, and who goes: the page 检查频次."""

from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction

from accounts.models import Department
from registers.forms import regions_of
from registers.models import ProductType, Region

from ..models import GradeRule, VisitArea, VisitSetting

_SETTING = ("department", "lead_days", "tier_days", "idle_checks", "no_sample_days")


class FrequencyForm(forms.Form):
    """Visits a year for each grade (grade_HIGH …), and whether the timetable plans."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label="默认承办单位", required=False, empty_label="不自动安排",
        help_text="选了单位，系统每天按频次安排到期的检查；没有划片的企业归这个单位。",
    )  # fmt: skip
    lead_days = forms.IntegerField(label="提前几天安排", min_value=0, max_value=180, initial=30)
    tier_days = forms.IntegerField(label="列为重点、特别监管后几天内检查", min_value=1, max_value=180, initial=30)
    idle_checks = forms.IntegerField(
        label="长期不生产、不具备能力的企业：每年日常巡查次数", min_value=0, max_value=366, initial=2
    )
    no_sample_days = forms.IntegerField(
        label="抽查未抽到样品后几天内飞行检查", min_value=0, max_value=180, initial=30, help_text="填 0 不自动安排。"
    )

    def __init__(self, data=None, *, bureau):
        self.bureau = bureau
        self.setting = VisitSetting.objects.filter(bureau=bureau).first()
        self.rules = {rule.grade: rule for rule in GradeRule.objects.filter(bureau=bureau)}
        held = {name: getattr(self.setting, name) for name in _SETTING} if self.setting else {}
        super().__init__(data, initial=held)
        self.fields["department"].queryset = Department.objects.filter(bureau=bureau, active=True)
        for grade in ProductType.RiskGrade:
            rule = self.rules.get(grade)
            self.fields[f"grade_{grade}"] = forms.IntegerField(
                label=f"{grade.label}产品生产者：每年检查次数", min_value=0, max_value=366,
                initial=rule.checks_a_year if rule else 0,
            )  # fmt: skip

    def settled(self) -> list[tuple[str, str]]:
        """Return what is in force as (label, text), for who may only read it."""
        unit = self.setting.department.name if self.setting and self.setting.department else "不自动安排"
        rest = [(self[name].label, str(self[name].initial)) for name in self.fields if name != "department"]
        return [("默认承办单位", unit), *rest]

    @transaction.atomic
    def save(self, *, by) -> bool:
        """Write what changed with a line in the log; say whether anything did."""
        changed = [f"{self.fields[name].label}：{self.cleaned_data[name] or '（空）'}" for name in self.changed_data]
        setting = self.setting or VisitSetting(bureau=self.bureau)
        for name in _SETTING:
            setattr(setting, name, self.cleaned_data[name])
        setting.save()
        for grade in ProductType.RiskGrade:
            count = self.cleaned_data[f"grade_{grade}"]
            GradeRule.objects.update_or_create(bureau=self.bureau, grade=grade, defaults={"checks_a_year": count})
        log(setting, by, "；".join(changed))
        return bool(changed)


def log(setting, by, line: str) -> None:
    if line:
        LogEntry.objects.log_actions(by.pk, [setting], CHANGE, line[:1000], single_object=True)


class AreaForm(forms.Form):
    region = forms.ModelChoiceField(Region.objects.none(), label="区划")
    department = forms.ModelChoiceField(Department.objects.none(), label="承办单位")

    def __init__(self, *args, bureau, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions_of(bureau)
        self.fields["department"].queryset = Department.objects.filter(bureau=bureau, active=True)


@transaction.atomic
def keep_area(setting: VisitSetting, region, department, by) -> None:
    """Let `department` visit the enterprises of `region` from now on."""
    VisitArea.objects.update_or_create(bureau=setting.bureau, region=region, defaults={"department": department})
    log(setting, by, f"片区 {region}：{department}")
