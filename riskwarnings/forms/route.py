"""审批权限设置: a new version of the delegation table."""

from django import forms

from casefile.settled import CHANGED_MEANWHILE

from ..routes import Approver, Route


class RouteForm(forms.Form):
    """`now` is the table in force; what is saved becomes its next version."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    level_1 = forms.ChoiceField(label="一级预警由谁批准", choices=Approver.choices, widget=forms.RadioSelect)
    level_2 = forms.ChoiceField(label="二级预警由谁批准", choices=Approver.choices, widget=forms.RadioSelect)
    level_3 = forms.ChoiceField(label="三级预警由谁批准", choices=Approver.choices, widget=forms.RadioSelect)
    inform_director = forms.BooleanField(label="分管领导批准二级预警后报告局长", required=False)
    batch_level_3 = forms.BooleanField(
        label="三级预警可以批量审批", required=False, help_text="每件仍单独列出、单独记录；一、二级始终逐件审批。"
    )
    reassess_days = forms.IntegerField(
        label="追回未完成时几日内重新评估", min_value=1, max_value=60, help_text="日历日，从发布或追回变化之日起。"
    )
    offence_years = forms.IntegerField(
        label="初次违法向前查几年", min_value=0, max_value=50, help_text="0 表示不限年限，查本局全部案卷。"
    )
    reason = forms.CharField(
        label="依据或理由", max_length=200, help_text="例如局务会纪要、授权文件的文号。写入版本记录。"
    )

    def __init__(self, data=None, *, now: Route):
        self.now = now
        super().__init__(data, initial={name: getattr(now, name) for name in Route.__dataclass_fields__})

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("version") != self.now.version:
            self.add_error(None, CHANGED_MEANWHILE)
            return cleaned
        levels = [cleaned.get(f"level_{number}") for number in (1, 2, 3)]
        for number in (1, 2):
            if levels[number - 1] == Approver.DEPUTY and levels[number] == Approver.DIRECTOR:
                self.add_error(f"level_{number}", "级别越高，审批人不能越低。")
        if not self.errors and all(cleaned[name] == getattr(self.now, name) for name in self._settled()):
            self.add_error(None, "没有改动。")
        return cleaned

    @staticmethod
    def _settled() -> list[str]:
        return [name for name in Route.__dataclass_fields__ if name != "version"]

    def route_fields(self) -> dict:
        """Return the fields of an ApprovalRoute; only after `is_valid()` said yes."""
        return {name: self.cleaned_data[name] for name in (*self._settled(), "reason")}
