"""The acts on a campaign, one row each (rules §3.6)."""

from casefile.actions import Action

from . import effects, forms, guards, permissions
from .states import CampaignState

_STAFF = "承办单位经办人"
_HEAD = "承办单位负责人"
_DEPUTY = "分管领导"

ACTIONS = (
    Action(
        "hand_in", "方案送审", permissions.may_hand_in, _STAFF, guard=guards.before_handing_in, style="primary",
        confirm="送局长批准。批准以前仍可修改。",
    ),
    Action(
        "deploy", "批准方案，部署行动", permissions.may_deploy, "局长（方案送审以后）", guard=guards.before_deploying,
        style="primary", effects=(effects.begin,), confirm="行动从此开始，责任单位看到任务，各项期限开始提醒。",
    ),
    Action(
        "send_back", "退回修改", permissions.may_deploy, "局长", needs_reason=True, reason_label="退回理由",
        hidden_unless_allowed=True,
    ),
    Action(
        "start_on_site", "转入现场检查", permissions.may_move, _HEAD, guard=guards.before_going_on_site,
        style="primary", effects=(effects.await_next_phase,),
    ),
    Action(
        "start_governing", "转入隐患治理", permissions.may_move, _HEAD, guard=guards.before(CampaignState.GOVERNING),
        style="primary", effects=(effects.await_next_phase,),
    ),
    Action(
        "start_final_check", "转入验收自查", permissions.may_move, _HEAD,
        guard=guards.before_final_check, style="primary", effects=(effects.await_next_phase,),
    ),
    Action(
        "go_on_reporting", "转入持续报送", permissions.may_move, _HEAD, guard=guards.before_going_on_reporting,
        effects=(effects.meet_end, effects.begin_progress_reports),
        confirm="每月书面报送整改进展，直到全部完成（方案四（三））。",
    ),
    Action(
        "complete", "确认完成", permissions.may_complete, _DEPUTY, form=forms.CompleteForm,
        guard=guards.before_completing, style="primary", effects=(effects.meet_end,),
    ),
    Action(
        "file_away", "归档", permissions.may_complete, _DEPUTY, guard=guards.before_filing, style="primary",
        effects=(effects.end_deadlines,), confirm="归档后只供查阅。",
    ),
)  # fmt: skip
