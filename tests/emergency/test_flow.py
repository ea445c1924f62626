"""Sources, destinations and quantities that must add up (R-033, R-044)."""

import pytest
from django.urls import reverse

from casefile.perform import perform
from casefile.refusals import GuardRefused
from emergency.flow import differences, flow_picture, unaccounted

from .emergencies import GIVEN, bring, close_steps, make

TOTALS = GIVEN["record_quantities"]
LINE = {"direction": "OUTGOING", "partner": "城关五金店", "region": "清源县", "quantity": "860"}


def sent(*rows) -> dict:
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for n, row in enumerate(rows):
        data |= {f"form-{n}-{name}": value for name, value in row.items()}
    return data


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"recovered": 312}, ["320 台去向不明"]),
        ({"recovered": 640}, ["召回、封存、销毁合计比售出多 8 台"]),
        ({"produced": 800}, ["售出 860 台多于生产 800 台"]),
        ({"sold": 870}, ["10 台去向不明", "登记的流向合计 860 台，与售出 870 台不符"]),
    ],
)
def test_what_does_not_add_up_is_said(county, changed, said):
    record = bring(county, make(county), "ACTIVATED")
    record.case.product_flows.create(partner="城关五金店", region="清源县", quantity=860)
    record.case.product_flows.create(direction="SOURCE", partner="阀体厂", region="邻县", quantity=900)
    perform(record, "record_quantities", by=county.staff, **(TOTALS | changed))
    assert differences(record, list(record.case.product_flows.all())) == said


def test_a_difference_must_be_explained_before_the_end(county):
    record = bring(county, make(county), "FOLLOW_UP")
    close_steps(record, county.deputy)
    record.case.product_flows.create(partner="城关五金店", region="清源县", quantity=860)
    with pytest.raises(GuardRefused, match="还没有登记生产"):
        perform(record, "terminate", by=county.director)
    perform(record, "record_quantities", by=county.staff, **(TOTALS | {"recovered": 312}))
    assert unaccounted(record) == 320
    with pytest.raises(GuardRefused, match="320 台去向不明，请在“登记数量”中更正或说明"):
        perform(record, "terminate", by=county.director)
    perform(
        record, "record_quantities", by=county.staff,
        **(TOTALS | {"recovered": 312, "flow_explanation": "已通报邻县协查，继续公告召回"}),
    )  # fmt: skip
    perform(record, "terminate", by=county.director)
    assert record.state == "TERMINATED"


def test_the_lines_are_kept_with_the_case_and_drawn(county, client):
    record = bring(county, make(county), "ACTIVATED")
    client.force_login(county.staff)
    url = reverse("emergency:flow", args=[record.pk])
    assert url in client.get(record.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, sent(LINE | {"quantity": "0"})).status_code == 422
    assert client.post(url, sent(LINE, {"direction": "OUTGOING", "partner": ""})).url == record.get_absolute_url()
    assert [str(row) for row in record.case.product_flows.all()] == ["流向 城关五金店（清源县）860"]
    assert record.case.trail.filter(action="record_flow").count() == 1
    perform(record, "record_quantities", by=county.staff, **(TOTALS | {"recovered": 312}))
    assert [(bar.name, bar.quantity) for bar in flow_picture(record).bars] == [
        ("produced", 900), ("sold", 860), ("recovered", 312), ("sealed_sold", 228), ("destroyed", 0), ("unknown", 320),
    ]  # fmt: skip
    page = client.get(record.get_absolute_url()).content.decode()
    assert "320 台去向不明，终止前须说明" in page
    assert "城关五金店" in page


def test_another_case_s_line_is_out_of_reach(county, client):
    mine, other = (bring(county, make(county), "ACTIVATED") for _ in range(2))
    line = other.case.product_flows.create(partner="甲店", region="清源县", quantity=5)
    client.force_login(county.staff)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": str(line.pk), "form-0-quantity": "9"}
    url = reverse("emergency:flow", args=[mine.pk])
    client.post(url, data | {f"form-0-{k}": v for k, v in LINE.items()})
    line.refresh_from_db()
    assert (line.partner, line.quantity, line.case_id) == ("甲店", 5, other.pk)
    assert not mine.case.product_flows.exists()


def test_only_who_works_on_it_writes_lines(county, client):
    record = bring(county, make(county), "ACTIVATED")
    url = reverse("emergency:flow", args=[record.pk])
    client.force_login(county.office_clerk)
    assert client.post(url, sent(LINE)).url == record.get_absolute_url()
    client.force_login(county.inspector)
    assert client.post(url, sent(LINE)).status_code == 403
    client.force_login(county.other_staff)
    assert client.post(url, sent(LINE)).status_code == 404
    assert not record.case.product_flows.exists()
