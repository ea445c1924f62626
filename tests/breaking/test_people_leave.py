"""Work always reaches somebody: people leave, units lose their head, handlers change."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import RoleAssignment, User
from casefile.assigning import assign
from casefile.models import CaseFile, Notification
from casefile.refusals import WrongState
from tests.riskinfo.builders import make_info
from tests.riskwarnings.cases import confirmed, make_warning

pytestmark = pytest.mark.usefixtures("plain_papers")


def _waits_for(user, case) -> bool:
    return CaseFile.objects.awaiting(User.objects.get(pk=user.pk)).filter(pk=case.pk).exists()


def test_a_new_handler_gets_what_waited_for_the_old_one(client, county):
    case = make_warning(county, info=confirmed(county)).case
    assert _waits_for(county.staff, case)
    client.force_login(county.head)
    client.post(reverse("casefile:assign", args=[case.pk]), {"handler": county.second_staff.pk, "reason": "赵敏调离"})
    case.refresh_from_db()
    assert (case.handler, case.awaiting_user) == (county.second_staff, county.second_staff)
    assert _waits_for(county.second_staff, case)
    assert not _waits_for(county.staff, case)
    assert Notification.objects.filter(user=county.second_staff, case=case).exists()
    length = case.trail_length
    with pytest.raises(WrongState, match="经办人已经是"):
        assign(case, county.second_staff, by=county.head)
    case.refresh_from_db()
    assert case.trail_length == length


def test_a_draft_goes_with_its_handler(county):
    info = make_info(county, "DRAFT")
    assign(info.case, county.second_staff, by=county.head)
    assert _waits_for(county.second_staff, info.case)


def test_a_closed_case_is_not_assigned(county):
    info = make_info(county, "EXCLUDED")
    with pytest.raises(WrongState):
        assign(info.case, county.second_staff, by=county.head)


def test_what_waits_for_a_deactivated_person_is_on_the_heads_desk(client, county):
    case = make_info(county, "SCREENED").case
    User.objects.filter(pk=county.staff.pk).update(is_active=False)
    assert _waits_for(county.head, case)
    assert not _waits_for(county.other_head, case)
    assert not _waits_for(county.deputy, case)
    User.objects.filter(pk=county.head.pk).update(is_active=False)
    assert _waits_for(county.deputy, case)
    client.force_login(county.deputy)
    assert "已停用，请改派经办人" in client.get(case.get_absolute_url()).content.decode()


def test_a_unit_without_head_does_not_stop_the_work(county):
    RoleAssignment.objects.filter(user=county.head).delete()
    case = make_info(county, "SUBMITTED").case
    assert _waits_for(county.deputy, case)
    assert Notification.objects.filter(user=county.deputy, case=case).exists()
    county.quality.supervisor = county.second_deputy
    county.quality.save()
    assert not _waits_for(county.deputy, case)
    assert _waits_for(county.second_deputy, case)


def test_the_account_page_says_how_many_cases_hang_on_a_person(client, county):
    make_info(county, "DRAFT")
    client.force_login(county.admin)
    address = reverse("accounts:user", args=[county.staff.pk])
    assert "未办结案卷 1 件，正等他办理的 1 件" in client.get(address).content.decode()
    User.objects.filter(pk=county.staff.pk).update(is_active=False)
    assert "账号已停用，这些案卷列在承办单位负责人的待办中" in client.get(address).content.decode()


def test_taking_away_the_only_director_warns(client, county):
    client.force_login(county.admin)
    form = {"name": "周卫东", "department": county.leaders.pk, "roles": ["DIRECTOR"]}  # is_active unchecked
    response = client.post(reverse("accounts:user_edit", args=[county.director.pk]), form, follow=True)
    assert "本局现在没有在用的“局长”" in response.content.decode()
    form = {"name": "李建国", "department": county.leaders.pk, "roles": ["DEPUTY"]}
    response = client.post(reverse("accounts:user_edit", args=[county.deputy.pk]), form, follow=True)
    assert "没有在用的" not in response.content.decode()


def test_no_demo_in_production(settings, db):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境"):
        call_command("demo")
