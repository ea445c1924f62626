from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "rectification"
    verbose_name = "整改"

    def ready(self):
        from casefile import actions, kinds

        from . import paperfacts  # noqa: F401 — registers its merge fields
        from .actions import ACTIONS
        from .effects import measure_changed
        from .models import RectificationItem
        from .problems import BY_CODE
        from .states import ItemState, Severity

        kinds.register(
            kinds.CaseKind(
                code="RECTIFICATION", prefix="ZG", label="整改", model="rectification.RectificationItem",
                namespace="rectification", view_permission="item.view", states=ItemState, levels=Severity,
                level_heading="隐患等级", icon="card-checklist", measure_changed=measure_changed,
                columns=(
                    ("问题", "rectificationitem__problem", lambda code: BY_CODE[code].label),
                    ("发现日期", "rectificationitem__found_on"), ("问题情况", "rectificationitem__situation"),
                    ("整改要求", "rectificationitem__requirement"), ("轮次", "rectificationitem__round"),
                    ("企业报告完成日期", "rectificationitem__reported_on"),
                    ("挂牌督办", "rectificationitem__supervised"),
                    ("销号时间", "rectificationitem__written_off_at"),
                    ("回头看日期", "rectificationitem__look_back_on"),
                ),
            )
        )  # fmt: skip
        actions.register(RectificationItem, ACTIONS, "rectification:act")
