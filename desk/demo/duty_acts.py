"""How the stories make the papers that a warning's scope obliges (R-126, R-130–R-136)."""

from decimal import Decimal

from django.utils import timezone

from documents.drafting import RecipientSpec
from documents.models import Document, ServiceReceipt
from documents.service import serve
from riskwarnings import issuing
from riskwarnings.models import Warning
from riskwarnings.paperlist import checklist
from riskwarnings.publishing import publish
from riskwarnings.recalling import record_figures

from .paper_acts import led
from .stage import Story, Telling

#: The way of a paper: act, who ("" for whoever signs this one), minutes after the act before.
STEPS = (
    ("submit", "staff", 15), ("check", "head", 70), ("sign", "", 0), ("number", "office", 90), ("seal", "office", 10),
    ("issue", "office", 15),
)  # fmt: skip
_WAIVED = {
    "RISK_NOTICE": "已约谈企业负责人并当面告知风险和整改要求，约谈记录在卷，不再另发告知书。",
    "INDUSTRY_BULLETIN": "警示通报已主送行业主管部门，县内没有行业协会，不再另行通报。",
}


def paper_made(story: Story, warning: Warning, code: str, to: tuple[str, ...] = (), upto: str = "ISSUED") -> Telling:
    """Begin the paper from the checklist and lead it to `upto`; without `to` it goes to the enterprise."""
    return (yield from led(story, _begun(story, warning, code, to), upto))


def _begun(story: Story, warning: Warning, code: str, to: tuple[str, ...]) -> Document:
    company = warning.case.enterprise
    specs = [RecipientSpec(name) for name in to] or [RecipientSpec(company.name, enterprise=company)]
    document = issuing.begin_paper(warning, code, by=story.person("staff"), recipients=specs)
    story.stage.clock.tick(story.rng.randint(300, 900))
    return document


def papers_served(story: Story, warning: Warning, papers: dict[str, tuple[str, ...]]) -> Telling:
    """Begin the papers together, {code: recipients}, and lead them side by side until everybody has them."""
    made = [_begun(story, warning, code, to) for code, to in papers.items()]
    signer = "director" if warning.level == "LEVEL_1" else "deputy"
    for act, who, minutes in STEPS:
        yield story.later(1, "09:10") if act == "sign" else story.soon(minutes)
        made = [story.do(document, act, who or _signer(document, signer)) for document in made]
    yield story.later(1, "16:20")
    for document in made:
        _serve(story, document)
    issuing.sweep_papers()
    return [Document.objects.get(pk=document.pk) for document in made]


def _signer(document: Document, leader: str) -> str:
    return leader if document.kind_info.director_at_level_1 else "deputy"


def consulted(story: Story, warning: Warning, people: tuple[str, ...], conclusion: str) -> Telling:
    """Meet, write it down, and issue the minutes."""
    rows = [dict(zip(("unit", "name", "post"), person.split(), strict=True)) for person in people]
    meeting = issuing.record_consultation(
        warning, by=story.person("staff"), held_on=timezone.localdate(), place="局三楼会议室",
        chair=story.person("deputy").name, participants=rows, conclusion=conclusion,
    )  # fmt: skip
    yield from led(story, meeting.minutes)


def published(story: Story, document: Document, opinion: str) -> Telling:
    """The office releases a signed text to the public."""
    yield story.later(1, "09:20")
    return publish(
        document, by=story.person("office"), channels=["SITE", "WECHAT"], opinion=opinion,
        published_on=timezone.localdate(),
    )  # fmt: skip


def recall_counted(story: Story, warning: Warning, sold: str, recovered: str, destroyed: str) -> None:
    """The brigade writes down how far the recall has come."""
    known = warning.assessment
    record_figures(
        warning, by=story.person("brigade"), as_of=timezone.localdate(), produced=known.produced, sold=Decimal(sold),
        recovered=Decimal(recovered), destroyed=Decimal(destroyed), unit=known.unit, note="",
    )  # fmt: skip


def papers_settled(story: Story, warning: Warning) -> None:
    """Before the lifting is asked for: what was sent is served, what does not apply is said so."""
    for duty in checklist(Warning.objects.get(pk=warning.pk)):
        if duty.settled:
            continue
        if duty.document is not None:
            _serve(story, duty.document)
        else:
            issuing.waive(warning, duty.rule.code, by=story.person("head"), reason=_WAIVED[duty.rule.code])
        story.stage.clock.tick(story.rng.randint(60, 180))


def _serve(story: Story, document: Document) -> None:
    for recipient in document.recipients.filter(receipts=None):
        receipt = ServiceReceipt(recipient=recipient, method="MAIL", served_on=timezone.localdate(), note="机要交换")
        serve(receipt, by=story.person("office"))
