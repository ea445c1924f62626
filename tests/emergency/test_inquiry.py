"""No step is done without what it must rest on (R-029–R-034, R-042–R-044)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from casefile.measures import close_measure, what_is_missing
from casefile.models import Measure
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed
from emergency import bulletins
from emergency.bulletins import To
from emergency.flowmodels import ProductFlow
from riskinfo.models import TestTask
from tests.rectification.items import make as make_item
from tests.riskinfo.builders import make_info
from tests.riskwarnings.cases import bring as bring_warning
from tests.riskwarnings.cases import make_warning

from .emergencies import bring, given, given_files, make
from .seals import bring as bring_seal
from .seals import seal


def step(record, code):
    return record.case.measures.select_related("case__department", "department").get(code=code)


def analysed(county, record):
    act = "record_cause_analysis"
    perform(record, act, by=county.staff, files=given_files(act), **given(act))


def test_each_step_says_what_it_lacks_until_it_is_there(county):
    record = bring(county, make(county), "CONTROLLING")
    lacking = {m.code: what_is_missing(m) for m in record.case.measures.filter(status=Measure.Status.OPEN)}
    assert {code: reasons[0] for code, reasons in lacking.items() if reasons} == {
        "REPORT_GOVERNMENT": "还没有登记向县政府的初报", "REPORT_CITY": "还没有登记向上级局的初报",
        "REPORT_PROVINCE": "还没有登记向省局的报告；由市局转报的记为不适用，写明何时由谁转报",
        "SEAL_PRODUCTS": "还没有执行过的封存，请先提请封存并登记执行", "TRACE_SOURCE": "还没有登记产品的来源",
        "TRACE_FLOW": "还没有登记产品的流向", "CIRCULATION": "还没有登记产品的流向",
        "FORCED_RECOVERY": "还没有登记生产、售出和收回的数量", "INVESTIGATE_VIOLATION": "还没有登记立案编号",
        "CAUSE_ANALYSIS": "还没有收到企业的原因分析", "NOTIFY_DEPARTMENTS": "还没有向有关部门发协助通知",
        "BULLETIN": "还没有向有关单位发情况通报",
    }  # fmt: skip
    with pytest.raises(GuardRefused, match="还没有执行过的封存"):
        close_measure(step(record, "SEAL_PRODUCTS"), "DONE", by=county.brigade_officer, result="已封存")
    close_measure(step(record, "SEAL_PRODUCTS"), "NOT_APPLICABLE", by=county.brigade_officer, result="已全部召回")
    for direction in ProductFlow.Direction.values:
        record.case.product_flows.create(direction=direction, partner="旸光阀门", region="清源县", quantity=3)
    perform(record, "record_quantities", by=county.staff, **given("record_quantities"))
    perform(record, "record_investigation", by=county.staff, **given("record_investigation"))
    bulletins.tell(record, "INFORM", by=county.staff, text="通报", to=[To("县应急管理局")])
    asked = bulletins.tell(record, "REQUEST", by=county.staff, text="请查", asks=["SEAL"], to=[To("县公安局")])
    assert what_is_missing(step(record, "NOTIFY_DEPARTMENTS")) == ["还没有反馈：县公安局"]
    bulletins.feed_back(asked.recipients.get(), by=county.staff, text="未发现", on=timezone.localdate())
    open_rows = record.case.measures.filter(status=Measure.Status.OPEN)
    assert {m.code for m in open_rows if what_is_missing(m)} == {
        "REPORT_GOVERNMENT", "REPORT_CITY", "REPORT_PROVINCE", "CAUSE_ANALYSIS",
    }  # fmt: skip
    assert step(record, "INVESTIGATE_VIOLATION").result.endswith("12号")


def test_a_seal_that_was_put_on_is_enough(county):
    record = bring(county, make(county), "CONTROLLING")
    sealing = seal(county, record)
    assert what_is_missing(step(record, "SEAL_PRODUCTS"))
    bring_seal(county, sealing, "IN_FORCE")
    assert what_is_missing(step(record, "SEAL_PRODUCTS")) == []


def test_the_enterprises_analysis_is_judged_by_another(county):
    """R-043: ordered, handed in, judged; sent back it is waited for again."""
    record = bring(county, make(county), "CONTROLLING")
    analysed(county, record)
    with pytest.raises(NotAllowed):
        perform(record, "judge_cause_analysis", by=county.staff, cause_judgement="ACCEPTED")
    perform(record, "judge_cause_analysis", by=county.head, cause_judgement="RETURNED", reason="没有说明检漏记录")
    assert what_is_missing(step(record, "CAUSE_ANALYSIS")) == ["企业的原因分析已退回，等重新提交"]
    analysed(county, record)
    assert what_is_missing(step(record, "CAUSE_ANALYSIS")) == ["企业的原因分析还没有审核"]
    perform(record, "judge_cause_analysis", by=county.brigade_officer, cause_judgement="ACCEPTED")
    assert (step(record, "CAUSE_ANALYSIS").status, step(record, "CAUSE_ANALYSIS").result) == ("DONE", "焊缝未检漏")
    assert record.case.attachments.count() == 2


def test_the_page_leads_from_the_step_to_the_work(county, client):
    record = bring(county, make(county), "CONTROLLING")
    client.force_login(county.staff)
    text = client.get(record.get_absolute_url()).content.decode()
    for name in ("record_investigation", "record_cause_analysis", "record_quantities"):
        assert reverse("emergency:act", args=[record.pk, name]) in text
    assert reverse("emergency:tell", args=[record.pk, "REQUEST"]) in text
    url = reverse("casefile:measure", args=[step(record, "CAUSE_ANALYSIS").pk])
    assert "登记“已完成”前还差：还没有收到企业的原因分析" in client.get(url).content.decode()
    refused = client.post(url, {"status": "DONE", "result": "企业口头说了"})
    assert refused.status_code == 422
    assert "企业口头说了" in refused.content.decode()
    analysis = reverse("emergency:act", args=[record.pk, "record_cause_analysis"])
    assert (
        "企业的分析报告" in client.post(analysis, {"cause": "焊缝", "cause_received_on": "2026-01-01"}).content.decode()
    )


def test_an_information_does_not_end_over_a_seal(county):
    """R-048: what was sealed for the time being is lifted or converted first."""
    info = make_info(county, "INCONCLUSIVE")
    bring_seal(county, seal(county, info, by=county.staff), "IN_FORCE")
    with pytest.raises(GuardRefused, match="请先解除或转处理"):
        perform(info, "exclude_assessed", by=county.deputy)


def test_a_step_rests_on_tests_measures_and_documents(county, client):
    """R-029–R-031, R-033: inspection, test and orders are shown by what is on file, or by a file that is added."""
    warning = bring_warning(county, make_warning(county, "LEVEL_1"), "HANDLING")
    order = warning.case.measures.select_related("case__department", "department").get(code="STOP_PRODUCTION")
    close_measure(order, "DONE", by=county.brigade_officer, result="8月3日责令停产")
    record = bring(county, make(county, origin=warning.case), "CONTROLLING")
    task = TestTask.objects.create(
        info=warning.info, agency=county.agency, purpose="TEST", sample="灶具", items="气密性", standard="GB 16410",
        due_on=timezone.localdate(), assigned_by=county.head, assigned_at=timezone.now(),
    )  # fmt: skip
    waits = what_is_missing(step(record, "TEST_ANALYSE"))
    assert waits == [f"“{task}”还没有报告结果（要求 {task.due_on}）"]
    reported = {"state": "REPORTED", "result": "FAIL", "reported_at": task.assigned_at}
    TestTask.objects.update(failed_items="气密性", safety_indicator_failed="YES", **reported)
    assert what_is_missing(step(record, "TEST_ANALYSE")) == []
    item = make_item(county, origin=record.case)
    cases = (
        (county.staff, "TEST_ANALYSE", f"test:{task.pk}", "检验任务："),
        (county.brigade_officer, "STOP_RESTRICT_RECALL", f"measure:{order.pk}", "停止生产（8月3日责令停产）"),
        (county.brigade_officer, "INSPECT_TRACE", f"derived:{item.pk}", item.case.number),
    )  # fmt: skip
    for person, code, key, words in cases:
        client.force_login(person)
        url = reverse("casefile:measure", args=[step(record, code).pk])
        assert words in client.get(url).text
        refused = client.post(url, {"status": "DONE", "result": "已办"})
        assert refused.status_code == 422
        assert "请勾选所依据的" in refused.text
        assert client.post(url, {"status": "DONE", "result": "已办", "grounds": ["document:0"]}).status_code == 422
        assert client.post(url, {"status": "DONE", "result": "已办", "grounds": [key]}).status_code == 302
        assert words in client.get(record.get_absolute_url()).text
    entry = record.case.trail.filter(action="close_measure").latest("seq")
    assert dict(entry.content)["依据"].startswith("整改")


def test_without_anything_on_file_a_step_asks_for_a_file(county, client):
    record = bring(county, make(county), "CONTROLLING")
    client.force_login(county.brigade_officer)
    url = reverse("casefile:measure", args=[step(record, "INSPECT_TRACE").pk])
    refused = client.post(url, {"status": "DONE", "result": "检查了四家"})
    assert (refused.status_code, "请上传现场记录、检验报告等材料" in refused.text) == (422, True)
    files = SimpleUploadedFile("现场检查笔录.txt", "检查了四家".encode())
    assert client.post(url, {"status": "DONE", "result": "检查了四家", "files": files}).status_code == 302
    assert step(record, "INSPECT_TRACE").status == "DONE"
