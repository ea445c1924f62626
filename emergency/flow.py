"""Do the figures add up: what was produced, sold, recovered, sealed, destroyed (R-033, R-044)."""

from dataclasses import dataclass

from .flowmodels import ProductFlow
from .flowpicture import Drawing, draw
from .states import QUANTITIES

#: Of the drawing, in its own units.
BAR_WIDTH = 400


@dataclass(frozen=True)
class Bar:
    name: str
    label: str
    quantity: int
    width: int  #: 0 to BAR_WIDTH


@dataclass(frozen=True)
class Picture:
    unit: str
    bars: tuple[Bar, ...]
    warnings: tuple[str, ...]
    explanation: str
    drawing: Drawing | None
    rows: tuple[ProductFlow, ...]


def unaccounted(record) -> int:
    """Return how many of the sold are neither recovered, sealed nor destroyed; negative when too many are."""
    return record.sold - record.recovered - record.sealed_sold - record.destroyed


def differences(record, rows) -> list[str]:
    """Return what does not add up, in words; `rows` are the ProductFlow lines of the case."""
    outgoing = sum(row.quantity for row in rows if row.direction == ProductFlow.Direction.OUTGOING)
    if record.produced is None:
        return ["已登记流向，还没有登记生产、售出和收回的数量"] if rows else []
    unit, found = record.flow_unit, []
    if record.sold > record.produced:
        found.append(f"售出 {record.sold} {unit}多于生产 {record.produced} {unit}")
    missing = unaccounted(record)
    if missing > 0:
        found.append(f"{missing} {unit}去向不明")
    if missing < 0:
        found.append(f"召回、封存、销毁合计比售出多 {-missing} {unit}")
    if outgoing != record.sold:
        found.append(f"登记的流向合计 {outgoing} {unit}，与售出 {record.sold} {unit}不符")
    return found


def unexplained(record) -> list[str]:
    """Return what must be explained before the response is ended."""
    if record.flow_explanation:
        return []
    return [
        f"{text}，请在“登记数量”中更正或说明" for text in differences(record, list(record.case.product_flows.all()))
    ]


def flow_picture(record) -> Picture:
    rows = tuple(record.case.product_flows.all())
    figures = []
    if record.produced is not None:
        figures = [(name, record._meta.get_field(name).verbose_name, getattr(record, name)) for name in QUANTITIES]
        figures.append(("unknown", "去向不明", max(0, unaccounted(record))))
    most = max([quantity for *_, quantity in figures], default=0) or 1
    bars = tuple(Bar(name, label, n, round(n * BAR_WIDTH / most)) for name, label, n in figures)
    drawing = draw(*(getattr(record, name) for name in QUANTITIES)) if figures else None
    return Picture(record.flow_unit, bars, tuple(differences(record, rows)), record.flow_explanation, drawing, rows)
