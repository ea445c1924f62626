"""Where an information leads: the pages of later stages that are offered beside the acts."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from accounts.authority import authority

from .states import CLOSED, LEVELS, UNDER_ASSESSMENT, InfoState


@dataclass(frozen=True)
class NextStep:
    label: str
    url: str
    icon: str
    primary: bool = False


#: A case of a later stage in one of these came to nothing; another may be begun.
GIVEN_UP = frozenset({"CANCELLED", "WITHDRAWN"})


def standing_kinds(derived) -> set[str]:
    """Return the kinds of the cases that came out of an information and were not given up."""
    return {case.kind for case in derived if case.state not in GIVEN_UP}


def next_steps(info, user, derived_kinds: set[str]) -> list[NextStep]:
    """Return the links that the state and the user's roles allow, to pages that exist."""
    steps = []

    def offer(label, permission, icon, name, *args, query="", primary=False):
        if authority(user, permission, department=info.case.department) is None:
            return
        try:
            steps.append(NextStep(label, reverse(name, args=args) + query, icon, primary))
        except NoReverseMatch:  # the app of that stage is not installed
            return

    if info.state in UNDER_ASSESSMENT:
        offer("研判评估", "info.assess", "clipboard-data", "warnings:assess", info.pk, primary=not info.outcome)
        offer("临时封存", "emergency.step", "lock", "emergency:seal_new", query=f"?from={info.pk}")
    if info.state == InfoState.CONFIRMED and info.level in LEVELS and "WARNING" not in derived_kinds:
        offer("起草预警", "warning.draft", "megaphone", "warnings:new", query=f"?info={info.pk}", primary=True)
    if info.state not in CLOSED | {InfoState.DRAFT, InfoState.SUBMITTED}:
        if "EMERGENCY" not in derived_kinds:
            offer("启动应急", "emergency.report", "lightning", "emergency:new", query=f"?from={info.pk}")
        offer("登记隐患", "item.create", "card-checklist", "rectification:new", query=f"?from={info.pk}")
    return steps
