"""Drawing up, choosing out of what failed before, results, progress (R-205, R-215, R-221, R-326, R-327)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casefile import jobs
from casefile.models import Job
from casefile.refusals import GuardRefused, WrongState
from rectification import following
from rectification.models import Prompt
from registers.models import SamplingResult
from registers.samplings import tell_changed
from spotchecks import opening, planning
from spotchecks.models import PlanTarget
from tests.rectification.items import make as make_item

from .builders import bring, do_plan, finish, firm, plan, sample, wire


def years_ago(years):
    return timezone.localdate() - timedelta(days=365 * years)


def test_what_failed_before_is_chosen_by_history(county):
    """R-205, R-221, R-215, R-327, by enterprise and ground."""
    record = plan(county, targets=0)
    item = record.items.get()
    failed, refused, none, later, old, idle = (firm(county, n, f"{n}号厂") for n in range(21, 27))
    first = sample(county, "FAIL", enterprise=failed)
    sample(county, "REFUSED", enterprise=refused)
    sample(county, "NO_SAMPLE", enterprise=none)
    sample(county, "FAIL", enterprise=later, ago=90)
    sample(county, "PASS", enterprise=later, ago=30)
    sample(county, "FAIL", enterprise=old, ago=365 * 5)
    sample(county, "FAIL", enterprise=idle)
    type(idle).objects.filter(pk=idle.pk).update(active=False)

    def called(ground):
        return {row.enterprise for row in planning.called_for(item, ground, since=years_ago(3))}

    assert called("FAILED") == {failed, later}
    assert called("FOLLOW_UP") == {failed, refused}
    assert called("NO_SAMPLE") == {none}
    made = planning.add_called(item, "FOLLOW_UP", since=years_ago(3), by=county.staff)
    assert {row.enterprise: row.follows for row in made}[failed] == first
    assert planning.add_called(item, "FOLLOW_UP", since=years_ago(3), by=county.staff) == []
    assert called("FAILED") == {later}
    assert "跟踪抽查 2 家" in record.case.trail.get(action="add_targets").reason
    other = planning.add_item(record, by=county.staff, product_type=wire(), field="RURAL", number=3)
    assert planning.called_for(other, "FOLLOW_UP", since=years_ago(3)) == []  # an open plan follows them already
    do_plan(record, "cancel", county.head)
    again = planning.add_item(plan(county, targets=0, title="第二个"), by=county.staff, product_type=wire(),
                              field="RURAL", number=3)  # fmt: skip
    assert {row.enterprise for row in planning.called_for(again, "FOLLOW_UP", since=years_ago(3))} == {failed, refused}


def test_results_and_progress(county):
    record = plan(county, "RUNNING", targets=3)
    with pytest.raises(GuardRefused, match="3 个抽查对象没有结果"):
        do_plan(record, "complete", county.head)
    first, second, third = record.targets().order_by("pk")
    for target, conclusion in ((first, "FAIL"), (second, "NO_SAMPLE")):
        planning.record_result(
            target, by=county.staff, product_type=wire(), product_name="缆", sampled_on=timezone.localdate(),
            conclusion=conclusion, failed_items="电阻" if conclusion == "FAIL" else "",
        )  # fmt: skip
    with pytest.raises(WrongState, match="已经登记"):
        planning.record_result(first, by=county.staff, product_name="缆", conclusion="PASS")
    line = planning.progress(record)[0]
    assert (line.done, line.failed, line.untested, line.share) == (1, 1, 1, 10)
    assert planning.totals([line]) == {"planned": 10, "targets": 3, "done": 1, "failed": 1, "untested": 1}
    with pytest.raises(WrongState, match="不能移出"):
        planning.remove_target(first, by=county.staff, reason="x")
    planning.remove_target(third, by=county.staff, reason="已停业")
    with pytest.raises(GuardRefused, match="1 个不合格或拒检的结果没有开始后处理"):
        do_plan(record, "complete", county.head)
    first.refresh_from_db()
    handling = opening.begin(first.result, by=county.staff, side="SELLER")
    assert handling.case.origin_links.get().origin == record.case
    do_plan(record, "complete", county.head)
    assert record.case.deadlines.open().count() == 0


def test_imported_results_find_their_targets(county):
    """One candidate is joined, two are left to a person, none of before the plan or of another product counts."""
    record = plan(county, "RUNNING", targets=3)
    first, second, third = record.targets().order_by("pk")
    sample(county, "PASS", enterprise=first.enterprise, ago=3)
    for batch in "AB":
        sample(county, "PASS", enterprise=second.enterprise, ago=3, batch=batch)
    sample(county, "PASS", enterprise=third.enterprise, ago=30)
    assert planning.match_results(record, by=county.staff) == (1, 1)
    assert planning.match_results(record, by=county.staff) == (0, 1)
    assert PlanTarget.objects.exclude(result=None).get().enterprise == first.enterprise


def test_what_was_approved_stays(county):
    record = plan(county, "RUNNING")
    with pytest.raises(WrongState, match="已经批准"):
        planning.remove_item(record.items.get(), by=county.staff)
    draft = plan(county, title="另一个")
    with pytest.raises(WrongState, match="拟制"):
        planning.record_result(draft.targets().get(), by=county.staff, product_name="缆", conclusion="PASS")
    planning.remove_item(draft.items.get(), by=county.staff)
    with pytest.raises(GuardRefused, match="还没有产品"):
        do_plan(draft, "hand_in", county.staff)
    finish(county, record)
    do_plan(record, "complete", county.head)
    with pytest.raises(WrongState):
        planning.add_item(record, by=county.staff, product_type=wire(), field="ONLINE", number=1)


def test_the_tables_hold_a_line_and_a_target_once(county):
    record = plan(county)
    item = record.items.get()
    for rows in ([item], [record.targets().get()]):
        for row in rows:
            row.pk = None
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()


def test_samplings_stand_in_order_for_who_counts_failures(county):
    """R-328: two in a row are found by day and number; what a retest put right is none."""
    days = [sample(county, "FAIL", ago=ago, batch=f"B{ago}").batch for ago in (60, 20, 40)]
    found = SamplingResult.objects.filter(enterprise=firm(county)).values_list("batch", flat=True)
    assert set(days) == set(found)
    assert list(found) == ["B20", "B40", "B60"]


def test_a_result_asks_the_rules_at_once(county):
    """R-214, R-328: written down, put right after a retest, loaded from a list: not an hour later."""
    enterprise = firm(county)
    make_item(county, severity="MAJOR", enterprise=enterprise)
    sample(county, "FAIL", ago=30)
    record = plan(county, "DRAFT", targets=0)
    target = planning.add_target(record.items.get(), enterprise, by=county.staff)
    do_plan(record, "hand_in", county.staff)
    do_plan(record, "approve", county.deputy)
    finish(county, record, "FAIL")
    prompt = Prompt.objects.get(rule="INTERVIEW")
    assert prompt.is_open
    target.refresh_from_db()
    handling = opening.begin(target.result, by=county.staff, side="PRODUCER")
    bring(county, handling, "OVERTURNED")
    prompt.refresh_from_db()
    assert prompt.state == "LAPSED"


def test_a_long_list_asks_by_a_job(county):
    """A list of many enterprises does not hold the import up."""
    firms = [firm(county, n, f"{n}号厂") for n in range(21, 21 + following.AT_ONCE + 1)]
    for row in firms:
        for days in (10, 100, 400):
            sample(county, "FAIL", enterprise=row, ago=days)
    tell_changed(row.pk for row in firms)
    job = Job.objects.get(kind="ask_rules")
    assert jobs.run(job.pk)
    assert Prompt.objects.filter(rule="TRACK").count() == len(firms)
    tell_changed([firms[0].pk])
    assert Job.objects.filter(kind="ask_rules").count() == 1
