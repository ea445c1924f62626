"""The form of what a bureau makes of its figures (R-113)."""

from casefile.actions import ActionForm

from .forms import text_area


class JudgementForm(ActionForm):
    judgement = text_area(
        "形势判断和建议",
        rows=10,
        max_length=4000,
        help_text="突出的问题、行业和区域的苗头、下一步措施；写进报告第五部分。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["judgement"].initial = self.record.judgement
        del self.fields["reason"]
