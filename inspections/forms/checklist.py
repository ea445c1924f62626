"""Editing a checklist: its head, and a line for each item."""

from django import forms
from django.core.exceptions import ValidationError

from rectification import problems
from rectification.states import Severity

from ..checklists import Item
from ..states import Purpose


class ChecklistForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Z][A-Z0-9_]*\Z", label="代码", max_length=30, help_text="大写字母、数字、下划线，如 SPECIAL_CABLE。",
        error_messages={"invalid": "代码用大写字母、数字和下划线，以字母开头。"},
    )  # fmt: skip
    name = forms.CharField(label="名称", max_length=40)
    field = forms.ChoiceField(label="领域", choices=problems.Field.choices)
    purpose = forms.ChoiceField(label="用途", choices=Purpose.choices)
    active = forms.BooleanField(
        label="在用", required=False, initial=True, help_text="停用后不能再选，已安排的不受影响。"
    )

    def __init__(self, *args, spec=None, taken=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.taken = taken
        if spec is not None:
            del self.fields["code"]

    def clean_code(self):
        if self.cleaned_data["code"] in self.taken:
            raise ValidationError("已有这个代码的检查表，请打开它修改。")
        return self.cleaned_data["code"]


class ItemForm(forms.Form):
    group = forms.CharField(label="分组", max_length=30)
    text = forms.CharField(
        label="检查项目", max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text="说成符合即为正常。"
    )
    method = forms.CharField(label="检查方法", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    problem = forms.ChoiceField(label="不符合时的问题", choices=problems.choices(), initial="OTHER")
    severity = forms.ChoiceField(label="等级", choices=Severity.choices, initial=Severity.GENERAL)
    basis = forms.CharField(label="依据", max_length=60, required=False)
    duty = forms.BooleanField(label="主体责任", required=False)

    def as_item(self) -> Item:
        return Item(**{name: self.cleaned_data[name] for name in self.fields if name not in ("ORDER", "DELETE")})


ItemFormSet = forms.formset_factory(ItemForm, extra=3, can_delete=True, can_order=True, max_num=200)


def items_of(formset) -> list[Item]:
    """Return the lines that stay, in their order; only after `is_valid()` said yes."""
    return [form.as_item() for form in formset.ordered_forms if form.cleaned_data.get("text")]


def initial_of(spec) -> list[dict]:
    return [{name: getattr(item, name) for name in Item.__dataclass_fields__} for item in spec.items]
