"""One row for each act that a record knows: who, when, with what form, with what consequence."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.db import models
from django.urls import reverse
from django_fsm import can_proceed

from accounts.roles import Role


class ActionForm(forms.Form):
    """The form of an act; bound to the locked record and to who acts."""

    reason = forms.CharField(
        label="意见或理由", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, record, user, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.record, self.user, self.action = record, user, action
        reason = self.fields.pop("reason", None)
        if reason is not None:  # last, whatever fields the subclass adds
            self.fields["reason"] = reason
            reason.required = action.needs_reason
            reason.label = action.reason_label


def _nothing_missing(record) -> list[str]:
    return []


@dataclass(frozen=True)
class Act:
    """What the effects of an act may know: the record after it, and what was given."""

    record: models.Model
    by: object
    role: str
    reason: str
    data: dict
    entry: models.Model


@dataclass(frozen=True)
class Action:
    """A transition as people see it.

    who: (record, user) → the role in which the user may act, or None.
    who_text: whose act it is, for the reason on a disabled button.
    guard: record → what is still missing, in words; empty when nothing is.
    effects: run in the same transaction, after the record and the trail are saved.
    takes_number: gives the case its number if it has none yet.
    by_system: the system may act (by=None).
    offered: shown as a button; False for acts that only another act performs.
    beside: stands beside the record, not among its next steps at the head.
    draws: record → how many lines and cells the act draws on paper; many are left to the background (longacts).
    """

    name: str
    label: str
    who: Callable[[models.Model, object], Role | None]
    who_text: str
    form: type[ActionForm] = ActionForm
    guard: Callable[[models.Model], list[str]] = _nothing_missing
    effects: tuple[Callable[[Act], None], ...] = ()
    needs_reason: bool = False
    reason_label: str = "意见或理由"
    confirm: str = ""
    style: str = "secondary"
    takes_number: bool = False
    by_system: bool = False
    hidden_unless_allowed: bool = False
    offered: bool = True
    beside: bool = False
    draws: Callable[[models.Model], int] | None = None

    def method(self, record):
        return getattr(record, self.name)


@dataclass(frozen=True)
class Offer:
    """A button: the action, whether it can be pressed, and if not, why."""

    action: Action
    record: models.Model
    reasons: tuple[str, ...]

    @property
    def enabled(self) -> bool:
        return not self.reasons

    @property
    def url(self) -> str:
        return action_url(self.record, self.action.name)


_ACTIONS: dict[type, dict[str, Action]] = {}
_URLS: dict[type, str] = {}


def register(model: type[models.Model], rows: tuple[Action, ...], url_name: str) -> None:
    """Declare the acts of `model` and the URL (pk, name) where they are done."""
    _ACTIONS[model] = {row.name: row for row in rows}
    _URLS[model] = url_name


def registered() -> dict[type, dict[str, Action]]:
    return _ACTIONS


def get(record, name: str) -> Action:
    """Return the action; KeyError when the record knows no such act."""
    return _ACTIONS[type(record)][name]


def action_url(record, name: str) -> str:
    return reverse(_URLS[type(record)], args=[record.pk, name])


def in_state(record, action: Action) -> bool:
    """Say whether the machine has this act in the record's present state."""
    return can_proceed(action.method(record), check_conditions=False)


def available(record, user) -> list[Offer]:
    """Return the acts of the present state, those that this user cannot do disabled with the reason."""
    offers = []
    for action in _ACTIONS[type(record)].values():
        if not action.offered or not in_state(record, action):
            continue
        reasons = []
        if action.who(record, user) is None:
            if action.hidden_unless_allowed:
                continue
            reasons.append(f"由{action.who_text}办理")
        else:
            reasons += action.guard(record)
        offers.append(Offer(action, record, tuple(reasons)))
    return offers
