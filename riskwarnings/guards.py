"""What must be there before a warning moves on, in words that an officer can act on."""

from casefile.kinds import CAMPAIGN
from documents.driving import obstacles
from documents.states import DocumentState
from riskinfo.states import InfoState

from . import holds, level_paper, papers
from .awaits import brigade_of
from .drafting import governing_assessment
from .measures import missing_measures
from .models import Publication
from .paperlist import missing_papers

_TO_SEAL = {
    DocumentState.SIGNED: "尚未编号、用印：请办公室在本页“文书”栏打开通报，先编号，再登记用印",
    DocumentState.NUMBERED: "已编号，尚未登记用印：请办公室在本页“文书”栏打开通报登记用印",
}


def may_submit(warning) -> list[str]:
    reasons = []
    if warning.info.state != InfoState.CONFIRMED:
        reasons.append(
            f"风险信息 {warning.info.case.number} 的环节是“{warning.info.get_state_display()}”，确认后才能提交预警"
        )
    if len(papers.title(warning, papers.ALERT)) > papers.LONGEST_TITLE:
        reasons.append("标题太长，警示通报的标题排不下，请改短")
    if warning.scope_region and not (warning.info.region_id or warning.info.affected_area):
        reasons.append("预警范围含区域，风险信息里还没有写涉及区域：请在风险信息页“补充信息”写明是哪里")
    if not any(not row["cc"] for row in warning.recipients):
        reasons.append("请填写警示通报的主送单位")
    return reasons


def not_yet_reviewed(warning) -> list[str]:
    if warning.is_reviewed:
        return [f"{warning.reviewed_by}已审核同意，正在等待领导批准"]
    return obstacles(warning.notice, "check")


def may_approve(warning) -> list[str]:
    if not warning.is_reviewed:
        return [f"还没有审核：请{warning.case.department}负责人先审核同意"]
    return obstacles(warning.notice, "sign")


def may_issue(warning) -> list[str]:
    reasons = _sealed(warning.notice)
    if brigade_of(warning.case.bureau) is None:
        reasons.append("本局没有登记综合行政执法大队，请管理员在“用户与机构”中补充")
    return reasons


def may_issue_lift_notice(warning) -> list[str]:
    if warning.lift_notice_issued_at is not None:
        return ["解除通报已经印发"]
    return _sealed(warning.lift_notice)


def _sealed(document) -> list[str]:
    if words := _TO_SEAL.get(document.state):
        return [f"{document.kind_info.label}{words}"]
    return obstacles(document, "issue")


def may_propose_level(warning) -> list[str]:
    """A change of level rests on a new assessment that has a level (rules §3.2)."""
    if warning.unissued_change is not None:
        return ["上一次调级的通报尚未印发：请办公室先编号、用印、印发"]
    newest = governing_assessment(warning.info)
    if newest is None:
        return ["最新评估没有列级：风险消除的办理解除，发布有误的办理撤回"]
    if newest.pk == warning.assessment_id:
        return [f"没有新的评估：请先点“重新评估”，在第{newest.version}版之后另作新版"]
    last = warning.level_changes.order_by("-number").first()
    if last is not None and last.assessment_id == newest.pk and last.outcome == "REFUSED":
        return [f"领导对第{newest.version}版评估的调级已表示不同意：有新的情况请另作新版评估"]
    title = level_paper.title(warning)
    return ["标题太长，调级通报的标题排不下"] if len(title) > papers.LONGEST_TITLE else []


def may_approve_level(warning) -> list[str]:
    return obstacles(warning.open_change.notice, "sign")


def may_issue_level_notice(warning) -> list[str]:
    change = warning.unissued_change
    return _sealed(change.notice) if change else ["没有等待印发的调级通报"]


def may_lift(warning) -> list[str]:
    """Every measure done or not applicable with a reason, nothing derived still open (rules §3.2)."""
    states = dict(warning.case.measures.values_list("code", "status"))
    reasons = missing_measures(warning.level, states) + missing_papers(warning)
    if warning.unissued_change is not None:
        reasons.append("调级通报尚未印发：请办公室先编号、用印、印发")
    # A campaign that puts a region in order runs on after the product's risk is over.
    links = warning.case.derived_links.filter(derived__closed_at=None).exclude(derived__kind=CAMPAIGN)
    links = links.select_related("derived")
    reasons += [
        f"{link.derived.kind_info.label} {link.derived.number or '（草稿）'} 尚未办结（{link.derived.state_label}）"
        for link in links
    ]
    return reasons + holds.reasons([warning.case, warning.info.case])


def may_approve_lift(warning) -> list[str]:
    """What was true when the lifting was asked for must still be true."""
    return may_lift(warning) + obstacles(warning.lift_notice, "sign")


def may_withdraw(warning) -> list[str]:
    """A warning issued in error may not go on frightening people on the public page."""
    shown = Publication.objects.shown().filter(document__case=warning.case).select_related("document")
    reasons = [f"《{release.document.title}》还在对外公开：请办公室先在“对外发布”中撤下" for release in shown]
    return reasons + obstacles(warning.notice, "revoke")


def may_archive(warning) -> list[str]:
    if warning.lift_notice_issued_at is None:
        return ["解除通报尚未印发：印发后才能归档"]
    return []
