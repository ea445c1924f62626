"""The forms of gathering: who gathers what and how often, and what a time brought (R-110)."""

from django import forms

from accounts.models import Department, User
from registers.import_forms import UploadForm
from registers.models import InfoSource

from . import states
from .forms import text_area
from .gathering import Rhythm
from .intake_forms import handling_units
from .models import GatherPlan

_KINDS = (Department.Kind.SECTION, Department.Kind.STATION_OFFICE, Department.Kind.BRIGADE)


def gathering_units(bureau):
    """Return the units that may file informations."""
    return Department.objects.filter(bureau=bureau, kind__in=_KINDS, active=True)


class GatherPlanForm(forms.Form):
    source = forms.ModelChoiceField(InfoSource.objects.none(), label="信息来源", empty_label="请选择")
    rhythm = forms.ChoiceField(
        label="归集周期", choices=Rhythm.choices, widget=forms.RadioSelect, initial=Rhythm.MONTHLY,
        help_text="改了周期的，从下一期起执行。",
    )  # fmt: skip
    department = forms.ModelChoiceField(Department.objects.none(), label="责任单位", empty_label="请选择")
    person = forms.ModelChoiceField(
        User.objects.none(), label="责任人", required=False, empty_label="责任单位的人都可以办",
        help_text="指定了人的，提醒他本人；逾期时股室负责人和分管领导也会收到。",
    )  # fmt: skip
    where = forms.CharField(
        label="从哪里归集",
        required=False,
        max_length=120,
        help_text="例如：全国12315平台，工单导出；县融媒体中心周报。",
    )
    active = forms.BooleanField(label="执行中", required=False, initial=True, help_text="取消勾选就停止归集这个来源。")

    wide_fields = ("where",)

    def __init__(self, data=None, *, plan: GatherPlan):
        self.plan, bureau = plan, plan.bureau
        new = plan.pk is None
        initial = {"source": plan.source_id} if new else {name: getattr(plan, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        self.fields["source"].queryset = InfoSource.objects.filter(active=True).order_by("order", "code")
        self.fields["department"].queryset = gathering_units(bureau)
        people = User.objects.active().filter(department__in=gathering_units(bureau)).order_by("department", "name")
        self.fields["person"].queryset = people.select_related("department")
        if new:
            del self.fields["active"]
        else:
            del self.fields["source"]

    def clean(self):
        given = super().clean()
        person, unit = given.get("person"), given.get("department")
        if person and unit and person.department_id != unit.pk:
            self.add_error("person", f"{person.name}不在{unit}，请选责任单位的人，或者不指定。")
        if person and not person.can("info.create"):
            self.add_error("person", f"{person.name}的角色不能登记风险信息，请选别人，或者不指定。")
        source = given.get("source") or (self.plan.source if self.plan.source_id else None)
        others = GatherPlan.objects.filter(bureau=self.plan.bureau, source=source, department=unit)
        if source and unit and others.exclude(pk=self.plan.pk).exists():
            self.add_error("department", f"{unit}已经安排归集“{source}”，请改那一条。")
        return given

    def lines(self) -> list[str]:
        """Return what changes, as the log keeps it: 归集周期：每月 → 每周."""
        if self.plan.pk is None:
            return [f"安排归集：{dict(Rhythm.choices)[self.cleaned_data['rhythm']]}，{self.cleaned_data['department']}"]
        found = []
        for name in self.changed_data:
            old, new = self[name].initial, self.cleaned_data[name]
            if name == "rhythm":
                old, new = Rhythm(old).label, Rhythm(new).label
            if name == "active":
                old, new = "执行中" if old else "已停止", "执行中" if new else "已停止"
            found.append(f"{self.fields[name].label}：{old or '（空）'} → {new or '（空）'}")
        return found

    def apply(self, today) -> GatherPlan:
        """Write the cleaned values into the plan; one that goes on again begins today."""
        if self.plan.pk and self.cleaned_data.get("active") and not self.plan.active:
            self.plan.since = today
        for name, value in self.cleaned_data.items():
            setattr(self.plan, name, value)
        return self.plan


class SuggestForm(forms.Form):
    department = forms.ModelChoiceField(Department.objects.none(), label="责任单位", empty_label="请选择责任单位")

    def __init__(self, data=None, *, bureau):
        super().__init__(data)
        self.fields["department"].queryset = gathering_units(bureau)


class RecordForm(forms.Form):
    """What a time brought; nothing found is a result too."""

    outcome = forms.ChoiceField(
        label="归集结果", choices=[("FOUND", "有信息"), ("NOTHING", "没有发现信息")], widget=forms.RadioSelect
    )
    items = forms.IntegerField(
        label="信息条数", required=False, min_value=1, max_value=100_000, help_text="有信息的填写，包括已导入的。"
    )
    note = text_area(
        "说明", rows=2, required=False, max_length=300, help_text="例如：检索了哪些平台、关键词；更正时写明理由。"
    )
    with_earlier = forms.BooleanField(label="以前各期一并登记", required=False)

    def __init__(self, data=None, *, row, earlier: int, listed: int):
        initial = {"outcome": row.outcome or ("FOUND" if listed else ""), "items": row.items or listed or None}
        super().__init__(data, initial=initial)
        if earlier and row.is_open:
            self.fields["with_earlier"].help_text = f"前面还有 {earlier} 期没有登记，这一次一并归集了的请勾选。"
        else:
            del self.fields["with_earlier"]

    def clean(self):
        given = super().clean()
        if given.get("outcome") == "FOUND" and not given.get("items") and "items" not in self.errors:
            self.add_error("items", "有信息的，请填写条数。")
        if given.get("outcome") == "NOTHING":
            given["items"] = 0
        return given


class ListForm(UploadForm):
    """A list of informations, and what holds for every row that says nothing itself."""

    source = forms.ModelChoiceField(
        InfoSource.objects.none(), label="信息来源", required=False, empty_label="按表里的“信息来源”列",
        help_text="整批同一来源的在这里选。",
    )  # fmt: skip
    info_kind = forms.ChoiceField(label="信息类型", required=False)
    certainty = forms.ChoiceField(label="存在程度", required=False)
    basis = forms.MultipleChoiceField(
        label="认定依据", required=False, choices=states.Basis.choices, widget=forms.CheckboxSelectMultiple
    )
    harm_objects = forms.MultipleChoiceField(
        label="危害对象", required=False, choices=states.HarmObject.choices, widget=forms.CheckboxSelectMultiple,
        help_text="以上四项是表里没有写的行用的；不选的，登记为草稿，逐条研判后提交。",
    )  # fmt: skip
    department = forms.ModelChoiceField(Department.objects.none(), label="承办单位", empty_label="请选择")

    def __init__(self, data=None, files=None, *, user, row=None):
        super().__init__(data, files)
        self.fields["source"].queryset = InfoSource.objects.filter(active=True).order_by("order", "code")
        for name, kind in (("info_kind", states.InfoKind), ("certainty", states.Certainty)):
            self.fields[name].choices = [("", "（表里没有写的留空）"), *kind.choices]
        units = handling_units(user)
        self.fields["department"].queryset = Department.objects.filter(pk__in=[unit.pk for unit in units])
        if row is not None:
            del self.fields["source"]
        if len(units) == 1 or row is not None:
            del self.fields["department"]

    def context(self) -> dict:
        """Return what ImportRun.context keeps."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "file" and value}
        return {name: value.pk if hasattr(value, "pk") else value for name, value in given.items()}
