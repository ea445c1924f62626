"""The registers that come with the product, and that loading them twice is loading them once."""

from io import StringIO

import pytest
from django.core.management import call_command

from registers import seed
from registers.models import (
    CalendarDay,
    CalendarYear,
    Catalogue,
    CatalogueEntry,
    InfoSource,
    LegalBasis,
    ProductType,
    Region,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def _loaded():
    seed.load()


@pytest.mark.usefixtures("_loaded")
class TestContents:
    def test_the_24_types_and_their_items(self):
        """R-305."""
        entries = CatalogueEntry.objects.filter(catalogue__code="HAZARD_2024").select_related("product_type")
        assert [entry.order for entry in entries] == list(range(1, 25))
        items = {
            entry.product_type.code: [item.name for item in entry.product_type.items.all()]
            for entry in entries
            if entry.product_type.items.exists()
        }
        assert {code: len(names) for code, names in items.items()} == {
            "HAZCHEM": 6, "WOOD_PANEL": 2, "EX_ELECTRICAL": 3, "FERTILIZER": 2, "EBIKE_CHARGER_BATTERY": 2,
            "GAS_APPLIANCE": 5, "ELDERLY_GOODS": 8, "CHILD_STUDENT_GOODS": 7,
        }  # fmt: skip
        assert items["HAZCHEM"] == ["溶解乙炔", "工业过氧化氢", "六氟化硫", "丙烯酸", "环氧乙烷", "液氯"]

    def test_the_4_classes(self):
        """R-203."""
        names = CatalogueEntry.objects.filter(catalogue__code="HAZARD_2018").values_list(
            "product_type__name", flat=True
        )
        assert list(names) == ["防爆电气", "电线电缆", "危险化学品", "危险化学品包装物及容器"]

    def test_the_monitoring_groups(self):
        """R-120, R-155–R-158."""
        groups = CatalogueEntry.objects.filter(catalogue__code="MONITOR_2024").values_list("group", flat=True)
        assert list(dict.fromkeys(groups)) == [
            "重要工业产品", "食品相关产品", "儿童玩具", "老年用品", "日用消费品", "特色与新兴产品",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("code", "catalogues"),
        [("WIRE_CABLE", {"HAZARD_2024", "HAZARD_2018", "MONITOR_2024"}),
         ("CHILD_STUDENT_GOODS_SLIME", {"MONITOR_2024"}), ("EBIKE_HELMET", {"HAZARD_2024", "MONITOR_2024"})],
    )  # fmt: skip
    def test_a_type_may_sit_in_several_catalogues(self, code, catalogues):
        found = Catalogue.objects.filter(product_types__code=code).values_list("code", flat=True)
        assert set(found) == catalogues

    def test_goods_for_the_old_and_the_young_are_marked(self):
        """R-105: “一老一小”."""
        assert ProductType.objects.get(code="CHILD_STUDENT_GOODS_SLIME").elderly_or_child
        assert not ProductType.objects.get(code="CEMENT").elderly_or_child

    def test_the_source_catalogue_is_merged(self):
        """R-109, R-110, R-111, R-159–R-161."""
        sources = list(InfoSource.objects.values_list("code", flat=True))
        assert len(sources) == 27
        assert sources[0] == "SPOT_CHECK"
        assert sources[-1] == "OTHER"
        assert {"ENTERPRISE_DATA", "ASSOCIATION", "PLATFORM", "PRODUCER_SELLER_REPORT", "INJURY"} <= set(sources)
        assert set(InfoSource.objects.values_list("kind", flat=True)) == set(InfoSource.Kind.values)

    @pytest.mark.parametrize(
        ("requirement", "codes"),
        [
            ("R-012", "SPOT_CHECK PERIODIC_INSPECTION"),
            ("R-013", "DAILY_SUPERVISION ENFORCEMENT"),
            ("R-014, R-027", "SUPERIOR_NOTICE GOVERNMENT_NOTICE"),
            ("R-015", "ONLINE_OPINION COMPLAINT_REPORT MEDIA OTHER"),
            ("R-110", "REGISTRATION DAILY_SUPERVISION RISK_MONITORING DEFECT_RECALL PENALTY COMPLAINT_REPORT "
             "ONLINE_OPINION METROLOGY STANDARDS TEST_AGENCY CERTIFICATION INJURY MONITORING_STATION"),
            ("R-111", "ENTERPRISE_DATA ASSOCIATION PLATFORM"),
            ("R-159", "PRODUCER_SELLER_REPORT COMPLAINT_REPORT DAILY_SUPERVISION"),
            ("R-160", "DEPT_ORG_NOTICE TEST_AGENCY MEDIA"),
            ("R-161", "RECALL_ALERT INJURY OTHER"),
            ("R-313", "PRODUCER_SELLER_REPORT"),
            ("R-336", "SPOT_CHECK PRODUCTION_LICENCE ENFORCEMENT DEFECT_RECALL COMPLAINT_REPORT ONLINE_OPINION"),
        ],
    )  # fmt: skip
    def test_every_source_of_the_lists_is_there(self, requirement, codes):
        """Each list of sources in the papers is part of the one catalogue, and in use."""
        listed = set(codes.split())
        assert set(InfoSource.objects.filter(code__in=listed, active=True).values_list("code", flat=True)) == listed

    def test_no_legal_basis_claims_to_be_verified(self):
        assert LegalBasis.objects.filter(number__contains="第62号").exists()
        assert LegalBasis.objects.filter(number__regex="第(75|76)号").count() == 2
        assert not LegalBasis.objects.filter(verified=True).exists()

    def test_the_calendar_years(self):
        assert dict(CalendarYear.objects.values_list("year", "status")) == {
            2024: "PUBLISHED", 2025: "PUBLISHED", 2026: "PUBLISHED", 2027: "ESTIMATED",
        }  # fmt: skip
        assert CalendarDay.objects.count() == 108

    def test_every_value_is_allowed(self):
        for model in (ProductType, InfoSource, Catalogue, CatalogueEntry, LegalBasis, CalendarYear, CalendarDay):
            for row in model.objects.all():
                row.full_clean()


@pytest.mark.usefixtures("_loaded")
def test_loading_again_adds_and_changes_nothing():
    LegalBasis.objects.filter(code="PQL").update(title="改过的名称")
    InfoSource.objects.filter(code="OTHER").update(name="其它", active=False)
    CatalogueEntry.objects.filter(catalogue__code="HAZARD_2018").delete()
    assert all(loaded.added == 0 for loaded in seed.load())
    assert LegalBasis.objects.get(code="PQL").title == "改过的名称"
    assert not InfoSource.objects.get(code="OTHER").active
    assert not CatalogueEntry.objects.filter(catalogue__code="HAZARD_2018").exists()


@pytest.mark.usefixtures("_loaded")
def test_a_year_that_was_estimated_is_published_by_its_notice():
    CalendarDay.objects.filter(year__year=2026).delete()
    CalendarYear.objects.filter(year=2026).update(status="ESTIMATED")
    assert [loaded.added for loaded in seed.load() if loaded.label == "日历年度"] == [1]
    assert CalendarYear.objects.get(year=2026).status == "PUBLISHED"
    assert CalendarDay.objects.filter(year__year=2026).count() == 39


def test_prepare_says_what_it_did():
    first, second = StringIO(), StringIO()
    call_command("prepare", stdout=first)
    call_command("prepare", stdout=second)
    assert "产品类别：新增80项" in first.getvalue()
    assert "表结构：已是最新。" in second.getvalue()
    assert "产品类别：新增0项，原有80项不动。" in second.getvalue()


def test_regions_come_from_a_table(tmp_path):
    path = tmp_path / "regions.csv"
    path.write_text(
        "code,name,level,parent\n419900,安州市,PREFECTURE,\n419921,清源县,COUNTY,419900\n419921100,城关镇,TOWN,419921\n",
        encoding="utf-8-sig",
    )
    assert seed.load_regions_csv(path) == seed.Loaded("行政区划", 3, 0)
    assert seed.load_regions_csv(path) == seed.Loaded("行政区划", 0, 3)
    assert Region.objects.get(code="419921100").parent.parent.name == "安州市"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("419921,清源县,COUNTY,419900", "第2行：上级区划“419900”须先列出"),
        ("419921,清源县,县,", "第2行：级别“县”不存在"),
    ],
)
def test_a_wrong_region_is_named(tmp_path, line, message):
    path = tmp_path / "regions.csv"
    path.write_text(f"code,name,level,parent\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        seed.load_regions_csv(path)
    assert not Region.objects.exists()
