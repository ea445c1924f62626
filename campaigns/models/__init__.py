from .campaign import Campaign
from .campaignreturn import CampaignReturn, CampaignReturnVersion, ReturnWay
from .conference import Conference
from .matter import Feedback, ImportantMatter
from .plan import CampaignPhase, CampaignProduct, CampaignTask, GroupMember
from .plantemplate import PlanTemplate
from .point import HazardFactor, HazardPoint
from .target import Target
from .typicalcase import TypicalCase

__all__ = [
    "Campaign", "CampaignPhase", "CampaignProduct", "CampaignReturn", "CampaignReturnVersion", "CampaignTask",
    "Conference", "Feedback", "GroupMember", "HazardFactor", "HazardPoint", "ImportantMatter", "PlanTemplate",
    "ReturnWay", "Target", "TypicalCase",
]  # fmt: skip
