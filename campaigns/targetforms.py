"""The forms of the list of targets: filter, finding, choosing (R-204, R-205, R-214, R-215, R-307)."""

from django import forms

from accounts.models import Department
from casefile.datefields import ComingDateField
from casefile.openingforms import EnterpriseField
from inspections.states import InspectionKind
from registers.forms import regions_of
from registers.models import Enterprise, Region
from registers.typed import SearchField

from .states import TAGS, TargetGround

#: Grounds by which the system finds enterprises itself.
FOUND = (
    TargetGround.PRODUCT, TargetGround.FAILED, TargetGround.NO_SAMPLE, TargetGround.INFORMATION,
    TargetGround.HAZARD_FOUND, TargetGround.OPEN_ITEM, TargetGround.MANY_COMPLAINTS, TargetGround.PUBLIC_OPINION,
    TargetGround.REPEAT_PROBLEMS,
)  # fmt: skip
#: Grounds that are a place: everybody there who makes or sells the products.
PLACES = (
    TargetGround.CLUSTER_AREA, TargetGround.PROBLEM_PRONE_AREA, TargetGround.URBAN_RURAL_FRINGE,
    TargetGround.RURAL_MARKET,
)  # fmt: skip


def _units(user):
    return Department.objects.filter(bureau=user.bureau, active=True)


class TargetFilter(forms.Form):
    """The filters of the list; they live in the URL."""

    q = SearchField("企业名称、代码")
    ground = forms.ChoiceField(label="列入理由", required=False, choices=[("", "全部理由"), *TargetGround.choices])
    unit = forms.ModelChoiceField(Department.objects.none(), label="责任单位", required=False, empty_label="全部单位")
    visited = forms.ChoiceField(
        label="检查情况", required=False,
        choices=[("", "全部"), ("no", "未检查"), ("yes", "已检查"), ("struck", "已移出")],
    )  # fmt: skip

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["unit"].queryset = _units(user)

    def apply(self, rows, inspected: set[int]):
        """Return the targets narrowed; a wrong value narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        rows = rows.exclude(struck_at=None) if given.get("visited") == "struck" else rows.filter(struck_at=None)
        if given.get("q"):
            rows = rows.filter(enterprise__in=Enterprise.objects.called(given["q"]))
        if given.get("unit"):
            rows = rows.filter(unit=given["unit"])
        if given.get("visited") in ("yes", "no"):
            visited = rows.filter(enterprise__in=inspected)
            rows = visited if given["visited"] == "yes" else rows.exclude(pk__in=visited.values("pk"))
        found = list(rows.select_related("enterprise", "unit", "draw"))
        ground = given.get("ground")
        return [row for row in found if ground in row.grounds] if ground else found


class FindForm(forms.Form):
    """By what enterprises are looked for; it lives in the URL, and the page shows what was found."""

    ground = forms.ChoiceField(
        label="按什么找", choices=[(row.value, row.label) for row in (*FOUND, *PLACES)],
        initial=TargetGround.PRODUCT,
    )  # fmt: skip
    region = forms.ModelChoiceField(Region.objects.none(), label="区划", required=False, empty_label="全部区划")
    least = forms.IntegerField(label="至少几次", min_value=1, max_value=20, required=False)
    several_years = forms.BooleanField(label="跨两年以上", required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["region"].queryset = regions_of(user.bureau)

    def clean(self):
        given = super().clean()
        if given.get("ground") in PLACES and not given.get("region"):
            self.add_error("region", "这一类按地方找，请选定区划。")
        return given


class AddForm(forms.Form):
    """One enterprise by name, with the tag that an officer gives it (R-307)."""

    enterprise = EnterpriseField(label="企业", max_length=160)
    ground = forms.ChoiceField(label="列入理由", choices=[(row.value, row.label) for row in TAGS])
    unit = forms.ModelChoiceField(Department.objects.none(), label="责任单位", required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].user = user
        self.fields["unit"].queryset = _units(user)


class VisitForm(forms.Form):
    """What the chosen targets are visited for."""

    kind = forms.ChoiceField(label="检查方式", choices=InspectionKind.choices, initial=InspectionKind.SPECIAL)
    due_on = ComingDateField(label="检查完成期限")


class StrikeForm(forms.Form):
    reason = forms.CharField(label="移出理由", max_length=200)
