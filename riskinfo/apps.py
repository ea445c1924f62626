from django.apps import AppConfig


class RiskinfoConfig(AppConfig):
    name = "riskinfo"
    verbose_name = "风险信息"

    def ready(self):
        from casefile import actions, deadlines, kinds, savedviews, tallying
        from casefile import dossiers as spine
        from documents import integrity
        from registers import listings, resources

        from . import actions as rows
        from . import dossiers, paperfacts, returnpaper, states, tallies  # noqa: F401 — paperfacts registers merge fields
        from .agencies import tester_of
        from .deadlines import TEST
        from .exports import task_listings
        from .gatherlist import InformationRegister
        from .models import MonthlyReturn, RiskInfo, SituationAnalysis, TestTask, UpwardReport

        for kind in _kinds(states):
            kinds.register(kind)
        actions.register(RiskInfo, rows.INFO_ACTIONS, "riskinfo:act")
        actions.register(TestTask, rows.TEST_ACTIONS, "riskinfo:test_act")
        actions.register(SituationAnalysis, rows.ANALYSIS_ACTIONS, "riskinfo:analyses:act")
        actions.register(UpwardReport, rows.REPORT_ACTIONS, "riskinfo:report_act")
        actions.register(MonthlyReturn, rows.RETURN_ACTIONS, "riskinfo:returns:act")
        deadlines.performed_by(TEST, tester_of)
        savedviews.register("TESTS", "riskinfo:tests_all", "info.inside")
        savedviews.register("OWN_TESTS", "riskinfo:tests", "test.result")
        savedviews.register("REPORTS", "riskinfo:reports", "info.inside")
        if returnpaper.kept_versions not in integrity.also_kept:
            integrity.also_kept.append(returnpaper.kept_versions)
        tallying.register(tallies.BY_SOURCE)
        resources.REGISTERS[InformationRegister.slug] = InformationRegister
        if dossiers.about_enterprise not in spine.about_enterprise:
            spine.about_enterprise.append(dossiers.about_enterprise)
            spine.about_products.append(dossiers.about_products)
        if task_listings not in listings.providers:
            listings.providers.append(task_listings)


def _kinds(states):
    """Return the kinds of case of this app; `states` can be read once all models are loaded."""
    from casefile.kinds import CaseKind

    from . import infofilter, listfilters, marking

    return (
        CaseKind(
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
            found_by=marking.marked,
            own_filters=infofilter.fields,
            narrow=infofilter.narrow,
            columns=(
                ("信息来源", "riskinfo__source__name"),
                ("来文字号", "riskinfo__source_reference"),
                ("发现日期", "riskinfo__found_on"),
                ("信息类型", "riskinfo__info_kind"),
                ("产品名称", "riskinfo__product_name"),
                ("规格型号、批次", "riskinfo__batch"),
                ("企业（未建档）", "riskinfo__enterprise_text"),
                ("评估结论", "riskinfo__outcome"),
            ),
        ),
        CaseKind(
            code="RETURN",
            prefix="BS",
            label="报送",
            model="riskinfo.MonthlyReturn",
            namespace="riskinfo:returns",
            view_permission="return.view",
            states=states.ReturnState,
            icon="calendar-check",
            about_enterprises=False,
            own_filters=listfilters.return_fields,
            narrow=listfilters.narrow_returns,
            columns=(
                ("年份", "monthlyreturn__year"),
                ("月份", "monthlyreturn__month"),
                ("零报告", "monthlyreturn__nil"),
                ("报送时间", "monthlyreturn__submitted_at"),
                ("迟报", "monthlyreturn__late"),
            ),
        ),
        CaseKind(
            code="ANALYSIS",
            prefix="XS",
            label="形势分析",
            model="riskinfo.SituationAnalysis",
            namespace="riskinfo:analyses",
            view_permission="statistics.view",
            states=states.AnalysisState,
            icon="graph-up",
            about_enterprises=False,
        ),
    )
