"""How the stories go out and inspect: planned, two officers sent, the sheet filled in, confirmed, closed."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from casefile.perform import as_form_data
from inspections.forms import PlanForm
from inspections.models import Inspection
from inspections.planning import plan_many
from registers.lookup import written as written_name

from .evidence import photo, signature
from .stage import Story, Telling


@dataclass(frozen=True)
class Visit:
    """Whom to visit and what is found: `wrong` is {order on the sheet: words}."""

    enterprise: str
    officers: tuple[str, str]
    kind: str = "DAILY"
    purpose: str = ""
    lists: tuple[str, ...] = ()
    wrong: dict[int, str] = field(default_factory=dict)
    party: dict[str, str] = field(default_factory=lambda: {"party": "ABSENT", "witness": "园区管委会 何勇"})
    summary: str = ""


def planned(story: Story, visit: Visit, *, days: int = 10, origin=None) -> Inspection:
    """Fill in the form of planning."""
    person, stage = story.person("staff"), story.stage
    given = {
        "token": story.token(), "enterprises": written_name(stage.enterprises[visit.enterprise]), "kind": visit.kind,
        "due_on": timezone.localdate() + timedelta(days=days), "department": stage.unit(story.team),
        "purpose": visit.purpose, "checklists": list(visit.lists),
    }  # fmt: skip
    form = PlanForm(as_form_data(given), user=person)
    if not form.is_valid():
        raise ValueError(f"{visit.enterprise}: {form.errors.as_text()}")
    (record,) = plan_many(by=person, origin=origin, **form.planned())
    stage.clock.tick(story.rng.randint(60, 240))
    return Inspection.objects.get(pk=record.pk)


def assigned(story: Story, visit: Visit, *, days: int = 10, origin=None) -> Telling:
    yield story.at("09:10")
    record = planned(story, visit, days=days, origin=origin)
    yield story.soon(70)
    first, second = visit.officers
    return story.do(record, "assign", "head", first_officer=story.person(first), second_officer=story.person(second))


def begun(story: Story, visit: Visit, record: Inspection, *, upto: int = 6) -> Telling:
    """Part of the sheet arrives."""
    yield story.later(2, "10:20")
    items = record.items.all()[:upto]
    return story.do(record, "save_sheet", visit.officers[0], **_said(items, visit.wrong))


def filled(story: Story, visit: Visit, record: Inspection, *, days: int = 2) -> Telling:
    yield story.later(days, "10:40")
    given = _said(record.items.all(), visit.wrong) | visit.party | {"summary": visit.summary}
    shots = {
        f"photo-{item.pk}": [photo(f"第{item.order}项", item.text, f"{story.day}")]
        for item in record.items.all()
        if item.order in visit.wrong
    }
    if visit.party["party"] == "SIGNED":
        shots["signature"] = [signature(visit.party["party_name"])]
    return story.do(record, "finish", visit.officers[0], files=shots, **given)


def confirmed(story: Story, visit: Visit, record: Inspection) -> Telling:
    record = yield from filled(story, visit, record)
    yield story.soon(90)
    return story.do(record, "confirm", visit.officers[1])


def followed(story: Story, visit: Visit, record: Inspection, *, settle: dict[int, str] | None = None) -> Telling:
    """Every failed item is registered, but those of `settle`; then the head closes."""
    for item in record.items.filter(answer="FAIL"):
        yield story.soon(12)
        if reason := (settle or {}).get(item.order):
            record = story.do(record, "settle_item", visit.officers[0], item=item, settled=reason)
        else:
            product = story.stage.enterprises[visit.enterprise].product_types.order_by("pk").first()
            record = story.do(record, "raise_item", visit.officers[0], item=item, product_type=product)
    yield story.later(1, "08:50")
    return story.do(record, "close", "head")


def _said(items, wrong: dict[int, str]) -> dict:
    given = {}
    for item in items:
        note = wrong.get(item.order, "")
        given |= {f"answer-{item.pk}": "FAIL" if note else "PASS", f"note-{item.pk}": note}
        if note:
            given |= {f"problem-{item.pk}": item.problem, f"severity-{item.pk}": item.severity}
    return given
