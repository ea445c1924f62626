"""The acts of help on an item: a visit, and the judgement of its effect (R-227, R-340)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.authority import authority
from casefile import deadlines
from casefile.actions import Action, ActionForm
from casefile.datefields import PastDateField

from . import permissions
from .effects import keep_files
from .forms import evidence_field, text_field
from .helpmodel import Effect, HelpKind
from .models import HelpVisit
from .partforms import DayToCome

EFFECT = deadlines.register(deadlines.DeadlineRule("ITEM_HELP_EFFECT", "帮扶效果评估"))
_STAFF = "承办单位经办人"


class HelpForm(ActionForm):
    kind = forms.ChoiceField(label="方式", choices=HelpKind.choices, widget=forms.RadioSelect)
    on = PastDateField(label="日期", initial=timezone.localdate)
    experts = forms.CharField(label="参加人员和专家", max_length=300)
    causes = text_field("查找到的原因", help_text="写入整改指导意见书的“原因分析”。")
    advice = text_field("整改建议", help_text="一企一策；写入整改指导意见书的“整改建议”。")
    effect_due = DayToCome(label="效果评估日期")
    files = evidence_field(required=False)


class EffectForm(ActionForm):
    effect = forms.ChoiceField(label="效果", choices=Effect.choices, widget=forms.RadioSelect)
    effect_on = PastDateField(label="评估日期", initial=timezone.localdate)
    effect_text = text_field("效果说明")
    files = evidence_field(required=False)

    def clean_effect_on(self):
        day, visit = self.cleaned_data["effect_on"], self.record.unjudged_help()
        if visit and day < visit.on:
            raise ValidationError(f"不能早于帮扶日期（{visit.on}）。")
        return day


def may_judge(record, user):
    return authority(user, "item.create", department=record.case.department) if record.unjudged_help() else None


def keep_visit(act) -> None:
    names = ("kind", "on", "experts", "causes", "advice", "effect_due")
    HelpVisit.objects.create(item=act.record, recorded_by=act.by, **{name: act.data[name] for name in names})
    _remind(act.record)


def keep_effect(act) -> None:
    visit = act.record.unjudged_help()
    visit.effect, visit.effect_on, visit.effect_text = (
        act.data["effect"], act.data["effect_on"], act.data["effect_text"],
    )  # fmt: skip
    visit.save()
    deadlines.meet(act.record.case, EFFECT.code)
    _remind(act.record)


def _remind(record) -> None:
    """Of the earliest visit whose effect is still to be judged."""
    if visit := record.unjudged_help():
        deadlines.set_deadline(record.case, EFFECT, method="calendar", start=visit.effect_due, user=record.case.handler)


HELP_ACTIONS = (
    Action(
        "help_enterprise", "登记帮扶", permissions.may_handle, _STAFF, form=HelpForm,
        effects=(keep_visit, keep_files), hidden_unless_allowed=True,
    ),
    Action(
        "judge_help", "帮扶效果评估", may_judge, _STAFF, form=EffectForm, effects=(keep_effect, keep_files),
        hidden_unless_allowed=True,
    ),
)  # fmt: skip
