"""What the page of an item shows beside the bones of every record."""

from accounts.authority import authority

from . import amounts
from .actions import BESIDE
from .effects import AFTER, BEFORE

#: 三书一函 and what goes with them, begun from the item with everything filled in (R-316, R-340).
PAPERS = (
    ("RECTIFY_NOTICE", "整改通知书"), ("TALK_NOTICE", "约谈通知书"), ("TALK_RECORD", "约谈记录"),
    ("SUPERVISION_NOTICE", "挂牌督办通知书"), ("URGING_LETTER", "提醒敦促函"), ("GUIDANCE", "整改指导意见书"),
    ("TRANSFER_LETTER", "移送函"), ("REPORT", "报告"),
)  # fmt: skip


def item_context(record, bones: dict, user) -> dict:
    """Return facts, the parts of the item and its photos; `bones` is casefile.pages.record_context."""
    return {
        "facts": facts(record),
        "offers": [offer for offer in bones["offers"] if offer.action.name not in BESIDE],
        "beside": [offer for offer in bones["offers"] if offer.action.name in BESIDE],
        "rechecks": list(record.rechecks.select_related("first_officer", "second_officer").order_by("-round")),
        "extensions": list(record.extensions.select_related("asked_by", "decided_by").order_by("-pk")),
        "interviews": list(record.interviews.order_by("-pk")),
        "supervisions": list(record.supervisions.select_related("put_by", "asked_by", "lifted_by").order_by("-pk")),
        "joint_actions": list(record.joint_actions.order_by("-pk")),
        "help_visits": list(record.help_visits.order_by("-pk")),
        "consequences": list(record.case.consequences.order_by("-pk")),
        "may_propose": authority(user, "item.create", department=record.case.department) is not None,
        **amounts.card(record.case, user),
        "papers": PAPERS if bones["may_draft"] else (),
        "photos": photos(bones["attachments"]),
    }


def photos(attachments) -> list[tuple[str, list]]:
    """Return the pictures from before and after the correction, for the eye to compare."""
    shots = [row for row in attachments if row.content_type.startswith("image/") and row.struck_at is None]
    sides = [(side, [row for row in shots if row.note == side]) for side in (BEFORE, AFTER)]
    return sides if any(rows for _, rows in sides) else []


def facts(record) -> list[tuple[str, str]]:
    """Return what the item says as (label, text), what has not come yet left out."""
    marks = [text for text, holds in (("问题紧迫", record.urgent), ("治理难度大", record.hard)) if holds]
    always = [
        ("问题", f"{record.problem_info.label}（{record.problem_info.field.label}）"),
        ("发现日期", f"{record.found_on:%Y-%m-%d}"),
        ("问题情况", record.situation),
        ("原因", record.cause),
    ]
    later = [
        ("风险类型", record.get_risk_sort_display()),
        ("工品查编号", record.external_id),
        ("标记", "、".join(marks)),
        ("轮次", f"第 {record.round} 轮" + (f"，复发 {record.relapses} 次" if record.relapses else "")),
        ("监督抽查", _sampling(record)),
        ("整改要求", record.requirement),
        ("企业报告", f"{record.reported_on:%Y-%m-%d} {record.completion}" if record.reported_on else ""),
        ("执法", _transfer(record)),
        ("回执", f"{record.receipt_on:%Y-%m-%d} {record.receipt_reference}" if record.receipt_on else ""),
        ("执法结果", record.enforcement_outcome),
        ("处罚到人", record.penalised),
        ("关闭", f"{record.get_other_ground_display()}，{record.other_proof}" if record.other_ground else ""),
        ("回头看", _look_back(record)),
    ]
    return always + [(label, text) for label, text in later if text]


def _sampling(record) -> str:
    if record.sampling is None:
        return ""
    published = f"，{record.published_on:%Y-%m-%d} 省级公告" if record.published_on else ""
    return f"{record.sampling}（{record.sampling.report_number or '无报告编号'}）{published}"


def _transfer(record) -> str:
    to = record.enforcement_body or record.get_enforcement_to_display()
    return f"{to}，{record.enforcement_reference}" if record.enforcement_reference else ""


def _look_back(record) -> str:
    if record.look_back_on:
        return f"{record.look_back_on:%Y-%m-%d}"
    return f"计划 {record.look_back_due:%Y-%m-%d}" if record.look_back_due else ""
