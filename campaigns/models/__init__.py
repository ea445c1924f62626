from .campaign import Campaign
from .campaignreturn import CampaignReturn, CampaignReturnVersion, ReturnWay
from .matter import Feedback, ImportantMatter
from .plan import CampaignPhase, CampaignProduct, CampaignTask, GroupMember
from .target import Target
from .typicalcase import TypicalCase

__all__ = [
    "Campaign", "CampaignPhase", "CampaignProduct", "CampaignReturn", "CampaignReturnVersion", "CampaignTask",
    "Feedback", "GroupMember", "ImportantMatter", "ReturnWay", "Target", "TypicalCase",
]  # fmt: skip
