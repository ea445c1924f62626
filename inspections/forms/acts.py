"""The small forms of an inspection: officers, the day, what becomes of a failed item."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.roles import ROLE_PERMISSIONS
from casefile.actions import ActionForm
from casefile.datefields import ComingDateField
from registers.forms import product_groups
from registers.models import ProductType

from ..models import SheetItem

CHECKING_ROLES = [role for role, permissions in ROLE_PERMISSIONS.items() if "inspection.check" in permissions]


def officers_of(bureau):
    """Return who of a bureau may go on inspections, by unit."""
    return (
        User.objects.active()
        .filter(department__bureau=bureau, role_assignments__role__in=CHECKING_ROLES)
        .select_related("department")
        .order_by("department__order", "department_id", "name", "pk")
        .distinct()
    )


class OfficerField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.name}（{obj.department}）"


class OfficersForm(ActionForm):
    first_officer = OfficerField(User.objects.none(), label="检查人员一", empty_label="请选择")
    second_officer = OfficerField(
        User.objects.none(), label="检查人员二", empty_label="请选择", help_text="两人到场，一人提交，另一人确认。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = officers_of(self.record.case.bureau)
        for name in ("first_officer", "second_officer"):
            self.fields[name].queryset = people
            self.initial.setdefault(name, getattr(self.record, f"{name}_id"))

    def clean(self):
        given = super().clean()
        if given.get("first_officer") and given.get("first_officer") == given.get("second_officer"):
            self.add_error("second_officer", "两名检查人员不能是同一个人。")
        return given


class DateForm(ActionForm):
    due_on = ComingDateField(label="新的完成期限")


class _ItemForm(ActionForm):
    item = forms.ModelChoiceField(SheetItem.objects.none(), label="检查项目", widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = self.record.items.all()
        self.fields["item"].error_messages["invalid_choice"] = "没有这个检查项目。"

    def clean_item(self):
        item = self.cleaned_data["item"]
        if item.item_id is not None:
            raise ValidationError(f"已登记台账 {item.item.case.number}。")
        if item.settled:
            raise ValidationError(f"已写明不立项：{item.settled}")
        if not item.is_failed:
            raise ValidationError("只有不符合的项目才登记隐患。")
        return item


class RaiseForm(_ItemForm):
    """One tap: everything is on the sheet but, for a visit about no product in particular, the product."""

    product_type = forms.ModelChoiceField(ProductType.objects.active(), label="产品类别", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["product_type"].choices = [("", "请选择"), *product_groups()]

    def clean(self):
        given = super().clean()
        given["product_type"] = given.get("product_type") or product_of(self.record.case)
        if given["product_type"] is None and "product_type" not in self.errors:
            self.add_error("product_type", "这家企业档案里有几类产品，请选择隐患属于哪一类。")
        return given


def product_of(case) -> ProductType | None:
    """Return the product a defect is about: the visit's, or the only one that the enterprise has on file."""
    if case.product_type is not None:
        return case.product_type
    held = list(case.enterprise.product_types.order_by("pk")[:2])
    return held[0] if len(held) == 1 else None


class SettleForm(_ItemForm):
    settled = forms.CharField(
        label="不立项的理由", max_length=200, help_text="如：当场改正并已复核；已并入另一项隐患。"
    )
