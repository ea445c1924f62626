"""What the page of a seal shows, and its line on the command page."""

from django.utils import timezone

from casefile import actions
from casefile.lights import Light, light

from . import sealclock
from .models import Sealing
from .sealstates import APPLIED, ENDED, LIST_OPEN, SealState

_S = SealState
_STEPS = (
    ("提请", {_S.PROPOSED}), ("批准", {_S.APPROVED, _S.EXECUTED_PENDING_APPROVAL}), ("封存", {_S.IN_FORCE}),
    ("延长", {_S.EXTENDED}), ("解除或转处理", {_S.LIFTED, _S.CONVERTED}),
)  # fmt: skip


def seal_light(sealing) -> Light:
    """Return the light of the clock that runs: 24 hours to the approval, else calendar days to the last day."""
    if sealing.state == _S.EXECUTED_PENDING_APPROVAL:
        due = sealing.approval_due_at
        if sealing.is_over:
            return Light("red", "超过 24 小时未补办，立即解除", _moment(due))
        return Light("red", f"补办批准{light(due).text}", f"{_moment(due)} 前")
    if sealing.state not in APPLIED:
        colour = "yellow" if sealing.state in LIST_OPEN else "grey"
        return Light(colour, sealing.get_state_display(), "")
    left = sealclock.days_left(sealing.expires_on, timezone.localdate())
    words = f"{sealing.expires_on:%Y-%m-%d} 到期，按自然日计算"
    if left < 0:
        return Light("red", f"到期 {-left} 天，立即解除", words)
    if left == 0:
        return Light("red", "今日到期", words)
    return Light("yellow" if left <= max(sealclock.ALARM_DAYS) else "green", f"还剩 {left} 天", words)


def seal_rows(case) -> list[dict]:
    """Return the seals of `case` as templates/emergency/seal_card.html shows them."""
    return [{"sealing": sealing, "light": seal_light(sealing)} for sealing in case.sealings.select_related("case")]


def seal_context(sealing, user) -> dict:
    """Return the context of templates/emergency/seal.html."""
    offers = actions.available(sealing, user)
    return {
        "record": sealing,
        "sealing": sealing,
        "case": sealing.case,
        "offers": offers,
        "steps": _steps(sealing),
        "light": seal_light(sealing),
        "facts": _facts(sealing),
        "term": _term(sealing),
        "items": list(sealing.items.prefetch_related("photos")),
        "photos": list(sealing.photos.all()),
        "interim": _interim(sealing) if sealing.is_interim else [],
        "list_open": sealing.state in LIST_OPEN,
        "timeline": _timeline(sealing),
        "notice_missing": sealing.state == _S.EXTENDED and sealing.extension_notified_on is None,
    }


def _steps(sealing) -> list[tuple[str, str]]:
    if sealing.state == _S.DROPPED:
        return [("提请", "done"), ("未实施", "done")]
    now = next(i for i, (_, states) in enumerate(_STEPS) if sealing.state in states)
    ended = now == len(_STEPS) - 1
    marks = []
    for i, (label, _) in enumerate(_STEPS):
        if label == "延长" and not sealing.extended_by_id:
            if ended:
                continue
            marks.append(("延长（可一次）", "todo"))
            continue
        marks.append((label, "done" if i < now or ended else "now" if i == now else "todo"))
    return marks


def _facts(sealing) -> list[tuple[str, str]]:
    officers = "、".join(p.name for p in (sealing.officer_1, sealing.officer_2) if p)
    attended = f"{sealing.get_attendance_display()}：{sealing.attended_by}" if sealing.attendance else ""
    rows = [
        ("当事人", sealing.party), ("地点", sealing.place), ("事实和依据", sealing.ground),
        ("提请", f"{sealing.department} {sealing.proposed_by.name}，{_moment(sealing.proposed_at)}"),
        ("批准", f"{sealing.approved_by.name}，{_moment(sealing.approved_at)}" if sealing.approved_by else ""),
        ("执法人员", officers), ("到场", attended), ("决定书", sealing.decision_number),
    ]  # fmt: skip
    if sealing.is_interim or sealing.upward_report_on:
        said = f"{sealing.instruction_from}（{sealing.instruction_on}）：{sealing.instruction}"
        report = f"{sealing.upward_report_on} {sealing.upward_report_reference}"
        rows += [
            ("上报", report if sealing.upward_report_on else ""), ("上级指示", said if sealing.instruction else ""),
        ]  # fmt: skip
    if sealing.lift_ground:
        rows.append(("解除", f"{_moment(sealing.ended_at)}，{sealing.get_lift_ground_display()}"))
    if sealing.conversion:
        rows.append(("转处理", f"{sealing.get_conversion_display()}，{sealing.conversion_reference}"))
    return rows


def _term(sealing) -> list[tuple[str, str]]:
    """Return how the last day was reckoned; empty before anything is sealed."""
    if sealing.executed_at is None:
        return []
    rows = [("封存", _moment(sealing.executed_at))]
    if sealing.approval_due_at:
        rows.append(("补办批准时限", _moment(sealing.approval_due_at)))
    rows.append(("期限", f"{sealclock.TERM_DAYS} 日，按自然日计算，当日不计"))
    rows += [("检验期间", _pause(row)) for row in sealing.pauses.all()]
    if sealing.extension_asked:
        told = f"，{sealing.extension_notified_on} 告知" if sealing.extension_notified_on else ""
        decided = f"{sealing.extended_by.name}批准{told}" if sealing.extended_by else "待批准"
        rows.append(("延长", f"{sealing.extension_asked} 日（{decided}）：{sealing.extension_reason}"))
    return [*rows, ("到期日", f"{sealing.expires_on:%Y-%m-%d}")]


def _pause(row) -> str:
    said = f"{row}（{row.purpose}，{row.notified_on} 告知"
    if row.withdrawn:
        return f"{said}；没有检验，不扣除）"
    return f"{said}；原告知至 {row.announced_last}，提前结束）" if row.announced_last else f"{said}）"


def _interim(sealing) -> list[tuple[str, bool]]:
    """Return what an interim seal obliges to, and whether it is done (R-048)."""
    return [
        ("委托质检机构检验分析", sealing.case.riskinfo.tests.exists()),
        ("立即上报", sealing.upward_report_on is not None),
        ("登记上级指示", bool(sealing.instruction)),
        ("依指示解除或转处理", sealing.state in ENDED),
    ]


def awaiting_rows(user) -> list[dict]:
    """Return the seals that wait for `user`, what is to be done with each, the most pressing first; no drills."""
    rows = Sealing.objects.awaiting(user).filter(case__is_drill=False).select_related("case").order_by("pk")
    found = [{"sealing": row, "what": _what_next(row), "light": seal_light(row)} for row in rows]
    return sorted(found, key=lambda row: ("red", "yellow", "green", "grey").index(row["light"].colour))


def _what_next(sealing) -> str:
    if sealing.is_over:
        return "立即解除"
    if sealing.state == _S.EXTENDED:
        return "书面告知延长"
    return {
        _S.PROPOSED: "批准封存", _S.APPROVED: "执行封存", _S.EXECUTED_PENDING_APPROVAL: "补办批准",
        _S.IN_FORCE: "批准延长",
    }[sealing.state]  # fmt: skip


def _timeline(sealing) -> list[dict]:
    rows = sealing.case.trail.filter(subject=sealing.trail_subject).select_related("actor").order_by("-seq")
    return [
        {
            "label": row.action_label, "who": f"{row.actor.name if row.actor else '系统'} · {row.role_label}",
            "at": row.at, "reason": row.reason, "current": False,
        }
        for row in rows
    ]  # fmt: skip


def _moment(at) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
