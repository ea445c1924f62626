"""What is still missing before an act, in words that an officer can act on."""

from documents.states import DocumentState
from rectification.states import ItemState, RecheckResult
from registers.models import SamplingResult

from .models import Handling

TRANSFER_KIND = "TRANSFER_LETTER"
_ISSUED = (DocumentState.ISSUED, DocumentState.REPLIED, DocumentState.REPLY_OVERDUE, DocumentState.ARCHIVED)
_RIGHT = (ItemState.PASSED, ItemState.WRITTEN_OFF, ItemState.CLOSED_OTHER)


def may_serve(record) -> list[str]:
    if record.is_outside:
        return ["当事人不在本辖区，请移送"]
    return ["拒检的没有检验结果可送达，请直接责令改正"] if record.refused else []


def may_order(record) -> list[str]:
    if record.is_outside:
        return ["当事人不在本辖区，请移送"]
    if record.state == "RECEIVED" and not record.refused:
        return ["结果还没有送达，异议期也没有过"]
    return []


def may_pass(record) -> list[str]:
    if record.item.state in _RIGHT:
        return []
    return [f"整改项 {record.item.case.number} 现在是“{record.item.get_state_display()}”，复查合格后再办"]


def may_fail(record) -> list[str]:
    failed = record.item.rechecks.filter(result__in=[RecheckResult.FAIL, RecheckResult.REFUSED])
    if failed.exists() and record.item.state not in _RIGHT:
        return []
    return [f"整改项 {record.item.case.number} 没有复查不合格的记录"]


def may_transfer(record) -> list[str]:
    if not record.is_outside:
        return ["当事人在本辖区，由本局处理"]
    issued = record.case.documents.filter(kind=TRANSFER_KIND, state__in=_ISSUED)
    return [] if issued.exists() else ["移送函还没有印发：请在本页起草移送函，签发、编号后印发"]


def may_urge(record) -> list[str]:
    if record.sampling.place == SamplingResult.Place.ONLINE:
        return []
    return ["样品不是网络抽取的，没有平台可督促"]


def may_hand_in(record) -> list[str]:
    return [] if record.items.exists() else ["计划里还没有产品，请先添加"]


def may_complete(record) -> list[str]:
    """Every target has its result; every failure is being handled."""
    missing = []
    empty = record.targets().filter(result=None).count()
    if empty:
        missing.append(f"还有 {empty} 个抽查对象没有结果；没有抽到样品的也要登记")
    bad = record.targets().filter(
        result__conclusion__in=[SamplingResult.Conclusion.FAIL, SamplingResult.Conclusion.REFUSED]
    )
    begun = Handling.objects.filter(sampling__in=bad.values("result"), traced_from=None)
    left = bad.count() - begun.count()
    if left:
        missing.append(f"还有 {left} 个不合格或拒检的结果没有开始后处理")
    return missing
