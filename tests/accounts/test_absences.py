"""外出代理: who stands in acts in the absent person's role, on his days, in his business, and the trail says so."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.absences import AREAS, Absence
from accounts.authority import authority, with_stand_ins
from accounts.models import AccountEvent, User
from accounts.records import end_absence, enter_absence
from casefile.models import CaseFile, Notification
from casefile.perform import perform
from casefile.refusals import NotAllowed
from casefile.trail import digest, verify
from riskwarnings.models import Warning
from tests.riskwarnings.cases import bring, make_warning
from tests.riskwarnings.conftest import media, plain_papers  # noqa: F401

ABSENCES = "/accounts/absences/"


def away(county, absent, deputy, *, days=(0, 3), areas=("warning", "document"), by=None) -> Absence:
    today = timezone.localdate()
    return enter_absence(
        absent=absent, deputy=deputy, starts=today + timedelta(days[0]), ends=today + timedelta(days[1]),
        areas=list(areas), reason="赴省局培训", by=by or absent,
    )  # fmt: skip


def again(user) -> User:
    """The person as the next request reads him or her."""
    return User.objects.get(pk=user.pk)


def test_who_stands_in_acts_in_the_absent_persons_role(county):
    """R-008: the director away, a deputy approves level 1, and the chain keeps “代 周卫东”."""
    warning = bring(county, make_warning(county, "LEVEL_1"), "REVIEWED")
    with pytest.raises(NotAllowed):
        perform(warning, "approve", by=county.deputy)
    away(county, county.director, county.deputy)
    deputy = again(county.deputy)
    assert CaseFile.objects.awaiting(deputy).filter(pk=warning.pk).exists()
    assert CaseFile.objects.awaiting(again(county.director)).filter(pk=warning.pk).exists()
    assert not CaseFile.objects.awaiting(again(county.second_deputy)).filter(pk=warning.pk).exists()
    perform(warning, "approve", by=deputy)
    entry = warning.case.trail.get(action="approve")
    assert (entry.actor, entry.role, entry.on_behalf_of) == (county.deputy, "DIRECTOR", county.director)
    assert entry.role_label == "局长（代 周卫东）"
    signed = warning.case.trail.get(action="sign")
    assert signed.role_label == "局长（代 周卫东）"
    assert list(verify([CaseFile.objects.get(pk=warning.pk)])) == []


def test_the_desk_says_who_stands_in_for_whom(county, client):
    away(county, county.director, county.deputy)
    for person, words in ((county.deputy, "您正在代理 <b>周卫东</b>"), (county.director, "由 <b>李建国</b> 代理")):
        client.force_login(again(person))
        assert words in client.get("/").text
    client.force_login(county.staff)
    assert "代理" not in client.get("/").text


def test_the_chain_covers_for_whom_one_stood_in(county):
    away(county, county.director, county.deputy)
    warning = bring(county, make_warning(county, "LEVEL_1"), "REVIEWED")
    perform(warning, "approve", by=again(county.deputy))
    entry = warning.case.trail.get(action="approve")
    entry.on_behalf_of, entry.on_behalf_name = county.second_deputy, county.second_deputy.name
    assert digest(entry) != entry.hash
    entry.on_behalf_of, entry.on_behalf_name = None, ""
    assert digest(entry) != entry.hash


def test_only_on_the_days_and_in_the_business_handed_over(county, monkeypatch):
    def may(user, what):
        return authority(user, what, department=county.quality)

    away(county, county.director, county.deputy, days=(1, 3), areas=["warning"])
    assert may(again(county.deputy), "warning.approve_l1") is None
    today = timezone.localdate()
    for ahead, expected in ((0, None), (1, "DIRECTOR"), (3, "DIRECTOR"), (4, None)):
        monkeypatch.setattr(timezone, "localdate", lambda day=today + timedelta(ahead): day)
        assert may(again(county.deputy), "warning.approve_l1") == expected
        assert may(again(county.deputy), "emergency.activate") is None
        assert again(county.deputy).can("warning.approve_l1") == (expected is not None)
    # An own role comes first, and the absent one keeps his own.
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(2))
    assert not hasattr(may(again(county.deputy), "warning.approve_l2"), "absent")
    assert may(again(county.director), "warning.approve_l1") == "DIRECTOR"
    away(county, county.head, county.second_staff, days=(0, 9), areas=list(AREAS))
    assert may(again(county.second_staff), "info.confirm") == "UNIT_HEAD"
    assert may(again(county.second_staff), "info.confirm").label == "股室负责人（代 陈晓）"
    assert not hasattr(may(again(county.second_staff), "info.reporter"), "absent")


def test_nobody_acts_through_another_in_his_own_matter(county):
    """Who drafted or assessed does not approve, nor does who stands in for the drafter."""
    away(county, county.deputy, county.second_deputy)
    person = again(county.second_deputy)
    barred = [county.deputy.pk]
    county.quality.supervisor = county.deputy
    assert authority(person, "warning.approve_l2", department=county.quality) == "DEPUTY"
    assert authority(person, "warning.approve_l2", department=county.quality, besides=barred) is None
    assert authority(county.deputy, "warning.approve_l2", department=county.quality, besides=barred) is None


def test_who_stands_in_sees_the_cases_and_is_told(county):
    """The head of one unit standing in for the deputy of another unit's line."""
    county.quality.supervisor = county.deputy
    county.quality.save()
    warning = bring(county, make_warning(county), "IN_REVIEW")
    assert not CaseFile.objects.visible_to(again(county.other_head)).filter(pk=warning.pk).exists()
    absence = away(county, county.deputy, county.other_head, areas=["warning"])
    perform(warning, "review", by=county.head)
    told = Notification.objects.filter(case=warning.case, text__contains="审核审批", user=county.other_head)
    assert told.exists()
    visible = CaseFile.objects.visible_to(again(county.other_head))
    assert set(visible.values_list("kind", flat=True)) == {"WARNING"}
    assert visible.awaiting(again(county.other_head)).get().pk == warning.pk
    assert with_stand_ins([county.deputy], "info.view") == [county.deputy]
    assert end_absence(absence, by=county.deputy)
    assert not end_absence(absence, by=county.deputy)
    assert not CaseFile.objects.visible_to(again(county.other_head)).filter(pk=warning.pk).exists()
    with pytest.raises(NotAllowed):
        perform(Warning.objects.get(pk=warning.pk), "approve", by=again(county.other_head))


def test_a_leader_enters_his_absence_and_ends_it(client, county):
    client.force_login(county.director)
    assert 'href="/accounts/absences/new/"' in client.get(ABSENCES).content.decode()
    today = timezone.localdate()
    data = {
        "absent": county.director.pk, "deputy": county.deputy.pk, "starts": today, "ends": today + timedelta(2),
        "areas": ["warning"], "reason": "年休假",
    }  # fmt: skip
    for wrong, words in (
        ({"deputy": county.director.pk}, "不能由本人代理"), ({"deputy": county.staff.pk}, "由其他局领导"),
        ({"ends": today - timedelta(1)}, "结束日期不能早于开始日期"), ({"areas": []}, "至少选择一项代理事项"),
        ({"starts": date(2020, 1, 1)}, "不能从过去的日期"), ({"ends": today + timedelta(999)}, "最长 180 天"),
        ({"absent": county.deputy.pk, "deputy": county.head.pk}, "选择一个有效的选项"), ({"reason": ""}, "必填"),
    ):  # fmt: skip
        page = client.post(f"{ABSENCES}new/", data | wrong)
        assert page.status_code == 422
        assert words in page.content.decode(), words
    assert client.post(f"{ABSENCES}new/", data).status_code == 302
    absence = Absence.objects.get()
    event = AccountEvent.objects.get(target=county.director, what="ABSENCE_SET")
    assert ["代理人", "", "李建国"] in event.detail["changes"]
    again_entered = client.post(f"{ABSENCES}new/", data | {"deputy": county.second_deputy.pk})
    assert "的风险预警已由李建国代理" in again_entered.content.decode()
    client.force_login(county.deputy)
    profile = client.get("/accounts/profile/").content.decode()
    assert "您正在代周卫东办理：风险预警" in profile
    assert "终止</button>" not in client.get(ABSENCES).content.decode()
    client.post(f"{ABSENCES}{absence.pk}/end/")
    assert Absence.objects.get().ended_at is None
    client.force_login(county.office_clerk)
    client.post(f"{ABSENCES}{absence.pk}/end/")
    absence = Absence.objects.get()
    assert (absence.ended_by, absence.status) == (county.office_clerk, "已终止")
    client.force_login(county.staff)
    assert client.get(f"{ABSENCES}new/").status_code == 302


def test_the_database_refuses_an_impossible_absence(county):
    today = timezone.localdate()
    fields = {"absent": county.director, "areas": ["warning"], "reason": "出差", "created_by": county.director}
    for given, name in (
        ({"deputy": county.director, "starts": today, "ends": today}, "absence_deputy_is_another"),
        ({"deputy": county.deputy, "starts": today, "ends": today - timedelta(1)}, "absence_ends_after_start"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Absence.objects.create(**fields, **given)
