"""A monitoring result that was entered wrongly is struck out with the reason: it stays and counts no more."""

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.models import Notification
from casefile.refusals import WrongState
from monitoring import planning, striking
from monitoring.guards import may_complete
from monitoring.models import MonitoringResult
from riskinfo.models import RiskInfo
from tests.registers.test_exports import export, rows_of

from .builders import RISK, plan, test

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("county")]


def address(result) -> str:
    return reverse("monitoring:strike_result", args=[result.pk])


def open_dates(record) -> int:
    return record.case.deadlines.filter(rule__startswith="MONITORING_ITEM", met_at=None, cancelled_at=None).count()


def test_it_counts_no_more_and_the_line_is_due_again(client, county):
    record = plan(county, "RUNNING")
    result = test(county, record, samples=4)
    assert (may_complete(record), open_dates(record)) == ([], 0)
    client.force_login(county.staff)
    assert address(result) in client.get(record.get_absolute_url()).text
    assert client.post(address(result), {}).status_code == 422  # no reason
    client.post(address(result), {"reason": "样品数写错，应为 1 个"})
    again = client.post(address(result), {"reason": "再来"}, follow=True)
    assert "已经作废" in again.text
    assert (may_complete(record) != [], open_dates(record)) == (True, 1)
    [line] = planning.progress(record)
    assert (line.done, line.results, [row.pk for row in line.struck]) == (0, [], [result.pk])
    assert planning.items_seen(county.staff).get().done == 0
    assert "样品数写错" in record.case.trail.get(action="strike_result").reason
    page = client.get(record.get_absolute_url()).text
    assert "样品数写错，应为 1 个" in page
    assert address(result) not in page
    assert len(rows_of(export(client, "monitoring-results").content)) == 2  # it stays on file
    test(county, record, samples=1)
    assert planning.items_seen(county.staff).get().done == 1


def test_a_risk_struck_out_is_no_risk_and_makes_no_information(county):
    record = plan(county, "RUNNING")
    result = test(county, record, as_info=False, samples=1, **RISK)
    striking.strike(result, "看错了指标", by=county.staff)
    with pytest.raises(WrongState, match="作废"):
        planning.to_information(result, by=county.staff)
    assert (RiskInfo.objects.count(), planning.items_seen(county.staff).get().risks) == (0, 0)
    told = test(county, record, samples=1, **RISK)
    with pytest.raises(WrongState, match="已经转为风险信息"):
        striking.strike(told, "也错了", by=county.staff)


def test_who_strikes_what(client, county):
    record = plan(county, "RUNNING", agency=county.agency.name, agency_unit=county.agency)
    item = record.items.get()
    given = {"finding": "NORMAL", "product_name": "电线", "samples": 1, "tested_on": timezone.localdate()}
    own = planning.record_result(item, by=county.tester, **given)
    ours = planning.record_result(item, by=county.staff, **given)
    client.force_login(county.tester)
    task = client.get(reverse("monitoring:task", args=[item.pk])).text
    assert (address(own) in task, address(ours) in task) == (True, False)
    assert client.post(address(ours), {"reason": "不是我的"}).status_code == 403
    for who in (county.second_staff, county.admin):
        client.force_login(who)
        assert client.post(address(own), {"reason": "不归我"}).status_code in (403, 404), who
    client.force_login(county.tester)
    client.post(address(own), {"reason": "样品标签看错"})
    assert MonitoringResult.objects.get(pk=own.pk).struck_by == county.tester
    assert Notification.objects.filter(user=county.staff, text__contains="样品标签看错").exists()
    striking.strike(ours, "重复登记", by=county.head)
    assert MonitoringResult.objects.standing().count() == 0


def test_what_has_ended_stays(county):
    record = plan(county, "COMPLETED")
    result = record.results().first()
    with pytest.raises(WrongState, match="不能再改动"):
        striking.strike(result, "晚了", by=county.staff)
    assert record.results().count() == 1
