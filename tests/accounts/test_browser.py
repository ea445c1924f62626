"""The shell in Chromium: keyboard, drafts, one click, the end of a session, no barrier."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import AccountEvent, User
from tests.people import PASSWORD, make_county

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW_USER = "/accounts/users/new/"


@pytest.fixture
def people(transactional_db):
    return make_county()


@pytest.fixture
def admin_page(browser_page, login, people):
    login(browser_page, people.admin)
    return browser_page


def _drafts(page) -> int:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('zhian-draft:')).length")


def _wait_until_kept(page):
    # Not wait_for_function: it evaluates text, which the content policy refuses.
    for _ in range(50):
        if _drafts(page):
            return
        page.wait_for_timeout(100)
    pytest.fail("no draft was kept")


def test_no_barrier_on_any_page_of_the_shell(browser_page, phone_page, login, axe, people):
    """WCAG 2.1 AA by axe, and nothing wider than the screen."""
    staff = people.staff.pk
    addresses = [
        "/", "/nothing/", "/accounts/profile/", "/accounts/password/", "/accounts/users/", NEW_USER,
        f"/accounts/users/{staff}/", f"/accounts/users/{staff}/edit/", "/accounts/departments/",
        f"/accounts/departments/{people.quality.pk}/",
    ]  # fmt: skip
    for page in (browser_page, phone_page):
        page.goto("/accounts/login/")
        axe(page)
        login(page, people.admin)
        for address in addresses:
            page.goto(address)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
        page.goto(NEW_USER)
        page.evaluate("document.querySelector('main form').noValidate = true")
        page.click("main .form-actions button")
        expect(page.locator(".error-summary")).to_be_focused()
        axe(page)


def test_the_keyboard_reaches_the_content_and_the_menu(admin_page, phone_page, login, people):
    admin_page.goto("/accounts/users/")
    admin_page.keyboard.press("Tab")
    expect(admin_page.locator(".skip")).to_be_focused()
    admin_page.keyboard.press("Enter")
    expect(admin_page.locator("#main")).to_be_focused()
    login(phone_page, people.admin)
    phone_page.goto("/")
    expect(phone_page.locator("#side")).not_to_be_visible()
    phone_page.click("[aria-label=打开菜单]")
    expect(phone_page.locator("#side").get_by_role("link", name="用户与机构")).to_be_visible()
    expect(phone_page.locator("#side")).to_be_focused()
    phone_page.keyboard.press("Escape")
    expect(phone_page.locator("#side")).not_to_be_visible()


def test_a_question_is_asked_before_a_password_is_reset(admin_page, people):
    admin_page.goto(f"/accounts/users/{people.staff.pk}/")
    admin_page.click("text=重置密码")
    dialog = admin_page.locator("#confirm-dialog")
    expect(dialog).to_contain_text("为赵敏重置密码？")
    admin_page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert User.objects.get(pk=people.staff.pk).check_password(PASSWORD)
    admin_page.click("text=重置密码")
    admin_page.get_by_role("button", name="确定").click()
    expect(admin_page.locator(".secret code").last).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))


def test_two_clicks_send_once(admin_page, people):
    admin_page.goto(f"/accounts/users/{people.staff.pk}/edit/")
    admin_page.fill("#id_phone", "13800001111")
    with admin_page.expect_navigation():
        admin_page.evaluate(
            "() => { const b = document.querySelector('main .form-actions button'); b.click(); b.click(); }"
        )
    expect(admin_page.locator("h1")).to_have_text("赵敏")
    assert AccountEvent.objects.count() == 1


def test_a_draft_survives_a_closed_page_and_goes_when_it_was_sent(admin_page, people):
    page = admin_page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(NEW_USER)
    page.fill("#id_username", "linfang")
    page.fill("#id_name", "林芳")
    page.select_option("#id_department", str(people.quality.pk))
    page.check("text=经办人 登记")
    _wait_until_kept(page)
    page.goto("/accounts/users/")
    page.goto(NEW_USER)
    expect(page.locator(".draft-note")).to_contain_text("已恢复您")
    expect(page.locator("#id_name")).to_have_value("林芳")
    expect(page.locator("#id_department")).to_have_value(str(people.quality.pk))
    expect(page.locator("input[value=STAFF]")).to_be_checked()
    with page.expect_navigation():  # to the end: the answer's script throws the draft away
        page.click("main .form-actions button")
    expect(page.locator("h1")).to_have_text("林芳的临时密码")
    page.goto(NEW_USER)
    expect(page.locator("#id_name")).to_have_value("")
    expect(page.locator(".draft-note")).to_have_count(0)


def test_a_draft_outlives_an_error_that_is_walked_away_from(admin_page):
    page = admin_page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(NEW_USER)
    page.fill("#id_name", "林芳")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.click("main .form-actions button")
    expect(page.locator(".error-summary")).to_be_focused()
    page.goto("/accounts/users/")
    page.goto(NEW_USER)
    expect(page.locator("#id_name")).to_have_value("林芳")


def test_a_refused_draft_is_thrown_away_on_request_and_at_logout(admin_page):
    page = admin_page
    page.on("dialog", lambda dialog: dialog.accept())
    for farewell in ("text=不要草稿", "logout"):
        page.goto(NEW_USER)
        page.fill("#id_name", "林芳")
        _wait_until_kept(page)
        page.reload()
        expect(page.locator("#id_name")).to_have_value("林芳")
        if farewell == "logout":
            page.click(".who")
            page.click("form[data-logout] button")
            page.wait_for_url("**/accounts/login/")
        else:
            page.click(farewell)
            expect(page.locator("#id_name")).to_have_value("")
        page.wait_for_timeout(600)
        assert _drafts(page) == 0


def test_a_draft_belongs_to_its_writer(admin_page, login, people):
    page = admin_page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/accounts/users/")
    page.goto(NEW_USER)
    page.fill("#id_name", "林芳")
    _wait_until_kept(page)
    people.head.role_assignments.update(role="ADMIN")
    login(page, people.head)
    page.goto(NEW_USER)
    expect(page.locator("#id_name")).to_have_value("")


def test_leaving_with_something_unsent_is_asked_about(admin_page):
    asked = []
    admin_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    admin_page.goto("/accounts/profile/")
    admin_page.locator("#id_phone").press_sequentially("139")
    admin_page.goto("/")
    assert asked == ["beforeunload"]
    admin_page.goto("/accounts/profile/")
    admin_page.locator("#id_phone").press_sequentially("138")
    admin_page.click("main form button")
    expect(admin_page.locator("#messages")).to_contain_text("电话已保存")
    assert asked == ["beforeunload"]


def test_two_minutes_before_the_end_one_may_go_on(browser_page, login, people):
    page = browser_page
    page.clock.install()
    login(page, people.staff)
    page.goto("/")
    warning = page.locator("#session-warning")
    page.clock.fast_forward("27:50")
    expect(warning).not_to_be_visible()
    page.clock.fast_forward("00:30")
    expect(warning).to_contain_text("即将自动退出")
    expect(warning).to_contain_text("还剩 1 分")
    page.click("text=继续工作")
    expect(warning).not_to_be_visible()
    page.clock.fast_forward("30:10")
    expect(warning).to_contain_text("登录已超时")
    expect(page.get_by_text("继续工作")).not_to_be_visible()


def test_a_session_that_is_over_says_so_instead_of_going_on(browser_page, login, people):
    page = browser_page
    page.clock.install()
    login(page, people.staff)
    page.goto("/")
    page.clock.fast_forward("28:30")
    page.context.clear_cookies(name="sessionid")
    page.click("text=继续工作")
    expect(page.locator("#session-warning")).to_contain_text("登录已超时")


def test_a_file_that_is_too_large_is_told_before_it_travels(admin_page, tmp_path):
    large, small = tmp_path / "录像.mp4", tmp_path / "照片.jpg"
    large.write_bytes(b"0" * 1_200_000)
    small.write_bytes(b"0" * 300_000)
    admin_page.goto("/accounts/profile/")
    admin_page.evaluate(
        "document.querySelector('main form .body').insertAdjacentHTML('afterbegin',"
        " '<div><input type=file id=files multiple data-max-mb=1 aria-label=附件></div>')"
    )
    admin_page.set_input_files("#files", [large, small])
    rows = admin_page.locator(".file-list li")
    expect(rows.first).to_have_text("录像.mp4（1.1 MB） 超过 1 MB，请压缩或拆分后再选")
    expect(rows.last).to_have_text("照片.jpg（0.3 MB）")
    admin_page.click("main form button")
    expect(admin_page.locator("#messages")).to_contain_text("有附件太大，没有提交")
    admin_page.set_input_files("#files", [small])
    admin_page.click("main form button")
    expect(admin_page.locator("#messages")).to_contain_text("电话已保存")


def test_a_phone_form_works_without_javascript(open_page, login, people):
    page = open_page(java_script_enabled=False)
    login(page, people.staff)
    page.goto("/accounts/profile/")
    page.fill("#id_phone", "13800001111")
    page.click("main form button")
    expect(page.locator("#messages")).to_contain_text("电话已保存")
