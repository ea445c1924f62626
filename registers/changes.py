"""What was changed on an enterprise, by whom: kept in Django's admin log."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from .models import Enterprise, EnterpriseAlias
from .permissions import may_see_notes

#: A change of the confidential notes is an entry of its own that begins so: not everybody may read it.
SECRET = "保密备注："


@transaction.atomic
def save_enterprise(form, *, by):
    """Save the form's enterprise and write down the changes; return (enterprise, changes).

    `changes` are lines such as 联系人：张三 → 李四. A name that was given up becomes an old name
    when the form says so.
    """
    new = form.instance.pk is None
    fields = [name for name in form.fields if name in form._meta.fields]
    before = {} if new else _facts(type(form.instance).objects.get(pk=form.instance.pk), fields)
    old_name = None if new else before[_label(form.instance, "name")]
    enterprise = form.save()
    after = _facts(enterprise, fields)
    changes = [
        f"{label}：{before[label] or '（空）'} → {value or '（空）'}"
        for label, value in after.items()
        if not new and before[label] != value
    ]
    open_ones = ["建档"] if new else [line for line in changes if not line.startswith(SECRET)]
    if open_ones:
        _write(enterprise, by, "\n".join(open_ones), ADDITION if new else CHANGE)
    for line in changes:
        if line.startswith(SECRET):
            _write(enterprise, by, line)
    if old_name and old_name != enterprise.name and form.cleaned_data.get("keep_old_name"):
        EnterpriseAlias.objects.get_or_create(enterprise=enterprise, name=old_name)
    return enterprise, changes


def log(enterprise: Enterprise, by, text: str) -> None:
    """Write `text` into the history that the enterprise's page shows."""
    _write(enterprise, by, text)


def _write(enterprise, by, text, flag=CHANGE):
    LogEntry.objects.log_actions(by.pk, [enterprise], flag, text, single_object=True)


def changes_of(row, user, limit: int = 50):
    """Return the log entries of `row` that `user` may read, newest first."""
    kind = ContentType.objects.get_for_model(row)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk))
    if isinstance(row, Enterprise) and not may_see_notes(row, user):
        entries = entries.exclude(change_message__startswith=SECRET)
    return entries.select_related("user").order_by("-action_time", "-pk")[:limit]


def _facts(enterprise, names) -> dict[str, str]:
    return {_label(enterprise, name): _text(enterprise, name) for name in names}


def _label(enterprise, name) -> str:
    return str(enterprise._meta.get_field(name).verbose_name)


def _text(enterprise, name) -> str:
    field = enterprise._meta.get_field(name)
    if field.many_to_many:
        return "、".join(row.name for row in getattr(enterprise, name).all())
    if field.choices:
        return getattr(enterprise, f"get_{name}_display")()
    value = getattr(enterprise, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
