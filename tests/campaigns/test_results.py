"""行动成果清单: its figures, recomputed here by other means (R-304, R-348, R-349)."""

import uuid
from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from campaigns.behind import rows as rows_behind
from campaigns.resultlist import COLUMNS, OTHER, TOTAL, count, facts_behind
from casefile.models import CaseFile
from casefile.perform import perform
from inspections.models import SelfCheck
from rectification import amounts
from rectification.consequences import propose
from rectification.models import HelpVisit, RectificationItem
from registers.models import ProductType, SamplingResult
from registers.tiers import change_tier
from tests.rectification.items import bring as bring_item
from tests.rectification.items import do as do_item
from tests.rectification.items import make as make_item
from tests.spotchecks import builders as spots

from .campaigns import bring, factory, make, wire

PARTS_OF_STAFF = ("report_done", "start_recheck", "pass_recheck")


@pytest.fixture
def busy(county):
    """A campaign with items of every grade and standing, samplings, and neighbours that must not count."""
    record = bring(county, make(county), "ON_SITE")
    cable = ProductType.objects.create(code="WIRE_FLEX", name="软电缆", domain="INDUSTRIAL", parent=wire())
    other = ProductType.objects.create(code="CEMENT", name="水泥", domain="INDUSTRIAL")
    today = timezone.localdate()
    case = record.case
    bring_item(county, make_item(county, origin=case, severity="GENERAL"), "WRITTEN_OFF")
    bring_item(county, make_item(county, origin=case, severity="LARGER", product_type=cable), "FAILED")
    major = bring_item(county, make_item(county, origin=case, severity="MAJOR", product_type=other), "ENFORCEMENT")
    do_item(county, major, "supervise", county.deputy)
    make_item(county, origin=case, found_on=today - timedelta(days=40))
    make_item(county)  # not of the campaign
    for n, (conclusion, day, product) in enumerate(
        [("PASS", 1, wire()), ("FAIL", 2, cable), ("NO_SAMPLE", 2, wire()), ("FAIL", 60, wire()), ("FAIL", 1, other)]
    ):
        SamplingResult.objects.create(
            enterprise=factory(county), product_type=product, product_name=f"样品{n}", conclusion=conclusion,
            sampled_on=today - timedelta(days=day),
        )  # fmt: skip
    return record


def closed_on(case, last: date) -> date | None:
    """Return since when the case was closed at the end of that day, read off the states of its trail."""
    since = None
    for entry in case.trail.order_by("seq"):
        if entry.to_state and timezone.localdate(entry.at) <= last:
            is_closed = entry.to_state in ("WRITTEN_OFF", "CLOSED_OTHER")
            since = (since or timezone.localdate(entry.at)) if is_closed else None
    return since


def recomputed(record, first, last) -> dict[str, int]:
    """Count the totals case by case, in Python, from the rows as they stand."""
    figures: Counter = Counter()
    for case in CaseFile.objects.filter(campaign=record.pk, kind="RECTIFICATION"):
        item = RectificationItem.objects.get(pk=case.pk)
        if first <= item.found_on <= last:
            figures[{"GENERAL": "general", "LARGER": "larger", "MAJOR": "major"}[item.severity]] += 1
        closed = closed_on(case, last)
        if closed is not None and first <= closed:
            figures["corrected"] += 1
        if item.found_on <= last and closed is None:
            figures["correcting"] += 1
        for entry in case.trail.filter(action__in=["record_look_back", "reopen"]):
            looked = date.fromisoformat(next(row["value"] for row in entry.data if row["name"] == "look_back_on"))
            figures["look_backs"] += first <= looked <= last
        acts = {entry.action for entry in case.trail.all() if first <= timezone.localdate(entry.at) <= last}
        figures["supervised"] += "supervise" in acts
        figures["filed"] += "enforce" in acts
        figures["concluded"] += "record_outcome" in acts
    products = {"WIRE_CABLE", "WIRE_FLEX"}
    for row in SamplingResult.objects.select_related("product_type"):
        if row.product_type.code in products and first <= row.sampled_on <= last:
            figures["sampled"] += row.conclusion in ("PASS", "FAIL")
            figures["failed"] += row.conclusion == "FAIL"
    return {code: value for code, value in figures.items() if value}


@pytest.mark.parametrize("days", [(0, 0), (10, 0), (30, 0), (90, 0), (90, 30), (45, 35)])
def test_every_total_is_the_one_counted_by_hand(busy, days):
    """R-304: for any period."""
    today = timezone.localdate()
    first, last = (today - timedelta(days=n) for n in days)
    found = count(busy, first, last)
    assert {code: value for code, value in found.total.items() if value} == recomputed(busy, first, last)


def test_a_period_before_a_relapse_stays_as_it_was(busy, county):
    """R-217, R-323: what was put right in May and came back in June was put right in May; each look counts."""
    item = busy.case.campaign_cases.get(kind="RECTIFICATION", state="WRITTEN_OFF").rectificationitem
    today = timezone.localdate()
    weeks = [today + timedelta(days=7 * n) for n in range(4)]
    with time_machine.travel(weeks[1], tick=False):
        do_item(county, item, "reopen", county.head)
    with time_machine.travel(weeks[2], tick=False):
        for act in ("order_again", "report_done", "start_recheck", "pass_recheck", "write_off"):
            do_item(county, item, act, county.staff if act in PARTS_OF_STAFF else county.head)
    with time_machine.travel(weeks[3], tick=False):
        for day in (weeks[2], weeks[3]):  # the second puts the first right
            do_item(county, item, "record_look_back", county.staff, look_back_on=day)
        wanted = {weeks[0]: (1, 3, 0), weeks[1]: (0, 4, 1), weeks[2]: (1, 3, 1), weeks[3]: (1, 3, 2)}
        for last, figures in wanted.items():
            total = count(busy, busy.starts_on, last).total
            assert (total["corrected"], total["correcting"], total["look_backs"]) == figures, last
        assert count(busy, weeks[1], weeks[1]).total["look_backs"] == 1
        assert count(busy, weeks[2], weeks[2]).total["corrected"] == 1
        behind = facts_behind(count(busy, weeks[0], weeks[3]).facts, "look_backs", TOTAL, busy)
        assert [row.text[:2] for row in rows_behind(behind, county.staff)] == ["ZG", "ZG"]


def test_the_figures_of_the_whole_campaign(busy):
    """The same once in plain numbers."""
    today = timezone.localdate()
    total = count(busy, busy.starts_on, today).total
    wanted = {
        "general": 2, "larger": 1, "major": 1, "corrected": 1, "correcting": 3, "sampled": 3, "failed": 2,
        "supervised": 1, "filed": 1,
    }  # fmt: skip
    assert {code: value for code, value in total.items() if value} == wanted


def test_an_item_of_a_product_counts_with_it_and_the_rest_apart(busy):
    """R-304, R-305: a row a product of the campaign, one for all others, a total that is their sum."""
    rows = count(busy, busy.starts_on, timezone.localdate()).rows
    assert [row["label"] for row in rows] == ["电线电缆", OTHER, TOTAL]
    assert (rows[0]["cells"]["larger"], rows[1]["cells"]["major"]) == (1, 1)
    for column in COLUMNS:
        assert sum(row["cells"][column.code] for row in rows[:-1]) == rows[-1]["cells"][column.code]


def test_one_product_alone(busy):
    found = count(busy, busy.starts_on, timezone.localdate(), product=wire())
    assert [row["label"] for row in found.rows] == ["电线电缆", TOTAL]
    assert found.total["major"] == 0
    assert found.total["larger"] == 1


def test_every_figure_is_the_sum_of_what_is_behind_it(busy):
    """R-304: each figure leads to its cases."""
    found = count(busy, busy.starts_on, timezone.localdate())
    for row in found.rows:
        key = row["product"] or OTHER
        for column in COLUMNS:
            facts = facts_behind(found.facts, column.code, key, busy)
            assert sum(fact.amount for fact in facts) == row["cells"][column.code], (row["label"], column.code)


def test_the_page_leads_from_each_figure_down_to_its_cases(busy, county, client):
    client.force_login(county.staff)
    text = client.get(reverse("campaigns:results", args=[busy.pk])).text
    link = reverse("campaigns:figure", args=[busy.pk])
    assert f"{link}?first={busy.starts_on}" in text
    today = timezone.localdate()
    behind = client.get(f"{link}?first={busy.starts_on}&last={today}&column=major&row=TOTAL")
    assert behind.status_code == 404
    behind = client.get(f"{link}?first={busy.starts_on}&last={today}&column=major&row={TOTAL}").text
    case = busy.case.campaign_cases.get(level="MAJOR")
    assert case.number in behind
    assert case.get_absolute_url() in behind
    sampled = client.get(f"{link}?column=failed&row={TOTAL}").text
    assert "样品1" in sampled
    response = client.get(f"{reverse('campaigns:results', args=[busy.pk])}?file=xlsx")
    assert response["Content-Type"].startswith("application/vnd.openxml")
    assert client.get(f"{reverse('campaigns:results', args=[busy.pk])}?first=2030-01-01&last=x").status_code == 200


def test_raised_tiers_count_once_an_enterprise(busy, county):
    """Documents §4.4: 重点监管、特别监管家数."""
    enterprise = factory(county)
    for tier in ("KEY", "SPECIAL"):
        change_tier(enterprise, tier, by=county.head, ground="OTHER", reason="多次重大隐患")
    total = count(busy, busy.starts_on, timezone.localdate()).total
    assert (total["key_tier"], total["special_tier"]) == (0, 1)


def test_self_checks_and_help_count_each_enterprise_once(busy, county):
    """R-304, R-310, R-340: whoever checked itself or was helped, however often."""
    today = timezone.localdate()
    for form in ("生产单位", "销售单位"):
        SelfCheck.objects.create(
            enterprise=factory(county), checklist=form, made_on=today, signed_by="王厂长", by=county.staff
        )
    item = busy.case.campaign_cases.filter(kind="RECTIFICATION").first().rectificationitem
    for day in (1, 2):
        HelpVisit.objects.create(
            item=item, kind="CONSULTATION", on=today - timedelta(days=day), experts="专家", causes="原因",
            advice="建议", effect_due=today, recorded_by=county.staff,
        )  # fmt: skip
    found = count(busy, busy.starts_on, today)
    assert (found.total["self_checks"], found.total["helped"]) == (1, 1)
    assert found.rows[0]["cells"]["self_checks"] == 1  # its only product is of the campaign
    before = today - timedelta(days=30)
    assert count(busy, busy.starts_on, before).total["helped"] == 0


def test_money_and_consequences_count_from_the_records(busy, county, client):
    """R-304, R-330, R-331, R-334: 货值、罚没 in 万元, 列入失信 once decided, proposals once sent upward."""
    today = timezone.localdate()
    item = busy.case.campaign_cases.get(level="MAJOR")
    amounts.record(item, by=county.staff, on=today, goods_value="12345.67", fine="8000", reference="处罚决定12号")
    wrong = amounts.record(item, by=county.staff, on=today, fine="90000", reference="处罚决定13号")
    amounts.strike(wrong, by=county.staff, reason="金额录错")
    for kind, acts in (("DISHONESTY", ("approve", "send_up", "finish")), ("REVOKE", ("approve", "send_up"))):
        proposed = propose(item, kind, by=county.staff, facts="多次无证生产")
        told = {"send_up": {"sent_on": today, "sent_reference": "1号"}, "finish": {"done_on": today, "result": "2号"}}
        for act in acts:
            perform(proposed, act, by=county.director if act == "approve" else county.staff, **told.get(act, {}))
    propose(item, "CANCEL", by=county.staff, facts="长期停产")  # not sent
    found = count(busy, today, today)
    total = {code: found.total[code] for code in ("goods", "fines", "dishonest", "licences")}
    assert total == {"goods": 1.234567, "fines": 0.8, "dishonest": 1, "licences": 1}
    client.force_login(county.staff)
    link = reverse("campaigns:figure", args=[busy.pk])
    assert "处罚决定12号" in client.get(f"{link}?column=fines&row={TOTAL}").text
    assert "建议列入严重违法失信名单" in client.get(f"{link}?column=dishonest&row={TOTAL}").text


def test_failed_samplings_dealt_with_count_once(busy, county):
    """R-207, R-304: handled by the ledger or after the sampling, punished, exposed."""
    today = timezone.localdate()
    assert count(busy, today, today).total["handled"] == 0
    spots.bring(county, spots.make(county), "RECTIFIED")
    punished = spots.make(county, batch="B2", failed_items="绝缘厚度")
    spots.bring(county, punished, "ENFORCED")
    total = count(busy, today, today).total
    assert total["handled"] == 2  # of the campaign's products, though followed outside of it
    CaseFile.objects.filter(pk=punished.pk).update(campaign=busy.case)
    spots.do(county, punished, "record_exposure", county.staff)
    total = count(busy, today, today).total
    assert (total["handled"], total["filed"], total["concluded"], total["exposed"]) == (2, 2, 1, 1)


def test_amounts_are_written_down_and_struck_out_in_the_browser(busy, county, client):
    """Wrong input is told at its place; the future, nothing at all, another unit."""
    item = busy.case.campaign_cases.get(level="MAJOR")
    url = reverse("rectification:amount_new", args=[item.pk])
    client.force_login(county.staff)
    given = {"on": timezone.localdate().isoformat(), "fine": "500", "reference": "处罚决定😀"}
    assert "至少填一项" in client.post(url, given | {"fine": ""}).text
    assert client.post(url, given | {"on": "2099-01-01"}).status_code == 422
    assert client.post(url, given | {"fine": "-1"}).status_code == 422
    sent = given | {"_once": str(uuid.uuid4())}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    made = item.amounts.get()
    assert "罚没 500.00 元" in client.get(item.get_absolute_url()).text
    strike = reverse("rectification:amount_strike", args=[item.pk, made.pk])
    client.post(strike, {"reason": "重复"})
    assert "已由赵敏划去" in client.post(strike, {"reason": "再划"}).text
    client.force_login(county.other_staff)
    assert client.post(url, given).status_code in (403, 404)
    assert item.amounts.count() == 1
