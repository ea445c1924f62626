"""The filter of the list of prompts, of its page and of its export."""

from django import forms

from .models import Prompt
from .triggers import Rule


class PromptFilter(forms.Form):
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[("", "待确认"), ("mine", "待我确认"), ("all", "全部"), *Prompt.State.choices[1:]],
    )  # fmt: skip
    rule = forms.ChoiceField(label="提示", required=False, choices=[("", "全部提示"), *Rule.choices])

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user

    def apply(self, rows):
        """Return `rows` narrowed: what is open unless something else is asked for."""
        self.is_valid()
        state, rule = self.cleaned_data.get("state"), self.cleaned_data.get("rule")
        if state == "mine":
            rows = rows.awaiting(self.user)
        elif state != "all":
            rows = rows.filter(state=state or Prompt.State.OPEN)
        return rows.filter(rule=rule) if rule else rows
