from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = "风险监测"

    def ready(self):
        from casefile import actions, deadlines, kinds, savedviews
        from casefile import dossiers as spine
        from casefile.planstates import PlanState
        from registers import listings

        from . import agencytasks, dossiers, exports, paperfacts, terms  # noqa: F401 — paperfacts: merge fields
        from .actions import PLAN_ACTIONS, PROJECT_ACTIONS
        from .models import MonitoringPlan, MonitoringProject
        from .states import Programme, ProjectState

        kinds.register(
            kinds.CaseKind(
                code="MONITORPLAN", prefix="JCFA", label="监测计划", model="monitoring.MonitoringPlan",
                namespace="monitoring", view_permission="monitoring.view", states=PlanState, icon="binoculars",
                about_enterprises=False,
                columns=(
                    ("年度", "monitoringplan__year"),
                    ("监测方案", "monitoringplan__programme", dict(Programme.choices).get),
                    ("开始日期", "monitoringplan__starts_on"), ("完成期限", "monitoringplan__ends_on"),
                    ("批准时间", "monitoringplan__approved_at"),
                ),
            )
        )  # fmt: skip
        kinds.register(
            kinds.CaseKind(
                code="MONITORPROJECT", prefix="JCXM", label="监控项目", model="monitoring.MonitoringProject",
                namespace="monitoring:projects", view_permission="monitoring.view", states=ProjectState,
                icon="search", about_enterprises=False, search=("monitoringproject__agency",),
                columns=(
                    ("区域", "monitoringproject__region__name"), ("技术机构", "monitoringproject__agency"),
                    ("完成期限", "monitoringproject__ends_on"), ("上报时间", "monitoringproject__escalated_at"),
                    ("上报理由", "monitoringproject__escalation_reason"),
                    ("研究结论", "monitoringproject__findings"), ("建议和对策", "monitoringproject__advice"),
                ),
            )
        )  # fmt: skip
        actions.register(MonitoringPlan, PLAN_ACTIONS, "monitoring:act")
        actions.register(MonitoringProject, PROJECT_ACTIONS, "monitoring:projects:act")
        savedviews.register("MONITORITEMS", "monitoring:items", "monitoring.view")
        savedviews.register("PUBLICITY", "monitoring:publicity", "monitoring.view")
        deadlines.performed_by(terms.ITEM, agencytasks.tester_of)
        deadlines.performed_by(terms.PROJECT, agencytasks.student_of)
        if dossiers.about_enterprise not in spine.about_enterprise:
            spine.about_enterprise.append(dossiers.about_enterprise)
            spine.about_products.append(dossiers.about_products)
        if exports.listings not in listings.providers:
            listings.providers.append(exports.listings)
