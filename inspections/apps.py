from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "现场检查"

    def ready(self):
        from casefile import actions, kinds
        from rectification import prompting
        from registers import dossier, listings

        from . import duties, exports, papers  # noqa: F401 — registers what a checklist on paper says
        from .actions import ACTIONS
        from .dossiers import PART
        from .models import Inspection
        from .states import InspectionState, Outcome

        kinds.register(
            kinds.CaseKind(
                code="INSPECTION", prefix="JC", label="现场检查", model="inspections.Inspection",
                namespace="inspections", view_permission="inspection.view", states=InspectionState, levels=Outcome,
                level_heading="检查结果", icon="clipboard-check",
                search=("inspection__first_officer__name", "inspection__second_officer__name"),
                columns=(
                    ("检查方式", "inspection__kind"), ("检查事由", "inspection__purpose"),
                    ("完成期限", "inspection__due_on"), ("检查人员一", "inspection__first_officer__name"),
                    ("检查人员二", "inspection__second_officer__name"), ("到场时间", "inspection__started_at"),
                    ("检查地点", "inspection__place"), ("当事人", "inspection__party"),
                    ("检查情况", "inspection__summary"),
                ),
            )
        )  # fmt: skip
        if duties.SOURCE not in prompting.sources:
            prompting.sources.append(duties.SOURCE)
        if PART not in dossier.parts:
            dossier.parts.append(PART)
        if exports.listings not in listings.providers:
            listings.providers.append(exports.listings)
        actions.register(Inspection, ACTIONS, "inspections:act")
