from django.apps import AppConfig


class SpotchecksConfig(AppConfig):
    name = "spotchecks"
    verbose_name = "监督抽查"

    def ready(self):
        from casefile import actions, kinds
        from casefile.planstates import PlanState
        from rectification import carrying
        from registers import listings

        from . import exports, paperfacts, prompted  # noqa: F401 — registers its merge fields
        from .actions import ACTIONS
        from .models import Handling, SpotPlan
        from .plan_actions import PLAN_ACTIONS
        from .states import HandlingState, Side

        kinds.register(
            kinds.CaseKind(
                code="SPOTCHECK", prefix="HC", label="抽查后处理", model="spotchecks.Handling", namespace="spotchecks",
                view_permission="sampling.view", states=HandlingState, icon="eyedropper",
                search=("handling__party_name", "handling__sampling__report_number"),
                columns=(
                    ("当事人", "handling__party_name"), ("角色", "handling__side", dict(Side.choices).get),
                    ("抽样日期", "handling__sampling__sampled_on"), ("报告编号", "handling__sampling__report_number"),
                    ("不合格项目", "handling__failed_items"), ("结果送达日期", "handling__served_on"),
                    ("责令改正日期", "handling__ordered_on"), ("公告日期", "handling__published_on"),
                    ("移送机关", "handling__receiver"), ("曝光日期", "handling__exposed_on"),
                ),
            )
        )  # fmt: skip
        kinds.register(
            kinds.CaseKind(
                code="SPOTPLAN", prefix="CJ", label="抽查计划", model="spotchecks.SpotPlan",
                namespace="spotchecks:plans", view_permission="sampling.view", states=PlanState, icon="clipboard-check",
                about_enterprises=False,
                columns=(
                    ("年度", "spotplan__year"), ("承检机构", "spotplan__agency"), ("开始日期", "spotplan__starts_on"),
                    ("完成期限", "spotplan__ends_on"), ("批准时间", "spotplan__approved_at"),
                ),
            )
        )  # fmt: skip
        if prompted.plan_spot_check not in carrying.on_confirmed:
            carrying.on_confirmed.append(prompted.plan_spot_check)
        if exports.listings not in listings.providers:
            listings.providers.append(exports.listings)
        actions.register(Handling, ACTIONS, "spotchecks:act")
        actions.register(SpotPlan, PLAN_ACTIONS, "spotchecks:plans:act")
