"""行动成果清单: the figures of a campaign for any period and product, each made of what it counts (R-304).

A figure is the sum of its facts; a fact names the case, document, sampling or typical case that it counts, so
every figure leads down to what is behind it. `resultsources` finds the facts.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registers.models import ProductType

from . import resultsources
from .models import Campaign

OTHER = "其他产品"
TOTAL = "合计"


@dataclass(frozen=True)
class Column:
    """A column of the form (documents §4.4). `batch`: to which of the six 一批 it belongs (R-304).

    `by_hand`: other systems know of more, so a return may add to what is counted here, with the source.
    """

    code: str
    heading: str
    batch: str = ""
    by_hand: bool = False


COLUMNS = (
    Column("officers", "出动人员（人次）", "检查"), Column("self_checks", "自查单位", "检查"),
    Column("producers", "检查生产单位（家次）", "检查"), Column("sellers", "检查销售单位（家次）", "检查"),
    Column("general", "一般隐患", "检查"), Column("larger", "较大隐患", "检查"), Column("major", "重大隐患", "检查"),
    Column("corrected", "完成整改", "检查"), Column("correcting", "整改中", "检查"),
    Column("sampled", "抽查批次", "查处"), Column("failed", "不合格批次", "查处"),
    Column("handled", "处置不合格产品（批次）", "查处"),
    Column("goods", "处置不合格产品货值（万元）", "查处", by_hand=True),
    Column("interviews", "约谈", "约谈"), Column("supervised", "挂牌督办", "约谈"),
    Column("orders", "整改通知书", "约谈"), Column("urgings", "提醒敦促函", "约谈"),
    Column("filed", "立案", "打击"), Column("concluded", "结案", "打击"),
    Column("fines", "罚没金额（万元）", "打击", by_hand=True), Column("police", "移送公安", "打击"),
    Column("exposed", "曝光案例", "曝光"), Column("dishonest", "列入失信", "曝光"),
    Column("licences", "撤、注销证书建议", "打击"),
    Column("helped", "帮扶企业", "帮扶"), Column("key_tier", "重点监管（家）", "帮扶"),
    Column("special_tier", "特别监管（家）", "帮扶"),
)  # fmt: skip
#: Counted with the others for the tasks of a campaign, but no column of the form (R-217, R-223).
BESIDE = (Column("look_backs", "回头看（家次）"), Column("conferences", "安全隐患分析大会（次）"))
BY_CODE = {column.code: column for column in (*COLUMNS, *BESIDE)}
BY_HAND = tuple(column for column in COLUMNS if column.by_hand)


@dataclass(frozen=True)
class ResultList:
    """`rows`: [{"product": id or None, "label", "cells": {code: number}}], the total last."""

    first: date
    last: date
    rows: list[dict]
    facts: list[resultsources.Fact]

    @property
    def total(self) -> dict:
        return self.rows[-1]["cells"]

    @property
    def is_nil(self) -> bool:
        return not any(self.total.values())


def count(record: Campaign, first: date, last: date, *, product=None) -> ResultList:
    """Count the campaign's results from `first` to `last`, both days included.

    `product`: only this type and its items. A row for each product of the campaign, one for all others.
    """
    facts = resultsources.facts(record, first, last)
    if product is not None:
        wanted = _with_items({product.pk})
        facts = [fact for fact in facts if fact.product in wanted]
    return ResultList(first, last, _rows(record, facts, product), facts)


def _with_items(ids: set[int]) -> set[int]:
    return ids | set(ProductType.objects.filter(parent__in=ids).values_list("pk", flat=True))


def _rows(record: Campaign, facts, product) -> list[dict]:
    listed = [row.product_type for row in record.products.select_related("product_type")]
    if product is not None:
        listed = [product]
    parents = dict(ProductType.objects.exclude(parent=None).values_list("pk", "parent"))
    keys = {row.pk for row in listed}
    sums: dict = defaultdict(lambda: dict.fromkeys(BY_CODE, 0))
    for fact in facts:
        for key in (row_of(fact.product, keys, parents), TOTAL):
            sums[key][fact.column] += Decimal(str(fact.amount))
    sums = defaultdict(
        lambda: dict.fromkeys(BY_CODE, 0),
        {key: {code: number(value) for code, value in cells.items()} for key, cells in sums.items()},
    )
    made = [{"product": row.pk, "label": row.name, "cells": sums[row.pk]} for row in listed]
    if OTHER in sums:
        made.append({"product": None, "label": OTHER, "cells": sums[OTHER]})
    return [*made, {"product": TOTAL, "label": TOTAL, "cells": sums[TOTAL]}]


def row_of(product: int | None, listed: set[int], parents: dict[int, int]):
    """Return the row in which a product type counts: its own, that of the type whose item it is, or OTHER."""
    if product in listed:
        return product
    return parents[product] if parents.get(product) in listed else OTHER


def facts_behind(facts, column: str, row, record: Campaign) -> list:
    """Return the facts behind one figure: of `column`, in the row of product id `row`, OTHER or TOTAL."""
    found = [fact for fact in facts if fact.column == column]
    if row == TOTAL:
        return found
    keys = set(record.products.values_list("product_type", flat=True))
    parents = dict(ProductType.objects.exclude(parent=None).values_list("pk", "parent"))
    return [fact for fact in found if row_of(fact.product, keys, parents) == row]


def with_hand(cells: dict, by_hand: dict) -> dict:
    """Return the total's cells with what was added by hand."""
    return cells | {code: added(cells.get(code, 0), given["amount"]) for code, given in by_hand.items()}


def added(counted, by_hand) -> int | float:
    return number(Decimal(str(counted)) + Decimal(str(by_hand)))


def total_of(facts) -> int | float:
    """Return the figure that the facts make."""
    return number(sum((Decimal(str(fact.amount)) for fact in facts), Decimal(0)))


def number(value) -> int | float:
    """Return an amount as the form prints it: whole numbers whole."""
    amount = Decimal(str(value))
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def batches(cells: dict) -> list[tuple[str, list[tuple[Column, object]]]]:
    """Return the six 一批 with their figures, in the plan's order (R-304)."""
    order = ("检查", "查处", "约谈", "打击", "曝光", "帮扶")
    return [(name, [(row, cells.get(row.code, 0)) for row in COLUMNS if row.batch == name]) for name in order]
