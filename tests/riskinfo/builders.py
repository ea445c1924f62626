"""Risk informations in any state, brought there through the acts of the people of tests.people."""

import uuid
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casefile.models import CaseFile
from casefile.opening import open_case
from casefile.perform import perform
from registers.models import InfoSource
from riskinfo.models import RiskInfo

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def pdf(name="检验报告.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def make_source(code="SPOT_CHECK", name="监督抽查", kind=InfoSource.Kind.SUPERVISION) -> InfoSource:
    return InfoSource.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})[0]


def make_draft(county, *, by=None, department=None, title="恒兴线缆电线绝缘不合格", enterprise=None, product_type=None,
               **fields) -> RiskInfo:  # fmt: skip
    """Return a draft of 赵敏's that lacks nothing; `fields` replace what is filled in."""
    by = by or county.staff
    values = {
        "source": make_source(), "basis": ["STANDARD_VIOLATION"], "certainty": "EXISTS", "info_kind": "HAZARD",
        "harm_objects": ["PERSONAL_SAFETY"], "found_on": timezone.localdate() - timedelta(days=1),
        "description": "监督抽查发现绝缘厚度不合格。", "product_name": "聚氯乙烯绝缘电线", "batch": "BV 2.5 20260110",
        "enterprise_text": "" if enterprise else "清源县恒兴线缆有限公司",
    }  # fmt: skip
    return open_case(
        RiskInfo, by=by, department=department or by.department, title=title, enterprise=enterprise,
        product_type=product_type, **{**values, **fields},
    )  # fmt: skip


def _submit(info, county):
    perform(info, "submit", by=info.case.created_by)


def _screen(info, county):
    perform(info, "screen", by=county.head, harm_degree="SERIOUS", handling_advice="送检。", duplicates_checked=True)


def send_to_testing(info, county, **given):
    values = {
        "agency": county.agency, "purpose": "TEST", "sample": "电线 BV 2.5", "items": "绝缘厚度", "reason": "送检。",
        "standard": "GB/T 5023.3-2008", "due_on": timezone.localdate() + timedelta(days=10),
    }  # fmt: skip
    perform(info, "send_to_testing", by=county.head, **{**values, **given})
    return info.tests.order_by("-pk").first()


def report_test(task, county, *, files=None, **given):
    values = {"result": "FAIL", "failed_items": "绝缘厚度：标准 ≥0.8 mm，实测 0.5 mm", "safety_indicator_failed": "YES"}
    data = QueryDict(mutable=True)
    data.update({**values, **given})
    files = files or MultiValueDict({"report": [pdf()]})
    perform(task, "submit_result", by=county.tester, post=data, files=files)


def _assess(info, county):
    perform(info, "start_assessing", by=county.staff, test_waiver_reason="已有监督抽查检验报告。")


def make_info(county, state="SUBMITTED", *, outcome="LEVEL_2", **fields) -> RiskInfo:
    """Return an information in `state`. Confirmed ones have `outcome`; RESOLVED and ARCHIVED are 不列级."""
    info = make_draft(county, **fields)
    if state == "DRAFT":
        return info
    _submit(info, county)
    if state == "SUBMITTED":
        return info
    if state == "EXCLUDED":
        perform(info, "exclude", by=county.head, exclusion_reason="UNTRUE", exclusion_text="现场核查未见该产品。")
        return info
    if state == "TRANSFERRED":
        perform(info, "transfer", by=county.head, transferred_to="邻县市场监督管理局", reason="生产者在邻县。")
        return info
    _screen(info, county)
    if state == "SCREENED":
        return info
    if state == "TESTING":
        send_to_testing(info, county)
        return info
    _assess(info, county)
    if state == "ASSESSING":
        return info
    if state == "INCONCLUSIVE":
        perform(info, "find_inconclusive", by=county.staff)
        return info
    return _decided(info, county, state, outcome)


def _decided(info, county, state, outcome):
    final = state in ("RESOLVED", "ARCHIVED")
    outcome = "NOT_GRADED" if final else outcome
    perform(info, "record_outcome", by=county.staff, outcome=outcome)
    decision = {"handling_decision": "发消费提示。"} if outcome == "NOT_GRADED" else {}
    perform(info, "confirm", by=county.head, major_harm="NO", **decision)
    if final:
        perform(info, "resolve", by=county.deputy, result_report="已发消费提示，未再发现同类问题。")
    if state == "ARCHIVED":
        perform(info, "archive", by=county.office_clerk)
    return info


def queries(client, url) -> int:
    """Return how many queries the page costs, past what signing in and the half-minute look at the calendar cost."""
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        counts.append(len(caught))
    return min(counts)


def put(unit, who, day, number=1, *, product=None, region=None, source=None, drill=False, found=None, **fields):
    """Write informations that were submitted on `day` straight into the tables; found then, if not said otherwise."""
    moment = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=3)
    cases = CaseFile.objects.bulk_create(
        CaseFile(
            kind="INFO", number=f"FX-{uuid.uuid4().hex[:12]}", bureau=unit.bureau, department=unit, handler=who,
            created_by=who, title=f"{day} 电线冒烟", product_type=product, state="SUBMITTED", state_label="待鉴别",
            opened_at=moment, is_drill=drill,
        )
        for _ in range(number)
    )  # fmt: skip
    given = {"state": "SUBMITTED", "submitted_at": moment, "found_on": found or day, "sketch": "x"} | fields
    return RiskInfo.objects.bulk_create(
        RiskInfo(case=case, source=source or make_source(), region=region, description="冒烟", **given)
        for case in cases
    )
