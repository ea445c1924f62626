"""The forms of recall news and of a change of level in force (rules §2.3 G6, G9, §3.2)."""

from django import forms

from casefile.actions import ActionForm

from ..drafting import governing_assessment
from ..facts_text import RecallStatus, WarningLevel

_KNOWN = [(value, label) for value, label in RecallStatus.choices if value not in ("UNKNOWN", "NOT_APPLICABLE")]


class RecallForm(ActionForm):
    """What became of the recall, and where it is shown."""

    reason = None
    recall_status = forms.ChoiceField(label="追回情况", choices=_KNOWN, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label="依据", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如企业召回记录、现场检查日期。系统随即按新情况试算，需要时提醒重新评估。",
    )  # fmt: skip

    def clean_recall_status(self):
        status = self.cleaned_data["recall_status"]
        if status == (self.record.recall_status or self.record.assessment.facts["recall_status"]):
            raise forms.ValidationError("追回情况没有变化。")
        return status


class ProposeLevelForm(ActionForm):
    """The level to be, on the newest assessment."""

    level = forms.ChoiceField(label="调整为", choices=WarningLevel.choices, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        newest = governing_assessment(self.record.info)
        if newest is not None:
            self.fields["level"].initial = newest.decided_level
            suggested = WarningLevel(newest.outcome).label
            self.fields["level"].help_text = (
                f"现为{self.record.get_level_display()}；第{newest.version}版评估建议{suggested}，"
                f"评估为{newest.get_decided_level_display()}。"
            )

    def clean_level(self):
        level = self.cleaned_data["level"]
        if level == self.record.level:
            raise forms.ValidationError("级别没有变化，不需要提请。")
        return level
