"""How the stories write official documents beside those that a case drives (rules §3.5)."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.roles import Role
from documents import drafting, kinds
from documents.drafting import RecipientSpec
from documents.models import Document, ServiceReceipt
from documents.service import serve

from .stage import Story, Telling

#: The way of a document, and how far each state is along it.
_WAY = ("DRAFT", "CHECK", "COUNTERSIGN", "TO_SIGN", "SIGNED", "NUMBERED", "SEALED", "ISSUED")


@dataclass(frozen=True)
class Text:
    """A document to be: kind, subject of its title, paragraphs, to whom it goes, who countersigns."""

    kind: str
    subject: str
    body: tuple[str, ...]
    to: tuple[str, ...] = ()
    to_enterprise: bool = False
    cc: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def write(story: Story, record, text: Text, *, who: str = "staff", cites: Document | None = None) -> Document:
    """Begin the document in the name of `who`."""
    case, person = record.case, story.person(who)
    recipients = [RecipientSpec(name) for name in text.to]
    if text.to_enterprise:
        recipients.insert(0, RecipientSpec(case.enterprise.name, enterprise=case.enterprise))
    recipients += [RecipientSpec(name, cc=True) for name in text.cc]
    document = drafting.draft(
        case, text.kind, by=person, role=person.roles[0], body="\n".join(text.body), recipients=recipients, cites=cites,
        title=kinds.get(text.kind).title_for(case.bureau, text.subject),
        countersign=drafting.Round(tuple(story.stage.people.unit(name) for name in text.asked)),
    )  # fmt: skip
    story.stage.clock.tick(story.rng.randint(300, 900))
    return document


def written(story: Story, record, text: Text, upto: str = "ISSUED", *, cites: Document | None = None) -> Telling:
    """Write the document and bring it to the state `upto`, each step done by whose step it is."""
    return (yield from led(story, write(story, record, text, cites=cites), upto))


def led(story: Story, document: Document, upto: str = "ISSUED") -> Telling:
    """Bring a draft to the state `upto`, each step done by whose step it is."""
    kind = document.kind_info
    checker = story.team.legal if kind.orders and story.team.legal else "head"
    signer = "director" if document.sign_permission == kinds.BY_DIRECTOR else "deputy"
    steps = (
        ("submit", "staff", 15), ("check", checker, 70), ("countersign", "", 40), ("sign", signer, 0),
        ("number", "office", 90), ("seal", "office", 10), ("issue", "office", 15),
    )  # fmt: skip
    for act, who, minutes in steps[: _WAY.index(upto)]:
        if act == "countersign":
            document = yield from _countersigned(story, document, minutes)
            continue
        yield story.later(1, "09:10") if act == "sign" else story.soon(minutes)
        document = story.do(document, act, who)
    return document


def _countersigned(story: Story, document: Document, minutes: int) -> Telling:
    """Every unit asked agrees through its head."""
    for row in document.countersigns.order_by("order"):
        yield story.soon(minutes)
        head = row.department.users.get(role_assignments__role=Role.UNIT_HEAD)
        document = story.do(document, "countersign", head.username, agreed="yes", opinion="同意，已核对。")
    return document


def answered(story: Story, document: Document, answer: str, *, days: int = 5) -> Telling:
    """Write down what the recipient answered."""
    yield story.later(days, "10:40")
    return story.do(document, "reply", "staff", answer=answer, replied_on=timezone.localdate())


def delivered(story: Story, document: Document, *, days: int = 1, received_by: str = "", note: str = "") -> Telling:
    """Register that every recipient outside the bureau got it."""
    yield story.later(days, "16:20")
    for recipient in document.recipients.filter(receipts=None):
        method = "DIRECT" if recipient.enterprise_id else "MAIL"
        given = {"received_by": received_by or "收发室"} if method == "DIRECT" else {"note": note or "机要交换"}
        receipt = ServiceReceipt(recipient=recipient, method=method, served_on=timezone.localdate(), **given)
        serve(receipt, by=story.person("office"))
        story.stage.clock.tick(story.rng.randint(40, 120))
    return Document.objects.get(pk=document.pk)
