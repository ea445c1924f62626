"""The list of informations by all that is written down of them; export and batch page show the same (R-109, R-142)."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from registers.models import InfoSource, ProductType, Region
from riskinfo.models import InfoProduct

from .builders import make_info, make_source, queries


@pytest.fixture
def shelf(county):
    """Return (named informations, what to choose from)."""
    town = Region.objects.create(code="419921101", name="城关镇", level="TOWN")
    village = Region.objects.create(code="419921101201", name="东关村", level="VILLAGE", parent=town)
    other = Region.objects.create(code="419921102", name="石桥镇", level="TOWN")
    wires = ProductType.objects.create(code="WIRE", name="电线电缆", domain="INDUSTRIAL")
    copper = ProductType.objects.create(code="WIRE_CU", name="铜芯线", domain="INDUSTRIAL", parent=wires)
    complaint = make_source("COMPLAINT_REPORT", "投诉举报", InfoSource.Kind.SOCIAL)
    today = timezone.localdate()
    made = {
        "village": make_info(county, region=village, product_type=copper, harm_objects=["HEALTH", "PROPERTY"]),
        "complaint": make_info(
            county, source=complaint, region=other, info_kind="CLUSTERED_COMPLAINT", complaint_count=3,
            certainty="POSSIBLE", found_on=today - timedelta(days=40),
        ),
        "key": make_info(county, "SCREENED", is_key=True, found_on=date(today.year - 1, 12, 31)),
    }  # fmt: skip
    made["complaint"].other_regions.add(town)
    InfoProduct.objects.create(info=made["key"], product_type=wires)
    return made, {"town": town.pk, "other": other.pk, "wires": wires.pk, "complaint": complaint.pk}


CHOICES = [
    ({"source": "complaint"}, {"complaint"}), ({"product": "wires"}, {"village", "key"}),
    ({"region": "town"}, {"village", "complaint"}), ({"region": "other"}, {"complaint"}),
    ({"info_kind": "CLUSTERED_COMPLAINT"}, {"complaint"}), ({"trait": "KEY"}, {"key"}),
    ({"trait": "HEALTH"}, {"village"}), ({"trait": "PERSONAL_SAFETY"}, {"complaint", "key"}),
    ({"trait": "POSSIBLE"}, {"complaint"}), ({"trait": "SERIOUS"}, {"key"}), ({"found": "30"}, {"village"}),
    ({"found": "90", "region": "town", "product": "wires"}, {"village"}), ({"source": "999"}, "wrong"),
    ({"trait": "NONE"}, "wrong"), ({"product": "x"}, "wrong"), ({"region": "99999999999"}, "wrong"),
]  # fmt: skip


def test_each_filter_finds_what_it_says(county, shelf, client):
    made, ids = shelf
    client.force_login(county.head)
    names = {info.pk: name for name, info in made.items()}
    for given, wanted in CHOICES:
        given = {name: ids.get(value, value) for name, value in given.items()}
        page = client.get(reverse("riskinfo:list"), given)
        found = {names[pk] for pk in page.context["page"].keys}
        assert found == (set(names.values()) if wanted == "wrong" else wanted), given
        assert ("筛选条件不对" in page.text) is (wanted == "wrong")
    year = client.get(reverse("riskinfo:list"), {"found": timezone.localdate().year - 1}).context["page"]
    assert made["key"].pk in year.keys
    assert made["village"].pk not in year.keys or timezone.localdate().month == 1


def test_export_batch_and_saved_views_follow(county, shelf, client):
    made, ids = shelf
    client.force_login(county.head)
    given = {"region": ids["town"], "trait": "HEALTH"}
    sheet = client.get(reverse("registers:export", args=["cases-INFO"]), given)
    book = load_workbook(BytesIO(b"".join(sheet.streaming_content) if sheet.streaming else sheet.content))
    numbers = {value for row in book.active.values for value in row if str(value).startswith("FX-")}
    assert numbers == {made["village"].case.number}
    batch = client.get(reverse("riskinfo:batch"), given)
    assert [row.info.pk for row in batch.context["rows"]] == [made["village"].pk]
    page = client.get(reverse("riskinfo:list"), given)
    assert page.context["page"].query == f"region={ids['town']}&trait=HEALTH"


def test_regions_are_those_of_the_bureau(county, shelf, client):
    """A prefecture chooses among the towns of its counties; elsewhere's are not offered."""
    Region.objects.create(code="419922100", name="邻县镇", level="TOWN")
    Region.objects.create(code="310101001", name="外省街道", level="TOWN")
    for user, names in ((county.head, {"城关镇", "石桥镇"}), (county.inspector, {"城关镇", "石桥镇", "邻县镇"})):
        client.force_login(user)
        boxes = client.get(reverse("riskinfo:list")).context["page"].filter.fields
        assert set(boxes["region"].queryset.values_list("name", flat=True)) == names


def test_more_rows_cost_no_more_queries(county, shelf, client):
    client.force_login(county.head)
    url = f"{reverse('riskinfo:list')}?trait=PERSONAL_SAFETY&found=90&product={shelf[1]['wires']}"

    def add(number):
        for _ in range(number):
            InfoProduct.objects.create(info=make_info(county, is_key=True), product_type_id=shelf[1]["wires"])

    add(1)
    before = queries(client, url)
    add(3)
    assert queries(client, url) == before
    assert len(client.get(url).context["page"].rows) == 4
