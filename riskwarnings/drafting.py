"""A warning's beginning and its changes while it is a draft."""

from django.db import transaction
from django.utils import timezone

from casefile.models import CaseFile
from casefile.opening import open_case
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from casefile.trail import record_act
from riskinfo.models import RiskInfo
from riskinfo.states import InfoState

from .facts_text import WarningLevel
from .models import Warning
from .permissions import may_create, may_draft
from .states import OVER, WarningState

_LABELS = {
    "title": "标题", "level": "拟定级别", "level_reason": "调整级别的理由", "risk_kind": "风险性质",
    "scope": "预警范围", "concerns": "涉及事项", "summary": "风险情况", "requirements": "补充要求",
    "recipients": "收文单位",
}  # fmt: skip


def governing_assessment(info):
    """Return the gravest current assessment that has a level, or None (rules §2.1)."""
    graded = [one for one in info.assessments.current().select_related("assessor") if one.decided_level]
    return min(graded, key=lambda one: (one.outcome, one.decided_level, -one.version), default=None)


def obstacles(info) -> list[str]:
    """Return why no warning can be drafted from this information now."""
    if info.state != InfoState.CONFIRMED:
        return [f"风险信息的环节是“{info.get_state_display()}”，股室负责人确认后才能拟制预警。"]
    if info.level not in WarningLevel.values or governing_assessment(info) is None:
        return ["评估没有列级，不需要预警；请按不列级的处理决定办理。"]
    taken = Warning.objects.filter(info=info).exclude(state__in=sorted(OVER)).select_related("case").first()
    if taken is not None:
        named = f"{taken.case.number or '草稿'}“{taken.case.title}”"
        return [f"这条信息已有预警{named}，环节是“{taken.get_state_display()}”。"]
    return []


def create_warning(info, *, by, title, token=None, **given) -> Warning:
    """Draft a warning from a confirmed information.

    `given` are fields of Warning. The same token twice gives the same warning.
    Raises NotAllowed, GuardRefused.
    """
    with transaction.atomic():
        CaseFile.objects.select_for_update().get(pk=info.pk)
        made = Warning.objects.filter(case__creation_token=token).first() if token else None
        if made is not None:
            return made
        role = may_create(info, by)
        if role is None:
            raise NotAllowed(f"预警由{info.case.department}的经办人拟制。")
        fresh = RiskInfo.objects.select_related("case__enterprise", "case__product_type").get(pk=info.pk)
        if reasons := obstacles(fresh):
            raise GuardRefused(reasons)
        assessment = governing_assessment(fresh)
        return open_case(
            Warning, by=by, role=role, department=fresh.case.department, title=title, token=token,
            enterprise=fresh.case.enterprise, product_type=fresh.case.product_type,
            origin=fresh.case, label="拟制", info=fresh, assessment=assessment, author=by,
            suggested_level=assessment.outcome, **given,
        )  # fmt: skip


def change_warning(warning, *, by, title, **given) -> None:
    """Change a draft, or a returned warning, which becomes a draft again; the trail says what changed.

    Raises NotAllowed, WrongState, ValidationError.
    """
    role = may_draft(warning, by)
    if role is None:
        raise NotAllowed("草稿由拟稿人或经办人修改。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=warning.pk)
        fresh = Warning.objects.select_related("info", "assessment").get(pk=warning.pk)
        fresh.case = case
        if not fresh.is_editable:
            raise WrongState(f"没有保存：预警已在“{fresh.get_state_display()}”环节，退回后才能修改。")
        if fresh.state == WarningState.RETURNED:
            perform(fresh, "redraft", by=by)
        before = _readable(fresh)
        for name, value in given.items():
            setattr(fresh, name, value)
        fresh.case.title = title
        fresh.clean_fields(exclude=["state", "case"])
        fresh.validate_constraints()
        fresh.save()
        fresh.mirror(timezone.now())
        fresh.case.save()
        _write_change(fresh, before, by, role)
    warning.__dict__.update(fresh.__dict__)


def _write_change(warning, before: dict, by, role) -> None:
    after = _readable(warning)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return
    data = [
        {"name": f"{name}{end}", "label": f"{_LABELS[name]}（{mark}）", "value": side[name], "text": side[name]}
        for name in changed
        for end, mark, side in (("_from", "原", before), ("", "改为", after))
    ]
    record_act(warning.case, "edit", "修改草稿", by=by, role=role, data=data)


def _readable(warning) -> dict[str, str]:
    names = [row["name"] + ("（抄送）" if row["cc"] else "") for row in warning.recipients]
    return {
        "title": warning.case.title, "level": WarningLevel(warning.level).label, "level_reason": warning.level_reason,
        "risk_kind": warning.get_risk_kind_display(), "scope": warning.scope_text, "concerns": warning.concerns_text,
        "summary": warning.summary, "requirements": warning.requirements, "recipients": "、".join(names),
    }  # fmt: skip
