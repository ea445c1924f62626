"""Every state × every act × every person of the county (rules §3.6, §3.8)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.models import Campaign
from campaigns.states import CampaignState
from casefile import actions
from casefile.models import Measure
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from registers.models import SamplingResult
from spotchecks.opening import begin as begin_handling
from tests.rectification.items import bring as bring_item
from tests.rectification.items import make as make_item
from tests.spotchecks.builders import do as do_handling

from .campaigns import bring, do, factory, finish_tasks, make, wire

#: Who may do what is decided in Python: one database is enough for the table.
pytestmark = pytest.mark.once

STAFF = {"staff", "second_staff", "head"}
HEADS = {"head", "deputy", "second_deputy", "director"}
LEADERS = HEADS - {"head"}
NOBODY: set[str] = set()
#: state → act → (state after it, None for the same; who may do it). Everybody and everything else is refused.
TABLE = {
    "PLANNED": {"hand_in": (None, STAFF), "deploy": ("DEPLOYED", NOBODY), "send_back": (None, NOBODY)},
    "DEPLOYED": {"start_on_site": ("ON_SITE", HEADS)},
    "ON_SITE": {"start_governing": ("GOVERNING", HEADS)},
    "GOVERNING": {"start_final_check": ("FINAL_CHECK", HEADS)},
    "FINAL_CHECK": {"go_on_reporting": (GuardRefused, HEADS), "complete": (GuardRefused, LEADERS)},
    "CONTINUING": {"complete": (GuardRefused, LEADERS)},
    "COMPLETED": {"file_away": ("CLOSED", LEADERS)},
    "CLOSED": {},
}  # fmt: skip


def outcome(record, act, person):
    """Return the state after the act, or the exception class; nothing stays done."""
    before = dict(record.__dict__)
    try:
        with transaction.atomic():
            do(record, act, person)
            reached = record.state
            transaction.set_rollback(True)
    except (WrongState, NotAllowed, GuardRefused) as refusal:
        return type(refusal)
    record.__dict__.clear()
    record.__dict__.update(before)
    return reached


def check(county, record, table):
    people = {name: person for name, person in vars(county).items() if person in county.people}
    for act in actions.registered()[Campaign]:
        if act not in table:
            assert outcome(record, act, county.director) is WrongState, f"{record.state} {act}"
            continue
        reached, allowed = table[act]
        for name, person in people.items():
            found = outcome(record, act, person)
            expected = (reached or record.state) if name in allowed else NotAllowed
            assert found == expected, f"{record.state} {act} {name}: {found}"


@pytest.mark.parametrize("state", CampaignState.values)
def test_who_may_do_what_in_which_state(county, state):
    """Rules §3.6, §3.8: the plan is the director's, moving on the head's, the end the deputy's."""
    check(county, bring(county, make(county), state), TABLE[state])


def test_a_plan_handed_in_is_decided_by_the_director_alone(county):
    record = make(county)
    do(record, "hand_in", county.staff)
    table = {
        "hand_in": (None, NOBODY), "deploy": ("DEPLOYED", {"director"}), "send_back": (None, {"director"}),
    }  # fmt: skip
    check(county, record, table)


def test_the_table_names_every_state_and_act():
    assert set(TABLE) == set(CampaignState.values)
    assert {act for acts in TABLE.values() for act in acts} == set(actions.registered()[Campaign])


@pytest.mark.parametrize("state", CampaignState.values)
def test_an_open_campaign_is_always_on_somebodys_desk(county, state):
    record = bring(county, make(county), state)
    awaited = [person for person in county.people if type(record.case).objects.awaiting(person).exists()]
    awaited = [row for row in awaited if type(record.case).objects.awaiting(row).filter(pk=record.pk).exists()]
    assert bool(awaited) == (state != "CLOSED")


# --- guards --------------------------------------------------------------------------------
def refused(record, act, by, **given) -> str:
    with pytest.raises(GuardRefused) as caught:
        do(record, act, by, **given)
    return caught.value.message


def test_a_plan_is_whole_before_it_goes_to_the_director(county):
    """R-201, R-235: the file, phases, products, the leading group, tasks."""
    from campaigns.starting import start

    today = timezone.localdate()
    record = start(
        by=county.staff, title="空的行动", issuer="市局", issue_level="PREFECTURE", year=today.year, issued_on=today,
        starts_on=today, ends_on=today,
    )  # fmt: skip
    said = refused(record, "hand_in", county.staff)
    for word in ("方案文件", "阶段", "重点产品", "领导小组", "任务"):
        assert word in said


def test_a_phase_begins_by_its_date_confirmed_by_the_head(county):
    """R-341–R-343: not before the plan says so."""
    record = bring(county, make(county), "DEPLOYED")
    record.phases.filter(state="ON_SITE").update(
        starts_on=timezone.localdate() + timedelta(days=1), ends_on=timezone.localdate() + timedelta(days=9)
    )
    assert "还没有到" in refused(record, "start_on_site", county.head)


def test_nothing_is_inspected_without_targets(county):
    record = bring(county, make(county), "DEPLOYED")
    record.targets.all().delete()
    assert "检查对象" in refused(record, "start_on_site", county.head)


def test_not_completed_while_a_case_is_open_or_a_failure_unhandled(county):
    """R-207: 件件整改到位, 家家做好后处理."""
    record = bring(county, make(county), "FINAL_CHECK")
    item = make_item(county, origin=record.case)
    SamplingResult.objects.create(
        enterprise=factory(county), product_type=wire(), product_name="电缆", conclusion="FAIL",
        sampled_on=timezone.localdate() - timedelta(days=200),
    )  # fmt: skip
    said = refused(record, "complete", county.deputy)
    assert f"还有 1 件案卷没有办结：{item.case.number}" in said
    assert "1 家抽查不合格企业没有后处理记录：清源县恒通线缆有限公司" in said
    assert "任务“现场检查”还没有登记结果" in said
    bring_item(county, item, "WRITTEN_OFF")  # closed, and the enterprise is handled since its failure
    finish_tasks(county, record)
    do(record, "complete", county.deputy)
    assert record.state == "COMPLETED"


def test_a_failure_later_than_its_handling_is_unhandled(county):
    """R-205, R-207: what counts is the last failed sampling."""
    record = bring(county, make(county), "FINAL_CHECK")
    bring_item(county, make_item(county, origin=record.case), "WRITTEN_OFF")
    finish_tasks(county, record)
    SamplingResult.objects.create(
        enterprise=factory(county), product_type=wire(), product_name="电缆", conclusion="FAIL",
        sampled_on=timezone.localdate() + timedelta(days=1),
    )  # fmt: skip
    assert "没有后处理记录" in refused(record, "complete", county.deputy)


def test_a_plan_without_a_phase_of_checking_ends_with_its_last_phase(county, client):
    """R-343, rules §3.6: the plan of 2024 has three phases; earlier only once nothing is open any more."""
    record = bring(county, make(county, ends_on=timezone.localdate() + timedelta(days=9)), "GOVERNING")
    item = make_item(county, origin=record.case)
    assert "方案没有单列验收阶段：“第3阶段”到" in refused(record, "start_final_check", county.head)
    client.force_login(county.head)
    assert "方案没有单列验收自查阶段" in client.get(record.get_absolute_url()).text
    bring_item(county, item, "WRITTEN_OFF")
    assert outcome(record, "start_final_check", county.head) == "FINAL_CHECK"
    make_item(county, origin=record.case)
    record.phases.update(ends_on=timezone.localdate())
    assert outcome(record, "start_final_check", county.head) == "FINAL_CHECK"


def test_a_failure_is_handled_by_the_case_that_follows_samplings(county):
    """R-207: 抽查后处理 that ended without an entry of the ledger handled it too."""
    record = bring(county, make(county), "FINAL_CHECK")
    sampling = SamplingResult.objects.create(
        enterprise=factory(county), product_type=wire(), product_name="电缆", conclusion="FAIL",
        sampled_on=timezone.localdate() - timedelta(days=20),
    )  # fmt: skip
    finish_tasks(county, record)
    handling = begin_handling(sampling, by=county.staff, side="PRODUCER")
    assert "没有后处理记录" in refused(record, "complete", county.deputy)
    do_handling(county, handling, "close_otherwise", county.deputy)
    do(record, "complete", county.deputy)
    assert record.state == "COMPLETED"


def test_a_task_that_comes_after_another_waits_for_it(county, catalogues):
    """R-230: self-review only after 清零."""
    from casefile.measures import close_measure

    from .campaigns import from_template

    record = from_template(county, "003", year=2018)
    review = record.case.measures.select_related("case", "department").get(code="SELF_REVIEW")
    with pytest.raises(GuardRefused, match="方案还没有批准部署"):
        close_measure(review, Measure.Status.DONE, by=county.head, result="已自查")
    Campaign.objects.update(state="DEPLOYED", approved_at=timezone.now(), approved_by=county.director)
    with pytest.raises(GuardRefused, match="须在“开展一次隐患“清零”行动”之后"):
        close_measure(review, Measure.Status.DONE, by=county.head, result="已自查")
    zero = record.case.measures.select_related("case", "department").get(code="ZERO_OUT")
    close_measure(zero, Measure.Status.DONE, by=county.head, result="已清零")
    close_measure(review, Measure.Status.DONE, by=county.head, result="已自查")


def test_continuing_opens_a_written_report_each_month_until_all_is_closed(county):
    """R-351: what is open after the end is reported on, monthly."""
    from datetime import date

    from campaigns.obligations import open_monthly

    record = bring(county, make(county), "CONTINUING")
    today = timezone.localdate()
    first = record.returns.get()
    assert first.code == f"OPEN-{today:%Y-%m}"
    assert first.contents == ["OPEN_ITEMS"]
    assert open_monthly(today) == 0  # once a month, however often it runs
    later = date(today.year + 1, 1, 5)
    assert open_monthly(later) == 1
    assert open_monthly(later) == 0
    assert record.returns.get(code=f"OPEN-{later:%Y-%m}").due_on == date(later.year, 1, 31)
    assert "还有 1 件案卷没有办结" in refused(record, "complete", county.deputy)
    item = record.case.campaign_cases.get(kind="RECTIFICATION").rectificationitem
    bring_item(county, item, "WRITTEN_OFF")
    finish_tasks(county, record)
    perform(record, "complete", by=county.deputy, conclusion="全部整改到位")
    assert open_monthly(date(today.year + 1, 2, 5)) == 0
    assert "还没有报送" in refused(record, "file_away", county.deputy)
