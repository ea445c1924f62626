"""What the rules of triggers.py propose, kept and decided: the facts are read here, not judged."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.authority import authority, with_stand_ins
from accounts.models import User
from accounts.roles import Role
from casefile.models import CaseFile
from casefile.notify import notify
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from casefile.trail import record_act
from registers.models import Enterprise, InfoSource, Region, SamplingResult
from registers.permissions import may_set_tier
from registers.tiers import CLOSENESS

from . import carrying, terms, triggers
from .models import Prompt, RectificationItem
from .problems import BY_CODE
from .triggers import Evidence, Finding, Proposal, Rule, Sample

#: Tier that a confirmed proposal leads to.
TIER = {Rule.SPECIAL: Enterprise.Tier.SPECIAL, Rule.KEY: Enterprise.Tier.KEY, Rule.DUTY: Enterprise.Tier.KEY}
AREA_RULES = (Rule.AREA_CONCENTRATED, Rule.AREA_PROBLEMS, Rule.AREA_OPINION)


@dataclass(frozen=True)
class Source:
    """What a later app knows of enterprises beside the ledger.

    `findings`: Enterprise → list[Finding]; `enterprises`: () → queryset of ids of those it has any of.
    """

    findings: Callable
    enterprises: Callable


#: Later apps append theirs.
sources: list[Source] = []


# --- reading --------------------------------------------------------------------------------


def samples_of(enterprise: Enterprise) -> list[Sample]:
    rows = SamplingResult.objects.filter(enterprise=enterprise).tested().order_by("pk")
    return [
        Sample(row.sampled_on, row.conclusion == "FAIL",
               Evidence("sampling", row.pk, f"{row.sampled_on or '日期不详'} 监督抽查 {row}"))
        for row in rows
    ]  # fmt: skip


def findings_of(items) -> list[Finding]:
    rows = items.filter(case__is_drill=False).select_related("case").order_by("pk")
    return [
        Finding(
            row.found_on, row.severity, row.is_open, row.case.campaign_id is not None, BY_CODE[row.problem].is_duty,
            Evidence("case", row.pk, f"{row.case.number} {row.get_severity_display()} {row.problem_info.label}"),
        )
        for row in rows
    ]  # fmt: skip


def _opinions_of(bureau, code: str) -> list[Finding]:
    """Return the informations from public opinion about enterprises of an area, or about the area itself."""
    there = Q(enterprise__region__code__startswith=code) | Q(riskinfo__region__code__startswith=code)
    rows = CaseFile.objects.real().filter(
        there, kind="INFO", bureau=bureau, riskinfo__source__code__in=InfoSource.PUBLIC_OPINION
    )
    rows = rows.exclude(state__in=["DRAFT", "EXCLUDED"]).order_by("pk")
    return [
        Finding(timezone.localdate(row.opened_at), "", row.closed_at is None, False, False,
                Evidence("case", row.pk, str(row)))
        for row in rows
    ]  # fmt: skip


# --- proposing ------------------------------------------------------------------------------


def evaluate(enterprise: Enterprise) -> list[Prompt]:
    """Ask the rules about an enterprise and keep what they propose; return the open prompts.

    Call after an item was registered, regraded or closed, and after a sampling was recorded.
    """
    findings = findings_of(RectificationItem.objects.filter(case__enterprise=enterprise))
    findings += [finding for source in sources for finding in source.findings(enterprise)]
    found = triggers.of_enterprise(
        samples_of(enterprise), findings, timezone.localdate(), terms.in_force(enterprise.bureau_id)
    )
    found = [proposal for proposal in found if not _is_so_already(enterprise, proposal)]
    found.sort(key=lambda proposal: proposal.rule == Rule.KEY)  # the closer tiers first
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        kept: list[Prompt | None] = []
        for proposal in found:
            if proposal.rule == Rule.KEY and any(prompt and prompt.rule in TIER for prompt in kept):
                continue  # a closer tier, or the same on other grounds, is open already
            kept.append(_keep(proposal, bureau=enterprise.bureau, enterprise=enterprise))
        _lapse(Prompt.objects.filter(enterprise=enterprise), kept)
    return [prompt for prompt in kept if prompt is not None]


def _is_so_already(enterprise, proposal: Proposal) -> bool:
    """A tier that is as close already needs no prompt; neglected duties ask for a spot check too."""
    wanted = TIER.get(proposal.rule)
    if wanted is None:
        return False
    return proposal.rule != Rule.DUTY and CLOSENESS.index(Enterprise.Tier(enterprise.tier)) >= CLOSENESS.index(wanted)


def evaluate_areas(bureau) -> list[Prompt]:
    """Ask the rules about the towns of a bureau (R-347); the same facts are proposed once a month at most."""
    kept = []
    towns = Region.objects.filter(
        code__startswith=bureau.region_code[:6], level=Region.Level.TOWN, active=True
    ).order_by("code")  # fmt: skip
    for town in towns:
        items = RectificationItem.objects.filter(
            case__bureau=bureau, case__enterprise__region__code__startswith=town.code
        )
        found = triggers.of_area(
            findings_of(items), _opinions_of(bureau, town.code), timezone.localdate(), terms.in_force(bureau.pk)
        )
        with transaction.atomic():
            own = [_keep(proposal, bureau=bureau, region=town) for proposal in found]
            _lapse(Prompt.objects.filter(bureau=bureau, region=town), own)
        kept += [prompt for prompt in own if prompt is not None]
    return kept


def _keep(proposal: Proposal, *, bureau, enterprise=None, region=None) -> Prompt | None:
    """Return the open prompt of this proposal, made or brought up to date; None when it was decided on these facts."""
    mark = fingerprint(proposal, bureau, enterprise, region)
    known = Prompt.objects.filter(fingerprint=mark).first()
    if known is not None and known.state != Prompt.State.LAPSED:
        return known if known.is_open else None
    about = {"enterprise": enterprise, "region": region, "bureau": bureau, "rule": proposal.rule}
    prompt = Prompt.objects.filter(**about, state=Prompt.State.OPEN).first()
    is_new = prompt is None
    prompt = prompt or known or Prompt(**about)
    if is_new:
        prompt.state, prompt.raised_at, prompt.decided_at = Prompt.State.OPEN, timezone.now(), None
    elif known is not None:
        return prompt  # the one that lapsed stays as it is
    prompt.why, prompt.fingerprint = proposal.why[:300], mark
    prompt.evidence = [{"kind": row.kind, "id": row.id, "text": row.text} for row in proposal.evidence]
    prompt.case, prompt.department = _place(proposal)
    prompt.full_clean(validate_constraints=False)
    prompt.save()
    if is_new:
        text = f"{prompt.subject}：{prompt.get_rule_display()}，请确认"
        notify(
            people_asked(prompt),
            text,
            key=f"prompt:{mark}:{prompt.raised_at:%Y%m%d}",
            case=prompt.case,
            url=prompt.get_absolute_url(),
        )
    return prompt


def fingerprint(proposal: Proposal, bureau, enterprise, region) -> str:
    """Return the SHA-256 (hex) of what is proposed about whom on which facts; of an area, in which month."""
    facts = sorted((row.kind, row.id) for row in proposal.evidence)
    if region is not None:
        facts = f"{timezone.localdate():%Y-%m}"
    said = [bureau.pk, enterprise and enterprise.pk, region and region.pk, str(proposal.rule), facts]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _place(proposal: Proposal):
    """Return the item that the proposal is worked on with, the latest open one, and the unit whose head decides."""
    if proposal.rule in AREA_RULES:
        return None, None
    ids = [row.id for row in proposal.evidence if row.kind == "case"]
    cases = {case.pk: case for case in CaseFile.objects.filter(pk__in=ids).select_related("department")}
    ordered = [cases[pk] for pk in ids]
    latest = next((case for case in ordered if case.closed_at is None), ordered[0] if ordered else None)
    return latest, latest.department if latest else None


def _lapse(prompts, kept) -> None:
    """What the facts no longer call for is put aside by the system, never removed."""
    alive = [prompt.pk for prompt in kept if prompt is not None]
    prompts.filter(state=Prompt.State.OPEN).exclude(pk__in=alive).update(
        state=Prompt.State.LAPSED, decided_at=timezone.now()
    )


def evaluate_all() -> int:
    """Ask about every enterprise that anything is known of, and every bureau's towns; return the open prompts.

    Run by the timetable: windows move on without anything happening.
    """
    with_items = RectificationItem.objects.order_by().values("case__enterprise")
    failing = SamplingResult.objects.filter(conclusion="FAIL").order_by().values("enterprise")
    concerned = Q(pk__in=with_items) | Q(pk__in=failing)
    for source in sources:
        concerned |= Q(pk__in=source.enterprises())
    rows = Enterprise.objects.filter(concerned).select_related("bureau").order_by("pk")
    opened = sum(len(evaluate(row)) for row in rows.iterator(chunk_size=500))
    bureaus = {
        row.bureau_id: row.bureau for row in Enterprise.objects.filter(pk__in=with_items).select_related("bureau")
    }
    return opened + sum(len(evaluate_areas(bureau)) for bureau in bureaus.values())


# --- deciding -------------------------------------------------------------------------------


def people_asked(prompt: Prompt) -> list[User]:
    """Return the heads who decide, with those who stand in for them."""
    heads = User.objects.with_role(Role.UNIT_HEAD, bureau=prompt.bureau)
    if prompt.department_id:
        heads = heads.filter(department=prompt.department)
    return with_stand_ins(heads, "item.order")


def may_decide(prompt: Prompt, user) -> Role | None:
    """The head of the unit named, of any unit when none is; a tier is settled by who may set it."""
    if user.department_id is None or user.department.bureau_id != prompt.bureau_id:
        return None
    if prompt.rule in TIER and not may_set_tier(prompt.enterprise, user):
        return None
    return authority(user, "item.order", department=prompt.department or user.department)


def confirm(prompt: Prompt, *, by, reason: str = "") -> None:
    """Do what is proposed. Raises NotAllowed, WrongState, GuardRefused."""
    with transaction.atomic():
        fresh, role = _locked(prompt, by)
        try:
            fresh.outcome = carrying.carry_out(fresh, by=by, role=role, reason=reason)[:300]
        except ValidationError as fault:
            raise GuardRefused(fault.messages) from fault
        _close(fresh, Prompt.State.CONFIRMED, by, role, reason)
    prompt.__dict__.update(fresh.__dict__)


def decline(prompt: Prompt, *, by, reason: str) -> None:
    """Leave it, with the reason. Raises NotAllowed, WrongState, GuardRefused."""
    if not reason.strip():
        raise GuardRefused(["不采纳须写明理由"])
    with transaction.atomic():
        fresh, role = _locked(prompt, by)
        _close(fresh, Prompt.State.DECLINED, by, role, reason)
    prompt.__dict__.update(fresh.__dict__)


def _locked(prompt: Prompt, by) -> tuple[Prompt, Role]:
    fresh = Prompt.objects.select_for_update().get(pk=prompt.pk)
    if not fresh.is_open:
        by_whom = fresh.decided_by or "系统"
        raise WrongState(f"这条提示已由{by_whom}处理：{fresh.get_state_display()}。")
    role = may_decide(fresh, by)
    if role is None:
        raise NotAllowed("触发提示由承办单位负责人确认。")
    return fresh, role


def _close(prompt: Prompt, state, by, role, reason: str) -> None:
    prompt.state, prompt.decided_by, prompt.role, prompt.decided_at = state, by, Role(role), timezone.now()
    prompt.reason = reason.strip()
    prompt.full_clean(validate_constraints=False)
    prompt.save()
    if prompt.case is not None:
        label = "确认触发提示" if state == Prompt.State.CONFIRMED else "不采纳触发提示"
        record_act(
            prompt.case, "decide_prompt", label, by=by, role=role, subject=prompt.get_rule_display(),
            reason=prompt.reason, data={"explanation": prompt.why},
        )  # fmt: skip
