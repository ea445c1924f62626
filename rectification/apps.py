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
        from .states import ItemState, Severity

        kinds.register(
            kinds.CaseKind(
                code="RECTIFICATION", prefix="ZG", label="整改", model="rectification.RectificationItem",
                namespace="rectification", view_permission="item.view", states=ItemState, levels=Severity,
                level_heading="隐患等级", icon="card-checklist", measure_changed=measure_changed,
            )
        )  # fmt: skip
        actions.register(RectificationItem, ACTIONS, "rectification:act")
