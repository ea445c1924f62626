"""Lines with criteria and grounds, results, informations, progress, the year (R-114–R-125, R-148–R-154)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile, Deadline
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from documents.drafting import RecipientSpec, draft
from documents.merging import facts
from documents.models import ServiceReceipt
from monitoring import planning
from monitoring.forms import ItemForm
from monitoring.models import MonitoringResult
from monitoring.states import Ground, priority_of
from registers import seed
from registers.models import Enterprise, LegalBasis
from riskinfo.models import RiskInfo
from tests.documents.papers import bring as bring_paper
from tests.documents.papers import serve_all

from .builders import RISK, do, given_item, given_plan, plan, product, project, test

MORE = {"M2": "impact", "M3": "overseas", "M7": "other_criterion"}


@pytest.mark.parametrize("code", ["M1", "M2", "M3", "M4", "M5", "M6", "M7"])
def test_each_criterion_asks_what_it_needs(county, code):
    """R-114–R-118."""
    record = planning.start(by=county.staff, **given_plan())
    given = given_item(county, criteria=code)
    if field := MORE.get(code):
        with pytest.raises(ValidationError) as refused:
            planning.add_item(record, by=county.staff, **given)
        assert set(refused.value.message_dict) == {field}
        given[field] = "REGION" if code == "M2" else "美国召回通报"
    item = planning.add_item(record, by=county.staff, **given)
    assert [label[:2] for label in item.criteria_labels] == [code]
    assert code in record.case.trail.get(action="add_item").reason


@pytest.mark.once
@pytest.mark.parametrize(
    ("grounds", "priority"),
    [("B1", "A"), ("B4", "A"), ("B2 B3 B5", "A"), ("B2 B3", "B"), ("B5 B6", "B"), ("B2", "C"), ("B7", "C")],
)
def test_the_grounds_give_the_priority(grounds, priority):
    """R-148–R-154."""
    assert priority_of(grounds.split()) == priority


def test_every_ground_can_be_stated_and_the_last_says_why(county):
    """R-148–R-154."""
    record = planning.start(by=county.staff, **given_plan())
    with pytest.raises(ValidationError) as refused:
        planning.add_item(record, by=county.staff, **given_item(county, grounds="B7"))
    assert set(refused.value.message_dict) == {"other_ground"}
    item = planning.add_item(
        record, by=county.staff, **given_item(county, grounds=" ".join(Ground.values), other_ground="上级要求")
    )
    assert len(item.ground_labels) == 7
    assert item.priority == "A"


def test_a_programme_watches_its_own_products_and_names_its_law(county):
    """R-119, R-120."""
    seed.load()
    food = planning.start(by=county.staff, **given_plan(programme="FOOD_CONTACT"))
    assert food.legal_basis == LegalBasis.objects.get(code="SAMR62")
    power = planning.start(by=county.staff, **given_plan(programme="POWER_EQUIPMENT"))
    assert power.legal_basis is None
    offered = {
        record.programme: {row.code for row in ItemForm(plan=record).fields["product_type"].queryset}
        for record in (food, power)
    }
    assert offered["POWER_EQUIPMENT"] == {
        "POWER_EQUIPMENT_TRANSFORMER", "POWER_EQUIPMENT_FITTINGS", "POWER_EQUIPMENT_SWITCHGEAR",
    }  # fmt: skip
    assert {"FOOD_CONTACT_PLASTIC", "FOOD_CONTACT_GLASS"} <= offered["FOOD_CONTACT"]
    assert "WIRE_CABLE" not in offered["FOOD_CONTACT"]


def test_what_was_approved_stays_and_each_unit_gets_its_date(county):
    """R-124."""
    record = plan(county, "RUNNING", department=county.station)
    item = record.items.get()
    with pytest.raises(WrongState, match="不能改动"):
        planning.change_item(item, by=county.staff, number=9)
    with pytest.raises(WrongState):
        planning.remove_item(item, by=county.staff)
    deadline = Deadline.objects.open().get(case=record.case, rule=f"MONITORING_ITEM:{item.pk}")
    assert deadline.responsible_department == county.station
    assert record.case in CaseFile.objects.visible_to(county.other_staff)
    with pytest.raises(NotAllowed):
        planning.record_result(item, by=county.brigade_officer, finding="NORMAL", product_name="缆")
    planning.record_result(
        item, by=county.other_staff, finding="NORMAL", samples=4, product_name="缆", tested_on=timezone.localdate()
    )
    assert not Deadline.objects.open().filter(rule=f"MONITORING_ITEM:{item.pk}").exists()


def test_a_risk_becomes_an_information_at_once_prefilled_and_linked_back(county):
    """R-125: submitted through the one door, in hand at the unit, counted as of the source 风险监测."""
    record = plan(county, "RUNNING")
    info = RiskInfo.objects.get(pk=test(county, record, **RISK).info_id)
    assert (info.state, info.source.code, info.source_reference) == ("SUBMITTED", "RISK_MONITORING", "FJ-1")
    assert (info.product_name, info.batch, info.enterprise_text) == ("聚氯乙烯绝缘电线", "B7", "清源县五金店")
    assert (info.case.product_type, info.certainty, info.basis) == (product(), "EXISTS", ["STANDARD_VIOLATION"])
    assert "苗头性" in info.description
    assert "导体电阻超出限值 12%" in info.description
    assert info.case.origin_links.get().origin == record.case
    assert record.case.number in info.source_detail


def test_one_tap_later_makes_one_information(county):
    """R-125; a latent risk possibly exists. Whoever forgets it cannot end the plan."""
    record = plan(county, "RUNNING")
    result = test(county, record, as_info=False, **(RISK | {"nature": "LATENT"}))
    test(county, record, samples=3)
    assert result.info is None
    with pytest.raises(GuardRefused, match="1 个发现风险的结果没有转为风险信息"):
        do(record, "complete", county.head)
    info = planning.to_information(result, by=county.staff)
    assert planning.to_information(MonitoringResult.objects.get(pk=result.pk), by=county.staff) == info
    assert RiskInfo.objects.get().certainty == "POSSIBLE"
    do(record, "complete", county.head, told="已函告县住建局、电线电缆协会")
    assert record.told


def test_who_was_told_of_the_results_is_written_down(county):
    """R-127: whoever found a risk says whom the bureau told of it, or why nobody, before the plan ends."""
    record = plan(county, "RUNNING")
    test(county, record, **RISK)
    test(county, record, samples=3)
    with pytest.raises(InvalidData, match="结果通报情况"):
        do(record, "complete", county.head)
    do(record, "complete", county.head, told="已函告县住建局、电线电缆协会，发布消费提示")
    assert record.told.startswith("已函告")


def test_the_results_are_told_by_a_paper_with_proof_of_service(client, county):
    """R-127: to the authority and the association of the trade; it begins with what was found."""
    record = plan(county, "RUNNING")
    test(county, record, **RISK)
    client.force_login(county.staff)
    page = client.get(reverse("documents:new", args=[record.case.pk]), {"kind": "BULLETIN"})
    assert "导体电阻" in page.text
    told = ["清源县住房和城乡建设局", "清源县电线电缆行业协会"]
    paper = draft(
        record.case, "BULLETIN", by=county.staff, title="关于电线电缆风险监测结果的通报", body="发现风险1个。",
        recipients=[RecipientSpec(name) for name in told],
    )  # fmt: skip
    bring_paper(county, paper, "ISSUED")
    serve_all(county, paper)
    served = ServiceReceipt.objects.filter(recipient__document=paper)
    assert sorted(row.recipient.name for row in served) == sorted(told)
    client.force_login(county.head)
    assert paper.number in client.get(record.get_absolute_url()).text


def test_what_showed_nothing_becomes_no_information(county):
    record = plan(county, "RUNNING")
    with pytest.raises(WrongState, match="没有发现风险"):
        planning.to_information(test(county, record), by=county.staff)
    with pytest.raises(WrongState, match="不能登记结果"):
        test(county, plan(county))


def test_progress_and_the_year_in_figures(county):
    """R-124, R-125."""
    record = plan(county, "RUNNING")
    test(county, record, samples=2)
    test(county, record, **RISK)
    [line] = planning.progress(record)
    assert (line.done, line.share, line.risks, line.late) == (3, 75, 1, False)
    assert planning.totals([line]) == {"items": 1, "planned": 4, "done": 3, "risks": 1, "infos": 1, "late": 0}
    with pytest.raises(GuardRefused, match="还没有完成计划样品数"):
        do(record, "complete", county.head)
    year = planning.year_summary(county.staff, record.year)
    assert (year["whole"].done, year["whole"].rate, year["whole"].infos) == (3, "33.3%", 1)
    assert year["fate"] == [("待鉴别", 1)]
    tables = dict(year["tables"])
    assert [row.label[:2] for row in tables["按监测依据"]] == ["B1", "B2"]
    assert [row.label for row in tables["按产品"]] == ["电线电缆"]
    assert "完成 3 个，发现风险 1 个，转为风险信息 1 件" in planning.draft_conclusion(record)
    assert "发现风险 1 个；聚氯乙烯绝缘电线：导体电阻" in facts(record.case)["问题"]


def test_found_again_from_the_product_and_the_enterprise(county):
    """The plan stands in both dossiers."""
    from casefile import dossiers

    record = plan(county, "RUNNING")
    firm = Enterprise.objects.create(bureau=county.bureau, name="恒通线缆", no_uscc_reason="无")
    test(county, record, **(RISK | {"enterprise": firm, "enterprise_text": ""}))
    assert record.case.title in dossiers.product_card(product(), county.staff)
    cases = [row["case"] for row in dossiers.card(firm, county.staff)["cases"]]
    assert {case.kind for case in cases} == {"MONITORPLAN", "INFO"}


def test_a_project_beyond_the_own_means_goes_to_the_province(county):
    """R-224, R-225: with a reason, and back with an answer or with the province's findings."""
    record = project(county, "RUNNING")
    with pytest.raises(InvalidData, match="上报理由"):
        do(record, "escalate", county.head, escalation_reason="")
    do(record, "escalate", county.head)
    assert record.escalated_at
    do(record, "take_back", county.head)
    do(record, "complete", county.staff)
    assert (record.findings, record.advice, record.reply) == ("电芯缺陷", "修订标准", "派专家协助")
    assert not Deadline.objects.open().filter(case=record.case).exists()


def test_the_tables_hold_what_the_forms_hold(county):
    record = plan(county, "RUNNING")
    item = record.items.get()
    common = {
        "item": item, "product_name": "x", "tested_on": timezone.localdate(), "recorded_by": county.staff,
        "recorded_at": timezone.now(),
    }  # fmt: skip
    for wrong in ({"finding": "RISK", "samples": 1, "found": ""}, {"finding": "RISK", "samples": 2, "found": "x"},
                  {"finding": "NORMAL", "samples": 0}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            MonitoringResult.objects.create(**common, **wrong)
    for change in ({"criteria": ""}, {"ends_on": item.starts_on - timedelta(days=1)}, {"number": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(item).objects.filter(pk=item.pk).update(**change)
