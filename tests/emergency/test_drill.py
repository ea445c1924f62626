"""A drill runs like an accident and is never taken for one (演练; rules §3.3)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from campaigns import resultlist
from casefile.models import CaseFile, Deadline
from casefile.refusals import WrongState
from desk import digest, statistics, worklist
from documents import drafting
from documents.contents import paper_of
from documents.models import Document
from inspections import frequency
from inspections.forms.draw import DrawForm
from inspections.models import VisitSetting
from inspections.tasks import plan_due
from oversight import boards, failures, measurelist, overdue
from registers.models import Enterprise, Region, TierRule
from riskinfo import returnrows, returns, situation
from riskinfo.models import MonthlyReturn, RiskInfo
from spotchecks.planning import start
from tests.campaigns import campaigns
from tests.inspections import visits
from tests.rectification import items
from tests.riskwarnings.cases import bring as bring_warning
from tests.riskwarnings.cases import make_warning

from .emergencies import bring, make


def figures(county) -> list:
    """Return everything that is counted or listed of itself."""
    return [
        [(statistics.by_state(p), statistics.by_unit(p), statistics.headline(p), worklist.awaiting_counts(p),
          worklist.awaiting(p), worklist.due(p), worklist.open_measures(p), worklist.sent_on(p), digest.text_for(p))
         for p in (county.director, county.head, county.brigade_officer, county.office_clerk, county.inspector)]
    ]  # fmt: skip


def test_a_drill_changes_no_figure_list_or_digest(county):
    """Nor does what comes out of it; it has a series of numbers of its own, without gaps in the real one."""
    real = make(county)
    before = figures(county)
    drill = make(county, is_drill=True)
    assert (drill.case.number, real.case.number[:4]) == (f"YL-{timezone.localdate().year}-0001", "YJCZ")
    assert make(county).case.number.endswith("-0002")
    CaseFile.objects.filter(number__endswith="-0002").update(is_drill=True)
    bring(county, drill, "CONTROLLING")
    assert figures(county) == before


def test_an_inspection_practised_is_no_visit(county):
    """Nor does it keep the timetable from planning a real one, nor a draw from choosing the enterprise."""
    drill = make(county, is_drill=True)
    record = visits.bring(county, visits.make(county, origin=drill.case), "FILLED")
    enterprise = record.case.enterprise
    TierRule.objects.create(bureau=county.bureau, tier="NORMAL", checks_a_year=12)
    VisitSetting.objects.create(bureau=county.bureau, department=county.quality, lead_days=30)
    assert record.case.is_drill
    assert [need.last for need in frequency.needs(county.bureau)] == [None]
    form = DrawForm({"title": "抽查", "among": "ENTERPRISE", "unvisited": 365, "size": 1}, user=county.head)
    assert form.is_valid(), form.errors
    assert [row["id"] for row in form.cleaned_data["population"]] == [enterprise.pk]
    assert plan_due() == 1
    with pytest.raises(WrongState, match="演练中不编抽查计划"):
        start(by=county.head, title="x", year=2026, starts_on=None, ends_on=None, origin=drill.case)


def test_every_board_and_report_leaves_drills_out(county):
    """What is counted of real cases is counted of none once they are drills: no figure forgets to ask."""
    town = Region.objects.create(code="419921100", name="城关镇", level="TOWN")
    warning = bring_warning(county, make_warning(county), "HANDLING")
    items.make(county)
    visits.bring(county, visits.make(county), "FILLED")
    campaign = campaigns.make(county)
    returns.open_due_returns()
    TierRule.objects.create(bureau=county.bureau, tier="NORMAL", checks_a_year=12)
    RiskInfo.objects.update(region=town)
    Enterprise.objects.update(region=town)
    CaseFile.objects.filter(kind__in=["INSPECTION", "RECTIFICATION"]).update(campaign=campaign.case)
    Deadline.objects.filter(case=warning.case).update(due_at=timezone.now() - timedelta(days=3))
    user, today = county.director, timezone.localdate()

    def counted() -> list:
        since = today - timedelta(days=40)
        return [
            boards.matrix(user)["total"], boards.waiting(user)[2], len(boards.moments(user, since=since)),
            sum(boards.open_warnings_by_region(user).values()),
            sum(boards.informations_by_region(user, since).values()),
            measurelist.measures(user).count(), overdue.overdue(user).exclude(case__kind="RETURN").count(),
            situation.count([county.bureau.pk], "YEAR", today.replace(month=1, day=1))["total"],
            sum(len(returnrows.rows_of(record)) for record in MonthlyReturn.objects.all()),
            len(failures.failed_enterprises(user, town)), len(resultlist.count(campaign, since, today).facts),
            sum(need.last is not None for need in frequency.needs(county.bureau)),
        ]  # fmt: skip

    assert all(counted()), counted()
    CaseFile.objects.exclude(kind="RETURN").update(is_drill=True)
    assert counted() == [0] * 12


def test_it_says_so_wherever_it_is_named(county):
    drill = make(county, is_drill=True)
    assert drill.case.title == "【演练】城关镇燃气灶具泄漏致2人受伤"
    assert drill.is_drill
    titles = county.director.notifications.filter(case=drill.case).values_list("text", flat=True)
    assert titles
    assert all("【演练】" in text for text in titles)
    item = items.make(county, origin=drill.case)
    assert item.case.is_drill
    assert item.case.number == f"YL-{timezone.localdate().year}-0002"
    assert item.case.title.startswith("【演练】")


def test_its_papers_take_no_official_number(county, client, monkeypatch):
    drill = make(county, is_drill=True)
    paper = drafting.draft(drill.case, "REPORT", by=county.staff, title="关于泄漏事故的报告", body="现将情况报告如下。")
    drafting.revise(paper, by=county.staff, title="关于泄漏事故的初报", body="情况如下。", recipients=[])
    assert paper.title == "【演练】关于泄漏事故的初报"
    assert paper_of(paper).urgency == "演练用稿 不作公文使用"
    client.force_login(county.staff)
    address = reverse("documents:list")
    assert "泄漏事故的初报" not in client.get(address).text
    assert "泄漏事故的初报" in client.get(f"{address}?only=drill").text
    monkeypatch.setattr("documents.models.make_original", lambda document: None)
    signed = Document(case=drill.case, bureau=county.bureau, kind="REPORT", state="SIGNED")
    with transaction.atomic():
        signed.take_number(by=county.office_clerk, role="OFFICE")
    assert signed.number == f"清市监演〔{timezone.localdate().year}〕1号"


def test_every_page_of_a_drill_says_so_and_lists_keep_it_apart(county, client):
    drill, real = make(county, is_drill=True), make(county)
    for person in (county.staff, county.director):
        client.force_login(person)
        for page in (
            drill.get_absolute_url(), reverse("casefile:history", args=[drill.pk]),
            reverse("casefile:attach", args=[drill.pk]), reverse("documents:new", args=[drill.pk]),
        ):  # fmt: skip
            answer = client.get(page)
            if answer.status_code == 200:
                assert "这是应急演练，不是真实事件" in answer.text, page
        assert "这是应急演练" not in client.get(real.get_absolute_url()).text
        listed = reverse("emergency:list")
        assert drill.case.number not in client.get(listed).text
        assert real.case.number not in client.get(f"{listed}?only=drill").text
        assert drill.case.number in client.get(f"{listed}?only=drill").text
        assert "正在进行的演练" in client.get(reverse("desk:home")).text


def test_it_is_not_reported_upward_and_comes_out_of_nothing_real(county):
    drill, real = make(county, is_drill=True), make(county)
    upward = CaseFile.objects.visible_to(county.inspector)
    assert (upward.filter(pk=real.pk).exists(), upward.filter(pk=drill.pk).exists()) == (True, False)
    with pytest.raises(WrongState, match="演练不能由真实案卷转入"):
        make(county, origin=real.case, is_drill=True)


def test_it_runs_through_the_whole_machine(county):
    drill = bring(county, make(county, is_drill=True), "CLOSED")
    assert drill.case.closed_at is not None
