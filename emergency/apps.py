from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "emergency"
    verbose_name = "应急处置"

    def ready(self):
        from casefile import actions, closing, kinds
        from registers import listings
        from riskwarnings import holds

        from . import exports, grounds, knowledge, paperfacts  # noqa: F401  the latter registers the merge fields
        from .actions import ACTIONS
        from .effects import step_changed
        from .inquiry import step_missing
        from .models import EmergencyCase, Sealing
        from .sealactions import ACTIONS as SEAL_ACTIONS
        from .sealguards import still_sealed
        from .states import EmergencyState

        kinds.register(
            kinds.CaseKind(
                code="EMERGENCY", prefix="YJCZ", label="应急处置", model="emergency.EmergencyCase",
                namespace="emergency", view_permission="emergency.view", states=EmergencyState, icon="lightning",
                drills=True, measure_permission="emergency.step", measure_changed=step_changed,
                measure_missing=step_missing, measure_form=grounds.step_form_for, keep_details=grounds.keep,
                measure_details=grounds.of_case,
                columns=(
                    ("获知时间", "emergencycase__learned_at"), ("地点", "emergencycase__place"),
                    ("受伤", "emergencycase__injured"), ("死亡", "emergencycase__dead"),
                    ("演练", "is_drill"), ("启动时间", "emergencycase__activated_at"),
                    ("终止时间", "emergencycase__terminated_at"),
                ),
            )
        )  # fmt: skip
        if exports.listings not in listings.providers:
            listings.providers.append(exports.listings)
        closing.register(still_sealed)
        actions.register(EmergencyCase, ACTIONS, "emergency:act")
        holds.hold(knowledge.open_seals)
        holds.know_quantities(knowledge.quantities)
        actions.register(Sealing, SEAL_ACTIONS, "emergency:seal_act")
