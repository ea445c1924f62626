"""What the public reads without signing in: only what was approved and not withdrawn (R-034, R-107, R-129)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from casefile.trail import verify
from documents.drafting import draft
from documents.models import Document
from riskwarnings.guards import may_withdraw
from riskwarnings.models import Publication
from riskwarnings.publishing import obstacles, publish, withdraw

from .cases import bring, make_warning, number_and_seal

TITLE = "关于电线电缆的消费提示"
BODY = "部分电线导体电阻不合格。\n一、购买建议\n查看合格证。\n| 项目 | 判定 |\n|---|---|\n| 电阻 | 不合格 |"


def _text(county, warning, kind="PUBLIC_NOTICE", title=TITLE) -> Document:
    return draft(warning.case, kind, by=county.staff, title=title, body=BODY)


def _led(county, document, upto):
    steps = [("submit", county.staff), ("check", county.head), ("sign", county.deputy)]
    for act, by in steps[: {"CHECK": 1, "TO_SIGN": 2}.get(upto, 3)]:
        perform(document, act, by=by)
    if upto == "ISSUED":
        number_and_seal(county, document)
        document = Document.objects.get(pk=document.pk)
        perform(document, "issue", by=county.office_clerk)
    return Document.objects.get(pk=document.pk)


def _released(county, document, **given):
    given = {
        "channels": ["SITE", "WECHAT"],
        "opinion": "口径由陈晓负责。",
        "published_on": timezone.localdate(),
    } | given
    return publish(document, by=county.office_clerk, **given)


@pytest.fixture
def warning(county):
    return bring(county, make_warning(county), "HANDLING")


def test_only_what_was_approved_and_not_withdrawn_is_shown(client, county, warning):
    """The leak test: each text in each state, and everything inside the house that must stay there."""
    drafts = {upto: _led(county, _text(county, warning, title=f"{upto}文稿"), upto) for upto in
              ("CHECK", "TO_SIGN", "SIGNED")}  # fmt: skip
    for document in drafts.values():
        with pytest.raises(GuardRefused, match="领导签发并印发后才能对外发布"):
            _released(county, document)
    assert obstacles(warning.notice) == ["风险信息警示通报不是写给公众的文稿"]
    document = _led(county, _text(county, warning), "ISSUED")
    unpublished = _led(county, _text(county, warning, "PUBLIC_WARNING", "未发布的警示"), "ISSUED")
    elsewhere = _led(county, _text(county, warning, title="只在公众号发的提示"), "ISSUED")
    _released(county, elsewhere, channels=["WECHAT"])
    expired = _led(county, _text(county, warning, title="到期的提示"), "ISSUED")
    old = _released(county, expired)
    Publication.objects.filter(pk=old.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    for person in (county.staff, county.head, county.brigade_officer, county.inspector, county.admin):
        with pytest.raises(NotAllowed):
            publish(document, by=person, channels=["SITE"], opinion="无。", published_on=timezone.localdate())
    release = _released(county, document)
    with pytest.raises(WrongState, match="已经发布"):
        _released(county, document)

    listed = client.get(reverse("notices:list")).content.decode()
    page = client.get(release.get_absolute_url()).content.decode()
    assert TITLE in listed
    assert "<h2>一、购买建议</h2>" in page
    assert "<td>不合格</td>" in page
    hidden = [warning.case.number, warning.case.title, county.staff.name, county.deputy.name, "口径由陈晓负责",
              document.number, unpublished.title, elsewhere.title, expired.title]  # fmt: skip
    hidden += [row.title for row in drafts.values()]
    for text in (listed, page):
        assert [word for word in hidden if word in text] == []
        assert not re.findall(r'href="/(?!notices|static|accounts/login)[^"]+"', text)
    assert client.get(old.get_absolute_url()).status_code == 404
    assert client.get(Publication.objects.get(document=elsewhere).get_absolute_url()).status_code == 404

    # a later change of the row changes nothing: what was signed is shown
    Document.objects.filter(pk=document.pk).update(body="改过的正文")
    assert "改过的正文" not in client.get(release.get_absolute_url()).content.decode()

    assert f"《{TITLE}》还在对外公开：请办公室先在“对外发布”中撤下" in may_withdraw(warning)
    with pytest.raises(NotAllowed):
        withdraw(release, by=county.staff, reason="写错。")
    withdraw(release, by=county.deputy, reason="数据有误，更正后重发。")
    with pytest.raises(WrongState, match="已由李建国撤下"):
        withdraw(release, by=county.office_clerk, reason="写错。")
    assert TITLE not in client.get(reverse("notices:list")).content.decode()
    gone = client.get(release.get_absolute_url())
    assert gone.status_code == 404
    assert TITLE not in gone.content.decode()
    assert list(verify([warning.case.__class__.objects.get(pk=warning.pk)])) == []


def test_releasing_and_taking_down_in_the_browser(client, county, warning, django_assert_max_num_queries):
    document = _led(county, _text(county, warning), "ISSUED")
    at = reverse("warnings:publish", args=[document.pk])
    releases = reverse("warnings:releases")
    client.force_login(county.staff)
    assert client.get(at).status_code == 403
    assert TITLE in client.get(releases).content.decode()
    client.force_login(county.office_clerk)
    wrong = {"channels": ["SITE"], "opinion": "口径统一。", "published_on": "2020-01-01", "valid_until": "2020-01-02"}
    text = client.post(at, wrong).content.decode()
    assert "不能早于签发日期" in text
    assert "展示期限不能早于今天" in text
    given = wrong | {"published_on": timezone.localdate().isoformat(), "valid_until": ""}
    assert client.post(at, given).url == releases
    assert client.post(at, given).url == releases  # a double click
    assert Publication.objects.count() == 1
    for number in range(3):
        _released(county, _led(county, _text(county, warning, title=f"提示{number}"), "ISSUED"))
    with django_assert_max_num_queries(20):
        assert "已公开" in client.get(releases).content.decode()
    down = reverse("warnings:unpublish", args=[document.pk])
    assert client.post(down, {"reason": ""}).status_code == 422
    client.post(down, {"reason": "更正。"})
    assert "撤下：更正。" in client.get(releases).content.decode()
    client.logout()
    with django_assert_max_num_queries(3):
        assert client.get(reverse("notices:list") + "?page=99").status_code == 200
