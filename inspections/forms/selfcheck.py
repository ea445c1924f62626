"""Writing down what an enterprise says of itself."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from casefile.datefields import PastDateField
from casefile.openingforms import EnterpriseField

from ..models import ControlList, ControlPoint, SelfCheck, SelfCheckItem
from ..models.selfcheck import SELLER_STAGES
from ..states import Answer


class _PaperForm(forms.Form):
    enterprise = EnterpriseField(label="企业", max_length=160)
    made_on = PastDateField(label="企业填报日期")
    signed_by = forms.CharField(label="企业签字人", max_length=30)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["enterprise"].user = user

    def clean_enterprise(self):
        enterprise = self.cleaned_data["enterprise"]
        if enterprise is not None and enterprise.bureau_id != self.user.bureau.pk:
            raise ValidationError("只能登记本局管辖的企业。")
        return enterprise


class SelfCheckForm(_PaperForm):
    """`spec` is the self-check list in force; answer_1, note_1 and so on are its items."""

    def __init__(self, *args, spec, **kwargs):
        super().__init__(*args, **kwargs)
        self.spec = spec
        for order, item in enumerate(spec.items, 1):
            self.fields[f"answer_{order}"] = forms.ChoiceField(
                label=f"{order}. {item.text}", choices=Answer.choices, widget=forms.RadioSelect
            )
            self.fields[f"note_{order}"] = forms.CharField(label=f"{order} 说明和整改", max_length=500, required=False)
        self.fields["major_risk"] = forms.CharField(
            label="自查发现的重大风险", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
            help_text="企业主动报告的；登记后转为风险信息办理。",
        )  # fmt: skip

    def clean(self):
        given = super().clean()
        for order in range(1, len(self.spec.items) + 1):
            if given.get(f"answer_{order}") == Answer.FAIL and not given.get(f"note_{order}"):
                self.add_error(f"note_{order}", "不符合的，请写明情况和整改。")
        same = SelfCheck.objects.filter(
            enterprise=given.get("enterprise"), made_on=given.get("made_on"), checklist=self.spec.name
        )
        if given.get("enterprise") and given.get("made_on") and same.exists():
            self.add_error("made_on", "这家企业当天的自查已经登记。")
        return given

    @transaction.atomic
    def save(self) -> SelfCheck:
        given = self.cleaned_data
        row = SelfCheck.objects.create(
            enterprise=given["enterprise"], made_on=given["made_on"], signed_by=given["signed_by"], by=self.user,
            checklist=self.spec.name, version=self.spec.version, major_risk=given["major_risk"],
        )  # fmt: skip
        SelfCheckItem.objects.bulk_create([
            SelfCheckItem(
                self_check=row, order=order, group=item.group, text=item.text, method=item.method,
                problem=item.problem, severity=item.severity, basis=item.basis, duty=item.duty,
                answer=given[f"answer_{order}"], note=given[f"note_{order}"],
            )
            for order, item in enumerate(self.spec.items, 1)
        ])  # fmt: skip
        return row


class ControlListForm(_PaperForm):
    """The head of a 风险管控清单; its lines are a formset."""


class PointForm(forms.Form):
    stage = forms.ChoiceField(label="环节或对象", choices=ControlPoint.Stage.choices, initial="INCOMING")
    risk = forms.CharField(label="关键风险点", max_length=200)
    control = forms.CharField(label="管控措施", max_length=300)
    person = forms.CharField(label="责任人", max_length=30)


PointFormSet = forms.formset_factory(PointForm, extra=6, max_num=100)


def points_of(formset) -> list[dict]:
    """Return the filled-in lines; only after `is_valid()` said yes."""
    return [form.cleaned_data for form in formset if form.cleaned_data]


def why_not(enterprise, points) -> str:
    """Say why these points do not fit the enterprise; empty when they do."""
    if not points:
        return "至少写一个风险点。"
    if not enterprise.is_producer and any(row["stage"] not in SELLER_STAGES for row in points):
        return "这家企业只销售不生产，风险点只选“销售来源不明产品”或“销售假冒伪劣产品”。"
    return ""


@transaction.atomic
def keep_control_list(form, points, by) -> ControlList:
    given = form.cleaned_data
    row = ControlList.objects.create(
        enterprise=given["enterprise"], made_on=given["made_on"], signed_by=given["signed_by"], by=by
    )
    ControlPoint.objects.bulk_create(
        [ControlPoint(control_list=row, order=order, **point) for order, point in enumerate(points, 1)]
    )
    return row
