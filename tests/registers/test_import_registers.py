"""Each register: new, changed, the same again, refused at the cell."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from registers import samplings
from registers.catalogues import entries_on
from registers.imports import bulk
from registers.models import (
    CalendarDay,
    Catalogue,
    Enterprise,
    EnterpriseAlias,
    InfoSource,
    ProductType,
    Region,
    SamplingResult,
)
from tests.riskinfo.builders import make_info

from .conftest import code
from .importing import actions, imported, planned, reasons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers_loaded", "_fresh_calendar")]
SAME = "SAME"


def twice(slug, rows, by):
    """Import, import again: the second time nothing may change. Return the first plan."""
    plan = imported(slug, rows, by=by)
    again = imported(slug, rows, by=by)
    assert set(actions(again)) <= {SAME}, [row.changed for row in again.rows]
    return plan


# --- enterprises -----------------------------------------------------------------------------

FIRMS = ["单位名称", "社会信用代码", "乡镇", "电话", "类型", "主要产品", "监管等级"]


def test_enterprises_new_changed_and_the_same(county, enterprise):
    rows = [
        FIRMS,
        [
            "清源县恒通线缆有限公司",
            enterprise.uscc.lower(),
            "城关镇",
            "０３９９-7123456",
            "生产",
            "电线电缆、化肥（复肥）",
            "",
        ],
        ["安州宏远 车行", code(2), "419921100", 13800138000.0, "销售者、生产者", "", "重点监管"],
    ]
    plan = twice("enterprises", rows, county.admin)
    assert actions(plan) == ["CHANGED", "NEW"]
    enterprise.refresh_from_db()
    assert {p.name for p in enterprise.product_types.all()} == {"电线电缆", "复肥"}
    new = Enterprise.objects.get(uscc=code(2))
    assert (new.name, new.contact_phone, new.is_producer, new.is_seller, new.tier, new.bureau, new.initials) == (
        "安州宏远车行", "13800138000", True, True, "NORMAL", county.bureau, "azhych",
    )  # fmt: skip
    assert "表里的“重点监管”没有采用" in "".join(plan.rows[1].notes)
    assert "产品类别：电线电缆 → 复肥、电线电缆" in LogEntry.objects.get().change_message


def test_a_blank_cell_changes_nothing_and_a_word_empties(county, enterprise):
    imported("enterprises", [["企业名称", "联系人", "联系电话"], [enterprise.name, "", "（空）"]], by=county.admin)
    enterprise.refresh_from_db()
    assert (enterprise.contact_person, enterprise.contact_phone) == ("张三", "")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["甲厂", "91419921MA000000XX", "", "", "", "", ""], "uscc: 统一社会信用代码"),
        (["甲厂", 911234567890123456.0, "", "", "", "", ""], "uscc: 这一格在表里是数字格式"),
        (["甲厂", "", "", "", "", "", ""], "uscc: 请填写统一社会信用代码"),
        (["", code(5), "", "", "", "", ""], "name: 必填"),
        (["甲厂", code(5), "月球", "", "", "", ""], "region_id: 区划“月球”不在区划登记簿中"),
        (["甲厂", code(5), "", "12", "", "", ""], "contact_phone: 电话号码不符"),
        (["甲厂", code(5), "", "", "路过", "", ""], "sides: “路过”看不懂"),
        (["甲厂", code(5), "", "", "", "飞船", ""], "product_types: 产品类别“飞船”不在"),
        (["甲厂", code(5), "", "", "", "", "甲级"], "tier: “甲级”不在可选范围"),
        (["甲" * 121, code(5), "", "", "", "", ""], "name: 太长"),
    ],
)
def test_a_wrong_cell_is_refused_where_it_stands(county, enterprise, cells, reason):
    before = Enterprise.objects.count()
    plan = imported("enterprises", [FIRMS, cells], by=county.admin)
    assert reasons(plan)[2][0].startswith(reason)
    assert Enterprise.objects.count() == before


def test_rows_about_one_enterprise(county):
    rows = [
        ["企业名称", "信用代码", "联系人"],
        ["甲厂", code(3), "张"],
        ["甲厂", code(3), "张"],
        ["甲厂", code(3), "李"],
    ]
    plan = imported("enterprises", rows, by=county.admin)
    assert actions(plan) == ["NEW", "SAME", "REFUSED"]
    assert "与第2行是同一条记录" in reasons(plan)[4][0]


def test_a_firm_on_file_without_code_gets_its_code(county):
    row = Enterprise.objects.create(bureau=county.bureau, name="甲厂", no_uscc_reason="无证经营")
    plan = twice("enterprises", [["企业名称", "信用代码"], ["甲厂", code(3)]], county.admin)
    row.refresh_from_db()
    assert (actions(plan), row.uscc, row.no_uscc_reason) == (["CHANGED"], code(3), "")


def test_near_names_are_told_and_never_merged(county, enterprise):
    EnterpriseAlias.objects.create(enterprise=enterprise, name="清源县第二线缆厂")
    rows = [
        ["企业名称", "信用代码"], ["清源恒通线缆有限责任公司", code(3)], ["清源县(恒通)线缆厂", code(4)],
        ["清源县第二线缆厂", code(5)],
        ["恒通电线缆有限公司", code(6)], ["安泰防爆电器有限公司", code(7)],
    ]  # fmt: skip
    _, plan = planned("enterprises", rows, by=county.admin)
    assert actions(plan) == ["NEW"] * 5
    told = ["清源县恒通线缆有限公司" in "".join(row.notes) for row in plan.rows]
    assert told == [True, True, True, True, False]


def test_two_firms_of_one_name_need_a_code(county):
    for number in (3, 4):
        Enterprise.objects.create(bureau=county.bureau, name="甲厂", uscc=code(number))
    _, plan = planned("enterprises", [["企业名称", "联系人"], ["甲厂", "张"]], by=county.admin)
    assert "2 家同名企业" in reasons(plan)[2][0]


def test_another_bureau_is_not_touched(county):
    other = Enterprise.objects.create(bureau=county.prefecture, name="甲厂", uscc=code(3))
    plan = imported("enterprises", [["企业名称", "信用代码"], ["新名", code(3)]], by=county.admin)
    other.refresh_from_db()
    assert (actions(plan), other.name) == (["NEW"], "甲厂")


# --- samplings (R-326) ---------------------------------------------------------------------------

SAMPLES = ["受检单位", "样品名称", "批号", "抽样日期", "检验结论", "不合格项目", "抽样方式", "报告编号", "产品类别"]


def test_sampling_results(county, enterprise, monkeypatch):
    """R-326; later apps hear at once of whom there are new results."""
    asked = []
    monkeypatch.setattr(samplings, "on_changed", [lambda ids: ids and asked.append(ids)])
    rows = [
        SAMPLES,
        [enterprise.name, "电缆", "B1", "2026年3月15日", "不合格", "导体电阻", "线上", "R1", "电线电缆"],
        [enterprise.name, "电缆", "B2", 46096.0, "合格", "/", "", "", ""],
        [enterprise.name, "电缆", "B3", "", "拒检", "", "", "", ""],
    ]
    plan = twice("samplings", rows, county.admin)
    assert actions(plan) == ["NEW"] * 3
    first = SamplingResult.objects.get(report_number="R1")
    assert (first.sampled_on, first.conclusion, first.place, first.product_type.code) == (
        date(2026, 3, 15), "FAIL", "ONLINE", "WIRE_CABLE",
    )  # fmt: skip
    rows[1][4:6] = ["合格", ""]
    assert actions(twice("samplings", rows, county.admin)) == ["CHANGED", "SAME", "SAME"]
    first.refresh_from_db()
    assert (first.conclusion, first.failed_items) == ("PASS", "")
    assert asked == [{enterprise.pk}] * 2  # what is the same calls for nothing


def test_a_sampling_of_an_unknown_firm_is_refused_with_near_names(county, enterprise):
    rows = [
        SAMPLES,
        ["恒通电线缆公司", "电缆", "", "", "合格", "", "", "", ""],
        ["", "电缆", "", "", "合格", "", "", "", ""],
    ]
    _, plan = planned("samplings", rows, by=county.admin)
    assert f"相近的有“{enterprise.name}”" in reasons(plan)[2][0]
    assert "不知道是哪家企业" in reasons(plan)[3][0]


def test_failed_items_need_the_verdict(county, enterprise):
    rows = [
        SAMPLES,
        [enterprise.name, "电缆", "", "", "合格", "电阻", "", "", ""],
        [enterprise.name, "缆", "", "", "很好"],
    ]
    _, plan = planned("samplings", rows, by=county.admin)
    assert reasons(plan)[2][0].startswith("failed_items: 结论不是“不合格”")
    assert reasons(plan)[3][0].startswith("conclusion: “很好”不在可选范围：合格、不合格、拒检、未抽到样品")


# --- products and catalogues (R-128, R-137–) ------------------------------------

CATALOGUE = ["序号", "产品类型", "子项", "监管方式", "风险等级", "目录名称", "年度", "层级", "发布机关"]


def catalogue_row(number, name, items="", regimes="", grade="", year="2027", title="重点工业产品监管目录"):
    return [number, name, items, regimes, grade, title, year, "省级", "省市场监督管理局"]


def test_a_catalogue_with_items_regimes_and_grades(county):
    rows = [
        CATALOGUE, catalogue_row("1", "危险化学品(溶解乙炔、液氯、新化学品)", "", "生产许可", "高风险"),
        catalogue_row("2", "新型产品", "甲种、乙种", "CCC、强制性标准", "较高"),
    ]  # fmt: skip
    plan = twice("products", rows, county.admin)
    assert actions(plan) == ["CHANGED", "NEW"]
    listed = Catalogue.objects.get(year=2027)
    assert [entry.product_type.name for entry in listed.entries.all()] == ["危险化学品", "新型产品"]
    known = ProductType.objects.get(code="HAZCHEM")
    assert (known.risk_grade, known.licence_required) == ("HIGH", True)
    assert known.items.filter(name="新化学品").exists()
    assert known.items.filter(name="液氯").count() == 1
    new = ProductType.objects.get(name="新型产品")
    assert (new.code, new.ccc_required, new.mandatory_standard, new.licence_required) == ("XXCP", True, True, False)
    assert {item.name for item in new.items.all()} == {"甲种", "乙种"}


def test_last_years_catalogue_stays(county):
    before = {c.code: c.entries.count() for c in Catalogue.objects.all()}
    imported("products", [CATALOGUE, catalogue_row("1", "水泥")], by=county.admin)
    imported("products", [CATALOGUE, catalogue_row("1", "水泥", year="2028")], by=county.admin)
    assert {c.code: c.entries.count() for c in Catalogue.objects.filter(code__in=before)} == before
    assert Catalogue.objects.filter(name="重点工业产品监管目录").count() == 2


def test_the_shipped_24_types_come_in_as_one_list(county):
    """R-305: one cell a type, its items in brackets; every type is known already."""
    types = ProductType.objects.top().prefetch_related("items")
    cells = [f"{t.name}（{'、'.join(i.name for i in t.items.all())}）" if t.items.all() else t.name for t in types]
    assert len(cells) >= 24
    _, plan = planned("products", [["重点产品"], *([cell] for cell in cells)], by=county.admin)
    assert set(actions(plan)) == {"SAME"}


def test_a_new_catalogue_needs_its_year_and_issuer(county):
    rows = [
        CATALOGUE,
        ["1", "水泥", "", "", "", "某目录", "", "", ""],
        ["2", "水泥", "", "飞行", "", "某目录", "2027", "", ""],
    ]
    _, plan = planned("products", rows, by=county.admin)
    assert reasons(plan)[2] == ["year: 写了目录名称的，须写年度。"]
    assert reasons(plan)[3][0].startswith("regimes: “飞行”看不懂")


# --- short lists -------------------------------------------------------------------------------------


def test_sources(county):
    """R-110, R-111."""
    rows = [
        ["来源", "代码", "类别", "归口单位"],
        ["监督抽查", "SPOT_CHECK", "监测检验", "质量监督股"],
        ["县域监测点", "", "监测检验", ""],
    ]
    plan = twice("sources", rows, county.admin)
    assert actions(plan) == ["CHANGED", "NEW"]
    assert InfoSource.objects.get(name="县域监测点").code == "XYJCD"


def test_regions_find_their_parents(county):
    rows = [
        ["区划代码", "名称"],
        ["419921", "清源县"],
        ["419921100", "城关镇"],
        ["419921100001", "东街"],
        ["4199", "错"],
    ]
    plan = twice_regions(rows, county.admin)
    assert actions(plan) == ["NEW", "NEW", "NEW", "REFUSED"]
    village = Region.objects.get(code="419921100001")
    assert (village.level, village.parent.name, village.parent.parent.name) == ("VILLAGE", "城关镇", "清源县")
    _, plan = planned("regions", [["区划代码", "名称", "上级"], ["500101", "甲", "999999"]], by=county.admin)
    assert "还没有登记" in reasons(plan)[2][0]


def twice_regions(rows, by):
    plan = imported("regions", rows, by=by)
    assert set(actions(imported("regions", rows, by=by))) == {SAME, "REFUSED"}
    return plan


def test_the_calendar(county):
    rows = [["日期", "类型", "名称"], ["2027-01-01至2027-01-03", "休", "元旦"], ["2027-02-14", "班", "春节"]]
    plan = twice("calendar", rows, county.admin)
    assert actions(plan) == ["NEW", "NEW"]
    assert CalendarDay.objects.filter(year__year=2027).count() == 4
    register, plan = planned("calendar", rows[:2], by=county.admin)
    assert "1 天不在文件里，将被去掉" in plan.remarks[0]
    assert register.whole
    _, plan = planned("calendar", [rows[0], ["2027-02-15", "班", "春节"]], by=county.admin)
    assert "本来就上班" in reasons(plan)[2][0]


def test_users_get_a_temporary_password_in_the_result_only(county):
    rows = [
        ["用户名", "姓名", "机构", "职务", "手机", "角色"], ["newone", "新人", "质量监督股", "科员", "13800138000",
        "经办人"],
        ["zhaomin", "", "", "副股长", "", ""], ["bad", "坏", "不存在", "", "", "经办人"], ["two", "二", "办公室",
        "", "", "管理员、经办人"],
    ]  # fmt: skip
    register, plan = planned("users", rows, by=county.admin)
    assert actions(plan) == ["NEW", "CHANGED", "REFUSED", "REFUSED"]
    assert reasons(plan)[4][0].startswith("department: 机构“不存在”")
    assert reasons(plan)[5][0].startswith("roles: ")
    register.write(plan.rows)
    new = User.objects.get(username="newone")
    password = register.results[2].removeprefix("临时密码 ")
    assert new.check_password(password)
    assert new.must_change_password
    county.staff.refresh_from_db()
    assert (county.staff.title, county.staff.name) == ("副股长", "赵敏")
    assert actions(planned("users", rows[:3], by=county.admin)[1]) == [SAME, SAME]


def test_a_case_keeps_the_catalogue_of_its_year(county, client):
    """R-128: the catalogue of 2026 leaves cement out and holds from April; a case of 2025 keeps that of 2025."""
    for year, listed in ((2025, "水泥"), (2026, "电线电缆")):
        rows = [
            ["产品类别", "目录名称", "年度", "层级", "发布机关"],
            [listed, "全省重点工业产品监管目录", year, "省级", "省局"],
        ]
        imported("products", rows, by=county.admin)
    Catalogue.objects.filter(name="全省重点工业产品监管目录", year=2026).update(valid_from=date(2026, 4, 1))
    cement, cable = (ProductType.objects.get(code=code) for code in ("CEMENT", "WIRE_CABLE"))

    def years(product, day):
        found = entries_on(product, day)
        return [entry.catalogue.year for entry in found if entry.catalogue.name == "全省重点工业产品监管目录"]

    assert [years(cement, day) for day in (date(2024, 12, 31), date(2025, 1, 1), date(2026, 3, 31))] == [
        [],
        [2025],
        [2025],
    ]
    assert years(cement, date(2026, 4, 1)) == years(cable, date(2026, 3, 31)) == []
    assert years(cable, date(2026, 4, 1)) == [2026]
    Catalogue.objects.filter(year=2026).update(valid_to=date(2026, 12, 31))
    assert years(cable, date(2027, 1, 1)) == []
    old = make_info(county, "SUBMITTED")
    old.case.product_type, old.case.opened_at = cement, timezone.now().replace(year=2025, day=1)
    old.case.save()
    client.force_login(county.staff)
    assert "全省重点工业产品监管目录（2025）" in client.get(old.get_absolute_url()).text
    page = client.get(reverse("registers:product_type", args=["CEMENT"])).text
    assert "<b>2025年</b>" in page


def test_a_county_adds_a_type_with_its_regimes(county, client):
    """R-306, and R-158 for what is new: a type of the county's own, marked by what it is subject to."""
    rows = [
        ["产品类别", "领域", "监管方式", "风险等级"],
        ["醇基液体燃料灶具", "消费品", "强制性标准、CCC", "较高"],
    ]
    assert actions(imported("products", rows, by=county.admin)) == ["NEW"]
    client.force_login(county.staff)
    row = ProductType.objects.get(name="醇基液体燃料灶具")
    page = client.get(reverse("registers:product_type", args=[row.code])).text
    for shown in ("强制性标准", "强制性产品认证", "较高风险", "没有列入任何目录"):
        assert shown in page


def test_what_is_written_at_once_is_as_if_saved(county):
    """Defaults, stamps, initials and the one shape of a code, on either database."""
    given = {"bureau_id": county.bureau.pk, "name": "清源县恒通线缆有限公司", "is_seller": True}
    saved = Enterprise.objects.create(**given, uscc=code(1))
    rows = [given | {"uscc": code(number).lower()} for number in (2, 3)]
    ids = bulk.insert(Enterprise, rows)
    assert bulk.insert(Enterprise, []) == []
    made = [Enterprise.objects.get(pk=pk) for pk in ids]
    assert [row.uscc for row in made] == [code(2), code(3)]
    own = {"id", "uscc", "created_at", "updated_at"}
    for field in Enterprise._meta.concrete_fields:
        if field.attname not in own:
            assert {getattr(row, field.attname) for row in made} == {getattr(saved, field.attname)}, field.attname
    assert all(abs((row.created_at - saved.created_at).total_seconds()) < 60 for row in made)
    later = Enterprise.objects.create(**given, uscc=code(4))
    assert later.pk not in ids
