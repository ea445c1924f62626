"""Several products, firms and regions of one information, and who finds it by them (R-025, R-142)."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from registers.models import Enterprise, ProductType, Region
from riskinfo import marking, upward
from riskinfo.models import InfoParty, RiskInfo
from riskinfo.product_forms import typed_rows

from .builders import make_draft, make_info, make_source

NEW = "/info/new/"


@pytest.fixture
def shop(county) -> Enterprise:
    return Enterprise.objects.create(
        bureau=county.bureau, name="清源县万家超市", uscc="91419921MA0000000X", is_producer=False
    )


@pytest.fixture
def towns(county) -> list[Region]:
    return [
        Region.objects.create(code=f"41992110{n}", name=name, level=Region.Level.TOWN)
        for n, name in enumerate(("城关镇", "河口镇", "柳林乡"))
    ]


@pytest.fixture
def typed(county, towns) -> dict:
    return {
        "token": str(uuid.uuid4()), "source": make_source().pk, "found_on": str(timezone.localdate()), "save": "",
        "description": "超市销售的多种玩具小零件脱落。", "info_kind": "HAZARD", "certainty": "EXISTS",
        "basis": ["UNREASONABLE_DANGER"], "harm_objects": ["PERSONAL_SAFETY"], "product_name": "毛绒玩具",
        "barcode": "６９０１２３４５６７８９２", "enterprise_name": "清源县童乐玩具厂",
        "producers": "安州市欢欢玩具厂\n",
        "sellers": "清源县万家超市、河口镇便民商店；清源县万家超市", "material_suppliers": "不涉及",
        "region": towns[0].pk, "other_regions": [towns[0].pk, towns[1].pk], "source_reference_on": "2026-01-05",
        "products-TOTAL_FORMS": "2", "products-INITIAL_FORMS": "0", "products-0-name": "塑料积木",
        "products-0-batch": "JM-3", "products-1-name": "",
    }  # fmt: skip


def test_everything_named_is_kept_and_the_first_stays_the_main_one(client, county, typed, shop, towns):
    client.force_login(county.staff)
    client.post(NEW, typed)
    info = RiskInfo.objects.get()
    assert (info.product_name, info.barcode, info.enterprise_name) == ("毛绒玩具", "6901234567892", "清源县童乐玩具厂")
    assert [(row.role, row.name, row.enterprise) for row in info.parties.all()] == [
        ("PRODUCER", "安州市欢欢玩具厂", None),
        ("SELLER", "清源县万家超市", shop),
        ("SELLER", "河口镇便民商店", None),
    ]
    assert [str(row) for row in info.products.all()] == ["塑料积木 JM-3"]
    assert (info.region, list(info.other_regions.all())) == (towns[0], [towns[1]])
    assert info.regions_text == "城关镇、河口镇"
    contents = dict(upward.contents_of(info))
    assert contents["生产加工企业"] == "清源县童乐玩具厂、安州市欢欢玩具厂"
    assert contents["涉及产品"] == "毛绒玩具；塑料积木 JM-3"
    page = client.get(info.get_absolute_url()).text
    for said in ("塑料积木 JM-3", "安州市欢欢玩具厂", "不涉及", "城关镇、河口镇", shop.get_absolute_url()):
        assert said in page


def test_the_dossier_of_every_firm_and_product_finds_it(client, county, shop):
    toy, blocks = (ProductType.objects.create(code=c, name=c, domain="CONSUMER") for c in ("TOY", "BLOCKS"))
    info = make_info(county, product_type=toy, sellers="万家超市 91419921MA0000000X")
    info.products.create(product_type=blocks, name="积木")
    later = make_info(county, title="后来建档的厂", producers="清源县后来厂", description="别的事。")
    enterprise = Enterprise.objects.create(bureau=county.bureau, name="清源县后来厂", uscc="91419921MA0000001X")
    client.force_login(county.staff)
    assert info.case.number in client.get(reverse("registers:enterprise", args=[shop.pk])).text
    assert later.case.number in client.get(reverse("registers:enterprise", args=[enterprise.pk])).text
    for code in ("TOY", "BLOCKS"):
        assert info.case.number in client.get(reverse("registers:product_type", args=[code])).text
    client.force_login(county.other_staff)  # another unit's case stays its own
    assert info.case.number not in client.get(reverse("registers:enterprise", args=[shop.pk])).text


def test_namesakes_are_nobodys_and_the_code_tells_them_apart(county, shop):
    Enterprise.objects.create(bureau=county.bureau, name=shop.name, uscc="91419921MA0000002X")
    info = make_draft(county, sellers=f"{shop.name}、{shop.name} {shop.uscc}")
    assert [row.enterprise for row in info.parties.all()] == [None, shop]
    Enterprise.objects.create(bureau=county.prefecture, name="安州总店", uscc="91419900MA0000003X")
    info.sellers = "安州总店"
    info.save()
    assert InfoParty.objects.get(info=info).enterprise is None  # on another bureau's file


def test_a_supplement_changes_rows_and_the_trail_says_how(client, county, typed, towns):
    client.force_login(county.staff)
    client.post(NEW, typed | {"submit": "1"})
    info = RiskInfo.objects.get()
    page = client.get(reverse("riskinfo:supplement", args=[info.pk])).text
    assert 'value="塑料积木"' in page
    given = {
        "reason": "现场核查。", "product_name": "毛绒玩具", "enterprise_name": "清源县童乐玩具厂",
        "region": towns[0].pk,
        "other_regions": [towns[2].pk], "products-TOTAL_FORMS": "2", "products-INITIAL_FORMS": "1",
        "products-0-name": "塑料积木", "products-0-batch": "JM-4", "products-1-name": "泡泡水",
    }  # fmt: skip
    client.post(reverse("riskinfo:supplement", args=[info.pk]), given)
    said = {row["label"]: row["text"] for row in info.case.trail.last().data}
    assert said["其他产品"] == "塑料积木 JM-3 → 塑料积木 JM-4；泡泡水"
    assert said["其他涉及区域"] == "河口镇 → 柳林乡"
    before = info.case.trail.count()
    client.post(reverse("riskinfo:supplement", args=[info.pk]), given)
    assert info.case.trail.count() == before, info.case.trail.last().data


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"products-0-name": ""}, "请写明产品名称或者选择产品类别"),
        ({"products-1-name": "泡泡水", "products-1-barcode": "123"}, "商品条码应为"),
        ({"barcode": "6901234567893"}, "商品条码校验不符"),
        ({"products-TOTAL_FORMS": "x"}, "“其他产品”里有要改正的"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, county, typed, wrong, said):
    client.force_login(county.staff)
    response = client.post(NEW, typed | wrong)
    assert (response.status_code, RiskInfo.objects.count()) == (422, 0)
    assert said in response.text
    assert "超市销售的多种玩具小零件脱落。" in response.text


def test_more_rows_without_a_script(client, county, typed):
    client.force_login(county.staff)
    page = client.post(NEW, typed | {"more_products": "1"}).text
    assert 'value="塑料积木"' in page
    assert 'name="products-3-name"' in page
    assert not RiskInfo.objects.exists()
    assert typed_rows({"products-TOTAL_FORMS": "999999"}) == []


def test_clustered_complaints_say_how_many(client, county, typed):
    """R-142: 消费者集中反映的问题."""
    client.force_login(county.staff)
    client.post(NEW, typed | {"info_kind": "CLUSTERED_COMPLAINT", "submit": "1"})
    info = RiskInfo.objects.get()
    assert info.state == "DRAFT"
    page = client.get(reverse("riskinfo:edit", args=[info.pk])).text
    assert "请写明反映件数" in page
    client.post(
        reverse("riskinfo:edit", args=[info.pk]),
        typed | {"info_kind": "CLUSTERED_COMPLAINT", "complaint_count": "6", "submit": "1"},
    )
    info.refresh_from_db()
    assert (info.state, info.complaint_count) == ("SUBMITTED", 6)
    assert "（6 件）" in client.get(info.get_absolute_url()).text


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "firms"),
    [
        ("", []), ("不涉及。", []), ("甲厂、乙厂；丙厂\n丁厂", ["甲厂", "乙厂", "丙厂", "丁厂"]),
        ("甲厂, 、甲厂", ["甲厂"]),
        ("上海(分公司)  甲", ["上海（分公司） 甲"]),
    ],
)  # fmt: skip
def test_firms_are_read_from_what_was_typed(text, firms):
    assert marking.firms_in(text) == firms
