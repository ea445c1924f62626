from django.apps import AppConfig


class RiskwarningsConfig(AppConfig):
    name = "riskwarnings"
    label = "warnings"
    verbose_name = "风险预警"

    def ready(self):
        from casefile import actions, kinds

        from . import checks, measuredeadlines, paperfacts  # noqa: F401  checks and merge fields register themselves
        from .actions import ACTIONS
        from .facts_text import WarningLevel
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
                measure_changed=measuredeadlines.measure_changed,
            )  # fmt: skip
        )
        actions.register(self.get_model("Warning"), ACTIONS, "warnings:act")
