"""The picture of a product's way: how much was made, sold, got back; ribbons as wide as the quantities (R-033, R-044).

Pure arithmetic on the five quantities; the template draws what stands here. Units are those
of the picture (WIDTH × HEIGHT), quantities those of the emergency.
"""

from dataclasses import dataclass

WIDTH, HEIGHT = 760, 250
_TOP, _TALL = 26, 190
_LEFT, _MIDDLE, _RIGHT, _BAR = 90, 340, 590, 18
_GAP = 6
#: Of the sold, in the order in which they are drawn.
_OUTCOMES = (("recovered", "召回、收缴"), ("sealed_sold", "封存"), ("destroyed", "销毁"), ("unknown", "去向不明"))


@dataclass(frozen=True)
class Bar:
    """An upright bar; its text stands at (text_x, text_y), which is its middle."""

    name: str
    label: str
    quantity: int
    x: int
    y: float
    height: float
    text_x: int
    anchor: str
    bad: bool = False

    @property
    def text_y(self) -> float:
        return self.y + self.height / 2 + 4


@dataclass(frozen=True)
class Ribbon:
    name: str
    path: str


@dataclass(frozen=True)
class Drawing:
    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    width: int = WIDTH
    height: int = HEIGHT


def draw(produced: int, sold: int, recovered: int, sealed_sold: int, destroyed: int) -> Drawing:
    """Return the drawing of these quantities, 0 or more each, whether or not they add up.

    What was not sold is the stock; what of the sold was not found again is 去向不明.
    More found than sold makes the right side taller than the middle.
    """
    found = {"recovered": recovered, "sealed_sold": sealed_sold, "destroyed": destroyed}
    found["unknown"] = max(0, sold - sum(found.values()))
    stock = max(0, produced - sold)
    scale = (_TALL - 3 * _GAP) / max(produced, sold + stock, sum(found.values()) + stock, 1)
    too_many = sum(found.values()) > sold
    bars = [_bar("produced", "生产", produced, _LEFT, _TOP, scale, bad=sold > produced)]
    sold_bar = _bar("sold", "售出", sold, _MIDDLE, _TOP, scale, bad=sold > produced)
    stock_bar = _bar("stock", "未售出", stock, _MIDDLE, _TOP + sold_bar.height + _GAP, scale)
    bars += [sold_bar, stock_bar]
    ribbons, start, left = [], float(_TOP), float(_TOP)
    for bar in (sold_bar, stock_bar):
        ribbons.append(_ribbon(bar.name, _LEFT, left, _MIDDLE, bar.y, bar.height))
        left += bar.height
    y = float(_TOP)
    for name, label in _OUTCOMES:
        bar = _bar(
            name, label, found[name], _RIGHT, y, scale, bad=bool(found[name]) and (name == "unknown" or too_many)
        )
        bars.append(bar)
        ribbons.append(_ribbon(name, _MIDDLE, start, _RIGHT, bar.y, bar.height))
        start += bar.height
        y += max(bar.height, 18.0 if bar.quantity else 0.0) + (_GAP if bar.quantity else 0)
    return Drawing(tuple(bar for bar in bars if bar.quantity), tuple(r for r in ribbons if r.path))


def _bar(name, label, quantity, x, y, scale, *, bad=False) -> Bar:
    text_x, anchor = (x - 8, "end") if x == _LEFT else (x + _BAR + 8, "start")
    return Bar(name, label, quantity, x, round(y, 1), round(quantity * scale, 1), text_x, anchor, bad)


def _ribbon(name, x0, y0, x1, y1, height) -> Ribbon:
    if not height:
        return Ribbon(name, "")
    a, b, c = x0 + _BAR, x1, (x0 + _BAR + x1) // 2
    low0, low1 = round(y0 + height, 1), round(y1 + height, 1)
    y0, y1 = round(y0, 1), round(y1, 1)
    return Ribbon(name, f"M{a} {y0}C{c} {y0} {c} {y1} {b} {y1}V{low1}C{c} {low1} {c} {low0} {a} {low0}Z")
