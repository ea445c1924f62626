"""The one door through which a state changes."""

from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import and_

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.datastructures import MultiValueDict

from . import actions, numbering, trail
from .actions import Act, Action
from .models import CaseFile, TransitionRecord
from .notify import notify_awaited
from .origins import awaited, mirror_origins
from .refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from .stage import StageRecord


def perform(record, name: str, *, by, as_role=None, post=None, files=None, **data) -> TransitionRecord:
    """Do act `name` on `record` and return its trail entry.

    One transaction: the case row is locked and the record read again; state,
    permission, guard and form are checked; the transition sets its stamps; the
    record is validated and saved, its case mirrored, the trail written and the
    act's effects run. `post`/`files` come from a browser; `data` are Python
    values for the same form fields. `by=None` is the system. `as_role` is for
    the effects of another act: permission was asked there, and this act is done
    in that role (the leader who approves a warning signs its notice).

    Raises: WrongState, NotAllowed, GuardRefused, InvalidData (all `Refused`);
    nothing is written then. `record` shows the new state afterwards.
    """
    action = actions.get(record, name)
    with transaction.atomic():
        fresh = _lock(record)
        _check_state(fresh, action)
        role = as_role or _check_permission(fresh, action, by)
        missing = action.guard(fresh)
        if missing:
            raise GuardRefused(missing)
        form = _valid_form(fresh, action, by, post, files, data)
        cleaned = dict(form.cleaned_data)
        reason = cleaned.pop("reason", "")
        before = (fresh.state, fresh.get_state_display())
        known = _pointers(fresh)
        action.method(fresh)(by=by, role=role, **cleaned)
        _validate(fresh, known)
        fresh.save()
        entry = _write(fresh, action, by, role, before, reason, readable(form))
        act = Act(fresh, by, role, reason, cleaned, entry)
        for effect in action.effects:
            effect(act)
        _mirror(fresh, entry)
    record.__dict__.update(fresh.__dict__)
    return entry


def _lock(record):
    """Return the record read again, its case row locked: one act on a case at a time."""
    rows = CaseFile.objects.select_for_update(of=("self",)).select_related("bureau", "department")
    case = rows.get(pk=record.case_id)
    fresh = type(record)._default_manager.get(pk=record.pk)
    fresh.case = case
    if getattr(fresh, "bureau_id", None) == case.bureau_id:
        fresh.bureau = case.bureau
    return fresh


def _check_state(record, action: Action) -> None:
    if actions.in_state(record, action):
        return
    now_in = f"当前环节是“{record.get_state_display()}”。请刷新后再看。"
    last = record.case.trail.filter(subject=record.trail_subject).order_by("-seq").first()
    if last is None:  # a document whose title, and so its name in the trail, has since been changed
        raise WrongState(f"没有办理“{action.label}”：{now_in}")
    when = timezone.localtime(last.at)
    raise WrongState(
        f"没有办理“{action.label}”：{last.actor_name}已于{when:%m月%d日 %H:%M}“{last.action_label}”，{now_in}"
    )


def _check_permission(record, action: Action, by) -> str:
    if by is None:
        if not action.by_system:
            raise NotAllowed(f"“{action.label}”须由人办理。")
        return ""
    role = action.who(record, by)
    if role is None:
        raise NotAllowed(f"您不能办理“{action.label}”，它由{action.who_text}办理。")
    return role


def _valid_form(record, action: Action, by, post, files, data):
    given = post if post is not None else as_form_data(data)
    form = action.form(given, files, record=record, user=by, action=action)
    if post is None:
        unknown = set(data) - set(form.fields)
        if unknown:
            raise TypeError(f"{action.name} takes no {', '.join(sorted(unknown))}")
    if not form.is_valid():
        raise InvalidData(form)
    return form


def readable(form) -> list[dict]:
    """Return what a valid form said, as the trail keeps it: [{name, label, value, text}]."""
    said = []
    for name, value in form.cleaned_data.items():
        if name == "reason" or value in (None, "", [], False):
            continue
        field = form.fields[name]
        label = str(field.label or name)
        said.append({"name": name, "label": label, "value": trail.plain(value), "text": _words(field, value)})
    return said


def _words(field, value) -> str:
    choices = {} if hasattr(field, "queryset") else dict(flatten_choices(getattr(field, "choices", ())))
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return "、".join(_words(field, item) for item in value)
    if value is True:
        return "是"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return str(choices.get(value, getattr(value, "name", value)))


def as_form_data(values: dict) -> MultiValueDict:
    """Return Python values as a browser would send them, so that both ways are checked alike."""
    sent = MultiValueDict()
    for key, value in values.items():
        items = value if isinstance(value, (list, tuple, set, models.QuerySet)) else [value]
        texts = [_as_text(item) for item in items if item is not None and item is not False]
        if texts:
            sent.setlist(key, texts)
    return sent


def _as_text(value):
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "on"
    return str(value) if isinstance(value, (int, Decimal)) else value


def _pointers(record) -> dict[str, object]:
    """Return what each foreign key of a record just read points to: rows that are there."""
    return {field.name: getattr(record, field.attname) for field in record._meta.concrete_fields if field.is_relation}


def _validate(record, known: dict[str, object]) -> None:
    """Check fields and constraints; a protected state would make full_clean raise or skip.

    A foreign key that still points to `known` is not looked up again.
    """
    same = {name for name, value in _pointers(record).items() if value == known[name]}
    try:
        record.clean_fields(exclude={"state"} | same)
        record.clean()
        _validate_constraints(record)
    except ValidationError as error:
        raise GuardRefused(error.messages) from error


def _validate_constraints(record) -> None:
    """As `validate_constraints`, the conditions of the table asked in one query.

    Only when one of them does not hold each is asked alone, for its own words.
    """
    checks = [row for row in record._meta.constraints if isinstance(row, models.CheckConstraint)]
    together = reduce(and_, (Q(row.condition) for row in checks), Q())
    if checks:
        values = record._get_field_expression_map(record._meta)
        asked = {name: values[name] for name in together.referenced_base_fields if name in values}
        if not together.check(asked):
            record.validate_constraints()
    for row in record._meta.constraints:
        if row not in checks:
            row.validate(type(record), record)


def _write(record, action, by, role, before, reason, said) -> TransitionRecord:
    case = record.case
    if action.takes_number and case.number is None:
        case.number = numbering.number_of(case)
        case.save(update_fields=["number", "updated_at"])
    return trail.write(
        case, action=action.name, label=action.label, by=by, role=role, from_state=before[0], from_label=before[1],
        to_state=record.state, to_label=record.get_state_display(), subject=record.trail_subject, reason=reason,
        data=said,
    )  # fmt: skip


def _mirror(record, entry) -> None:
    """Bring the case row up to date; when the state or who is next changed, tell them.

    A record beside the stage mirrors nothing.
    """
    if not isinstance(record, StageRecord):
        return
    case = record.case
    case.refresh_from_db()
    before, was_open = awaited(case), case.closed_at is None
    record.mirror(timezone.now())
    case.save()
    if awaited(case) != before:
        notify_awaited(case, entry)
    if was_open != (case.closed_at is None):
        mirror_origins(case, entry)
