"""How a document begins, and how its text is changed before it is signed."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Department, User
from accounts.roles import permissions_of
from casefile import trail
from casefile.models import CaseFile
from casefile.opening import drill_title
from casefile.refusals import NotAllowed, WrongState
from registers.models import Enterprise

from .kindsetting import must_countersign
from .models import Countersign, Document, Recipient
from .permissions import may_draft
from .recipients import on_paper
from .states import UNSIGNED


@dataclass(frozen=True)
class RecipientSpec:
    """A recipient to be: `department` or `enterprise` when it is one that the bureau has on file.

    All with the same `collective` are these words once on paper, and are served each (R-001).
    """

    name: str
    department: Department | None = None
    enterprise: Enterprise | None = None
    cc: bool = False
    collective: str = ""


@dataclass(frozen=True)
class Round:
    """Who countersigns: units, then leaders by name; `in_turn`: one after the other in this order."""

    units: tuple[Department, ...] = ()
    people: tuple[User, ...] = ()
    in_turn: bool = False


def draft(case, kind: str, *, by, title, body, recipients=(), driven=False, cites=None, token=None,
          role="", reason="", countersign=Round()) -> Document:  # fmt: skip
    """Begin a document of `case` in the name of `by`, and return it.

    The same `token` (a UUID from the form) twice returns the document made the first
    time. `driven`: it moves with its case (documents.driving). `role`: in which `by`
    drafts, by default the lowest that drafts. `reason` is kept in the trail, e.g. why
    it was drafted in another's name. `countersign` is asked beside those that the bureau's
    setting of the kind demands. Whether `by` may draft is the caller's to check.
    Raises ValidationError for fields that do not fit.
    """
    try:
        with transaction.atomic():
            if token is not None and (made := Document.objects.filter(creation_token=token).first()):
                return made
            locked = CaseFile.objects.select_for_update().get(pk=case.pk)
            if locked.is_drill:
                title = drill_title(title)
            document = Document(
                case=locked, bureau=case.bureau, department=by.department, kind=kind, title=title, body=body,
                driven=driven, cites=cites, creation_token=token, drafter=by, drafted_at=timezone.now(),
            )  # fmt: skip
            document.clean_fields(exclude=["state"])
            document.save()
            document.trail_subject = f"文书{document.pk}《{title[:150]}》"
            document.save(update_fields=["trail_subject"])
            _address(document, recipients)
            _ask(document, countersign)
            trail.write(
                locked, action="draft", label="拟稿", by=by, role=role or _drafting_role(by), to_state=document.state,
                to_label=document.get_state_display(), subject=document.trail_subject,
                reason=reason, data=[said("kind", "文种", document.kind_info.label)],
            )  # fmt: skip
            case.trail_length, case.trail_head = locked.trail_length, locked.trail_head
    except IntegrityError:
        made = Document.objects.filter(creation_token=token).first() if token is not None else None
        if made is None:
            raise
        return made
    return document


def revise(document, *, by, title, body, recipients, cites=None, countersign: Round | None = None) -> None:
    """Change what a document says, while it is a draft or returned.

    The trail keeps what changed from what. Raises NotAllowed, WrongState, ValidationError.
    """
    role = may_draft(document, by)
    if role is None:
        raise NotAllowed(f"这份文书由{document.department}拟稿，您不能改动。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=document.case_id)
        fresh = Document.objects.get(pk=document.pk)
        fresh.case = case
        if not fresh.is_editable:
            raise WrongState(f"没有保存：这份文书已在“{fresh.get_state_display()}”环节，退回后才能再改。")
        _change(
            fresh, case, by, role, title=title, body=body, recipients=recipients, cites=cites, countersign=countersign
        )
    document.__dict__.update(fresh.__dict__)


def rewrite(document, act, *, title, body, recipients) -> None:
    """Bring a driven document in line with its case, as part of `act` on the case, until it is signed.

    A leader who approves a warning at another level signs a notice that says so.
    Raises WrongState, ValidationError.
    """
    if not document.driven or document.case_id != act.record.case_id:
        raise ValueError(f"document {document.pk} cannot be rewritten by this act")
    case, fresh = act.record.case, Document.objects.get(pk=document.pk)  # the act holds the case locked
    fresh.case = case
    if fresh.state not in UNSIGNED:
        raise WrongState(f"{fresh.kind_info.label}已在“{fresh.get_state_display()}”环节，不能再改。")
    _change(fresh, case, act.by, act.role, title=title, body=body, recipients=recipients, cites=fresh.cites)
    document.__dict__.update(fresh.__dict__)


def _change(document, case, by, role, *, title, body, recipients, cites, countersign=None) -> None:
    """Write the new text, recipients and countersigners and, where anything differs, what it was before."""
    if countersign is None and _says(document, title, body, recipients, cites):
        return
    before = _readable(document)
    if countersign is not None:
        _ask(document, countersign)
    document.title = drill_title(title) if case.is_drill else title
    document.body, document.cites = body, cites
    document.clean_fields(exclude=["state"])
    document.save()
    _address(document, recipients)
    after = _readable(document)
    changes = [
        said(f"{name}_{end}", f"{label}{mark}", value)
        for name, label in (("title", "标题"), ("recipients", "收文单位"), ("asked", "会签"), ("body", "正文"))
        if before[name] != after[name]
        for end, mark, value in (("from", "（原）", before[name]), ("to", "（改为）", after[name]))
    ]
    if changes:
        trail.write(
            case, action="revise", label="修改文稿", by=by, role=role, from_state=document.state,
            to_state=document.state, from_label=document.get_state_display(), to_label=document.get_state_display(),
            subject=document.trail_subject, data=changes,
        )  # fmt: skip


def _says(document, title, body, recipients, cites) -> bool:
    """Say whether the document already says exactly this to exactly these."""
    if (document.title, document.body, document.cites_id) != (title, body, cites.pk if cites else None):
        return False
    rows = document.recipients.order_by("order").values_list("name", "department", "enterprise", "cc", "collective")
    wanted = [
        (row.name, row.department and row.department.pk, row.enterprise and row.enterprise.pk, row.cc, row.collective)
        for row in recipients
    ]
    return list(rows) == wanted


def _drafting_role(user) -> str:
    return next((role for role in user.roles if "document.draft" in permissions_of([role])), "")


def said(name: str, label: str, text: str) -> dict:
    """Return one thing given with an act as the trail keeps it."""
    return {"name": name, "label": label, "value": text, "text": text}


def _readable(document) -> dict[str, str]:
    rows = document.recipients.all()
    names = on_paper(row for row in rows if not row.cc) + [f"{row.name}（抄送）" for row in rows if row.cc]
    asked = "、".join(str(row) for row in document.countersigns.select_related("department", "person"))
    asked += "（依次）" if document.in_turn else ""
    return {"title": document.title, "recipients": "、".join(names), "asked": asked, "body": document.body}


def _ask(document, countersign: Round) -> None:
    """Write anew who countersigns: what the kind's setting demands first; never the drafting unit."""
    document.countersigns.all().delete()
    demanded = must_countersign(document.bureau, document.kind)
    units = [unit for unit in dict.fromkeys([*demanded, *countersign.units]) if unit.pk != document.department_id]
    rows = [Countersign(document=document, department=unit, required=unit in demanded) for unit in units]
    rows += [Countersign(document=document, person=person) for person in dict.fromkeys(countersign.people)]
    for row_order, row in enumerate(rows):
        row.order = row_order
    Countersign.objects.bulk_create(rows)
    if document.in_turn != countersign.in_turn:
        document.in_turn = countersign.in_turn
        document.save(update_fields=["in_turn"])


def _address(document, recipients) -> None:
    """Write the recipients anew; nothing has been served before signature."""
    document.recipients.all().delete()
    Recipient.objects.bulk_create([
        Recipient(
            document=document, name=spec.name, department=spec.department, enterprise=spec.enterprise, cc=spec.cc,
            collective=spec.collective, order=order,
        )
        for order, spec in enumerate(recipients)
    ])  # fmt: skip
