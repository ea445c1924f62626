"""What is kept beside a measure's result, who answers for it, and how a recall goes on (R-036, R-039–R-041)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from casefile.measures import close_measure, name_owner, reopen_measure
from casefile.perform import perform
from casefile.refusals import NotAllowed, WrongState
from registers.models import LegalBasis
from riskwarnings.guiding import record_guidance
from riskwarnings.measuredetails import end_frequencies
from riskwarnings.models import Guidance, RaisedFrequency, RecallFigure
from riskwarnings.recalling import history, record_figures

from .cases import bring, confirmed, details_for, make_enterprise, make_warning

PHOTO = b"%PDF-1.4 signed list"


@pytest.fixture
def warning(county):
    info = confirmed(county, "LEVEL_2", enterprise=make_enterprise(county))
    return bring(county, make_warning(county, info=info), "HANDLING")


def _measure(warning, code):
    return warning.case.measures.select_related("department", "case__department").get(code=code)


def test_each_kind_of_measure_asks_what_its_result_needs(client, county, warning):
    """R-029, R-030, R-037, R-039–R-041: wrong first, each error at its field; then right.

    Everything is on the record and in the trail.
    """
    basis = LegalBasis.objects.create(title="中华人民共和国产品质量法", article="第十七条")
    today = timezone.localdate()
    later = (today + timedelta(days=180)).isoformat()
    cases = [
        (county.staff, "QUALITY_MEETING", {"attendees": "曹德喜"},
         ["已完成的须填写", "第1行“曹德喜”请依次写单位、姓名、职务"],
         {"held_on": today.isoformat(), "place": "三楼", "attendees": "恒通线缆 曹德喜 总经理",
          "files": SimpleUploadedFile("签到表.pdf", PHOTO)}, "三楼，参加：恒通线缆 曹德喜（总经理）"),
        (county.brigade_officer, "STOP_PRODUCTION", {}, ["请选择本案卷的文书，或填写所用文书的文号", "已完成的须填写"],
         {"legal_basis": basis.pk, "document_text": "清市监责令〔2026〕8号"},
         "依据《中华人民共和国产品质量法》第十七条；清市监责令〔2026〕8号"),
        (county.brigade_officer, "TRACE_CHECK", {"reported_on": "2999-01-01"}, ["已完成的须填写"],
         {"findings": "城关、马坊两镇，经销3家", "reported_to": "安州市局", "reported_on": today.isoformat()},
         f"城关、马坊两镇，经销3家；{today} 上报安州市局"),
        (county.staff, "TEST_ANALYSE", {}, ["已完成的须填写"],
         {"document_text": "JY2026-0312", "findings": "绝缘发热，可能起火"}, "JY2026-0312；绝缘发热，可能起火"),
        (county.staff, "RAISE_FREQUENCY", {"before": 4, "after": 4, "until": "2020-01-01"},
         ["须多于原频次", "须晚于今天"], {"before": 2, "after": 12, "until": later},
         f"每年 2 次提高到 12 次，至 {later}"),
    ]  # fmt: skip
    for by, code, wrong, errors, right, shown in cases:
        client.force_login(by)
        at = reverse("casefile:measure", args=[_measure(warning, code).pk])
        assert client.get(at).status_code == 200
        refused = client.post(at, wrong | {"status": "DONE", "result": "已办理。"})
        assert refused.status_code == 422
        assert [words for words in errors if words not in refused.content.decode()] == [], code
        assert "已办理。" in refused.content.decode()  # nothing typed is lost
        assert client.post(at, right | {"status": "DONE", "result": "已办理。"}).status_code == 302, code
        assert shown in client.get(warning.get_absolute_url()).content.decode()
    kept = warning.case.trail.filter(action="close_measure").order_by("seq")
    assert [row["text"] for row in kept[0].data][-1] == "恒通线缆 曹德喜（总经理）"
    # a measure that does not apply needs only its reason
    client.force_login(county.brigade_officer)
    at = reverse("casefile:measure", args=[_measure(warning, "RESTRICT_SALE").pk])
    assert client.post(at, {"status": "NOT_APPLICABLE", "result": "没有在售产品。"}).status_code == 302
    for code in ("TRAINING", "RAISE_FREQUENCY"):
        measure = _measure(warning, code)
        if measure.status == "OPEN":
            with pytest.raises(ValidationError, match="须写明日期和参加人员"):
                close_measure(measure, "DONE", by=county.staff, result="已培训。")


def test_a_raised_frequency_stays_on_the_enterprise_until_its_day(client, county, warning):
    measure = _measure(warning, "RAISE_FREQUENCY")
    close_measure(measure, "DONE", by=county.staff, result="已调整。", details=details_for(measure))
    dossier = warning.case.enterprise.get_absolute_url()
    client.force_login(county.staff)
    assert "检查频次由每年 2 次提高到 12 次" in client.get(dossier).content.decode()
    assert end_frequencies() == 0
    with time_machine.travel(timezone.now() + timedelta(days=181), tick=False):
        assert (end_frequencies(), end_frequencies()) == (1, 0)
        client.force_login(county.staff)
        assert "检查频次由" not in client.get(dossier).content.decode()
    assert warning.case.trail.filter(action="frequency_ended").count() == 1
    reopen_measure(measure, by=county.head, reason="频次不够。")
    close_measure(_measure(warning, "RAISE_FREQUENCY"), "DONE", by=county.staff, result="再调整。",
                  details={"before": 2, "after": 24, "until": timezone.localdate() + timedelta(days=90)})  # fmt: skip
    assert RaisedFrequency.objects.in_force().get().after == 24


def test_somebody_answers_for_each_measure(client, county):
    """The brigade names its lead when it acknowledges; heads change it one by one (R-036)."""
    warning = bring(county, make_warning(county), "ISSUED")
    perform(warning, "acknowledge", by=county.brigade_head, lead=county.brigade_officer)
    owners = set(warning.case.measures.filter(department=county.brigade).values_list("owner__username", flat=True))
    assert owners == {county.brigade_officer.username}
    measure = _measure(warning, "STOP_PRODUCTION")
    for person in (county.staff, county.other_head, county.brigade_officer, county.office_clerk):
        with pytest.raises(NotAllowed):
            name_owner(measure, county.brigade_head, by=person)
    client.force_login(county.brigade_head)
    at = reverse("casefile:measure_owner", args=[measure.pk])
    assert client.post(at, {"owner": county.staff.pk}).status_code == 422  # not of this unit
    assert client.post(at, {"owner": county.brigade_head.pk, "reason": "改由队长负责"}).status_code == 302
    measure.refresh_from_db()
    assert measure.owner == county.brigade_head
    with pytest.raises(WrongState, match="责任人已经是"):
        name_owner(measure, county.brigade_head, by=county.brigade_head)
    page = client.get(warning.get_absolute_url()).content.decode()
    assert f"大队签收</dt><dd>{county.brigade_head}" in page
    assert at in page


def test_figures_of_a_recall_are_added_and_checked(client, county, warning):
    """R-031, R-041: produced, sold, recovered, destroyed, rate; what does not add up is said."""
    client.force_login(county.brigade_officer)
    at = reverse("warnings:recall", args=[warning.pk])
    assert 'value="3000' in client.get(at).content.decode()  # what the assessment knows
    day = timezone.localdate()
    first = {"as_of": day.isoformat(), "produced": "3000", "sold": "1240", "recovered": "800", "destroyed": "0",
             "unit": "卷", "token": "6e0e7b52-6d44-4f0c-9d2c-0d6a1f4a5b22"}  # fmt: skip
    assert client.post(at, first).status_code == 302
    assert client.post(at, first).status_code == 302  # a double click
    assert RecallFigure.objects.get().rate == "64.5 %"
    wrong = first | {"sold": "3100", "recovered": "3200", "destroyed": "9000", "token": ""}
    text = client.post(at, wrong).content.decode()
    for words in ("已售多于生产", "追回多于已售", "销毁多于追回与库存之和", "确实如此的，写明原因"):
        assert words in text
    text = client.post(at, first | {"recovered": "700", "token": "", "as_of": "2020-01-01"}).content.decode()
    assert "追回比" in text
    assert "不能早于上次登记的" in text
    doubtful = first | {"recovered": "700", "note": "上次重复计数。", "token": ""}
    assert client.post(at, doubtful).status_code == 302
    page = client.get(warning.get_absolute_url()).content.decode()
    assert "追回率 56.5 %" in page
    assert "上次重复计数。" in page
    assert [bool(row["doubts"]) for row in history(warning)] == [True, False]
    given = {"as_of": day, "produced": Decimal(1), "sold": Decimal(1), "recovered": Decimal(1), "destroyed": Decimal(1)}
    for person in (county.other_staff, county.office_clerk, county.inspector):
        with pytest.raises(NotAllowed):
            record_figures(warning, by=person, unit="卷", **given)


def test_help_given_to_the_enterprise_is_written_down(client, county, warning):
    """R-126: 跟踪帮扶指导 follows the notice; rows are added, a double click adds one."""
    client.force_login(county.staff)
    at = reverse("warnings:guidance", args=[warning.pk])
    assert at in client.get(warning.get_absolute_url()).text
    given = {"given_on": timezone.localdate().isoformat(), "way": "VISIT", "people": "赵敏、质检所刘工",
             "content": "指导建立进货验收台账", "outcome": "",
             "token": "6e0e7b52-6d44-4f0c-9d2c-0d6a1f4a5b33"}  # fmt: skip
    refused = client.post(at, given | {"content": "", "given_on": "2999-01-01"})
    assert refused.status_code == 422
    assert "赵敏、质检所刘工" in refused.text
    for _ in range(2):
        assert client.post(at, given).status_code == 302
    assert Guidance.objects.count() == 1
    assert "指导建立进货验收台账" in client.get(warning.get_absolute_url()).text
    assert warning.case.trail.filter(action="guidance").count() == 1
    for person in (county.other_staff, county.office_clerk, county.inspector):
        with pytest.raises(NotAllowed):
            record_guidance(warning, by=person, given_on=timezone.localdate(), way="VISIT", people="x", content="x")
    draft = make_warning(county)
    with pytest.raises(WrongState, match="没有登记：预警的环节是“拟制”"):
        record_guidance(draft, by=county.staff, given_on=timezone.localdate(), way="VISIT", people="x", content="x")
