"""What happens to seals as time goes on (R-042, R-047, R-048; rules §3.3, §3.7)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from casefile import deadlines
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, WrongState
from emergency.sealing import propose
from emergency.sealpages import seal_light
from tests.riskinfo.builders import make_info, send_to_testing

from . import emergencies
from .emergencies import make
from .seals import bring, executed, given, seal


def at(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def travel(text):
    return time_machine.travel(at(text), tick=False)


def sealed_first(county, moment):
    """Seal at `moment` without prior approval."""
    with travel(moment):
        sealing = seal(county, make(county))
        perform(
            sealing, "execute_first", by=county.brigade_officer,
            **executed(county, executed_at=timezone.now(), reason="当事人正在转移物品"),
        )  # fmt: skip
    return sealing


def test_approval_made_up_after_23_hours(county):
    """On the eve of the National Day holiday, by a deputy: the 24 hours run through the night."""
    sealing = sealed_first(county, "2026-09-30 23:50")
    assert sealing.approval_due_at == at("2026-10-01 23:50")
    assert county.director.notifications.filter(text__contains="先行封存", urgent=True).count() == 1
    with travel("2026-10-01 22:50"):
        assert "剩 1 小时" in seal_light(sealing).text
        perform(sealing, "approve_late", by=county.deputy, director_absent=True, reason="局长在省局开会")
        assert sealing.state == "IN_FORCE"
        assert not sealing.case.deadlines.open().filter(rule=f"SEAL_APPROVAL:{sealing.pk}").exists()
    assert sealing.expires_on.isoformat() == "2026-10-30"


def test_approval_missed_at_24_hours(county):
    """Then nothing but lifting is left, and the officers need nobody for that."""
    sealing = sealed_first(county, "2026-09-30 23:50")
    with travel("2026-10-01 23:49"):
        assert not sealing.is_over
    with travel("2026-10-01 23:51"):
        deadlines.sweep()
        overdue = county.brigade_officer.notifications.filter(case=sealing.case, urgent=True, text__contains="补办批准")
        assert overdue.exists()
        assert seal_light(sealing).colour == "red"
        with pytest.raises(GuardRefused, match="已超过补办批准的时限"):
            perform(sealing, "approve_late", by=county.director)
        perform(sealing, "lift", by=county.brigade_officer, lift_ground="NOT_APPROVED", reason="24 小时内未获批准")
        assert (sealing.state, sealing.ended_by) == ("LIFTED", county.brigade_officer)
        assert not sealing.case.deadlines.open().filter(rule__startswith="SEAL").exists()


def test_expiry_over_spring_festival_counts_calendar_days(county):
    """Sealed on 28 January 2027: 30 days later is 27 February, whatever the holidays between."""
    with travel("2027-01-28 10:00"):
        sealing = bring(county, seal(county, make(county)), "IN_FORCE")
    assert sealing.expires_on.isoformat() == "2027-02-27"
    due = sealing.case.deadlines.open().get(rule=f"SEAL_TERM:{sealing.pk}")
    moments = [f"{timezone.localtime(m):%m-%d %H:%M}" for m in deadlines.alert_moments(due)]
    assert moments == ["02-20 08:30", "02-24 08:30", "02-26 08:30", "02-27 23:59"]
    told = county.brigade_officer.notifications.filter(case=sealing.case, text__contains="封存到期")
    for count, moment in enumerate(["2027-02-20 08:31", "2027-02-24 08:31", "2027-02-26 08:31"], start=1):
        with travel(moment):
            deadlines.sweep()
            assert told.filter(urgent=False).count() == count
            assert seal_light(sealing).colour == "yellow"
    with travel("2027-02-28 00:01"):
        deadlines.sweep()
        assert told.filter(urgent=True).count() == 1
        assert (seal_light(sealing).colour, seal_light(sealing).text) == ("red", "到期 1 天，立即解除")
        for act in ("extend", "convert", "pause"):
            person = county.brigade_officer if act == "pause" else county.director
            with pytest.raises(GuardRefused, match="到期，应当立即解除"):
                perform(sealing, act, by=person, **given(county, act, person))
        perform(sealing, "lift", by=county.brigade_officer, lift_ground="EXPIRED", reason="期限届满，已退还")


def test_one_extension_with_approval_and_notice(county):
    with travel("2026-03-02 10:00"):
        sealing = bring(county, seal(county, make(county)), "APPROVED")
        perform(sealing, "execute", by=county.brigade_officer, **executed(county, executed_at=timezone.now()))
    with travel("2026-03-20 10:00"):
        with pytest.raises(GuardRefused, match="还没有提请延长"):
            perform(sealing, "extend", by=county.director)
        with pytest.raises(InvalidData):
            perform(
                sealing, "ask_extension", by=county.brigade_officer, extension_asked=31, extension_reason="情况复杂"
            )
        perform(sealing, "ask_extension", by=county.brigade_officer, extension_asked=20, extension_reason="情况复杂")
        assert sealing.expires_on.isoformat() == "2026-04-01"
        perform(sealing, "extend", by=county.director)
        assert sealing.expires_on.isoformat() == "2026-04-21"
        for asked in ("proposed_by", "extension_asked_by"):  # the table refuses what the permission refuses
            with pytest.raises(IntegrityError), transaction.atomic():
                type(sealing).objects.filter(pk=sealing.pk).update(**{asked: county.director})
        due = sealing.case.deadlines.open().get(rule=f"SEAL_TERM:{sealing.pk}").due_at
        assert timezone.localdate(due) == sealing.expires_on
        with pytest.raises(WrongState):
            perform(sealing, "extend", by=county.director)
        perform(sealing, "record_notice", by=county.brigade_officer, extension_notified_on=timezone.localdate())
        assert sealing.extension_notified_on is not None


def test_a_notified_test_prolongs_the_term(county):
    with travel("2026-03-02 10:00"):
        sealing = bring(county, seal(county, make(county)), "IN_FORCE")
    with travel("2026-03-10 10:00"):
        told = {"purpose": "气密性", "notified_on": timezone.localdate()}
        perform(sealing, "pause", by=county.brigade_officer, first="2026-03-12", last="2026-03-16", **told)
        assert sealing.expires_on.isoformat() == "2026-04-06"
        with pytest.raises(InvalidData, match="重叠"):
            perform(sealing, "pause", by=county.brigade_officer, first="2026-03-16", last="2026-03-18", **told)
        with pytest.raises(InvalidData, match="到期后的检验不能扣除"):
            perform(sealing, "pause", by=county.brigade_officer, first="2026-04-07", last="2026-04-08", **told)
        with pytest.raises(InvalidData, match="书面告知"):
            perform(
                sealing, "pause", by=county.brigade_officer, first="2026-03-20", last="2026-03-21", purpose="气密性"
            )


def test_an_emergency_does_not_close_over_a_seal(county):
    record = emergencies.bring(county, make(county), "SUMMARISED")
    assert record.state == "SUMMARISED"
    sealing = bring(county, seal(county, record), "IN_FORCE")
    perform(record, "record_result_reports", by=county.office_clerk, **emergencies.given("record_result_reports"))
    emergencies.acknowledge(county, record)
    with pytest.raises(GuardRefused, match="封存：问题批次燃气灶还是“封存中”，请先解除或转处理"):
        perform(record, "close", by=county.deputy)
    perform(sealing, "lift", by=county.director, **given(county, "lift", county.director))
    perform(record, "close", by=county.deputy)


def test_two_seals_of_a_case_have_clocks_of_their_own(county):
    record = make(county)
    first = bring(county, seal(county, record), "IN_FORCE")
    second = bring(county, seal(county, record, title="阀体原料"), "IN_FORCE")
    perform(first, "lift", by=county.director, **given(county, "lift", county.director))
    assert [row.rule for row in record.case.deadlines.open().filter(rule__startswith="SEAL")] == [
        f"SEAL_TERM:{second.pk}"
    ]


def test_an_interim_seal_waits_for_test_report_and_instruction(county):
    """R-047, R-048: 临时封存 while the information is undecided; test, upward report, superior's word."""
    info = make_info(county, "INCONCLUSIVE")
    sealing = bring(county, seal(county, info, by=county.staff), "IN_FORCE")
    with pytest.raises(GuardRefused) as refused:
        perform(sealing, "convert", by=county.director, conversion="TRANSFER", conversion_reference="移送函1号")
    assert refused.value.reasons == ["还没有登记上报", "还没有登记上级指示", "还没有委托质检机构检验"]
    for act in ("report_upward", "record_instruction"):
        perform(sealing, act, by=county.staff, **given(county, act, county.staff))
    with pytest.raises(GuardRefused, match="^还没有委托质检机构检验$"):
        perform(sealing, "lift", by=county.director, lift_ground="NO_VIOLATION", reason="检验合格")
    send_to_testing(info, county)
    perform(sealing, "lift", by=county.director, lift_ground="NO_VIOLATION", reason="检验合格")
    assert sealing.state == "LIFTED"


@pytest.mark.parametrize("state", ["SUBMITTED", "CONFIRMED", "ARCHIVED"])
def test_a_decided_information_is_not_sealed(county, state):
    info = make_info(county, state)
    with pytest.raises(WrongState, match="封存"):
        propose(info.case, by=county.staff, title="电线", party="恒兴", place="库房", ground="绝缘不合格")


def test_the_same_token_proposes_once(county):
    record = make(county)
    token = "0a4ddcb0-6f0b-4a55-9d8c-7a1f5ba3a0d1"
    assert seal(county, record, token=token, items=False) == seal(county, record, token=token, items=False)
    assert record.case.sealings.count() == 1
