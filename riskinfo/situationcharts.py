"""The charts of an analysis, each with its table: ECharts options made from the kept figures (R-113)."""

from dataclasses import dataclass

from .situationreport import TABLES

_NOW, _THEN = "#1b5aa6", "#a9c6ec"


@dataclass(frozen=True)
class Chart:
    """`rows` are [label, count, count in the period before]; `option` draws the same."""

    name: str
    heading: str
    rows: list
    option: dict


def charts_of(data: dict) -> list[Chart]:
    """Return the charts of an analysis; a table without rows has none."""
    found = []
    if len(data["months"]) > 1:
        rows = [[label, total, None] for label, total in data["months"]]
        found.append(Chart("months", "各月", rows, _columns(rows)))
    tables = [(name, heading, data["tables"][name]) for name, heading in TABLES]
    return found + [Chart(name, heading, rows, _bars(rows)) for name, heading, rows in tables if rows]


def _columns(rows) -> dict:
    return {
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "grid": {"left": 8, "right": 8, "bottom": 8, "top": 16, "containLabel": True},
        "xAxis": {"type": "category", "data": [row[0] for row in rows]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [_series("本期", _NOW, [row[1] for row in rows])],
    }


def _bars(rows) -> dict:
    """Bars that lie, the largest on top: names of products and enterprises are long."""
    lying = rows[::-1]
    return {
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 24, "bottom": 8, "top": 32, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [row[0] for row in lying],
                  "axisLabel": {"width": 150, "overflow": "truncate"}},
        "series": [
            _series("上期", _THEN, [row[2] for row in lying]), _series("本期", _NOW, [row[1] for row in lying]),
        ],
    }  # fmt: skip


def _series(name: str, colour: str, values: list) -> dict:
    return {"name": name, "type": "bar", "data": values, "color": colour, "barMaxWidth": 18}
