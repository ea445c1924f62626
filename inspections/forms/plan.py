"""Planning: whom to visit, how, with what checklists, until when."""

import uuid
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.authority import authority
from accounts.models import Department
from casefile.datefields import ComingDateField
from casefile.openingforms import EnterpriseField
from registers.forms import product_groups
from registers.lookup import written
from registers.models import Enterprise, ProductType

from .. import checklists
from ..states import InspectionKind, Purpose

#: More enterprises than this are planned in several goes.
MOST = 200
DAYS = 10
LONGEST_LINE = 160


class EnterprisesField(forms.CharField):
    """Enterprises on file, one a line, by name, code or initials. Cleans to a list without doubles."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
    user = None

    def prepare_value(self, value):
        return "\n".join(map(written, value)) if isinstance(value, list) else value

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(f"一次最多安排 {MOST} 家，现有 {len(lines)} 行，请分几次。")
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST_LINE:
                raise ValidationError(f"第{number}行“{line[:20]}…”太长，请核对是否一行一家。")
        single = EnterpriseField(label=self.label)
        single.user = self.user
        found, wrong = {}, []
        for line in lines:
            try:
                enterprise = single.clean(line)
            except ValidationError as error:
                wrong += error.messages
            else:
                found[enterprise.pk] = enterprise
        if wrong:
            raise ValidationError(wrong)
        return list(found.values())


class PlanForm(forms.Form):
    """`origin`: the case the visits come out of; `draw`: the draw whose enterprises are filled in."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    enterprises = EnterprisesField(
        label="检查对象", help_text="每行一家：企业名称、统一社会信用代码或拼音首字母。多家一次安排，各成一件。"
    )
    kind = forms.ChoiceField(label="检查方式", choices=InspectionKind.choices, initial=InspectionKind.DAILY)
    due_on = ComingDateField(label="完成期限", help_text="到当日24时。")
    product_type = forms.ModelChoiceField(
        ProductType.objects.active(), label="产品类别", required=False, help_text="专项检查某类产品时选择。"
    )
    department = forms.ModelChoiceField(Department.objects.none(), label="承办单位")
    checklists = forms.MultipleChoiceField(
        label="检查表", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选时按企业类型自动配：生产者用生产领域，销售者用流通领域，适用总局第75、76号令的加主体责任。",
    )  # fmt: skip
    purpose = forms.CharField(
        label="检查事由", max_length=200, required=False, help_text="如专项行动名称、投诉线索；会印在检查表上。"
    )
    wide_fields = ("enterprises", "checklists", "purpose")

    def __init__(self, *args, user, origin=None, draw=None, about=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["enterprises"].user = user
        self.fields["product_type"].choices = [("", "（不限）"), *product_groups()]
        units = [unit for unit in Department.objects.filter(bureau=user.bureau, active=True) if self._may(unit)]
        self.fields["department"].queryset = Department.objects.filter(pk__in=[unit.pk for unit in units])
        self.lists = checklists.in_force(user.bureau, Purpose.VISIT) if user.bureau else {}
        self.fields["checklists"].choices = [
            (spec.code, f"{spec.name}（{len(spec.items)}项，{spec.version_text}）") for spec in self.lists.values()
        ]
        self.initial.setdefault("due_on", timezone.localdate() + timedelta(days=DAYS))
        self.initial.setdefault("department", user.department_id)
        for name, value in _known(user, origin, draw, about).items():
            if value:
                self.initial.setdefault(name, value)

    def _may(self, unit) -> bool:
        return authority(self.user, "inspection.plan", department=unit) is not None

    def planned(self) -> dict:
        """Return what `planning.plan_many` wants; only after `is_valid()` said yes."""
        given = dict(self.cleaned_data)
        specs = [self.lists[code] for code in given.pop("checklists")]
        return given | {"specs": specs or None}


def _known(user, origin, draw, about) -> dict:
    on_file = Enterprise.objects.visible_to(user).active()
    if draw is not None:
        drawn = on_file.in_bulk([row["id"] for row in draw.drawn])
        found = [drawn[row["id"]] for row in draw.drawn if row["id"] in drawn]
        return {"enterprises": found, "kind": InspectionKind.RANDOM, "purpose": draw.title}
    if origin is not None:
        return {
            "enterprises": [origin.enterprise] if origin.enterprise else [], "product_type": origin.product_type_id,
            "purpose": origin.title[:200], "kind": InspectionKind.SPECIAL,
        }  # fmt: skip
    named = (about or {}).get("enterprise", "")
    if named.isascii() and named.isdigit() and len(named) < 19:
        return {"enterprises": list(on_file.filter(pk=int(named)))}
    return {}
