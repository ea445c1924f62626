"""The filters of test tasks and returns: page, saved view and spreadsheet say the same (R-045, R-144)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from riskinfo import returns
from tests.registers.test_exports import export, rows_of

from .builders import make_info, report_test, send_to_testing

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def staff(client, county):
    client.force_login(county.head)
    return client


def shown(page) -> list[int]:
    return [row.case.pk for row in page.context["page"].rows]


def test_every_test_task_on_one_page_with_lights(staff, client, county):
    late = send_to_testing(make_info(county, "SCREENED"), county, sample="电线甲")
    type(late).objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(30))
    done = send_to_testing(make_info(county, "SCREENED", enterprise_text="乙"), county, sample="电线乙")
    report_test(done, county)
    address = reverse("riskinfo:tests_all")
    client.force_login(county.head)
    page = staff.get(address)
    assert [(task.pk, light.colour) for task, light in page.context["rows"]][0] == (late.pk, "red")
    for query, task in (("?only=overdue", late), ("?only=open", late), ("?only=positive", done), ("?q=电线乙", done),
                        (f"?q={late.info.case.number}", late)):  # fmt: skip
        assert [row.pk for row, _ in staff.get(address + query).context["rows"]] == [task.pk], query
        assert len(rows_of(export(staff, "test-tasks", query).content)) == 2, query
    assert len(staff.get(f"{address}?agency={county.agency.pk}&purpose=TEST").context["rows"]) == 2
    assert staff.get(f"{address}?purpose=COMPARISON").context["rows"] == []
    client.force_login(county.other_head)  # another unit's informations
    assert client.get(address).context["rows"] == []
    client.force_login(county.tester)
    assert client.get(address).status_code == 403
    own = client.get(reverse("riskinfo:tests"), {"q": "电线乙"})
    assert (own.context["open_tasks"], own.context["reported_tasks"]) == ([], [done])
    assert len(rows_of(export(client, "tests", "?only=open").content)) == 2


def test_the_returns_as_a_list(staff, county):
    month = timezone.localdate().replace(day=1)
    record = returns.open_return(county.quality, month)
    address = reverse("riskinfo:returns:list")
    assert address in staff.get(reverse("riskinfo:returns")).text
    fits = {"year": month.year, "month": month.month, "trait": "in_time", "state": record.state}
    assert shown(staff.get(address, fits)) == [record.pk]
    assert shown(staff.get(address, {"trait": "told"})) == [record.pk]
    for name, other in (("year", month.year - 1), ("month", month.month % 12 + 1), ("trait", "late"), ("trait", "nil")):
        assert shown(staff.get(address, {name: other})) == [], name
    assert len(rows_of(export(staff, "cases-RETURN", "?trait=late").content)) == 1
    staff.post(reverse("casefile:save_view"), {"kind": "RETURN", "name": "迟报", "query": "trait=late"})
    assert [row["url"] for row in staff.get(address).context["page"].views] == [f"{address}?trait=late"]
