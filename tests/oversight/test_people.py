"""Duties, missed deadlines, commendations and sanctions (R-049–R-053)."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from casefile.models import Deadline
from casefile.perform import perform
from casefile.refusals import NotAllowed
from casefile.trail import verify
from oversight import accountability
from oversight.models import AccountabilityRecord, Duty, OverdueNote
from oversight.overdue import days_late, explain, overdue
from tests.people import person
from tests.riskwarnings.cases import bring, make_warning

ISSUED_AT = datetime(2026, 3, 13, 16, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Friday
SECRET = "未按时组织核查，造成不合格产品继续流入市场"


@pytest.fixture
def late(county):
    """A warning that the brigade acknowledged three working days late; everything else is open and overdue."""
    with time_machine.travel(ISSUED_AT, tick=False):
        warning = bring(county, make_warning(county), "ISSUED")
    with time_machine.travel(ISSUED_AT + timedelta(days=6), tick=False):  # Thursday
        perform(warning, "acknowledge", by=county.brigade_officer)
    return warning


def test_the_log_says_who_was_how_late_and_why(client, county, late):
    with time_machine.travel(ISSUED_AT + timedelta(days=40), tick=False):
        met = Deadline.objects.get(case=late.case, rule="warning_acknowledge")
        assert days_late(met) == 3
        assert set(overdue(county.brigade_officer).values_list("responsible_department", flat=True)) == {
            county.brigade.pk
        }
        assert not overdue(county.other_staff).exists()
        everything = set(overdue(county.director))
        assert met in everything
        assert len(everything) == 4
        for who in (county.staff, county.deputy, county.other_staff):
            with pytest.raises(NotAllowed):
                explain(met, by=who, text="大队人员外出。")
        client.force_login(county.brigade_officer)
        at = reverse("oversight:explain", args=[met.pk])
        assert client.post(at, {"text": ""}).status_code == 422
        assert client.post(at, {"text": "=大队参加应急演练，未及时登录系统。"}).status_code == 302
        assert late.case.trail.filter(action="explain_overdue").get().reason.startswith("=大队参加")
        assert list(verify([type(late.case).objects.get(pk=late.pk)])) == []
        with pytest.raises(TypeError):
            OverdueNote.objects.get().save()
        client.force_login(county.director)
        log = reverse("oversight:overdue")
        counts = {only: client.get(f"{log}?only={only}").context["page"].paginator.count
                  for only in ("", "open", "late", "unsaid")}  # fmt: skip
        assert counts == {"": 4, "open": 3, "late": 1, "unsaid": 3}
        sheet = client.get(reverse("registers:export", args=["overdue"]) + "?only=late")
        row = list(openpyxl.load_workbook(BytesIO(sheet.getvalue())).active.values)[1]
        assert row[7:9] == ("3", "'=大队参加应急演练，未及时登录系统。")
        client.force_login(county.tester)
        assert client.get(log).status_code == 403
        assert client.get(reverse("registers:export", args=["overdue"])).status_code == 403


def test_only_leaders_see_who_was_praised_or_held_to_account(client, county, late):
    """The leak test: every page, every role, and the other bureau's leaders."""
    today = timezone.localdate()
    common = {"facts": SECRET, "measure": "通报批评", "decided_on": today, "decided_by": "局党组会议〔2026〕5号"}
    with pytest.raises(NotAllowed):
        accountability.record(by=county.head, kind="SANCTION", unit=county.brigade, cases=[late.case], **common)
    with pytest.raises(NotAllowed, match="不能给自己"):
        accountability.record(by=county.deputy, kind="COMMENDATION", person=county.deputy, **common)
    client.force_login(county.director)
    new = reverse("oversight:record_new")
    with time_machine.travel(ISSUED_AT + timedelta(days=40), tick=False):
        client.force_login(county.director)
        met = Deadline.objects.get(case=late.case, rule="warning_acknowledge")
        page = client.get(f"{new}?deadline={met.pk}").content.decode()
        assert "逾期3个工作日" in page
        posted = {"kind": "SANCTION", "unit": county.brigade.pk, "facts": SECRET, "measure": "通报批评",
                  "decided_on": "2026-04-20", "decided_by": "局党组会议", "deadlines": [met.pk],
                  "token": "6e0e7b52-6d44-4f0c-9d2c-0d6a1f4a5b33"}  # fmt: skip
        wrong = posted | {"person": county.staff.pk, "case_numbers": "YJ-2099-0001"}
        text = client.post(new, wrong).content.decode()
        assert "只选一个" in text
        assert "没有这些案卷，或者您无权查看：YJ-2099-0001" in text
        assert "请至少填写一件佐证案卷" in client.post(new, posted | {"deadlines": []}).content.decode()
        first = client.post(new, posted | {"case_numbers": late.case.number})
        assert client.post(new, posted | {"case_numbers": late.case.number}).url == first.url  # a double click
    row = AccountabilityRecord.objects.get()
    assert (list(row.cases.all()), list(row.deadlines.all())) == ([late.case], [met])
    praised = accountability.record(by=county.deputy, kind="COMMENDATION", person=county.staff, cases=[late.case],
                                    **(common | {"facts": "及时发现并制止危害"}))  # fmt: skip
    client.force_login(county.director)
    shown = client.get(first.url).content.decode()
    assert SECRET in shown
    assert late.case.number in shown

    stranger = person("shicheng", "石诚", county.prefecture.departments.first(), Role.DIRECTOR)
    pages = [reverse("oversight:records"), first.url, praised.get_absolute_url(), new,
             reverse("oversight:record_revoke", args=[row.pk])]  # fmt: skip
    elsewhere = [reverse("oversight:overdue"), reverse("oversight:duties"), reverse("oversight:board"),
                 late.get_absolute_url(), reverse("casefile:history", args=[late.pk]),
                 reverse("desk:search") + "?q=流入市场",
                 reverse("desk:home")]  # fmt: skip
    for user in [one for one in county.people if not {"DEPUTY", "DIRECTOR"} & set(one.roles)]:
        client.force_login(user)
        assert {client.get(at).status_code for at in pages} <= {403}, user.username
        for at in elsewhere:
            text = client.get(at).content.decode()
            assert SECRET not in text, (user.username, at)
            assert reverse("oversight:records") not in text, (user.username, at)
    client.force_login(stranger)
    assert SECRET not in client.get(reverse("oversight:records")).content.decode()
    assert client.get(first.url).status_code == 404

    client.force_login(county.deputy)
    revoke = reverse("oversight:record_revoke", args=[row.pk])
    assert client.post(revoke, {"reason": ""}).status_code == 422
    client.post(revoke, {"reason": "申诉成立。"})
    client.post(revoke, {"reason": "又一次。"})
    row.refresh_from_db()
    assert (row.revoked_by, row.revoked_reason, row.facts) == (county.deputy, "申诉成立。", SECRET)


def test_the_duty_table(client, county):
    new = reverse("oversight:duty_new")
    client.force_login(county.staff)
    assert client.get(new).status_code == 403
    client.force_login(county.head)
    given = {"department": county.quality.pk, "person": county.staff.pk, "matter": "风险信息登记和上报",
             "standard": "知悉当日登记", "since": "2026-03-01"}  # fmt: skip
    assert client.post(new, given | {"department": county.station.pk}).status_code == 422  # not the head's unit
    assert client.post(new, given | {"person": county.other_staff.pk}).status_code == 422
    assert client.post(new, given).status_code == 302
    duty = Duty.objects.get()
    client.force_login(county.other_head)
    assert client.post(reverse("oversight:duty_end", args=[duty.pk])).status_code == 404
    client.force_login(county.staff)
    page = client.get(reverse("oversight:duties")).content.decode()
    assert "知悉当日登记" in page
    assert "没有人担任" in page  # 监测站
    client.force_login(county.director)
    for _ in range(2):
        assert client.post(reverse("oversight:duty_end", args=[duty.pk])).status_code == 302
    duty.refresh_from_db()
    assert duty.ended_on == timezone.localdate()
