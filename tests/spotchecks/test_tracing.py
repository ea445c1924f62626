"""From the seller to the producer and back (R-222, R-326)."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from casefile.refusals import GuardRefused, InvalidData, WrongState
from registers.models import SamplingResult
from spotchecks import opening
from spotchecks.models import Handling

from . import builders
from .builders import MATE, do, firm, make, make_outside, sample


def test_a_producer_out_of_the_area_is_transferred_by_letter(county):
    record = make_outside(county)
    assert (record.party_name, record.side, record.is_outside) == (MATE, "PRODUCER", True)
    assert record.receiver == "安东市市场监督管理局"
    assert record.case.origin_links.get().origin == record.traced_from.case
    for act in ("serve_result", "order"):
        with pytest.raises(GuardRefused):
            do(county, record, act, county.head)
    with pytest.raises(GuardRefused, match="移送函还没有印发"):
        do(county, record, "transfer", county.head)
    paper = builders.letter(county, record)
    assert paper.reply_due is not None
    do(county, record, "transfer", county.head)
    do(county, record, "record_reply", county.staff)
    assert (record.state, record.case.closed_at is not None) == ("ANSWERED", True)


def test_a_producer_of_the_area_goes_the_whole_way(county):
    """In the area the producer is the case's enterprise, with a ledger item of its own."""
    seller = firm(county, 2, "清源县五金门市部", is_producer=False, is_seller=True)
    maker = firm(county, 1)
    first = opening.begin(sample(county, enterprise=seller, producer_name=maker.name), by=county.staff, side="SELLER")
    do(county, first, "trace", county.staff, enterprise=f"{maker.name} {maker.uscc}", party_name="")
    traced = Handling.objects.get(traced_from=first)
    assert (traced.case.enterprise, traced.side, traced.receiver) == (maker, "PRODUCER", "")
    builders.bring(county, traced, "ORDERED")
    assert traced.item.case.enterprise == maker
    builders.bring(county, first, "ORDERED")
    assert first.item.case.enterprise == seller


def test_from_the_producer_to_its_sellers(county):
    first = make(county, side="PRODUCER")
    shops = [firm(county, number, f"清源县{number}号店", is_seller=True, is_producer=False) for number in (3, 4)]
    for shop in shops:
        do(county, first, "trace", county.staff, side="SELLER", enterprise=shop.name, party_name="")
    assert {row.case.enterprise for row in first.traced.all()} == set(shops)
    with pytest.raises(InvalidData, match="已经登记"):
        do(county, first, "trace", county.staff, side="SELLER", enterprise=shops[0].name, party_name="")


@pytest.mark.once
@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"party_name": ""}, "请填本辖区企业"),
        ({"receiver": ""}, "移送给哪个局"),
        ({"enterprise": "没有这家"}, "档案中没有"),
    ],
)
def test_whom_the_tracing_leads_to_must_be_said(county, changed, word):
    record = make(county)
    with pytest.raises(InvalidData, match=word):
        do(county, record, "trace", county.staff, **changed)
    assert Handling.objects.count() == 1


def test_one_sampling_is_handled_once(county):
    record = make(county)
    with pytest.raises(WrongState, match=record.case.number):
        opening.begin(record.sampling, by=county.staff, side="PRODUCER")
    token = uuid.uuid4()
    other = sample(county, batch="B2")
    opened = [opening.begin(other, by=county.staff, side="PRODUCER", token=token).pk for _ in range(2)]
    assert opened[0] == opened[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Handling.objects.filter(pk=make_outside(county).pk).update(traced_from=None)
    passed = sample(county, "PASS")
    with pytest.raises(WrongState, match="不用后处理"):
        opening.begin(passed, by=county.staff, side="PRODUCER")


@pytest.mark.once
def test_online_the_platform_is_urged(county):
    record = make(county, place="ONLINE", channel="某平台")
    do(county, record, "urge_platform", county.staff)
    do(county, record, "record_exposure", county.staff)
    assert (record.urged, record.exposure) == ("平台已下架", "县政府网站")
    other = make(county, batch="B2")
    with pytest.raises(GuardRefused, match="没有平台"):
        do(county, other, "urge_platform", county.staff)


def test_what_waits_is_of_the_own_bureau(county):
    """Failed and refused, not yet begun; nothing of another bureau."""
    sample(county, "PASS")
    sample(county, "NO_SAMPLE")
    wanted = {sample(county, "FAIL", batch="B7"), sample(county, "REFUSED", batch="B8")}
    begun = make(county)
    above = type(begun.case.enterprise).objects.create(bureau=county.prefecture, name="市局企业", no_uscc_reason="无")
    SamplingResult.objects.create(enterprise=above, product_name="缆", conclusion="FAIL", failed_items="x")
    assert set(opening.waiting(county.staff)) == wanted
