"""风险矩阵测算: a scenario of injury."""

import uuid

from django import forms

from .. import matrix


class MatrixForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    hazard = forms.CharField(label="危害", max_length=120, help_text="例如“椅脚焊接不牢，坐下时折断”。")
    user_group = forms.CharField(label="使用人群", max_length=60, help_text="例如“家庭用户，含老人”。")
    vulnerable = forms.BooleanField(
        label="涉及老人、儿童等易受伤害人群", required=False, help_text="结果旁加注，不自动提高。"
    )
    scenario = forms.CharField(
        label="伤害情景", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text="怎样一步步造成伤害。"
    )
    severity = forms.TypedChoiceField(
        label="伤害严重程度", choices=matrix.Severity.choices, coerce=int, widget=forms.RadioSelect
    )
    steps = forms.CharField(
        label="情节和概率", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个情节，概率写在最后，例如“椅脚折断 1/50”。各情节的概率相乘，是产品使用期内发生的概率。",
    )  # fmt: skip

    def __init__(self, data=None):
        super().__init__(data, initial={"token": uuid.uuid4()})

    def clean_steps(self):
        try:
            return matrix.parse_steps(self.cleaned_data["steps"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def sheet_fields(self) -> dict:
        """Return the fields of a RiskMatrixSheet; only after `is_valid()` said yes."""
        given, table = self.cleaned_data, matrix.in_force()
        probability = matrix.probability_of(given["steps"])
        band, severity = table.band(probability), given["severity"]
        kept = ("token", "hazard", "user_group", "vulnerable", "scenario", "severity")
        return {name: given[name] for name in kept} | {
            "steps": [[words, f"{step.normalize():f}"] for words, step in given["steps"]],
            "probability": round(probability, 18),
            "band": table.bands[band][0],
            "risk": table.risk(severity, band),
            "sensitivity": table.sensitivity(severity, band),
            "matrix_version": table.version,
        }
