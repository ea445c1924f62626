"""货值和罚没 are put on record with a case, and struck out when they were wrong (R-304)."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from casefile.datefields import PastDateField
from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act

from .models import Amount

#: Kinds of case that have amounts: 整改, 抽查后处理.
KINDS = ("RECTIFICATION", "SPOTCHECK")


def _money(label, help_text):
    return forms.DecimalField(
        label=label, min_value=0, max_digits=14, decimal_places=2, required=False, help_text=help_text
    )


class AmountForm(forms.Form):
    on = PastDateField(label="处置或执行日期", initial=timezone.localdate)
    goods_value = _money("处置不合格产品货值（元）", "封存、没收、销毁、召回后处理的不合格产品的货值。")
    fine = _money("罚没金额（元）", "已执行的罚款和没收违法所得。")
    reference = forms.CharField(label="依据", max_length=200, help_text="处罚决定、处理记录的文号或编号。")

    def clean(self):
        given = super().clean()
        given["goods_value"], given["fine"] = given.get("goods_value") or 0, given.get("fine") or 0
        if not self.errors and not given["goods_value"] and not given["fine"]:
            raise ValidationError("货值和罚没金额至少填一项。")
        return given


class StrikeForm(forms.Form):
    reason = forms.CharField(label="划去的理由", max_length=200)


def may_record(case: CaseFile, user):
    """The people of the unit, closed cases included: fines are paid late."""
    return authority(user, "item.create", department=case.department)


def record(case: CaseFile, *, by, on, reference, goods_value=0, fine=0) -> Amount:
    """Raises NotAllowed, ValidationError."""
    role = may_record(case, by)
    if role is None:
        raise NotAllowed(f"由{case.department}登记。")
    with transaction.atomic():
        locked = CaseFile.objects.select_for_update().get(pk=case.pk)
        made = Amount(
            case=locked, on=on, goods_value=goods_value, fine=fine, reference=reference, by=by, at=timezone.now()
        )
        made.full_clean()
        made.save()
        record_act(locked, "record_amount", "登记货值和罚没", by=by, role=role, subject=str(made), reason=reference)
    return made


def strike(made: Amount, *, by, reason: str) -> None:
    """Raises NotAllowed, WrongState (struck out already)."""
    role = may_record(made.case, by)
    if role is None:
        raise NotAllowed(f"由{made.case.department}划去。")
    with transaction.atomic():
        locked = CaseFile.objects.select_for_update().get(pk=made.case_id)
        fresh = Amount.objects.get(pk=made.pk)
        if fresh.struck_by_id is not None:
            raise WrongState(f"已由{fresh.struck_by}划去。")
        fresh.struck_by, fresh.struck_reason = by, reason
        fresh.full_clean()
        fresh.save()
        record_act(locked, "strike_amount", "划去货值和罚没", by=by, role=role, subject=str(fresh), reason=reason)


def card(case: CaseFile, user) -> dict:
    """Return what templates/rectification/amounts.html draws."""
    return {
        "amounts": list(case.amounts.select_related("by", "struck_by")),
        "may_record_amount": may_record(case, user) is not None,
    }
