"""How the stories make the papers that a warning's scope obliges (R-126, R-130–R-136)."""

from django.utils import timezone

from documents.drafting import RecipientSpec
from documents.models import Document, ServiceReceipt
from documents.service import serve
from riskwarnings import issuing
from riskwarnings.models import Warning
from riskwarnings.paperlist import checklist

from .paper_acts import delivered, led
from .stage import Story, Telling

_WAIVED = {
    "RISK_NOTICE": "已约谈企业负责人并当面告知风险和整改要求，约谈记录在卷，不再另发告知书。",
    "INDUSTRY_BULLETIN": "警示通报已主送行业主管部门，县内没有行业协会，不再另行通报。",
}


def paper_made(story: Story, warning: Warning, code: str, to: tuple[str, ...] = (), upto: str = "ISSUED") -> Telling:
    """Begin the paper from the checklist and lead it to `upto`; without `to` it goes to the enterprise."""
    company = warning.case.enterprise
    specs = [RecipientSpec(name) for name in to] or [RecipientSpec(company.name, enterprise=company)]
    document = issuing.begin_paper(warning, code, by=story.person("staff"), recipients=specs)
    story.stage.clock.tick(story.rng.randint(300, 900))
    return (yield from led(story, document, upto))


def paper_served(story: Story, warning: Warning, code: str, to: tuple[str, ...] = ()) -> Telling:
    document = yield from paper_made(story, warning, code, to)
    return (yield from delivered(story, document))


def consulted(story: Story, warning: Warning, people: tuple[str, ...], conclusion: str) -> Telling:
    """Meet, write it down, and issue the minutes."""
    rows = [dict(zip(("unit", "name", "post"), person.split(), strict=True)) for person in people]
    meeting = issuing.record_consultation(
        warning, by=story.person("staff"), held_on=timezone.localdate(), place="局三楼会议室",
        chair=story.person("deputy").name, participants=rows, conclusion=conclusion,
    )  # fmt: skip
    yield from led(story, meeting.minutes)


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
