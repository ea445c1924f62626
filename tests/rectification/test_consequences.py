"""Help, consequences, areas under supervision (R-219, R-227, R-330–R-335, R-340, R-346, R-347)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile import actions
from casefile.models import Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from documents import merging
from documents.beginning import first_words
from rectification import areas, consequences
from rectification.models import AreaSupervision, Consequence
from registers.models import Region

from .items import bring, do, make


def proposed(county, kind, state="ORDERED"):
    record = bring(county, make(county), state)
    return consequences.propose(record.case, kind, by=county.staff, facts="无证生产200桶，已立案")


def today():
    return timezone.localdate()


# --- consequences ---------------------------------------------------------------------------


def test_credit_publicity_is_approved_and_recorded(county):
    """R-330: system, date and operator; the leader is told."""
    record = proposed(county, "CREDIT")
    assert Notification.objects.filter(user=county.deputy, url=record.get_absolute_url()).exists()
    with pytest.raises(WrongState):
        perform(record, "finish", by=county.staff, done_on=today(), result="公示系统 2026-88")
    perform(record, "approve", by=county.deputy)
    assert Notification.objects.filter(user=county.staff, text__endswith="已批准").exists()
    for day in (today() - timedelta(days=365), today() + timedelta(days=1)):
        with pytest.raises(InvalidData) as caught:
            perform(record, "finish", by=county.staff, done_on=day, result="公示系统 2026-88")
        assert "done_on" in caught.value.form.errors
    perform(record, "finish", by=county.staff, done_on=today(), result="公示系统 2026-88")
    entry = record.case.trail.get(action="finish")
    assert (record.state, entry.actor, entry.to_label) == ("DONE", county.staff, "已办结")


@pytest.mark.parametrize("kind", ["DISHONESTY", "REVOKE", "CANCEL"])
def test_what_the_bureau_may_only_propose_goes_upward(county, kind):
    """R-219, R-331, R-334: the director approves, the bureau above consents; the county revokes nothing itself."""
    record = proposed(county, kind)
    with pytest.raises(NotAllowed):
        perform(record, "approve", by=county.deputy)
    perform(record, "approve", by=county.director)
    with pytest.raises(GuardRefused, match="由上级决定"):
        perform(record, "finish", by=county.staff, done_on=today(), result="已撤销")
    with pytest.raises(InvalidData):
        perform(record, "send_up", by=county.staff, sent_on=today() - timedelta(days=9), sent_reference="9号")
    perform(record, "send_up", by=county.staff, sent_on=today(), sent_reference="清市监发〔2026〕9号")
    perform(record, "finish", by=county.staff, done_on=today(), result="省局〔2026〕3号决定")
    assert record.state == "DONE"


def test_the_bureau_above_may_not_consent(county):
    record = proposed(county, "REVOKE")
    perform(record, "approve", by=county.director)
    perform(record, "send_up", by=county.staff, sent_on=today(), sent_reference="9号")
    perform(record, "record_rejection", by=county.staff, reason="证据不足")
    assert record.state == "REJECTED"


def test_it_may_follow_when_the_item_is_closed(county):
    record = proposed(county, "CREDIT", "WRITTEN_OFF")
    perform(record, "approve", by=county.deputy)
    assert record.state == "APPROVED"


STAFF = {"staff", "second_staff", "head"}
LEADERS = {"deputy", "second_deputy", "director"}
#: kind, state → act → who.
TABLE = {
    ("CREDIT", "PROPOSED"): {"approve": LEADERS, "refuse": LEADERS},
    ("REVOKE", "PROPOSED"): {"approve": {"director"}, "refuse": {"director"}},
    ("CREDIT", "APPROVED"): {"send_up": set(), "finish": STAFF},
    ("REVOKE", "APPROVED"): {"send_up": STAFF, "finish": STAFF},
    ("REVOKE", "SENT_UP"): {"finish": STAFF, "record_rejection": STAFF},
    ("CREDIT", "DONE"): {}, ("CREDIT", "REFUSED"): {}, ("REVOKE", "REJECTED"): {},
}  # fmt: skip
PATHS = {
    "PROPOSED": [], "APPROVED": ["approve"], "SENT_UP": ["approve", "send_up"], "DONE": ["approve", "finish"],
    "REFUSED": ["refuse"], "REJECTED": ["approve", "send_up", "record_rejection"],
}  # fmt: skip
GIVEN = {
    "send_up": {"sent_on": today(), "sent_reference": "9号"}, "finish": {"done_on": today(), "result": "已公示"},
    "refuse": {"reason": "不够"}, "record_rejection": {"reason": "不够"},
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize(("kind", "state"), TABLE)
def test_who_may_do_what_with_a_consequence(county, kind, state):
    """Every state × act × person."""
    record = proposed(county, kind)
    for act in PATHS[state]:
        by = county.director if act in ("approve", "refuse") else county.staff
        perform(record, act, by=by, **GIVEN.get(act, {}))
    assert record.state == state
    people = {name: person for name, person in vars(county).items() if person in county.people}
    for name, action in actions.registered()[Consequence].items():
        if name not in TABLE[kind, state]:
            assert not actions.in_state(record, action), name
            continue
        allowed = {who for who, person in people.items() if action.who(record, person)}
        assert allowed == TABLE[kind, state][name], name


def test_one_of_a_kind_at_a_time(county):
    """Two proposals of the same would have two ends; once one is over, the next may follow."""
    first = proposed(county, "CREDIT")
    with pytest.raises(WrongState, match="已提出"):
        consequences.propose(first.case, "CREDIT", by=county.staff, facts="再提")
    consequences.propose(first.case, "REVOKE", by=county.staff, facts="另一件")
    perform(first, "refuse", by=county.deputy, reason="证据不足")
    second = consequences.propose(first.case, "CREDIT", by=county.staff, facts="补充了证据")
    assert second.state == "PROPOSED"


def test_pages_of_consequences(county, client):
    record = bring(county, make(county), "ORDERED")
    client.force_login(county.staff)
    url = reverse("rectification:consequence_new", args=[record.pk])
    assert "抽查三批均无出厂检验记录" in client.get(url).text
    sent = {"kind": "CREDIT", "facts": "典型", "_once": str(uuid.uuid4())}
    response = client.post(url, sent)
    assert client.post(url, sent).url == record.get_absolute_url()  # a second click
    made = Consequence.objects.get()
    assert response.url == made.get_absolute_url()
    again = client.post(url, {"kind": "CREDIT", "facts": "再提一次"})
    assert (again.status_code, "已提出（待批准）" in again.text) == (422, True)
    assert Consequence.objects.count() == 1
    assert "企业信用信息公示" in client.get(record.get_absolute_url()).text
    client.force_login(county.deputy)
    client.post(reverse("rectification:consequence_act", args=[made.pk, "approve"]), {"reason": ""})
    assert "已批准" in client.get(made.get_absolute_url()).text
    listed = reverse("rectification:consequences")
    assert made.get_absolute_url() in client.get(f"{listed}?kind=CREDIT&state=APPROVED").text
    assert made.get_absolute_url() not in client.get(f"{listed}?kind=REVOKE").text
    client.force_login(county.other_staff)
    assert client.get(made.get_absolute_url()).status_code == 404


# --- help -------------------------------------------------------------------------------------


def test_help_and_its_effect(county):
    """R-227, R-340: what was found goes into the 整改指导意见书; the effect is judged on its day."""
    record = bring(county, make(county), "ORDERED")
    do(county, record, "help_enterprise", county.staff)
    due = record.case.deadlines.open().get(rule="ITEM_HELP_EFFECT")
    assert timezone.localdate(due.due_at) == today() + timedelta(days=30)
    known = merging.facts(record.case)
    assert (known["原因"], known["整改要求"]) == ("检验设备未校准", "每季度校准一次")
    do(county, record, "judge_help", county.staff)
    visit = record.help_visits.get()
    assert (visit.effect, visit.effect_on) == ("SOLVED", today())
    assert not record.case.deadlines.open().filter(rule="ITEM_HELP_EFFECT").exists()
    with pytest.raises(NotAllowed):
        do(county, record, "judge_help", county.staff)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("RECTIFY_NOTICE", "补齐检验设备，逐批检验"), ("TALK_RECORD", "张三（总经理）"),
        ("SUPERVISION_NOTICE", "复查合格的，予以摘牌"), ("GUIDANCE", "补齐检验设备"),
    ],
)  # fmt: skip
def test_papers_begin_from_the_item(county, code, said):
    """R-316: everything that the item knows is filled in; only the telephone, which nobody has on file, is asked."""
    record = bring(county, make(county), "ORDERED")
    if code == "TALK_RECORD":
        do(county, record, "hold_interview", county.staff)
    if code == "SUPERVISION_NOTICE":
        do(county, record, "supervise", county.deputy)
    do(county, record, "record_cause", county.staff)
    words = first_words(record.case, code)
    assert said in words["body"]
    assert set(merging.unfilled(words["body"])) <= {"联系电话"}


# --- areas ------------------------------------------------------------------------------------


@pytest.fixture
def town(db):
    return Region.objects.create(code="419921100", name="辛安镇", level="TOWN")


def area(county, town, way="LISTED"):
    return areas.propose(by=county.head, region=town, way=way, ground="MANY_PROBLEMS", why="三个月发现隐患21项")


APPROVED = {"demand": "逐户排查", "conditions": "隐患清零", "due_on": today() + timedelta(days=30)}


def test_an_area_is_listed_and_taken_off(county, town):
    """R-346, R-347: proposed by a head, decided by a leader, lifted by another than who asked."""
    record = area(county, town)
    assert (record.case.number[:3], record.case.awaiting_role) == ("QD-", "DEPUTY")
    with pytest.raises(NotAllowed):
        perform(record, "approve", by=county.head, **APPROVED)
    perform(record, "approve", by=county.deputy, **APPROVED)
    due = record.case.deadlines.open().get()
    assert timezone.localdate(due.due_at) == APPROVED["due_on"]
    perform(record, "report_progress", by=county.head, reason="已排查40户")
    perform(record, "request_lift", by=county.deputy, met="已清零")
    with pytest.raises(NotAllowed):
        perform(record, "lift", by=county.deputy, reason="可以")
    perform(record, "refuse_lift", by=county.second_deputy, reason="还有3户")
    perform(record, "request_lift", by=county.head, met="已清零")
    perform(record, "lift", by=county.deputy, reason="核实无误")
    assert (record.state, record.case.closed_at is None) == ("LIFTED", False)
    assert not record.case.deadlines.open().exists()


def test_papers_of_an_area_go_to_its_government(county, town):
    """R-346: 约谈 and 通报 of an area; R-347: 挂牌督办通知书."""
    record = area(county, town, "TALK")
    perform(record, "approve", by=county.deputy, **APPROVED)
    known = merging.facts(record.case)
    assert (known["企业"], known["问题"], known["摘牌条件"]) == ("辛安镇人民政府", "三个月发现隐患21项", "隐患清零")
    assert "辛安镇人民政府" in first_words(record.case, "SUPERVISION_NOTICE")["others"]


AREA_TABLE = {
    "PROPOSED": {"approve": LEADERS, "decline": LEADERS},
    "IN_FORCE": {"report_progress": {"head"} | LEADERS, "request_lift": {"head"} | LEADERS},
    "LIFT_ASKED": {"refuse_lift": LEADERS, "lift": LEADERS}, "LIFTED": {}, "DECLINED": {},
}  # fmt: skip
AREA_PATHS = {
    "PROPOSED": [], "IN_FORCE": ["approve"], "LIFT_ASKED": ["approve", "request_lift"],
    "LIFTED": ["approve", "request_lift", "lift"], "DECLINED": ["decline"],
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("state", AREA_TABLE)
def test_who_may_do_what_with_an_area(county, town, state):
    """Every state × act × person."""
    record = area(county, town)
    given = {
        "approve": APPROVED,
        "request_lift": {"met": "已清零"},
        "lift": {"reason": "核"},
        "decline": {"reason": "否"},
    }
    for act in AREA_PATHS[state]:
        perform(record, act, by=county.head if act == "request_lift" else county.deputy, **given[act])
    assert record.state == state
    people = {name: person for name, person in vars(county).items() if person in county.people}
    for name, action in actions.registered()[AreaSupervision].items():
        if name not in AREA_TABLE[state]:
            assert not actions.in_state(record, action), name
            continue
        assert {who for who, person in people.items() if action.who(record, person)} == AREA_TABLE[state][name], name


def test_pages_of_areas(county, client, town):
    client.force_login(county.head)
    url = reverse("rectification:areas:new")
    assert "辛安镇" in client.get(url).text
    data = {"token": "6f1c1d4e-8a8e-4d6b-9a52-0d1f6c2b7a12", "region": town.pk, "way": "BULLETIN",
            "ground": "SENSITIVE_OPINION", "why": ""}  # fmt: skip
    assert client.post(url, data).status_code == 422
    client.post(url, data | {"why": "网上投诉集中"})
    record = AreaSupervision.objects.get()
    assert "网上投诉集中" in client.get(record.get_absolute_url()).text
    assert record.case.number in client.get(reverse("rectification:areas:list")).text
    client.force_login(county.staff)
    assert client.get(url).status_code == 403
