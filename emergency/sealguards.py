"""What must come first in a seal, in words an officer can act on."""

from django.utils import timezone

from .sealstates import EXECUTED, SealState


def list_complete(sealing) -> list[str]:
    items = list(sealing.items.all())
    if not items:
        return ["还没有封存清单，请先登记物品、数量和封条号"]
    bare = [item.name for item in items if not item.seal_number]
    return [f"“{'、'.join(bare[:3])}”没有封条号，请在清单中补上"] if bare else []


def in_time(sealing) -> list[str]:
    """Approval can be made up for 24 hours; afterwards the seal has lost its ground."""
    if sealing.is_over:
        due = timezone.localtime(sealing.approval_due_at)
        return [f"已超过补办批准的时限（{due:%Y-%m-%d %H:%M}），应当立即解除"]
    return []


def not_over(sealing) -> list[str]:
    return [f"封存已于 {sealing.expires_on} 到期，应当立即解除"] if sealing.is_over else []


def extension_asked(sealing) -> list[str]:
    if sealing.extension_asked is None:
        return ["还没有提请延长，由办案单位先“提请延长”", *not_over(sealing)]
    return not_over(sealing)


def superior_heard(sealing) -> list[str]:
    """An interim seal waits for the test and the superior's word (R-048), but never beyond its term."""
    if not sealing.is_interim or sealing.is_over or sealing.state == SealState.EXECUTED_PENDING_APPROVAL:
        return []
    missing = []
    if sealing.upward_report_on is None:
        missing.append("还没有登记上报")
    if not sealing.instruction:
        missing.append("还没有登记上级指示")
    if not sealing.case.riskinfo.tests.exists():
        missing.append("还没有委托质检机构检验")
    return missing


def convertible(sealing) -> list[str]:
    return [*not_over(sealing), *superior_heard(sealing)]


def still_sealed(case) -> list[str]:
    """Return for each seal of `case` that is not ended what must be done; asked before the case ends."""
    return [
        f"{sealing}还是“{sealing.get_state_display()}”，请先"
        + ("解除或转处理" if sealing.state in EXECUTED else "执行或撤回")
        for sealing in case.sealings.open()
    ]
