"""What was changed on an enterprise, by whom: kept in Django's admin log."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction


@transaction.atomic
def save_enterprise(form, *, by):
    """Save the form's enterprise and write down the changes; return (enterprise, changes).

    `changes` are lines such as 联系人：张三 → 李四.
    """
    new = form.instance.pk is None
    before = {} if new else _facts(type(form.instance).objects.get(pk=form.instance.pk), form.fields)
    enterprise = form.save()
    after = _facts(enterprise, form.fields)
    changes = [
        f"{label}：{before[label] or '（空）'} → {value or '（空）'}"
        for label, value in after.items()
        if not new and before[label] != value
    ]
    if new or changes:
        text = "建档" if new else "\n".join(changes)
        LogEntry.objects.log_actions(by.pk, [enterprise], ADDITION if new else CHANGE, text, single_object=True)
    return enterprise, changes


def changes_of(row, limit: int = 50):
    """Return the log entries of `row`, newest first."""
    kind = ContentType.objects.get_for_model(row)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk))
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
