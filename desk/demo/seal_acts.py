"""How the stories seal goods and trace where a product went (rules §3.3, R-033, R-042, R-044)."""

from dataclasses import dataclass
from datetime import timedelta

from django.forms import BaseFormSet
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casefile.perform import as_form_data
from emergency.flowviews import FlowFormSet, save_lines
from emergency.models import EmergencyCase, Sealing
from emergency.permissions import may_work
from emergency.sealforms import ItemFormSet, ProposeForm
from emergency.sealing import propose, write_list

from .evidence import photo, report
from .stage import Story, Telling


@dataclass(frozen=True)
class Goods:
    """What is to be sealed; `items` are name, specification, quantity, unit and number of the seal."""

    title: str
    party: str
    place: str
    ground: str
    items: tuple[tuple[str, str, int, str, str], ...]


_ITEM = ("name", "spec", "quantity", "unit", "seal_number")


def proposed(story: Story, record, goods: Goods, who: str = "brigade") -> Sealing:
    """Propose the seal and write its list."""
    person = story.person(who)
    given = {name: getattr(goods, name) for name in ("title", "party", "place", "ground")}
    form = ProposeForm(as_form_data(given | {"token": story.token()}))
    _check(form, goods.title)
    sealing = propose(record.case, by=person, **form.cleaned_data)
    rows = [dict(zip(_ITEM, item, strict=True)) | {"place": goods.place} for item in goods.items]
    formset = ItemFormSet(_sent("items", rows), instance=sealing)
    _check(formset, goods.title)
    story.stage.clock.tick(240)
    write_list(sealing, formset, by=person)
    return Sealing.objects.get(pk=sealing.pk)


def _sent(prefix: str, rows: list[dict]) -> MultiValueDict:
    """Return the rows as a browser sends a formset."""
    counts = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    named = {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return as_form_data(counts | named)


def _check(form, what: str) -> None:
    if not form.is_valid():
        raise ValueError(f"{what}: {form.errors if isinstance(form, BaseFormSet) else form.errors.as_text()}")


def approved(story: Story, sealing: Sealing) -> Telling:
    yield story.soon(30)
    return story.do(sealing, "approve", "director", reason="同意封存，依法规范实施。")


def in_force(story: Story, record, goods: Goods) -> Telling:
    """Proposed, approved, and put on by two officers in the presence of the party."""
    sealing = proposed(story, record, goods)
    sealing = yield from approved(story, sealing)
    yield story.soon(40)
    number = f"清市监封〔{story.day.year}〕{int(goods.items[0][-1]) // 100}号"
    scan = report("封存决定书", f"封存决定书 {number}", [f"当事人：{goods.party}", f"物品：{goods.title}"],
                  issuer=sealing.case.bureau.name)  # fmt: skip
    files = {
        "decision_scan": [scan],
        "photos": [photo("封存现场", goods.title, f"{timezone.localtime():%Y-%m-%d %H:%M}")],
    }
    return story.do(
        sealing, "execute", "brigade", files=files, executed_at=timezone.now(), officer_1=story.person("brigade"),
        officer_2=story.person("hanbing"), attendance="PARTY", attended_by=f"负责人 {goods.party[:8]}",
        decision_number=number,
    )  # fmt: skip


def extended(story: Story, sealing: Sealing) -> Telling:
    """A test that was over before the day announced; the seal is extended and the party told."""
    today = timezone.localdate()
    pause = sealing.pauses.get()
    story.do(sealing, "end_pause", "brigade", pause=pause, last=today, reason="检验报告已出具，提前结束。")
    story.do(sealing, "ask_extension", "brigade", extension_asked=20, extension_reason="涉案货源跨省，协查未复。")
    yield story.soon(45)
    story.do(sealing, "extend", "director", reason="同意延长二十日。")
    yield story.soon(60)
    return story.do(sealing, "record_notice", "brigade", extension_notified_on=today)


def under_test(story: Story, sealing: Sealing, purpose: str, *, test_days: int = 25) -> Sealing:
    """Samples go to the agency, the party is told of the days; the articles are photographed."""
    today = timezone.localdate()
    story.do(
        sealing, "pause", "brigade", first=today, last=today + timedelta(days=test_days), purpose=purpose,
        notified_on=today,
    )  # fmt: skip
    item = sealing.items.first()
    shots = [photo(f"封条{item.seal_number}", f"{item.name} {item.quantity.normalize():f}{item.unit}", f"{today}")]
    return story.do(sealing, "add_photos", "brigade", files={"photos": shots}, item=item)


def traced(story: Story, record: EmergencyCase, unit: str, lines, **quantities) -> EmergencyCase:
    """Write the lines of source and flow, (direction, partner, region, quantity) each, then the totals."""
    names = ("direction", "partner", "region", "quantity")
    formset = FlowFormSet(
        _sent("form", [dict(zip(names, line, strict=True)) for line in lines]),
        queryset=record.case.product_flows.none(),
    )
    _check(formset, record.case.title)
    person = story.person("brigade")
    if not save_lines(record, formset, person, may_work(record, person)):
        raise ValueError(f"{record.case.title}: the response has ended")
    return story.do(record, "record_quantities", "brigade", flow_unit=unit, **quantities)
