"""Duplicates made one, on record, and taken back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from registers.merging import merge, undo
from registers.models import Enterprise, EnterpriseAlias, EnterpriseMerge, Licence, ProductType, SamplingResult
from tests.casefile.cases import make_case

from .conftest import code
from .importing import actions, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers_loaded")]


@pytest.fixture
def double(county):
    row = Enterprise.objects.create(bureau=county.bureau, name="恒通线缆厂", no_uscc_reason="无证经营", is_seller=True)
    row.product_types.set([ProductType.objects.get(code="CEMENT")])
    SamplingResult.objects.create(
        enterprise=row, product_name="电缆", conclusion="FAIL", failed_items="电阻",
        product_type=ProductType.objects.get(code="WIRE_CABLE"), sampled_on=date(2026, 3, 1),
    )  # fmt: skip
    Licence.objects.create(enterprise=row, kind="PRODUCTION", number="XK01", valid_to=date(2020, 1, 1))
    make_case(county, enterprise=row)
    return row


def test_everything_goes_over_and_comes_back(county, enterprise, double):
    record = merge(enterprise, double, by=county.staff, reason="同一地址")
    double.refresh_from_db()
    assert (enterprise.cases.count(), enterprise.samplings.count(), enterprise.licences.count()) == (1, 1, 1)
    assert ([alias.name for alias in enterprise.aliases.all()], double.active) == (["恒通线缆厂"], False)
    assert {p.code for p in enterprise.product_types.all()} == {"WIRE_CABLE", "CEMENT"}
    later = make_case(county, enterprise=enterprise)
    undo(record, by=county.head)
    double.refresh_from_db()
    record.refresh_from_db()
    assert (double.cases.count(), double.samplings.count(), double.licences.count(), double.active) == (1, 1, 1, True)
    assert list(enterprise.cases.all()) == [later]
    assert (EnterpriseAlias.objects.count(), record.undone_by) == (0, county.head)
    assert {p.code for p in enterprise.product_types.all()} == {"WIRE_CABLE"}
    with pytest.raises(ValidationError, match="已经撤销"):
        undo(record, by=county.head)


def test_what_cannot_be_one(county, enterprise, double):
    other = Enterprise.objects.create(bureau=county.bureau, name="乙", uscc=code(9))
    above = Enterprise.objects.create(bureau=county.prefecture, name="丙", no_uscc_reason="无")
    for kept, gone, word in (
        (enterprise, enterprise, "另一家"), (enterprise, other, "代码不同"), (double, enterprise, "请保留有"),
        (enterprise, above, "不同的局"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=word):
            merge(kept, gone, by=county.staff, reason="x")
    merge(enterprise, double, by=county.staff, reason="x")
    with pytest.raises(ValidationError, match="已经并入"):
        merge(other, double, by=county.staff, reason="x")


def test_an_import_does_not_find_the_merged_one(county, enterprise, double):
    merge(enterprise, double, by=county.staff, reason="x")
    _, plan = planned("enterprises", [["企业名称", "信用代码"], ["恒通线缆厂", code(9)]], by=county.admin)
    assert actions(plan) == ["NEW"]
    assert enterprise.name in plan.rows[0].notes[-2] + plan.rows[0].notes[-1]


def test_the_pages(client, county, enterprise, double):
    client.force_login(county.staff)
    page = client.get(reverse("registers:enterprise", args=[double.pk])).text
    assert "不合格" in page
    assert "过期 " in page
    assert "有效期至 2020-01-01" in page
    assert double.name in client.get(reverse("registers:enterprise_merge", args=[enterprise.pk]), {"q": "恒通"}).text
    address = reverse("registers:enterprise_merge_with", args=[enterprise.pk, double.pk])
    assert "1 件案卷" in client.get(address).text
    assert client.post(address, {"reason": ""}).status_code == 422
    page = client.post(address, {"reason": "同一地址"}, follow=True).text
    assert "撤销合并" in page
    assert "并入“恒通线缆厂”：同一地址" in page
    record = EnterpriseMerge.objects.get()
    client.force_login(county.inspector)
    assert client.post(reverse("registers:merge_undo", args=[record.pk])).status_code == 403
    client.force_login(county.staff)
    assert "已撤销合并" in client.post(reverse("registers:merge_undo", args=[record.pk]), follow=True).text


def test_the_failure_rate_of_a_product(client, county, enterprise, double):
    for conclusion in ("PASS", "PASS", "REFUSED"):
        product = ProductType.objects.get(code="WIRE_CABLE")
        SamplingResult.objects.create(
            enterprise=enterprise, product_name="缆", conclusion=conclusion, product_type=product
        )
    client.force_login(county.staff)
    page = client.get(reverse("registers:product_type", args=["WIRE_CABLE"])).text
    assert "<td>3</td><td>1</td>" in page
    assert "33.3%" in page
    assert '<tr><th scope="row">2026年</th><td>1</td><td>1</td>' in page
