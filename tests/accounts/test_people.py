"""The accounts that an administrator keeps: every change written down, nobody locked out of the house."""

import re

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AccountEvent, User
from accounts.roles import ROLE_DUTIES, Role, conflict_of
from tests.people import PASSWORD, person

USERS = "/accounts/users/"
What = AccountEvent.What


@pytest.fixture
def admin(client, county):
    client.force_login(county.admin)
    return client


def _fields(user, **changes):
    fields = {
        "name": user.name,
        "department": user.department_id,
        "title": user.title,
        "phone": user.phone,
        "is_active": "on",
        "roles": [role.value for role in user.roles],
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def _edit(client, user, **changes):
    return client.post(f"{USERS}{user.pk}/edit/", _fields(user, **changes))


def test_a_new_account_gets_a_temporary_password_shown_once(admin, county):
    data = {"username": "linfang", "name": "林芳", "department": county.quality.pk, "roles": ["STAFF"], "phone": "139"}
    response = admin.post(f"{USERS}new/", data)
    made = User.objects.get(username="linfang")
    password = re.search(r"临时密码</dt><dd><code>([^<]+)", response.content.decode()).group(1)
    assert made.check_password(password)
    assert made.must_change_password
    assert made.roles == [Role.STAFF]
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    event = made.account_events.get()
    assert (event.what, event.actor) == (What.CREATED, county.admin)
    assert ["角色", "", "经办人"] in event.detail["changes"]
    assert password not in str(event.detail)
    assert password not in admin.get(f"{USERS}{made.pk}/").content.decode()


def test_a_taken_user_name_is_refused_with_everything_still_in_place(admin, county):
    data = {"username": "zhaomin", "name": "林芳", "department": county.quality.pk, "roles": ["STAFF"]}
    text = admin.post(f"{USERS}new/", data).content.decode()
    assert "填写的内容都还在" in text
    assert 'value="林芳"' in text
    assert 'id="id_username_error"' in text
    assert User.objects.filter(name="林芳").count() == 0


def test_a_change_is_written_down_as_before_and_after(admin, county):
    _edit(admin, county.staff, department=county.station.pk, roles=["STAFF", "UNIT_HEAD"], title="")
    county.staff = User.objects.get(pk=county.staff.pk)
    assert county.staff.roles == [Role.STAFF, Role.UNIT_HEAD]
    event = county.staff.account_events.get()
    assert event.what == What.CHANGED
    assert event.detail["changes"] == [
        ["所在机构", "质量监督股", "城关市场监管所"],
        ["职务", "质量监督股科员", ""],
        ["角色", "经办人", "经办人、股室负责人"],
    ]
    text = admin.get(f"{USERS}{county.staff.pk}/").content.decode()
    assert "质量监督股 → 城关市场监管所" in text


def test_saving_without_a_change_writes_nothing_down(admin, county):
    _edit(admin, county.staff)
    assert not county.staff.account_events.exists()


def test_stopping_and_restoring(admin, county):
    _edit(admin, county.staff, is_active=None)
    _edit(admin, county.staff)
    assert [event.what for event in county.staff.account_events.order_by("pk")] == [What.DEACTIVATED, What.ACTIVATED]
    county.staff.refresh_from_db()
    assert county.staff.is_active


@pytest.mark.parametrize(
    ("change", "words"),
    [({"roles": ["STAFF"]}, "不能取消自己的管理员角色"), ({"is_active": None}, "不能停用自己的账号")],
)
def test_an_administrator_cannot_lock_himself_out(admin, county, change, words):
    assert words in _edit(admin, county.admin, **change).content.decode()
    again = User.objects.get(pk=county.admin.pk)
    assert again.is_active
    assert again.roles == [Role.ADMIN]


@pytest.mark.parametrize("roles", [["ADMIN", "DIRECTOR"], ["AGENCY", "STAFF"], ["INSPECTOR", "DEPUTY"]])
def test_roles_that_must_stand_alone(admin, county, roles):
    """Who configures approves nothing; an outside agency sees its own tasks only (rules §3, roles)."""
    assert "不能与其他角色同时担任" in _edit(admin, county.staff, roles=roles).content.decode()
    assert User.objects.get(pk=county.staff.pk).roles == [Role.STAFF]


def test_roles_that_go_together():
    assert conflict_of([Role.BRIGADE, Role.UNIT_HEAD]) == ""
    assert conflict_of([Role.ADMIN]) == ""


def test_every_role_says_what_it_is_for():
    assert set(ROLE_DUTIES) == set(Role)


def test_a_reset_gives_a_new_temporary_password_and_lifts_the_lock(admin, county):
    visitor = admin.__class__()
    for _ in range(5):
        visitor.post("/accounts/login/", {"username": "zhaomin", "password": "wrong"})
    response = admin.post(f"{USERS}{county.staff.pk}/reset-password/")
    password = re.search(r"临时密码</dt><dd><code>([^<]+)", response.content.decode()).group(1)
    assert visitor.post("/accounts/login/", {"username": "zhaomin", "password": PASSWORD}).status_code == 200
    response = visitor.post("/accounts/login/", {"username": "zhaomin", "password": password})
    assert response.status_code == 302
    assert visitor.get("/").url == "/accounts/password/"
    assert county.staff.account_events.get().what == What.PASSWORD_RESET


def test_the_own_password_is_not_reset_here(admin, county):
    assert admin.post(f"{USERS}{county.admin.pk}/reset-password/").url == f"{USERS}{county.admin.pk}/"
    county.admin.refresh_from_db()
    assert county.admin.check_password(PASSWORD)


def test_a_lock_is_seen_and_lifted(admin, county):
    visitor = admin.__class__()
    for _ in range(5):
        visitor.post("/accounts/login/", {"username": "zhaomin", "password": "wrong"})
    assert "已锁定" in admin.get(USERS).content.decode()
    assert "解除锁定" in admin.get(f"{USERS}{county.staff.pk}/").content.decode()
    admin.post(f"{USERS}{county.staff.pk}/unlock/")
    assert visitor.post("/accounts/login/", {"username": "zhaomin", "password": PASSWORD}).status_code == 302
    assert county.staff.account_events.get().what == What.UNLOCKED
    assert "解除锁定</button>" not in admin.get(f"{USERS}{county.staff.pk}/").content.decode()


def test_the_list_filters(admin, county):
    county.other_staff.is_active = False
    county.other_staff.save()

    def names(query):
        return set(re.findall(rf'href="{USERS}\d+/">([^<]+)</a>', admin.get(f"{USERS}?{query}").content.decode()))

    assert "杨帆" not in names("")
    assert names("state=stopped") == {"杨帆"}
    assert names("q=zhao") == {"赵敏"}
    assert names("q=孙") == {"孙丽"}
    assert names("role=DIRECTOR") == {"周卫东"}
    assert names(f"department={county.brigade.pk}") == {"王磊", "郭强"}
    assert names("q=nobody") == set()


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_people(
    admin, county, django_assert_max_num_queries
):
    def count():
        with django_assert_max_num_queries(100) as captured:
            admin.get(USERS)
        return len(captured)

    admin.get(USERS)
    before = count()
    for number in range(20):
        person(f"more{number}", f"新人{number}", county.station, Role.STAFF, Role.UNIT_HEAD)
    assert count() == before


def test_an_administrator_keeps_the_own_bureau_and_those_below(admin, client, county):
    """The county's administrator does not reach the prefecture; the prefecture's reaches the county."""
    above = county.inspector.department
    assert admin.get(f"{USERS}{county.inspector.pk}/").status_code == 404
    assert admin.post(f"{USERS}{county.inspector.pk}/reset-password/").status_code == 404
    assert admin.get(f"/accounts/departments/{above.pk}/").status_code == 404
    assert "选择一个有效的选项" in _edit(admin, county.staff, department=above.pk).content.decode()
    client.force_login(person("shiguanli", "市管理员", above, Role.ADMIN))
    assert client.get(f"{USERS}{county.staff.pk}/").status_code == 200


def test_units_are_made_changed_and_stopped_only_when_empty(admin, county):
    """R-010: sections and stations are units of their kind under a leader."""
    data = {"bureau": county.bureau.pk, "name": "辛安市场监管所", "kind": "STATION_OFFICE", "order": 30}
    admin.post("/accounts/departments/new/", data)
    unit = county.bureau.departments.get(name="辛安市场监管所")
    assert unit.account_events.get().what == What.UNIT_CREATED
    quality = f"/accounts/departments/{county.quality.pk}/"
    fields = {"name": "质量监督股", "kind": "SECTION", "order": 10, "reports_monthly": "on"}
    assert "还有 3 名在用人员" in admin.post(quality, fields).content.decode()
    admin.post(quality, {**fields, "active": "on", "supervisor": county.deputy.pk})
    county.quality.refresh_from_db()
    assert county.quality.supervisor == county.deputy
    assert ["分管领导", "", "李建国"] in county.quality.account_events.get().detail["changes"]
    assert "李建国" in admin.get("/accounts/departments/").content.decode()


def test_two_units_of_a_bureau_do_not_share_a_name(admin, county):
    fields = {"name": "办公室", "kind": "SECTION", "order": 10, "active": "on"}
    response = admin.post(f"/accounts/departments/{county.quality.pk}/", fields)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    county.quality.refresh_from_db()
    assert county.quality.name == "质量监督股"


def test_a_supervisor_belongs_to_the_bureau(admin, county, client):
    above = county.inspector.department
    leader = person("shizhang", "市局领导", above, Role.DEPUTY)
    client.force_login(person("shiguanli", "市管理员", above, Role.ADMIN))
    fields = {"name": "质量监督股", "kind": "SECTION", "order": 10, "active": "on", "supervisor": leader.pk}
    response = client.post(f"/accounts/departments/{county.quality.pk}/", fields)
    assert "分管领导须是本局的局领导" in response.content.decode()


def test_events_are_only_added_to(admin, county):
    _edit(admin, county.staff, phone="139")
    event = county.staff.account_events.get()
    event.what = What.CREATED
    for act in (
        event.save, event.delete, AccountEvent.objects.all().delete,
        lambda: AccountEvent.objects.update(what=What.CREATED),
    ):  # fmt: skip
        with pytest.raises(TypeError):
            act()
    assert AccountEvent.objects.get().what == What.CHANGED


def test_an_event_is_about_a_person_or_a_unit(county):
    with pytest.raises(ValidationError):
        AccountEvent(actor=county.admin, what=What.CHANGED).validate_constraints()
