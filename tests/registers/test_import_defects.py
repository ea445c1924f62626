"""Each defect of a list as it comes, in a real .xlsx, .xls and .csv, through to what would be written (R-110, R-128).

What cannot be opened at all is in test_import_reading, what runs as a formula on the way out in test_exports.
"""

from datetime import date

import pytest

from registers.imports.headings import Synonyms, choose_sheet
from registers.imports.planning import REFUSED, make_plan
from registers.imports.reading import read_book
from registers.lookup import named, near
from registers.models import Enterprise, ProductType
from registers.resources import REGISTERS
from registers.similar import similar_enterprises

from .conftest import code
from .sheets import csv_text, xls, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("registers_loaded")]

WIDE = str.maketrans({chr(number): chr(number + 0xFEE0) for number in range(0x21, 0x7F)})
HEAD = ["企业名称", "统一社会信用代码", "联系电话", "生产者", "产品类别"]
FIRM = ["清源县恒通线缆有限公司", code(1), "0399-7123456", "是", "电线电缆"]
FORMATS = {
    "xlsx": lambda rows: xlsx(rows),
    "xls": lambda rows: xls(rows),
    "utf-8.csv": lambda rows: csv_text(rows).encode("utf-8-sig"),
    "gbk.csv": lambda rows: csv_text(rows).encode("gb18030"),
}
every_format = pytest.mark.parametrize("format_", FORMATS)


@pytest.fixture
def plan_of(county, tmp_path):
    """Return what an import of a file would do, read as on the site."""

    def plan(content: bytes, name: str, slug="enterprises"):
        path = tmp_path / "upload"
        path.write_bytes(content)
        register = REGISTERS[slug](by=county.admin, bureau=county.bureau)
        book = read_book(path, name)
        index, heading, _ = choose_sheet(book, Synonyms(register.columns()))
        return make_plan(register, book.sheets[index], heading, heading.mapping)

    return plan


def only(plan) -> dict:
    """Return the values of the one row that would be written."""
    rows = [row for row in plan.rows if row.action != REFUSED]
    assert len(rows) == 1, [(row.number, row.problems) for row in plan.rows]
    return rows[0].values


ROWS = {
    "clean": [HEAD, FIRM],
    "title rows above the heading": [["清源县工业企业名单"], ["填报单位：某局"], HEAD, FIRM],
    "blank rows": [[], HEAD, [], FIRM, [], []],
    "a repeated heading": [HEAD, FIRM, HEAD],
    "a row of column numbers": [HEAD, ["1", "2", "3", "4", "5"], FIRM],
    "a total at the bottom": [HEAD, FIRM, ["合 计", "1家"]],
    "who filled it in": [HEAD, FIRM, ["填表人：张三", "", "审核：李四"]],
    "full-width digits and letters": [HEAD, [FIRM[0], code(1).translate(WIDE), "０３９９－７１２３４５６", *FIRM[3:]]],
    "spaces inside codes": [HEAD, [FIRM[0], " ".join(code(1)), *FIRM[2:]]],
    "spaces inside names": [HEAD, ["清源县 恒通线缆　有限公司 ", *FIRM[1:]]],
    "headings by other names": [["单位名称", "社会信用代码（18位）", "联系方式", "是否生产", "主要产品"], FIRM],
    "more columns than wanted": [["序号", *HEAD, "备注"], ["1", *FIRM, "无"]],
}  # fmt: skip


@every_format
def test_a_defect_leaves_the_firm_as_it_is_meant(plan_of, format_):
    for defect, rows in ROWS.items():
        values = only(plan_of(FORMATS[format_](rows), f"名单.{format_.split('.')[-1]}"))
        found = (values["name"], values["uscc"], values["contact_phone"], values["is_producer"])
        assert found == (FIRM[0], code(1), "0399-7123456", True), defect
        assert values["product_types"] == {ProductType.objects.get(code="WIRE_CABLE").pk}, defect


@pytest.mark.parametrize("make", [xlsx, xls])
def test_merged_headings_sheets_and_hidden_rows(plan_of, make):
    """What only a workbook has: a heading of two floors, several sheets, hidden rows."""
    rows = [["名单", None, None, None, None], ["基本情况", None, *HEAD[2:]], [*HEAD[:2], None, None, None], FIRM, FIRM]
    if make is xlsx:
        merge = ["A1:E1", "A2:B2", "C2:C3", "D2:D3", "E2:E3"]
        content = xlsx(rows, merge=merge, hidden=[5], more=[("填表说明", [["先看这里"], ["企业名称填全称"]])])
    else:
        merge = [(0, 0, 0, 4, "名单"), (1, 1, 0, 1, "基本情况")]
        merge += [(1, 2, index, index, HEAD[index]) for index in (2, 3, 4)]
        content = xls(rows, merge=merge, hidden=[5])
    plan = plan_of(content, f"名单.{'xlsx' if make is xlsx else 'xls'}")
    values = plan.rows[0].values
    assert (values["name"], values["uscc"], values["contact_phone"]) == (FIRM[0], code(1), "0399-7123456")
    assert plan.rows[1].notes == ["与第4行完全相同，只算一次。"]


SAMPLED = ["受检单位", "产品名称", "抽样日期", "结论"]
DAYS = ("2026年3月15日", "2026/3/15", "2026.3.15", "20260315", "２０２６－０３－１５", "46096", "2026-03-15 00:00:00")


@every_format
def test_a_date_as_text_or_serial_number(plan_of, enterprise, format_):
    days = [*DAYS, *([] if format_.endswith("csv") else [date(2026, 3, 15), 46096])]
    rows = [SAMPLED, *([enterprise.name, f"电缆{number}", day, "合格"] for number, day in enumerate(days))]
    plan = plan_of(FORMATS[format_](rows), f"结果.{format_.split('.')[-1]}", "samplings")
    assert [row.values.get("sampled_on") for row in plan.rows] == [date(2026, 3, 15)] * len(days)


@every_format
def test_a_date_that_cannot_be_is_refused_at_its_cell(plan_of, enterprise, format_):
    rows = [SAMPLED, *([enterprise.name, f"电缆{n}", day, "合格"] for n, day in enumerate(("2026-02-30", "3月15日")))]
    plan = plan_of(FORMATS[format_](rows), f"结果.{format_.split('.')[-1]}", "samplings")
    assert [row.problems[0][0] for row in plan.rows] == ["sampled_on", "sampled_on"]


@every_format
def test_types_with_items_in_one_cell(plan_of, format_):
    """The 24 types as the plan prints them: a type with its items in brackets, between 、 (R-305)."""
    cell = "危险化学品（溶解乙炔、工业过氧化氢）、化肥（磷肥、复肥）、电线电缆"
    values = only(plan_of(FORMATS[format_]([HEAD, [*FIRM[:4], cell]]), f"名单.{format_.split('.')[-1]}"))
    names = ProductType.objects.filter(pk__in=values["product_types"]).values_list("name", flat=True)
    assert set(names) == {"溶解乙炔", "工业过氧化氢", "磷肥", "复肥", "电线电缆"}


@every_format
def test_what_looks_like_a_formula_is_text_or_refused(plan_of, format_):
    """Nothing is computed: text stays text, a formula without its value is refused at the cell."""
    for cell in ("@SUM(1+1)*cmd|'/c calc'!A0", "+1", "-2+3", "=1+1"):
        if (cell, format_) == ("=1+1", "xls"):
            continue  # the maker of the file computes it; see test_import_reading
        plan = plan_of(FORMATS[format_]([[*HEAD, "地址"], [*FIRM, cell]]), f"名单.{format_.split('.')[-1]}")
        (row,) = plan.rows
        if (cell, format_) == ("=1+1", "xlsx"):
            assert row.problems[0][0] == "address"
            assert "没有计算结果" in row.problems[0][1]
        else:
            assert row.values["address"] == cell


def test_a_code_that_the_spreadsheet_has_rounded_is_refused(plan_of):
    rows = [HEAD, [FIRM[0], 911234567890123456, *FIRM[2:]]]
    for make, name in ((xlsx, "a.xlsx"), (xls, "a.xls")):
        (row,) = plan_of(make(rows), name).rows
        assert row.problems[0][0] == "uscc"
        assert "只保留了前15位" in row.problems[0][1]
    (row,) = plan_of(csv_text([HEAD, [FIRM[0], "9.11235E+17", *FIRM[2:]]]).encode(), "a.csv").rows
    assert "科学记数" in row.problems[0][1]


VARIANTS = {
    "清源县恒通线缆有限责任公司": "有限公司 and 有限责任公司",
    "清源县恒通线缆股份有限公司": "股份有限公司",
    "恒通线缆（清源）有限公司": "the place in brackets",
    "清源县恒通线缆(有限公司)": "half-width brackets",
    "清源县红星电线厂": "an old name",
    "清源恒通线缆有限公司": "without 县",
}


@every_format
def test_a_variant_of_a_name_is_told_and_never_merged(plan_of, enterprise, format_):
    enterprise.aliases.create(name="清源县红星电线厂")
    for variant, what in VARIANTS.items():
        plan = plan_of(FORMATS[format_]([HEAD, [variant, code(77), *FIRM[2:]]]), f"名单.{format_.split('.')[-1]}")
        (row,) = plan.rows
        assert row.action == "NEW", what
        assert any(f"“{enterprise.name}”" in note for note in row.notes), what


def test_a_variant_of_a_name_is_told_on_entry(county, enterprise):
    """The same variants typed into a form: offered, and not taken for the firm."""
    enterprise.aliases.create(name="清源县红星电线厂")
    for variant, what in VARIANTS.items():
        found = named(Enterprise.objects.visible_to(county.staff), variant)
        assert found == ([enterprise] if what == "an old name" else []), what
        offered = [enterprise] if found else near(county.staff, variant)
        assert offered == [enterprise], what
        assert [row.pk for row in similar_enterprises(county.bureau, variant)] == [enterprise.pk], what


def test_two_variants_in_one_file_are_told(plan_of):
    rows = [HEAD, FIRM, ["清源县恒通线缆有限责任公司", code(78), *FIRM[2:]]]
    plan = plan_of(xlsx(rows), "a.xlsx")
    assert [row.action for row in plan.rows] == ["NEW", "NEW"]
    assert any("本文件" in note for note in plan.rows[1].notes), plan.rows[1].notes
