"""Every list goes out with what its page shows to the reader: rows of another bureau or unit stay in."""

import uuid
from datetime import date

import pytest
from django.utils import timezone

from accounts.absences import Absence
from accounts.models import Bureau, Department, User
from accounts.roles import Role
from campaigns.models import Campaign, Target, TypicalCase
from casefile.models import CaseFile
from casefile.opening import open_case
from emergency.models import DutyShift, PlanContact, Sealing
from inspections.models import ControlList, ControlPoint, Draw, GradeRule, SelfCheck, SelfCheckItem
from monitoring.models import MonitoringItem, MonitoringPlan, MonitoringResult, Publicity
from oversight.models import AccountabilityRecord, Duty, RegionAlert
from oversight.pointmodels import RiskPoint
from oversight.supervisionmodels import Supervision
from rectification.models import Consequence, Prompt
from registers.models import Enterprise, ProductType, Region, SamplingResult, TierRule
from riskinfo.models import Gathering, GatherPlan, RiskInfo, UpwardReport, WorkDuty
from spotchecks.models import PlanItem, PlanTarget, SpotPlan
from tests.people import person
from tests.riskinfo.builders import make_source

from .conftest import code
from .test_exports import export, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers_loaded"), pytest.mark.once]

#: Lists whose rows `fill` makes; the rest is shown in test_exports.
FILLED = (
    "gatherings", "upward-reports", "hazard-reviews", "risk-points", "supervisions", "duties", "region-alerts",
    "failed-enterprises", "seals", "contacts", "roster", "prompts", "consequences", "campaign-targets", "typical-cases",
    "self-checks", "control-lists", "draws", "visits-due", "spot-targets", "follow-ups", "absences",
    "monitoring-items", "monitoring-results", "publicity", "stations", "work-duties",
)  # fmt: skip
TODAY = date(2026, 11, 20)


def fill(unit, who, other, mark: str, number: int) -> None:
    """Put a row into every list; each says `mark` somewhere."""
    bureau, now, product = unit.bureau, timezone.now(), ProductType.objects.get(code="WIRE_CABLE")
    region, _ = Region.objects.get_or_create(code=f"{bureau.region_code}{number}", name=f"{mark}镇", level="TOWN")
    firm = Enterprise.objects.create(
        bureau=bureau, name=f"{mark}线缆厂", uscc=code(number), region=region, is_producer=True
    )
    firm.product_types.add(product)
    given = {"bureau": bureau, "department": unit, "handler": who, "created_by": who, "enterprise": firm}
    case = CaseFile.objects.create(
        kind="INFO", number=f"FX-2026-{number:04}", title=f"{mark}信息", state="SUBMITTED", state_label="待鉴别",
        opened_at=now, **given,
    )  # fmt: skip
    CaseFile.objects.create(kind="WARNING", title=f"{mark}预警", state="ISSUED", opened_at=now, **given)
    info = RiskInfo.objects.create(case=case, source=make_source(), description=mark, submitted_at=now)
    plan = GatherPlan.objects.create(bureau=bureau, source=info.source, rhythm="DAILY", department=unit, where=mark)
    Gathering.objects.create(plan=plan, first=TODAY, last=TODAY, due_on=TODAY, note=mark)
    UpwardReport.objects.create(
        info=info, from_bureau=bureau, to_name=f"{mark}上级", cause_of_report="KEY", way="SYSTEM",
        reported_on=TODAY, sent_by=who, sent_at=now,
    )  # fmt: skip
    RiskPoint.objects.create(
        bureau=bureau, region=region, name=mark, risk="HIGH", hazard="火", control="查", department=unit, since=TODAY,
        by=who, at=now,
    )  # fmt: skip
    Supervision.objects.create(bureau=bureau, department=unit, held_on=TODAY, matter=mark, found="无", by=who, at=now)
    Duty.objects.create(bureau=bureau, department=unit, matter=mark, since=TODAY, by=who, at=now)
    RegionAlert.objects.create(bureau=bureau, region=region, colour="RED", reason=mark, by=who, at=now)
    AccountabilityRecord.objects.create(
        bureau=bureau, kind="SANCTION", unit=unit, facts=f"{mark}追责", measure="通报", decided_on=TODAY,
        decided_by="局", by=who, at=now,
    )  # fmt: skip
    Sealing.objects.create(
        case=case, department=unit, title=mark, party="某", place="某", ground="某", proposed_by=who, proposed_at=now
    )
    PlanContact.objects.create(bureau=bureau, group="EXPERT", unit=mark, name="某", phone="0399-7123456")
    DutyShift.objects.create(bureau=bureau, day=TODAY, kind="OFFICER", person=who, phone=mark, set_by=who, set_at=now)
    Prompt.objects.create(
        bureau=bureau, enterprise=firm, rule="KEY", why=mark, fingerprint=uuid.uuid4().hex, raised_at=now
    )
    Consequence.objects.create(case=case, kind="CREDIT", facts=mark, proposed_by=who, proposed_at=now)
    dates = {"starts_on": TODAY, "ends_on": TODAY}
    campaign = open_case(
        Campaign, by=who, department=unit, title=f"{mark}行动", year=2026, issuer="局", issue_level="COUNTY", **dates
    )
    Target.objects.create(campaign=campaign, enterprise=firm, grounds=["BY_HAND"], added_by=who, added_at=now)
    TypicalCase.objects.create(campaign=campaign, title=mark, text="某", written_by=who, written_at=now)
    check = SelfCheck.objects.create(enterprise=firm, made_on=TODAY, signed_by=mark, by=who, checklist="自查表")
    SelfCheckItem.objects.create(self_check=check, order=1, group="某", text="某", answer="PASS")
    kept = ControlList.objects.create(enterprise=firm, made_on=TODAY, signed_by=mark, by=who)
    ControlPoint.objects.create(control_list=kept, order=1, stage="PROCESS", risk=mark, control="某", person="某")
    Draw.objects.create(
        bureau=bureau, among="ENTERPRISE", title=mark, criteria="某", seed="1", population=[], size=0, drawn=[], by=who
    )
    TierRule.objects.update_or_create(bureau=bureau, tier="NORMAL", defaults={"checks_a_year": 2})
    GradeRule.objects.get_or_create(bureau=bureau, grade="HIGH", defaults={"checks_a_year": 4})
    spot = open_case(SpotPlan, by=who, department=unit, title=f"{mark}计划", year=2026, **dates)
    item = PlanItem.objects.create(plan=spot, product_type=product, field="ONLINE", number=1)
    PlanTarget.objects.create(item=item, enterprise=firm, ground="CHOSEN", added_by=who, added_at=now)
    watched = open_case(
        MonitoringPlan, by=who, department=unit, title=f"{mark}监测", year=2026, programme="GENERAL", **dates
    )
    line = MonitoringItem.objects.create(
        plan=watched, product_type=product, number=1, indicators=mark, agency="所", department=unit, criteria="M1",
        necessity="某", grounds="B1", priority="A", **dates,
    )  # fmt: skip
    MonitoringResult.objects.create(
        item=line, finding="NORMAL", product_name=mark, tested_on=TODAY, recorded_by=who, recorded_at=now
    )
    SamplingResult.objects.create(
        enterprise=firm, product_type=product, product_name=f"{mark}缆", conclusion="FAIL", failed_items="电阻",
        sampled_on=timezone.localdate(),
    )  # fmt: skip
    Publicity.objects.create(
        bureau=bureau,
        department=unit,
        on=TODAY,
        way="SOCIAL",
        media="公众号",
        title=mark,
        recorded_by=who,
        recorded_at=now,
    )
    Department.objects.create(bureau=bureau, name=f"{mark}站", kind=Department.Kind.MONITORING_STATION)
    User.objects.filter(pk=other.pk).update(name=f"{mark}{number}")
    WorkDuty.objects.create(department=unit, duty="COLLECT", person=other, since=TODAY, named_by=who, named_at=now)
    Absence.objects.create(
        absent=who, deputy=other, starts=TODAY, ends=TODAY, areas=["info"], reason=mark, created_by=who
    )


def test_another_bureaus_rows_stay_in_every_list(client, county):
    """The neighbours' rows never, one's own always."""
    beside = Bureau.objects.create(
        name="邻县市场监督管理局", short_name="邻县市场监管局", level="COUNTY", region_code="419922",
        parent=county.prefecture, organ_code="邻市监", government_name="邻县人民政府",
    )  # fmt: skip
    unit = Department.objects.create(bureau=beside, name="质量股", kind=Department.Kind.SECTION)
    neighbour = person("linju", "邻居", unit, Role.UNIT_HEAD)
    fill(unit, neighbour, person("linju2", "邻居二", unit, Role.STAFF), "邻县密件", 701)
    fill(county.quality, county.head, county.staff, "本局事项", 702)
    for reader, own, foreign in ((county.head, "本局事项", "邻县密件"), (neighbour, "邻县密件", "本局事项")):
        client.force_login(reader)
        for listing in FILLED:
            answer = export(client, listing)
            assert answer.status_code == 200, (reader, listing)
            text = str(rows_of(answer.content))
            assert own in text, (reader, listing)
            assert foreign not in text, (reader, listing)
        assert export(client, "accountability").status_code == 403  # for leaders alone
    client.force_login(county.director)
    text = str(rows_of(export(client, "accountability").content))
    assert "本局事项追责" in text
    assert "邻县密件" not in text


def test_another_units_rows_stay_in_for_who_reaches_own_cases_only(client, county):
    """What hangs on a case goes as far as the case; a 督促检查 goes to its unit and the leaders."""
    fill(county.brigade, county.brigade_head, county.brigade_officer, "大队专案", 703)
    client.force_login(county.staff)
    for listing in ("upward-reports", "supervisions", "seals", "consequences"):
        text = str(rows_of(export(client, listing).content))
        assert "大队专案" not in text, listing
    client.force_login(county.brigade_head)
    for listing in ("upward-reports", "supervisions", "seals", "consequences"):
        assert "大队专案" in str(rows_of(export(client, listing).content)), listing


def test_lists_follow_the_filter_of_their_page(client, county):
    fill(county.quality, county.head, county.staff, "甲", 704)
    client.force_login(county.head)
    wanted = {
        "gatherings": (f"?plan={GatherPlan.objects.get().pk}", "?plan=999999"),
        "upward-reports": ("?state=SENT", "?state=ANSWERED"),
        "prompts": ("?rule=KEY", "?state=DECLINED"), "consequences": ("?kind=CREDIT", "?state=DONE"),
        "self-checks": ("?q=甲", "?q=乙"), "control-lists": ("?q=甲", "?q=乙"),
        "monitoring-items": ("?criterion=M1", "?ground=B5"),
        "monitoring-results": (f"?plan={MonitoringPlan.objects.get().pk}", "?plan=999999"),
        "spot-targets": (f"?plan={SpotPlan.objects.get().pk}", "?plan=999999"),
        "campaign-targets": (f"?campaign={Campaign.objects.get().pk}", "?campaign=999999"),
        "typical-cases": (f"?campaign={Campaign.objects.get().pk}", "?campaign=999999"),
        "failed-enterprises": (f"?region={Region.objects.get(name='甲镇').pk}", "?region=999999"),
        "risk-points": ("?state=due", "?state=ended"),
    }  # fmt: skip
    RiskPoint.objects.update(since=date(2026, 1, 1))
    for listing, (fits, fits_not) in wanted.items():
        assert len(rows_of(export(client, listing, fits).content)) == 2, listing
        assert len(rows_of(export(client, listing, fits_not).content)) == 1, listing
