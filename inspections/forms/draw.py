"""Whom to draw from, and how many."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Bureau
from registers.forms import regions_of
from registers.models import Enterprise, ProductType, Region

from ..models import Draw, Inspection
from ..states import InspectionState
from .acts import officers_of

#: A list longer than this is no list that anybody checks; the filters make it shorter.
LONGEST = 20_000


class DrawForm(forms.Form):
    title = forms.CharField(label="抽取事项", max_length=100, help_text="如：2026年三季度电线电缆双随机抽查。")
    among = forms.ChoiceField(label="抽取对象", choices=Draw.Among.choices, initial=Draw.Among.ENTERPRISE)
    region = forms.ModelChoiceField(Region.objects.none(), label="区划", required=False, empty_label="全部区划")
    side = forms.ChoiceField(
        label="生产或销售",
        required=False,
        choices=[("", "生产和销售"), ("is_producer", "生产者"), ("is_seller", "销售者")],
    )
    product_type = forms.ModelChoiceField(
        ProductType.objects.none(), label="产品类别", required=False, empty_label="全部产品"
    )
    tier = forms.ChoiceField(label="监管类别", required=False, choices=[("", "全部监管类别"), *Enterprise.Tier.choices])
    idle = forms.ChoiceField(
        label="生产状况", required=False,
        choices=[("", "全部"), ("long_idle", "长期不生产"), ("no_capacity", "已不具备生产能力")],
    )  # fmt: skip
    unvisited = forms.IntegerField(
        label="近几天已检查的不再抽", required=False, min_value=0, max_value=1000, help_text="天；留空不排除。"
    )
    size = forms.IntegerField(label="抽取数量", min_value=1, max_value=500, initial=5)
    seed = forms.CharField(
        label="随机种子", max_length=64, required=False,
        help_text="留空由系统产生。由公证或监督人员给出的，填在这里；种子和名单记录在案，任何人可以重算。",
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["region"].queryset = regions_of(user.bureau) if user.bureau else Region.objects.none()
        self.fields["product_type"].queryset = ProductType.objects.active()

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        members = self._members(given)
        if len(members) > LONGEST:
            raise ValidationError(f"范围内有 {len(members)} 个，超过 {LONGEST}，请缩小范围。")
        if len(members) < given["size"]:
            raise ValidationError(f"范围内只有 {len(members)} 个，不够抽 {given['size']} 个，请放宽范围或减少数量。")
        given["population"] = members
        return given

    def _members(self, given) -> list[dict]:
        if given["among"] == Draw.Among.BUREAU:
            below = Bureau.objects.filter(pk__in=self.user.bureau.subordinate_ids()).order_by("pk")
            return [{"id": row.pk, "name": row.name, "code": row.region_code} for row in below]
        if given["among"] == Draw.Among.OFFICER:
            people = officers_of(self.user.bureau).order_by("pk")
            return [{"id": row.pk, "name": row.name, "code": row.department.name} for row in people]
        found = Enterprise.objects.filter(bureau=self.user.bureau, active=True)
        if given["region"]:
            found = found.filter(region__in=Region.objects.filter(code__startswith=given["region"].code))
        for name in ("side", "idle"):
            if given[name]:
                found = found.filter(**{given[name]: True})
        if given["tier"]:
            found = found.filter(tier=given["tier"])
        if given["product_type"]:
            found = found.making(given["product_type"])
        if given["unvisited"]:
            since = timezone.now() - timedelta(days=given["unvisited"])
            visits = Inspection.objects.exclude(state=InspectionState.CANCELLED).filter(started_at__gte=since)
            visits = visits.exclude(case__is_drill=True)
            found = found.exclude(pk__in=visits.values("case__enterprise"))
        rows = found.order_by("pk").values_list("pk", "name", "uscc")[: LONGEST + 1]
        return [{"id": pk, "name": name, "code": uscc} for pk, name, uscc in rows]

    def criteria(self) -> str:
        """Return the filters in words; only after `is_valid()` said yes."""
        given = self.cleaned_data
        if given["among"] != Draw.Among.ENTERPRISE:
            return Draw.Among(given["among"]).label
        said = []
        for name in ("region", "side", "product_type", "tier", "idle"):
            if given[name]:
                choices = dict(getattr(self.fields[name], "choices", ()))
                said.append(str(choices.get(given[name], given[name])))
        if given["unvisited"]:
            said.append(f"近 {given['unvisited']} 天未检查")
        return "在用企业" + ("，" + "，".join(said) if said else "")
