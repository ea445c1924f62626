from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "emergency"
    verbose_name = "应急处置"

    def ready(self):
        from casefile import actions, kinds

        from .actions import ACTIONS
        from .effects import step_changed
        from .models import EmergencyCase, Sealing
        from .sealactions import ACTIONS as SEAL_ACTIONS
        from .states import EmergencyState

        kinds.register(
            kinds.CaseKind(
                code="EMERGENCY", prefix="YJCZ", label="应急处置", model="emergency.EmergencyCase",
                namespace="emergency", view_permission="emergency.view", states=EmergencyState, icon="lightning",
                drills=True, measure_permission="emergency.step", measure_changed=step_changed,
            )
        )  # fmt: skip
        actions.register(EmergencyCase, ACTIONS, "emergency:act")
        actions.register(Sealing, SEAL_ACTIONS, "emergency:seal_act")
