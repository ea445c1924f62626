"""Important matters at once, 督查 with its feedback, the appraisal (R-216, R-232–R-234, R-237, R-238, R-350)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from campaigns import appraisal, matters
from casefile.models import Deadline, Notification
from casefile.refusals import NotAllowed, WrongState
from tests.people import person
from tests.rectification.items import bring as bring_item
from tests.rectification.items import make as make_item

from .campaigns import bring, make
from .returns import make_return


def told(county, record, **more):
    values = {
        "sort": "MAJOR_CASE", "title": "仓库起火", "text": "电缆仓库起火，无人员伤亡。", "told": "市局、县政府",
        "way": "电话并书面", "learned_at": timezone.now() - timedelta(minutes=95),
    }  # fmt: skip
    return matters.report(record, by=county.staff, **(values | more))


def test_an_important_matter_is_told_at_once(county):
    """R-238, R-350: any time, without waiting for a return; leaders and the bureau above hear of it."""
    above = person("shiju", "市局办", county.inspector.department, "OFFICE")
    record = bring(county, make(county), "ON_SITE")
    row = told(county, record)
    assert row.took_text == "1 小时 35 分"
    for hearer in (above, county.deputy, county.director):
        assert Notification.objects.filter(user=hearer, case=record.case, urgent=True).exists()
    assert record.case.trail.filter(action="report_matter", subject="仓库起火").exists()
    with pytest.raises(ValidationError, match="不能早于获知"):
        told(county, record, learned_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        told(county, make(county, title="还没部署的行动"))


def test_the_bureau_above_gives_feedback_and_gets_an_answer(county):
    """R-232, R-234: visits and readings, answered by the head until a day."""
    above = person("shiju", "市局办", county.inspector.department, "OFFICE")
    record = bring(county, make(county), "ON_SITE")
    day = timezone.localdate() + timedelta(days=10)
    for nobody in (county.staff, county.deputy, county.inspector):
        with pytest.raises(NotAllowed):
            matters.feed_back(record, by=nobody, sort="VISIT", on=timezone.localdate(), text="不行")
    row = matters.feed_back(
        record, by=above, sort="VISIT", on=timezone.localdate(), text="两家门店没有查到。", answer_by=day
    )
    due = Deadline.objects.open().filter(case=record.case, rule=f"campaign.feedback:{row.pk}")
    assert timezone.localdate(due.get().due_at) == day
    with pytest.raises(NotAllowed):
        matters.answer(row, by=county.staff, text="已查")
    matters.answer(row, by=county.head, text="已补查两家门店。")
    assert not due.exists()
    row.answered_at = None
    with pytest.raises(WrongState):
        matters.answer(row, by=county.head, text="又一次")


def test_feedback_can_be_switched_off(county, settings):
    """The prefecture's steps are optional."""
    settings.SUPERIOR_FEEDBACK = False
    above = person("shiju", "市局办", county.inspector.department, "OFFICE")
    record = bring(county, make(county), "ON_SITE")
    assert matters.may_inspect(record, above) is None


def test_the_figures_of_the_appraisal(county):
    """R-233: rates as they stand, from the same rows as everything else."""
    record = bring(county, make(county), "ON_SITE")
    bring_item(county, make_item(county, origin=record.case), "WRITTEN_OFF")
    make_item(county, origin=record.case, severity="MAJOR")
    told(county, record)
    found = {row.label: row.text for row in appraisal.rates(record)}
    assert found["隐患整改"] == "1/2（50.0%）"
    assert found["重大隐患整改"] == "0/1（0.0%）"
    assert found["检查对象覆盖"] == "0/1（0.0%）"
    assert found["任务完成"] == "0/1（0.0%）"
    assert found["抽查不合格企业后处理"] == "—"
    assert found["重要情况报告"] == "1"
    make_return(county, record=record)
    found = {row.label: row.text for row in appraisal.rates(record)}
    assert found["按时报送"] == "—"  # what is not due yet is not late
    record.returns.update(late=True)
    assert {row.label: row.text for row in appraisal.rates(record)}["按时报送"] == "0/1（0.0%）"


def test_hazards_by_trade_area_and_product(county):
    """R-237: who looks for the factors sees where they are."""
    record = bring(county, make(county), "ON_SITE")
    make_item(county, origin=record.case, severity="MAJOR")
    make_item(county, origin=record.case, problem="LOW_QUALITY")
    found = dict(appraisal.survey(record))
    assert found["按产品"] == [("电线电缆", 1, 0, 1, 2)]
    assert found["按领域"] == [("流通领域", 1, 0, 0, 1), ("生产领域", 0, 0, 1, 1)]
    assert found["按区域"] == [("区划未登记", 1, 0, 1, 2)]


def test_the_page_its_forms_and_the_spreadsheet(county, client):
    """R-216, R-233: the table of the 六个一 goes along."""
    above = person("shiju", "市局办", county.inspector.department, "OFFICE")
    record = bring(county, make(county), "ON_SITE")
    page = reverse("campaigns:reports", args=[record.pk])
    client.force_login(county.staff)
    url = reverse("campaigns:new_matter", args=[record.pk])
    assert client.get(url).status_code == 200
    data = {"sort": "SITUATION", "title": "集中投诉", "text": "多人投诉", "told": "市局", "way": "电话"}
    late = (timezone.localtime() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert "不能晚于现在" in client.post(url, data | {"learned_at": late}).text
    early = (timezone.localtime() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(url, data | {"learned_at": early}).url == page
    client.force_login(above)
    url = reverse("campaigns:new_feedback", args=[record.pk])
    slip = {"sort": "READING", "on": timezone.localdate().isoformat(), "text": "台账缺项", "answer_by": "2999-12-31"}
    assert "日期在两年以后，请核对年份。" in client.post(url, slip).text
    client.post(url, {"sort": "READING", "on": timezone.localdate().isoformat(), "text": "台账缺项", "answer_by": ""})
    client.force_login(county.head)
    text = client.get(page).text
    for said in ("集中投诉", "台账缺项", "考核指标", "隐患按领域"):
        assert said in text
    answer = reverse("campaigns:answer", args=[record.pk, record.feedback.get().pk])
    client.post(answer, {"text": "已补齐"})
    assert "已补齐" in client.get(page).text
    assert len(client.get(f"{page}?file=xlsx").content) > 3000
    assert [row[1] for row in appraisal.task_lines(record)] == ["现场检查"]
