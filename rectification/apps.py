from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "rectification"
    verbose_name = "整改"

    def ready(self):
        from casefile import actions, kinds
        from registers import listings as exported
        from registers import samplings

        from . import areas, consequences, exports, following, ledgersheet, paperfacts  # noqa: F401 — paperfacts registers its merge fields
        from .actions import ACTIONS
        from .effects import measure_changed, measure_missing
        from .models import AreaSupervision, Consequence, RectificationItem
        from .problems import BY_CODE
        from .states import AreaState, ItemState, RiskSort, Severity

        kinds.register(
            kinds.CaseKind(
                code="RECTIFICATION", prefix="ZG", label="整改", model="rectification.RectificationItem",
                namespace="rectification", view_permission="item.view", states=ItemState, levels=Severity,
                level_heading="隐患等级", icon="card-checklist", measure_changed=measure_changed,
                measure_missing=measure_missing, search=("rectificationitem__external_id",),
                columns=(
                    ("问题", "rectificationitem__problem", lambda code: BY_CODE[code].label),
                    ("发现日期", "rectificationitem__found_on"), ("问题情况", "rectificationitem__situation"),
                    ("风险类型", "rectificationitem__risk_sort", dict(RiskSort.choices).get),
                    ("整改要求", "rectificationitem__requirement"), ("轮次", "rectificationitem__round"),
                    ("企业报告完成日期", "rectificationitem__reported_on"),
                    ("挂牌督办", "rectificationitem__supervised"),
                    ("销号时间", "rectificationitem__written_off_at"),
                    ("回头看日期", "rectificationitem__look_back_on"),
                    ("工品查编号", "rectificationitem__external_id"),
                ),
            )
        )  # fmt: skip
        kinds.register(
            kinds.CaseKind(
                code="AREA", prefix="QD", label="区域督办", model="rectification.AreaSupervision",
                namespace="rectification:areas", view_permission="item.view", states=AreaState, icon="geo-alt",
                about_enterprises=False, search=("areasupervision__region__name",),
                columns=(
                    ("区域", "areasupervision__region__name"), ("方式", "areasupervision__way"),
                    ("情形", "areasupervision__ground"), ("事实和依据", "areasupervision__why"),
                    ("要求", "areasupervision__demand"), ("摘牌条件", "areasupervision__conditions"),
                    ("督办期限", "areasupervision__due_on"), ("摘牌时间", "areasupervision__lifted_at"),
                ),
            )
        )  # fmt: skip
        actions.register(Consequence, consequences.ACTIONS, "rectification:consequence_act")
        actions.register(AreaSupervision, areas.ACTIONS, "rectification:areas:act")
        if following.ask_after_samplings not in samplings.on_changed:
            samplings.on_changed.append(following.ask_after_samplings)
        if ledgersheet.listings not in exported.providers:
            exported.providers.append(ledgersheet.listings)
        if exports.listings not in exported.providers:
            exported.providers.append(exports.listings)
        actions.register(RectificationItem, ACTIONS, "rectification:act")
