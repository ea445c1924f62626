from django.apps import AppConfig


class RiskinfoConfig(AppConfig):
    name = "riskinfo"
    verbose_name = "风险信息"

    def ready(self):
        from casefile import actions, kinds

        from . import actions as rows
        from . import paperfacts, states  # noqa: F401 — registers its merge fields
        from .models import MonthlyReturn, RiskInfo, SituationAnalysis, TestTask, UpwardReport

        kinds.register(
            kinds.CaseKind(
                code="INFO",
                prefix="FX",
                label="风险信息",
                model="riskinfo.RiskInfo",
                namespace="riskinfo",
                view_permission="info.view",
                states=states.InfoState,
                levels=states.Level,
                level_heading="评估级别",
                icon="inbox",
            )  # fmt: skip
        )
        kinds.register(
            kinds.CaseKind(
                code="RETURN",
                prefix="BS",
                label="报送",
                model="riskinfo.MonthlyReturn",
                namespace="riskinfo:returns",
                view_permission="return.view",
                states=states.ReturnState,
                icon="calendar-check",
            )  # fmt: skip
        )
        kinds.register(
            kinds.CaseKind(
                code="ANALYSIS",
                prefix="XS",
                label="形势分析",
                model="riskinfo.SituationAnalysis",
                namespace="riskinfo:analyses",
                view_permission="statistics.view",
                states=states.AnalysisState,
                icon="graph-up",
            )  # fmt: skip
        )
        actions.register(RiskInfo, rows.INFO_ACTIONS, "riskinfo:act")
        actions.register(TestTask, rows.TEST_ACTIONS, "riskinfo:test_act")
        actions.register(SituationAnalysis, rows.ANALYSIS_ACTIONS, "riskinfo:analyses:act")
        actions.register(UpwardReport, rows.REPORT_ACTIONS, "riskinfo:report_act")
        actions.register(MonthlyReturn, rows.RETURN_ACTIONS, "riskinfo:returns:act")
