"""How a case begins."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from . import kinds, numbering, trail
from .kinds import CAMPAIGN
from .models import CaseFile
from .notify import notify_awaited
from .origins import mirror_origins

#: Before the title of every drill, so that no list, reminder or paper can hide it.
DRILL = "【演练】"


def drill_title(title: str) -> str:
    """Return `title` marked as a drill's, whether or not it was."""
    return title if title.startswith(DRILL) else f"{DRILL}{title}"


def open_case(model, *, by, department, title, role="", token=None, numbered=False, handler=None, enterprise=None,
              product_type=None, level="", origin=None, is_drill=False, label="登记", data=None,
              **fields):  # fmt: skip
    """Create a case with its stage record in the first state, and return the record.

    The same `token` (a UUID from the form) twice returns the case made the first
    time, so that a double click makes one case. `origin` is the CaseFile it came
    out of. `level` is the case's and, where the record has a field of that name, the
    record's. What comes
    out of a drill is a drill, and its title says so. Whether `by` may open it is the
    caller's to check.
    """
    is_drill = is_drill or (origin is not None and origin.is_drill)
    if is_drill:
        title = drill_title(title)
    try:
        with transaction.atomic():
            if token is not None and CaseFile.objects.filter(creation_token=token).exists():
                return _made_before(model, token)
            case = CaseFile(
                kind=_kind_of(model).code, bureau=department.bureau, department=department, handler=handler or by,
                created_by=by, title=title, enterprise=enterprise, product_type=product_type, level=level,
                creation_token=token, opened_at=timezone.now(), is_drill=is_drill, campaign=campaign_of(origin),
            )  # fmt: skip
            if numbered:
                case.number = numbering.number_of(case)
            case.save()
            if level and any(field.name == "level" for field in model._meta.fields):
                fields["level"] = level
            record = model(case=case, **fields)
            record.clean_fields(exclude=["state", "case"])
            record.clean()
            record.save(force_insert=True)
            if origin is not None:
                case.origin_links.create(origin=origin)
            entry = trail.write(
                case, action="open", label=label, by=by, role=role, to_state=record.state,
                to_label=record.get_state_display(), data={"title": title, **(data or {})},
            )  # fmt: skip
            record.mirror(timezone.now())
            case.save()
            notify_awaited(case, entry)
            mirror_origins(case, entry)
    except IntegrityError:
        if token is None or not CaseFile.objects.filter(creation_token=token).exists():
            raise
        return _made_before(model, token)
    return record


def campaign_of(origin: CaseFile | None) -> CaseFile | None:
    """Return the campaign under which a case derived from `origin` is opened, None when there is none."""
    if origin is None:
        return None
    return origin if origin.kind == CAMPAIGN else origin.campaign


def _kind_of(model) -> kinds.CaseKind:
    return next(kind for kind in kinds.all_kinds() if kind.get_model() is model)


def _made_before(model, token):
    return model.objects.get(case__creation_token=token)
