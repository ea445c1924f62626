"""The forms of stations, of the plan on file, and of who is named for what (R-108, R-140)."""

from django import forms

from accounts.choices import SeveralField
from accounts.models import User
from casefile.datefields import PastDateField
from registers.forms import PhoneFormField, product_groups
from registers.models import ProductType

from . import duties
from .forms import text_area
from .models import Station


class StationForm(forms.Form):
    host = forms.CharField(label="依托单位", max_length=120, required=False, help_text="例如：清源县质量检验所。")
    contact = forms.CharField(label="联系人", max_length=30)
    phone = PhoneFormField(label="联系电话", max_length=20)
    address = forms.CharField(label="地址", max_length=200, required=False)
    products = SeveralField(
        ProductType.objects.none(), label="监测产品", widget=forms.CheckboxSelectMultiple, help_text="可多选。"
    )
    ability = text_area(
        "采集、监测和研判能力",
        rows=3,
        required=False,
        max_length=1000,
        help_text="人员、设备、能检的项目，打算怎样提升。",
    )

    wide_fields = ("address", "products")

    def __init__(self, data=None, *, station: Station):
        initial = {name: getattr(station, name) for name in self.base_fields if name != "products"}
        initial["products"] = list(station.products.all()) if station._state.adding is False else []
        super().__init__(data, initial=initial)
        field = self.fields["products"]
        field.queryset = ProductType.objects.active()
        field.choices = product_groups()

    def lines(self) -> list[str]:
        """Return what changes, as the log keeps it."""
        found = []
        for name in self.changed_data:
            old, new = self.initial.get(name), self.cleaned_data[name]
            if name == "products":
                old, new = ("、".join(sorted(map(str, rows))) for rows in (old, new))
            found.append(f"{self.fields[name].label}：{old or '（空）'} → {new or '（空）'}")
        return found


class WorkPlanForm(forms.Form):
    title = forms.CharField(label="方案名称", max_length=120)
    reference = forms.CharField(label="印发文号", max_length=80, required=False)
    issued_on = PastDateField(label="印发日期")
    follows = forms.CharField(
        label="依据的上级来文", max_length=200, required=False, help_text="上级局的文号和名称，没有的不填。"
    )
    note = text_area("说明", rows=2, required=False, max_length=1000)
    file = forms.FileField(label="方案文件", help_text="PDF、Word 等；登记以后不能换，新方案另行登记。")

    wide_fields = ("title", "follows")


class DutyForm(forms.Form):
    """One box a task; who may be named works in the unit."""

    def __init__(self, data=None, *, unit):
        people = User.objects.active().filter(department=unit).order_by("name")
        initial = {duty.value: held.person for duty in duties.Duty if (held := duties.held_by(unit, duty))}
        super().__init__(data, initial=initial)
        for duty in duties.Duty:
            self.fields[duty.value] = forms.ModelChoiceField(
                people, label=duty.label, required=False, empty_label="未指定"
            )
