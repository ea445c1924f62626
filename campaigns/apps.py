from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "专项行动"

    def ready(self):
        from casefile import actions, kinds
        from documents import integrity
        from registers import listings

        from . import exports
        from .actions import ACTIONS
        from .models import Campaign, CampaignReturn
        from .returnactions import RETURN_ACTIONS
        from .returnpaper import kept_versions
        from .starting import task_missing
        from .states import CampaignState, ReturnState

        kinds.register(
            kinds.CaseKind(
                code=kinds.CAMPAIGN, prefix="ZX", label="专项行动", model="campaigns.Campaign", namespace="campaigns",
                view_permission="campaign.view", states=CampaignState, icon="flag", about_enterprises=False,
                lists_derived=False, measure_permission="campaign.measure", measure_missing=task_missing,
                search=("campaign_record__plan_number", "campaign_record__issuer"),
                columns=(
                    ("印发机关", "campaign_record__issuer"), ("方案文号", "campaign_record__plan_number"),
                    ("开始日期", "campaign_record__starts_on"), ("完成期限", "campaign_record__ends_on"),
                    ("批准时间", "campaign_record__approved_at"), ("完成时间", "campaign_record__completed_at"),
                ),
            )
        )  # fmt: skip
        actions.register(Campaign, ACTIONS, "campaigns:act")
        kinds.register(
            kinds.CaseKind(
                code="CAMPAIGN_RETURN", prefix="XB", label="行动报送", model="campaigns.CampaignReturn",
                namespace="campaigns:returns", view_permission="return.view", states=ReturnState, icon="send-check",
                about_enterprises=False,
                columns=(
                    ("报送名称", "campaignreturn__name"), ("报送期限", "campaignreturn__due_on"),
                    ("统计起", "campaignreturn__from_on"), ("统计止", "campaignreturn__until_on"),
                    ("零报告", "campaignreturn__nil"), ("迟报", "campaignreturn__late"),
                    ("报送时间", "campaignreturn__submitted_at"),
                ),
            )
        )  # fmt: skip
        actions.register(CampaignReturn, RETURN_ACTIONS, "campaigns:returns:act")
        if exports.listings not in listings.providers:
            listings.providers.append(exports.listings)
        if kept_versions not in integrity.also_kept:
            integrity.also_kept.append(kept_versions)
