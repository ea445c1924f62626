from django.apps import AppConfig


class RiskwarningsConfig(AppConfig):
    name = "riskwarnings"
    label = "warnings"
    verbose_name = "风险预警"

    def ready(self):
        from casefile import actions, kinds
        from registers import remarks

        from . import checks, measuredetails, paperfacts  # noqa: F401  checks and merge fields register themselves
        from .actions import ACTIONS
        from .facts_text import WarningLevel
        from .forms.measures import measure_form_for
        from .states import WarningState

        kinds.register(
            kinds.CaseKind(
                code="WARNING",
                prefix="YJ",
                label="风险预警",
                model="warnings.Warning",
                namespace="warnings",
                view_permission="warning.view",
                states=WarningState,
                levels=WarningLevel,
                level_heading="预警级别",
                icon="exclamation-triangle",
                columns=(("建议级别", "warning__suggested_level"), ("风险性质", "warning__risk_kind")),
                measure_changed=measuredetails.measure_changed,
                measure_form=measure_form_for,
                keep_details=measuredetails.keep,
                measure_details=measuredetails.of_case,
            )  # fmt: skip
        )
        if measuredetails.remark not in remarks.sources:
            remarks.sources.append(measuredetails.remark)
        actions.register(self.get_model("Warning"), ACTIONS, "warnings:act")
