"""区域督办: how it begins, its acts and their forms (R-346, R-347)."""

from django import forms
from django.db import transaction

from accounts.authority import authority
from casefile import deadlines
from casefile.actions import Action, ActionForm
from casefile.opening import open_case
from casefile.refusals import NotAllowed
from documents.drafting import RecipientSpec
from documents.merging import provide, provide_recipients
from documents.paper import chinese_date
from registers.forms import regions_of
from registers.models import Region

from .areamodel import AreaSupervision, may_decide, may_handle, may_lift
from .effects import keep_files
from .forms import evidence_field, text_field
from .partforms import DayToCome
from .states import AreaWay, SupervisionGround

TERM = deadlines.register(deadlines.DeadlineRule("AREA_SUPERVISION", "区域督办期满"))


def propose(*, by, region: Region, way: str, ground: str, why: str, prompt=None, token=None, files=()):
    """Open the case in the unit of `by`; a leader decides. Raises NotAllowed."""
    from casefile.attachments import attach

    role = authority(by, "item.order", department=by.department)
    if role is None:
        raise NotAllowed("区域督办由股室、所队负责人提请。")
    with transaction.atomic():
        record = open_case(
            AreaSupervision, by=by, role=role, department=by.department, numbered=True, token=token,
            title=f"{region.name}{AreaWay(way).label}：{SupervisionGround(ground).label}", label="提请区域督办",
            region=region, way=way, ground=ground, why=why, prompt=prompt,
        )  # fmt: skip
        if not record.case.attachments.exists():
            for upload in files:
                attach(record.case, upload, by=by, role=role, note="提请区域督办")
    return record


class ProposeForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)
    region = forms.ModelChoiceField(Region.objects.none(), label="区域")
    way = forms.ChoiceField(label="方式", choices=AreaWay.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label="情形", widget=forms.RadioSelect,
        choices=[row for row in SupervisionGround.choices if row[0] != SupervisionGround.OVERDUE_MAJOR],
    )  # fmt: skip
    why = text_field("事实和依据", rows=5, help_text="隐患数量、逾期情况、舆情等，写明数字和来源。")
    files = evidence_field(required=False)

    def __init__(self, *args, bureau, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions_of(bureau).filter(level=Region.Level.TOWN, active=True)


class ApproveForm(ActionForm):
    demand = text_field("督办要求")
    conditions = text_field("摘牌条件", help_text="一行一条；全部达到才能申请摘牌。")
    due_on = DayToCome(label="期限")


class ProgressForm(ActionForm):
    files = evidence_field(required=False)


class LiftForm(ActionForm):
    met = text_field("条件达成情况", rows=4, help_text="逐条对照摘牌条件写。")
    files = evidence_field(required=False)


def _set_term(act) -> None:
    deadlines.set_deadline(
        act.record.case, TERM, method="calendar", start=act.record.due_on, user=act.record.case.handler
    )


def _end_term(act) -> None:
    deadlines.meet(act.record.case, TERM.code)


ACTIONS = (
    Action("approve", "批准督办", may_decide, "分管领导，且不是提请人", form=ApproveForm, style="primary",
           effects=(_set_term,)),
    Action("decline", "不予督办", may_decide, "分管领导，且不是提请人", needs_reason=True, reason_label="理由"),
    Action("report_progress", "登记进展", may_handle, "承办单位负责人", form=ProgressForm, needs_reason=True,
           reason_label="进展", effects=(keep_files,)),
    Action("request_lift", "申请摘牌", may_handle, "承办单位负责人", form=LiftForm, style="primary",
           effects=(keep_files,)),
    Action("refuse_lift", "不同意摘牌", may_lift, "分管领导，且不是申请人", needs_reason=True, reason_label="理由"),
    Action("lift", "摘牌", may_lift, "分管领导，且不是申请人", needs_reason=True, reason_label="摘牌的理由",
           style="primary", effects=(_end_term,)),
)  # fmt: skip


@provide("AREA")
def _facts(case) -> dict[str, str]:
    """What the papers of an area take from it: 挂牌督办通知书, 约谈通知书, 通报."""
    record = AreaSupervision.objects.filter(pk=case.pk).select_related("region").first()
    if record is None:
        return {}
    return {
        "企业": f"{record.region.name}人民政府", "产品": f"{record.region.name}重点工业产品", "问题": record.why,
        "整改要求": record.demand, "摘牌条件": record.conditions,
        "期限": chinese_date(record.due_on) if record.due_on else "",
    }  # fmt: skip


@provide_recipients("area")
def _area(case) -> list[RecipientSpec]:
    record = AreaSupervision.objects.filter(pk=case.pk).select_related("region").first()
    return [RecipientSpec(f"{record.region.name}人民政府")] if record else []
