"""触发提示: kept once, decided by a unit head, put aside when facts change (R-122, R-123, R-328, R-338, R-347)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from casefile.models import Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from rectification.models import AreaSupervision, Prompt, TermsVersion
from rectification.prompting import confirm, decline, evaluate, evaluate_all, evaluate_areas, may_decide
from registers import seed
from registers.models import Enterprise, InfoSource, Region, SamplingResult
from spotchecks.models import SpotPlan
from tests.registers.conftest import code
from tests.riskinfo.builders import make_info

from .items import bring, do, make


def fail(record, days_ago):
    day = timezone.localdate() - timedelta(days=days_ago)
    return SamplingResult.objects.create(
        enterprise=record.case.enterprise, product_name="软线", sampled_on=day, conclusion="FAIL"
    )


def one(rule, state="OPEN") -> Prompt:
    return Prompt.objects.get(rule=rule, state=state)


def test_a_larger_hazard_is_proposed_once_and_confirmed(county):
    """R-338: why, on what, the head told; confirmed it changes the tier with its ground."""
    record = make(county, severity="LARGER")
    prompt = one("KEY")
    assert prompt.evidence == [{"kind": "case", "id": record.pk, "text": f"{record.case.number} 较大 未检验出厂"}]
    assert Notification.objects.filter(user=county.head, url=prompt.get_absolute_url()).count() == 1
    assert [p.pk for p in evaluate(record.case.enterprise)] == [prompt.pk]
    confirm(prompt, by=county.head)
    enterprise = prompt.enterprise
    enterprise.refresh_from_db()
    change = enterprise.tier_changes.get()
    assert (enterprise.tier, change.ground, change.by) == ("KEY", "CASE", county.head)
    assert (prompt.state, prompt.outcome) == ("CONFIRMED", "监管类别改为重点监管")
    assert record.case.trail.filter(action="decide_prompt", action_label="确认触发提示").exists()
    assert evaluate(enterprise) == []
    with pytest.raises(WrongState, match="已由陈晓处理"):
        decline(prompt, by=county.head, reason="晚了")


def test_what_was_declined_is_proposed_again_on_new_facts_only(county):
    record = make(county, severity="LARGER")
    prompt = one("KEY")
    with pytest.raises(GuardRefused, match="写明理由"):
        decline(prompt, by=county.head, reason=" ")
    decline(prompt, by=county.head, reason="已停产")
    assert evaluate(record.case.enterprise) == []
    make(county, severity="LARGER")
    assert one("KEY").evidence[0]["id"] != record.pk
    assert Prompt.objects.filter(state="DECLINED").count() == 1


def test_facts_that_go_away_put_the_prompt_aside(county):
    """The system lapses it; when they come back it stands again."""
    record = make(county, severity="LARGER")
    do(county, record, "regrade", county.head, severity="GENERAL", urgent=False)
    assert one("KEY", "LAPSED").decided_by is None
    do(county, record, "regrade", county.head, severity="LARGER", urgent=False)
    assert one("KEY").evidence[0]["id"] == record.pk
    assert Prompt.objects.count() == 1


def test_two_failures_and_a_major_hazard_list_an_interview(county):
    """R-328: confirmed, the interview stands on the open item with its term."""
    record = make(county, severity="MAJOR")
    for days in (200, 20):
        fail(record, days)
    evaluate(record.case.enterprise)
    prompt = one("INTERVIEW")
    assert prompt.case_id == record.pk
    assert len(prompt.evidence) == 3
    confirm(prompt, by=county.head, reason="尽快")
    assert record.case.measures.get().label.startswith("约谈企业负责人")
    assert record.case.deadlines.open().filter(rule="ITEM_INTERVIEW").exists()
    do(county, record, "hold_interview", county.staff)
    assert record.case.measures.get().status == "DONE"


def test_special_supervision_after_three_major_hazards(county):
    """R-339; the closer tier makes the proposal of the looser one needless."""
    TermsVersion.objects.create(
        bureau=county.bureau, version=1, major_campaigns_only=False, reason="局务会", set_by=county.admin
    )
    for _ in range(3):
        make(county, severity="MAJOR")
    assert set(Prompt.objects.filter(state="OPEN").values_list("rule", flat=True)) == {"SPECIAL"}
    confirm(one("SPECIAL"), by=county.head)
    assert one("SPECIAL", "CONFIRMED").enterprise.tier == "SPECIAL"


def test_duties_not_fulfilled_plan_a_spot_check(county, client):
    """R-122, R-123: 重点监管, and a sampling is planned."""
    record = make(county, problem="DUTIES")
    confirm(one("DUTY"), by=county.head)
    assert one("DUTY", "CONFIRMED").enterprise.tier_changes.get().ground == "DUTIES"
    measure = record.case.measures.get()
    assert (measure.label, measure.status) == ("计划产品质量监督抽查（第1轮）", "DONE")
    plan = SpotPlan.objects.get()
    target = plan.targets().get()
    assert (target.enterprise, target.ground, target.item.product_type) == (
        record.case.enterprise, "DUTIES", record.case.product_type,
    )  # fmt: skip
    assert plan.case.number in measure.result
    client.force_login(county.head)
    page = client.get(one("DUTY", "CONFIRMED").get_absolute_url()).text
    assert plan.get_absolute_url() in page


def test_what_prompts_call_for_is_gathered_in_one_plan(county):
    """R-123, R-214: the next one joins the draft; a new one begins when that was handed in."""
    first = make(county, problem="DUTIES")
    confirm(one("DUTY"), by=county.head)
    other = Enterprise.objects.create(bureau=county.bureau, name="清源县乙线缆厂", uscc=code(7), is_seller=True)
    second = make(county, problem="DUTIES", enterprise=other)
    confirm(one("DUTY"), by=county.head)
    plan = SpotPlan.objects.get()
    assert {row.enterprise for row in plan.targets()} == {first.case.enterprise, other}
    assert [(item.field, item.number) for item in plan.items.order_by("pk")] == [("PRODUCTION", 1), ("CIRCULATION", 1)]
    perform(plan, "hand_in", by=county.staff)
    for days in (1, 40, 400):
        fail(second, days)
    evaluate(other)
    confirm(one("TRACK"), by=county.head)
    assert SpotPlan.objects.count() == 2
    assert SpotPlan.objects.latest("pk").targets().get().ground == "FAILED"


def test_time_alone_raises_and_lapses(county):
    """R-214: the timetable asks again, windows move on without anything happening."""
    record = make(county)
    fail(record, 300), fail(record, 30), fail(record, 3)
    assert evaluate_all() == 1
    assert one("TRACK").why.startswith("近 3 年")
    with time_machine.travel(timezone.now() + timedelta(days=366 * 4), tick=False):
        assert evaluate_all() == 0
    assert not Prompt.objects.filter(state="OPEN").exists()


def test_an_area_is_proposed_for_supervision(county):
    """R-347: confirmed it is a case that a leader decides; once a month at most."""
    TermsVersion.objects.create(
        bureau=county.bureau, version=1, area_open_items=2, reason="局务会", set_by=county.admin
    )
    town = Region.objects.create(code="419921100", name="辛安镇", level="TOWN")
    record = make(county)
    record.case.enterprise.region = town
    record.case.enterprise.save()
    assert evaluate_areas(county.bureau) == []
    make(county)
    [prompt] = evaluate_areas(county.bureau)
    assert (prompt.region, prompt.rule) == (town, "AREA_CONCENTRATED")
    confirm(prompt, by=county.head)
    area = AreaSupervision.objects.get()
    assert (area.region, area.ground, area.case.awaiting_role) == (town, "HAZARD_CONCENTRATED", "DEPUTY")
    assert evaluate_areas(county.bureau) == []


def test_public_opinion_about_an_area_is_heard(county):
    """R-347: by the codes of the shipped catalogue; of an enterprise there, or of the area itself."""
    town = Region.objects.create(code="419921100", name="辛安镇", level="TOWN")
    enterprise = make(county).case.enterprise
    enterprise.region = town
    enterprise.save()
    seed.load()
    for source, fields in (("ONLINE_OPINION", {"enterprise": enterprise}), ("MEDIA", {"region": town})):
        assert evaluate_areas(county.bureau) == []
        make_info(county, source=InfoSource.objects.get(code=source), **fields)
    make_info(county, source=InfoSource.objects.get(code="MEDIA"), enterprise=enterprise, region=town)
    [prompt] = evaluate_areas(county.bureau)
    assert (prompt.region, prompt.rule, len(prompt.evidence)) == (town, "AREA_OPINION", 3)


def test_who_decides(county):
    """The head of the unit; a tier is set by who may set it, which leaders and staff may not."""
    make(county, severity="LARGER")
    prompt = one("KEY")
    for person in (county.staff, county.deputy, county.director, county.other_head, county.inspector, county.admin):
        assert may_decide(prompt, person) is None, person
        with pytest.raises((NotAllowed, PermissionDenied)):
            confirm(prompt, by=person)
    assert may_decide(prompt, county.head)
    assert list(Prompt.objects.awaiting(county.head)) == [prompt]
    assert not Prompt.objects.awaiting(county.other_head).exists()


def test_deciding_in_the_browser(county, client):
    record = make(county, severity="LARGER")
    prompt = one("KEY")
    client.force_login(county.staff)
    url = reverse("rectification:prompt", args=[prompt.pk])
    text = client.get(url).text
    assert record.case.get_absolute_url() in text
    assert "质量监督股负责人确认" in text
    assert client.post(url, {"decision": "confirm"}).status_code == 403
    client.force_login(county.head)
    for listed in ("", "?state=mine"):
        assert str(prompt.subject) in client.get(reverse("rectification:prompts") + listed).text
    refused = client.post(url, {"decision": "decline", "reason": ""})
    assert (refused.status_code, "不采纳的必须写明理由" in refused.text) == (422, True)
    client.post(url, {"decision": "decline", "reason": "已停产"})
    assert one("KEY", "DECLINED").reason == "已停产"
    assert "没有提示" in client.get(reverse("rectification:prompts")).text
    assert "没有提示" in client.get(reverse("rectification:prompts") + "?state=mine").text
    assert "已停产" not in client.get(reverse("rectification:prompts") + "?state=CONFIRMED").text
    assert str(prompt.subject) in client.get(reverse("rectification:prompts") + "?state=all").text


def test_closing_the_item_ends_the_reason(county):
    """R-328 asks for an open hazard."""
    record = make(county, severity="MAJOR")
    for days in (200, 20):
        fail(record, days)
    evaluate(record.case.enterprise)
    bring(county, record, "CLOSED_OTHER")
    assert one("INTERVIEW", "LAPSED")
