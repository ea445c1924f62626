"""惩戒与公示: how a proposal begins, who does what with it, its forms (R-219, R-330, R-331, R-334)."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from accounts.models import User
from accounts.roles import Role
from casefile.actions import Action, ActionForm
from casefile.attachments import attach
from casefile.datefields import PastDateField
from casefile.models import CaseFile
from casefile.notify import notify
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import write

from .consequencemodel import CHOICES, OVER, Consequence
from .effects import keep_files
from .forms import evidence_field, text_field


class ProposeForm(forms.Form):
    kind = forms.ChoiceField(label="事项", choices=[("", "请选择"), *CHOICES])
    facts = text_field("事实和依据", rows=5, help_text="违法事实、处罚决定、许可证编号、法律依据。")
    files = evidence_field(required=False)


class SendForm(ActionForm):
    sent_on = PastDateField(label="上报日期", initial=timezone.localdate)
    sent_reference = forms.CharField(label="上报文号", max_length=120)
    files = evidence_field(required=False)

    def clean_sent_on(self):
        return _not_before(self.cleaned_data["sent_on"], timezone.localdate(self.record.approved_at), "批准日期")


class FinishForm(ActionForm):
    done_on = PastDateField(label="办结日期", initial=timezone.localdate)
    result = forms.CharField(label="结果", max_length=300)
    files = evidence_field(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].label = self.record.kind_info.done_label

    def clean_done_on(self):
        record, day = self.record, self.cleaned_data["done_on"]
        if record.sent_on is not None:
            return _not_before(day, record.sent_on, "上报日期")
        return _not_before(day, timezone.localdate(record.approved_at), "批准日期")


def _not_before(day, first, what: str):
    """A slip of the year would put it into another period of the campaign's figures."""
    if day < first:
        raise ValidationError(f"不能早于{what}（{first}）。")
    return day


def propose(case: CaseFile, kind: str, *, by, facts: str, files=()) -> Consequence:
    """Put a proposal on record and tell who approves; one of a kind at a time for an item.

    Raises NotAllowed, WrongState, ValidationError.
    """
    role = authority(by, "item.create", department=case.department)
    if role is None:
        raise NotAllowed(f"由{case.department}提出。")
    with transaction.atomic():
        locked = CaseFile.objects.select_for_update().get(pk=case.pk)
        under_way = Consequence.objects.filter(case=locked, kind=kind).exclude(state__in=OVER).first()
        if under_way is not None:
            raise WrongState(
                f"“{under_way.get_kind_display()}”已提出（{under_way.get_state_display()}），请在原件上办。"
            )
        record = Consequence(case=locked, kind=kind, facts=facts, proposed_by=by, proposed_at=timezone.now())
        record.clean_fields(exclude=["state", "trail_subject"])
        record.save()
        record.trail_subject = f"惩戒与公示{record.pk}《{record.get_kind_display()}》"
        record.save(update_fields=["trail_subject"])
        write(
            locked, action="propose_consequence", label="提出惩戒与公示", by=by, role=role, to_state=record.state,
            to_label=record.get_state_display(), subject=record.trail_subject, reason=facts,
        )  # fmt: skip
        for upload in files:
            attach(locked, upload, by=by, role=role, note=record.get_kind_display())
        text = f"{record}，请批准"
        notify(_approvers(record), text, key=f"consequence:{record.pk}", case=locked, url=record.get_absolute_url())
    return record


def _approvers(record) -> list[User]:
    role = Role.DIRECTOR if record.kind_info.by_director else Role.DEPUTY
    people = User.objects.with_role(role, bureau=record.case.bureau)
    supervisor = record.case.department.supervisor_id
    return [person for person in people if role == Role.DIRECTOR or supervisor in (None, person.pk)]


def may_approve(record, user) -> Role | None:
    """The director for what goes upward, else the deputy; never who proposed it."""
    permission = "document.sign_upward" if record.kind_info.by_director else "item.supervise"
    return authority(user, permission, department=record.case.department, besides=[record.proposed_by_id])


def may_handle(record, user) -> Role | None:
    return authority(user, "item.create", department=record.case.department)


def may_send_up(record, user) -> Role | None:
    return may_handle(record, user) if record.kind_info.upward else None


def tell_proposer(act) -> None:
    """Who proposed it goes on with it, or hears why not."""
    record = act.record
    text = f"{record}：{record.get_state_display()}{f'（{act.reason}）' if act.reason else ''}"[:200]
    notify(
        [record.proposed_by], text, key=f"consequence:{record.pk}:{act.entry.seq}", case=record.case,
        url=record.get_absolute_url(),
    )  # fmt: skip


def _finish_guard(record) -> list[str]:
    if record.kind_info.upward and record.sent_on is None:
        return ["本局只提建议，须先上报，由上级决定"]
    return []


_STAFF = "承办单位经办人"
ACTIONS = (
    Action("approve", "批准", may_approve, "分管领导（上报的由局长），且不是提出人", style="primary",
           effects=(tell_proposer,)),
    Action("refuse", "不予批准", may_approve, "分管领导（上报的由局长），且不是提出人", needs_reason=True,
           reason_label="理由", effects=(tell_proposer,)),
    Action("send_up", "登记上报", may_send_up, _STAFF, form=SendForm, style="primary", effects=(keep_files,),
           hidden_unless_allowed=True),
    Action("finish", "登记结果", may_handle, _STAFF, form=FinishForm, guard=_finish_guard, effects=(keep_files,)),
    Action("record_rejection", "上级不同意", may_send_up, _STAFF, needs_reason=True, reason_label="上级意见",
           hidden_unless_allowed=True),
)  # fmt: skip
