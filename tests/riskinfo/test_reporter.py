"""Who told the bureau is confidential (R-015; matrix row “reporter identity”)."""

import pytest
from django.urls import reverse

from casefile.models import CaseFile
from casefile.refusals import NotAllowed
from riskinfo import reporter
from riskinfo.permissions import may_see_reporter

from .builders import make_info

MAY = {"staff", "head", "deputy", "second_deputy", "director"}
ALL = (
    "staff", "second_staff", "head", "deputy", "second_deputy", "director", "office_clerk", "brigade_officer",
    "brigade_head", "tester", "other_staff", "other_head", "admin", "inspector",
)  # fmt: skip


@pytest.fixture
def info(county):
    return make_info(county, "SUBMITTED", reporter_name="张三丰", reporter_phone="13812345678")


def reveal(client, info):
    return client.post(reverse("riskinfo:reporter", args=[info.pk]))


@pytest.mark.parametrize("who", ALL)
def test_who_may_see(info, county, who):
    user = getattr(county, who)
    assert (may_see_reporter(info, user) is not None) == (who in MAY)
    if who not in MAY:
        with pytest.raises(NotAllowed):
            reporter.reveal(info, by=user)
        assert not info.case.trail.filter(action="view_reporter").exists()


def test_a_colleague_sees_it_once_the_case_is_his(info, county):
    """“V(own case)”: the handler, not the whole unit."""
    CaseFile.objects.filter(pk=info.pk).update(handler=county.second_staff)
    info.case.refresh_from_db()
    assert may_see_reporter(info, county.second_staff) == "STAFF"


def test_a_brigade_officer_sees_those_of_his_own_cases(county):
    info = make_info(county, "SUBMITTED", by=county.brigade_officer, reporter_name="李四")
    assert may_see_reporter(info, county.brigade_officer) == "BRIGADE"
    assert may_see_reporter(info, county.brigade_head) == "UNIT_HEAD"


@pytest.mark.parametrize("who", ["staff", "second_staff", "head", "deputy", "office_clerk", "inspector"])
def test_every_page_shows_it_masked(info, county, client, who):
    client.force_login(getattr(county, who))
    for url in (info.get_absolute_url(), reverse("casefile:history", args=[info.pk]), reverse("riskinfo:list")):
        page = client.get(url).content.decode()
        assert "张三丰" not in page
        assert "13812345678" not in page
    page = client.get(info.get_absolute_url()).content.decode()
    assert "张** 138****5678" in page
    assert ("查看（记入办理记录）" in page) == (who in MAY)


def test_a_look_is_entered_in_the_trail(info, county, client):
    client.force_login(county.head)
    response = reveal(client, info)
    assert "张三丰" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    entry = info.case.trail.order_by("-seq").first()
    assert (entry.action, entry.actor, entry.role, entry.data) == ("view_reporter", county.head, "UNIT_HEAD", [])


def test_a_look_by_others_of_the_unit_is_refused_in_words(info, county, client):
    client.force_login(county.second_staff)
    response = client.post(reverse("riskinfo:reporter", args=[info.pk]), follow=True)
    assert "反映人信息保密" in response.content.decode()
    client.force_login(county.office_clerk)
    assert reveal(client, info).status_code == 403
    assert client.get(reverse("riskinfo:reporter", args=[info.pk])).status_code in (403, 405)


def test_the_trail_never_holds_it(county, client):
    """Changing it in the draft says that it changed, not from what to what."""
    info = make_info(county, "DRAFT", reporter_name="张三丰", reporter_phone="13812345678")
    client.force_login(county.staff)
    form = client.get(reverse("riskinfo:edit", args=[info.pk])).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    typed |= {
        "reporter_name": "王五",
        "basis": info.basis,
        "harm_objects": info.harm_objects,
        "is_key": "",
        "other_regions": [],
    }
    assert client.post(reverse("riskinfo:edit", args=[info.pk]), typed).status_code == 302
    info.refresh_from_db()
    assert info.reporter_name == "王五"
    kept = str(list(info.case.trail.values_list("data", "reason")))
    assert "内容保密" in kept
    for secret in ("张三丰", "王五", "13812345678"):
        assert secret not in kept


@pytest.mark.parametrize(
    ("name", "phone", "shown"),
    [("张三", "", "张** 电话未留"), ("", "0395-7123456", "姓名未留 039****3456"), ("", "12345", "姓名未留 ****")],
)
def test_masks(name, phone, shown):
    class Info:
        reporter_name, reporter_phone = name, phone

    assert reporter.masked(Info) == shown
