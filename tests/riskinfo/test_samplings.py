"""Informations about a supervision sampling, made and tied from either side (R-012)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.roles import Role
from casefile.perform import perform
from casefile.refusals import InvalidData
from casefile.trail import verify
from registers.models import Enterprise, ProductType, SamplingResult
from riskinfo import samplings
from riskinfo.models import InfoSampling, RiskInfo
from spotchecks import opening
from tests.people import person

from .builders import make_info, make_source


@pytest.fixture
def shop(county) -> Enterprise:
    return Enterprise.objects.create(bureau=county.bureau, name="清源县万家超市", uscc="91419921MA0000000X")


@pytest.fixture
def factory(county) -> Enterprise:
    return Enterprise.objects.create(bureau=county.bureau, name="清源县恒兴线缆有限公司", uscc="91419921MA0000001X")


@pytest.fixture
def cable(db) -> ProductType:
    return ProductType.objects.create(code="CABLE", name="电线电缆", domain="INDUSTRIAL")


@pytest.fixture
def failed(shop, factory, cable) -> SamplingResult:
    """Taken in a shop; the label names a producer that is on file."""
    return SamplingResult.objects.create(
        enterprise=shop, producer_name=factory.name, product_type=cable, product_name="电线", batch="BV 2.5",
        conclusion="FAIL", failed_items="绝缘厚度", report_number="JD-2026-018", agency="省质检院", channel="流通",
        sampled_on=timezone.localdate(),
    )  # fmt: skip


def page_of(sampling) -> str:
    return reverse("riskinfo:sampling", args=[sampling.pk])


@pytest.mark.parametrize("word", ["jd-2026-018", "ＪＤ-2026-018", "BV", "恒兴", "电线 恒兴"])
def test_a_sampling_is_found_by_report_batch_and_maker(client, county, failed, word):
    client.force_login(county.staff)
    assert client.get(reverse("registers:samplings"), {"q": word}).context["rows"] == [failed]
    assert client.get(reverse("registers:samplings"), {"q": f"{word} 没有"}).context["rows"] == []


def test_the_search_knows_reports_of_samplings(client, county, failed):
    client.force_login(county.staff)
    assert page_of(failed) in client.get(reverse("desk:search"), {"q": "jd-2026-018"}).content.decode()


def test_a_failed_sampling_becomes_an_information_that_knows_it(client, county, shop, factory, failed):
    source = make_source()
    client.force_login(county.staff)
    assert page_of(failed) in client.get(reverse("registers:samplings")).text
    assert page_of(failed) in client.get(shop.get_absolute_url()).text
    new = f"{reverse('riskinfo:new')}?sampling={failed.pk}"
    assert new in client.get(page_of(failed)).text
    page = client.get(new)
    given = page.context["form"].initial
    assert (given["source"], given["product_name"], given["batch"]) == (source, "电线", "BV 2.5")
    assert given["enterprise_name"] == f"{factory.name} {factory.uscc}"  # whose goods they are
    assert given["sellers"] == shop.name
    assert "不合格项目：绝缘厚度。" in given["description"]
    typed = {
        "source": source.pk, "source_level": "COUNTY", "product_name": "电线", "description": given["description"],
        "enterprise_name": given["enterprise_name"], "sellers": shop.name, "save": "",
        "token": str(page.context["token"]),
    }  # fmt: skip
    looked = client.post(new, {**typed, "find": "1"})
    assert looked.context["sampling"] == failed  # nothing is lost while looking an enterprise up
    for _ in range(2):  # a second click
        client.post(new, typed)
    info = RiskInfo.objects.get()
    assert (info.case.enterprise, list(samplings.samplings_of(info))) == (factory, [failed])
    assert any("JD-2026-018" in row["text"] for row in info.case.trail.first().data)
    assert page_of(failed) in client.get(info.get_absolute_url()).text
    assert info.get_absolute_url() in client.get(page_of(failed)).text


def test_an_information_on_file_is_tied_from_the_sampling_and_from_itself(client, county, factory, failed, cable):
    first, second = make_info(county, enterprise=factory), make_info(county, enterprise_text="别处", product_type=cable)
    other = make_info(county, enterprise_text="又别处")
    client.force_login(county.staff)
    client.post(page_of(failed), {"number": first.case.number.lower()})
    assert InfoSampling.objects.get().info == first
    again = client.post(page_of(failed), {"number": first.case.number})
    assert (again.status_code, InfoSampling.objects.count()) == (422, 1)
    assert "已经与这个抽查结果关联" in again.text
    unknown = client.post(page_of(failed), {"number": "FX-2026-9999"})
    assert "请核对编号" in unknown.text
    assert "FX-2026-9999" in unknown.text  # nothing typed is lost
    assert samplings.offered(second, county.staff) == [failed]  # of the same product
    act = reverse("riskinfo:act", args=[second.pk, "tie_sampling"])
    assert "JD-2026-018" in client.get(act).text
    client.post(act, {"sampling": failed.pk})
    perform(other, "tie_sampling", by=county.staff, report_number="JD-2026-018")
    assert {row.case.pk for row in samplings.informations_of(failed, county.staff)} == {first.pk, second.pk, other.pk}
    tied = second.samplings.get()
    perform(second, "untie_sampling", by=county.head, tied=tied.pk, reason="是另一批次。")
    assert not second.samplings.exists()
    assert [row.action for row in second.case.trail.order_by("-seq")[:2]] == ["untie_sampling", "tie_sampling"]
    assert list(verify([second.case])) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "请选择抽查结果"), ({"report_number": "没有"}, "没有编号为“没有”的抽查结果"),
        ({"report_number": "JD-双"}, "不止一个结果用这个编号"), ({"sampling": "999999"}, "选择"),
    ],
)  # fmt: skip
def test_what_cannot_be_tied_is_said_at_its_field(county, failed, given, said):
    for name in ("甲", "乙"):
        SamplingResult.objects.create(
            enterprise=failed.enterprise, product_name=name, conclusion="PASS", report_number="JD-双"
        )
    info = make_info(county)
    with pytest.raises(InvalidData, match=said):
        perform(info, "tie_sampling", by=county.staff, **given)
    assert not info.samplings.exists()


def test_the_handling_of_a_failed_sampling_hands_it_on_and_shows_it(client, county, failed):
    handling = opening.begin(failed, by=county.staff, side="SELLER")
    client.force_login(county.staff)
    new = f"{reverse('riskinfo:new')}?from={handling.pk}"
    page = client.get(new)
    assert page.context["sampling"] == failed
    typed = {
        "source": make_source().pk,
        "description": "不合格。",
        "product_name": "电线",
        "token": page.context["token"],
    }
    client.post(new, typed)
    info = RiskInfo.objects.get()
    assert samplings.samplings_of(info) == [failed]
    shown = client.get(handling.get_absolute_url()).text
    assert info.get_absolute_url() in shown
    assert page_of(failed) in shown


def test_who_does_not_see_the_register_sees_no_sampling(client, county, failed):
    unit = Department.objects.create(bureau=county.bureau, name="监测站", kind=Department.Kind.MONITORING_STATION)
    station = person("jiance", "监测员", unit, Role.STATION)
    client.force_login(station)
    assert client.get(page_of(failed)).status_code == 403
    assert client.get(f"{reverse('riskinfo:new')}?sampling={failed.pk}").status_code == 404
    client.force_login(county.inspector)  # sees it, files and ties nothing
    page = client.get(page_of(failed))
    assert (page.status_code, page.context["form"], page.context["may_file"]) == (200, None, False)
    secret = make_info(county, by=county.other_staff, department=county.station)
    perform(secret, "tie_sampling", by=county.other_staff, sampling=failed.pk)
    client.force_login(county.staff)
    shown = client.get(page_of(failed)).text
    assert secret.case.number in shown
    assert secret.get_absolute_url() not in shown
