"""研判评估表: the facts with their evidence, tried out at every change."""

import uuid

from django import forms
from django.conf import settings

from .. import grading
from ..facts_text import (
    FACT_LABELS,
    Answer,
    MajorHarm,
    Prompt,
    RecallStatus,
    SaleExtent,
    WarningLevel,
)
from .issue import people_of

_CHOICES = {
    "in_jurisdiction": Answer,
    "violates_safety_standard": Answer,
    "safety_indicator_failed": Answer,
    "sale_extent": SaleExtent,
    "recall_status": RecallStatus,
    "first_offence": Answer,
    "major_harm": MajorHarm,
}
_HELP = {
    "in_jurisdiction": "生产者或销售者有一方在本辖区即为“是”。",
    "violates_safety_standard": "产品适用保障健康、人身财产安全的国家标准或行业标准，且不符合。",
    "safety_indicator_failed": "不合格项目中有一项属安全、健康指标即为“是”。",
    "sale_extent": "填了数量的，按数量推算；与数量不一致的，在依据中写明理由。",
    "recall_status": "尚未销售的选“不适用”。",
    "first_offence": "按本局案卷给出建议；改动的，在依据中写明理由。未查清按“不是初次”定级。",
    "major_harm": "已有或可能有重大危害的，不论级别都要逐级上报。",
}
#: Known answers to these must say where they are shown (R-004).
_CITED = ("violates_safety_standard", "safety_indicator_failed", "sale_extent", "recall_status")


class AssessForm(forms.Form):
    """Facts of one enterprise, product and batch.

    After `is_valid()`, whatever it said: `grading` is the suggestion or None, and
    `contradiction` why there is none. `offence` is (answer, text) of the files.
    """

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    product = forms.CharField(label="产品及规格型号", max_length=120)
    batch = forms.CharField(label="批次", max_length=80, required=False)
    produced = forms.DecimalField(label="生产数量", max_digits=14, decimal_places=3, required=False, min_value=0)
    sold = forms.DecimalField(label="已售数量", max_digits=14, decimal_places=3, required=False, min_value=0)
    unit = forms.CharField(label="计量单位", max_length=10, required=False)
    incident = forms.BooleanField(
        label="已发生突发事故", required=False, help_text="已发生的，保存后立即从信息页转入应急处置。"
    )
    harm_analysis = forms.CharField(
        label="危害后果分析", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="危害谁、怎样危害、多严重、涉及多大范围。",
    )  # fmt: skip
    advice = forms.CharField(
        label="解决建议和对策", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="对企业、对监管各提什么要求；更新已有评估（二次研判）的必填。",
    )  # fmt: skip
    assessors = forms.CharField(
        label="参加评估人员", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="除评估人外还有谁参加，每行一人，依次写单位、姓名、职务，用空格隔开。",
    )  # fmt: skip
    decided_level = forms.ChoiceField(
        label="评估级别", required=False, choices=[("", "按建议"), *WarningLevel.choices], widget=forms.RadioSelect
    )
    decision_reason = forms.CharField(
        label="调整或维持的理由", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, offence=(Answer.UNKNOWN, ""), initial=None, again=False):
        self.again = again  # of something assessed before: 二次研判
        self.offence, self.grading, self.contradiction = (Answer(offence[0]), offence[1]), None, ""
        super().__init__(data, initial={"token": uuid.uuid4()} | (initial or {}))
        for name, choices in _CHOICES.items():
            self.fields[name] = forms.ChoiceField(
                label=FACT_LABELS[name], choices=choices.choices, widget=forms.RadioSelect, help_text=_HELP[name],
                initial=MajorHarm.NO if name == "major_harm" else "UNKNOWN",
            )  # fmt: skip
            self.fields[f"evidence_{name}"] = forms.CharField(
                label=f"{FACT_LABELS[name]}的依据", max_length=300, required=False
            )

    def fact_rows(self):
        """Return (fact, evidence) bound fields in the order of the decision table."""
        return [(self[name], self[f"evidence_{name}"]) for name in _CHOICES]

    def clean_assessors(self):
        return people_of(self.cleaned_data["assessors"])

    def clean(self):
        cleaned = super().clean()
        if self.again and not cleaned.get("advice") and "advice" not in self.errors:
            self.add_error("advice", "二次研判须提出解决建议和对策。")
        extent = self._sale_extent(cleaned)
        known = {name: cleaned.get(name) or self.fields[name].initial for name in _CHOICES}
        known |= {"sale_extent": extent, "incident": bool(cleaned.get("incident"))}
        try:
            self.facts = grading.Facts(**known)
            self.grading = grading.grade(self.facts, settings.ASSESSMENT_POLICY)
        except ValueError as error:
            self.contradiction = str(error)
            self.add_error("recall_status", self.contradiction)
        else:
            self._ask_evidence(cleaned)
            self._ask_decision(cleaned)
        return cleaned

    def _sale_extent(self, cleaned) -> str:
        """Return the extent chosen, or where none is chosen that of the quantities."""
        chosen = cleaned.get("sale_extent") or SaleExtent.UNKNOWN
        if "produced" in self.errors or "sold" in self.errors:
            return chosen
        try:
            derived = grading.sale_extent(cleaned.get("produced"), cleaned.get("sold"), settings.MOST_SOLD_THRESHOLD)
        except ValueError as error:
            self.add_error("sold", str(error))
            return chosen
        if derived == SaleExtent.UNKNOWN or chosen == derived:
            return chosen
        if chosen == SaleExtent.UNKNOWN:
            cleaned["evidence_sale_extent"] = cleaned.get("evidence_sale_extent") or "按生产、销售数量推算"
            return derived
        if not cleaned.get("evidence_sale_extent"):
            self.add_error(
                "evidence_sale_extent", f"按数量应为“{derived.label}”，您选了“{SaleExtent(chosen).label}”，请写明理由。"
            )
        return chosen

    def _ask_evidence(self, cleaned) -> None:
        for name in _CITED:
            value = getattr(self.facts, name)
            if value in (Answer.UNKNOWN, RecallStatus.NOT_APPLICABLE) or cleaned.get(f"evidence_{name}"):
                continue
            if f"evidence_{name}" not in self.errors:
                self.add_error(f"evidence_{name}", "请写明依据，例如检验报告编号、现场检查日期。")
        suggested, text = self.offence
        answer, evidence = self.facts.first_offence, cleaned.get("evidence_first_offence")
        if answer == suggested:
            cleaned["evidence_first_offence"] = evidence or text
        elif suggested != Answer.UNKNOWN and (not evidence or evidence == text):
            self.add_error("evidence_first_offence", f"本局案卷显示为“{suggested.label}”（{text}），改动请写明理由。")
        if (self.facts.major_harm != MajorHarm.NO or self.facts.incident) and not cleaned.get("harm_analysis"):
            self.add_error("harm_analysis", "有重大危害或已发生事故的，请写明危害后果分析。")

    def _ask_decision(self, cleaned) -> None:
        suggested, decided = self.grading.level, cleaned.get("decided_level")
        if suggested is None:
            if decided:
                outcome = self.grading.outcome.label
                self.add_error("decided_level", f"建议为“{outcome}”，不能直接列级；请先查清未知情形，或选“按建议”。")
            return
        if Prompt.RAISE in self.grading.prompts and not decided:
            self.add_error("decided_level", "产品已部分售出且拒不追回：请明确选择维持二级，或提高到一级。")
        if decided and decided != suggested and not cleaned.get("decision_reason"):
            self.add_error("decision_reason", f"建议是{suggested.label}，调整须写明理由。")
        cleaned["decided_level"] = decided or suggested

    def assessment_fields(self) -> dict:
        """Return the fields of a RiskAssessment; only after `is_valid()` said yes."""
        cleaned, found = self.cleaned_data, self.grading
        plain = ("product", "batch", "produced", "sold", "unit", "harm_analysis", "advice", "assessors")
        changed = cleaned["decided_level"] != found.outcome or Prompt.RAISE in found.prompts
        return {name: cleaned[name] for name in plain} | {
            "facts": {name: getattr(self.facts, name) for name in (*_CHOICES, "incident")},
            "evidence": {name: text for name in _CHOICES if (text := cleaned[f"evidence_{name}"])},
            "decided_level": cleaned["decided_level"],
            "decision_reason": cleaned["decision_reason"] if changed else "",
            "most_sold_threshold": settings.MOST_SOLD_THRESHOLD,
            "policy": found.policy,
            "rule_version": found.rule_version,
            "outcome": found.outcome,
            "provisional": found.provisional or "",
            "clauses": list(found.clause_codes),
        }
