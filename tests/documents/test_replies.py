"""Whether a document was answered: asked, reminded of, overdue, written down (rules §3.5)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed
from casefile.trail import verify
from documents.models import Document
from documents.tasks import sweep_replies
from registers import workdays

from .papers import bring, make_document, serve_all

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain_press")]


@pytest.fixture
def notice(county):
    """Return an issued 整改通知书, which asks for an answer in thirty working days."""
    return bring(county, make_document(county, kind="RECTIFY_NOTICE"), "ISSUED")


def pass_the_day(document):
    Document.objects.filter(pk=document.pk).update(reply_due=timezone.localdate() - timedelta(days=1))


def test_a_kind_that_asks_for_an_answer_sets_its_day(notice):
    assert notice.reply_due == workdays.add_workdays(timezone.localdate(), 30)
    deadline = notice.case.deadlines.get(rule=f"document.reply:{notice.pk}")
    assert timezone.localdate(deadline.due_at) == notice.reply_due
    assert notice.number in deadline.label


def test_a_kind_that_asks_for_none_sets_no_day(county):
    document = bring(county, make_document(county), "ISSUED")
    assert (document.reply_due, document.case.deadlines.count()) == (None, 0)


def test_an_answer_is_written_down_and_meets_the_deadline(county, notice):
    perform(notice, "reply", by=county.staff, answer="已更换模具，完成整改。")
    assert (notice.state, notice.reply, notice.replied_on) == (
        "REPLIED", "已更换模具，完成整改。", timezone.localdate(),
    )  # fmt: skip
    assert notice.case.deadlines.get(rule=f"document.reply:{notice.pk}").met_at
    assert list(verify(CaseFile.objects.all())) == []


@pytest.mark.parametrize("name", ["other_staff", "deputy", "tester", "inspector", "admin"])
def test_others_write_down_no_answer(county, notice, name):
    with pytest.raises(NotAllowed):
        perform(notice, "reply", by=getattr(county, name), answer="已整改")


@pytest.mark.parametrize("days", [1, -1])
def test_an_answer_comes_between_issue_and_today(county, notice, days):
    with pytest.raises(InvalidData, match="反馈日期"):
        perform(
            notice, "reply", by=county.staff, answer="已整改", replied_on=timezone.localdate() + timedelta(days=days)
        )


def test_what_was_not_answered_in_time_is_marked_once(county, notice):
    assert sweep_replies() == 0
    with pytest.raises(GuardRefused, match="还没有过"):
        perform(notice, "lapse", by=None)
    pass_the_day(notice)
    assert [sweep_replies(), sweep_replies()] == [1, 0]
    notice.refresh_from_db(fields=["reply_due"])
    assert Document.objects.get(pk=notice.pk).state == "REPLY_OVERDUE"
    assert Notification.objects.filter(user=county.staff, key=f"document:{notice.pk}:overdue").count() == 1


def test_a_late_answer_is_still_an_answer(county, notice):
    pass_the_day(notice)
    sweep_replies()
    late = Document.objects.get(pk=notice.pk)
    perform(late, "reply", by=county.staff, answer="迟报，已整改。")
    assert late.state == "REPLIED"


def test_what_still_waits_for_an_answer_is_not_filed(county, notice):
    serve_all(county, notice)
    with pytest.raises(GuardRefused, match="尚未登记反馈"):
        perform(notice, "archive", by=county.office_clerk)
    perform(notice, "reply", by=county.staff, answer="已整改")
    perform(notice, "archive", by=county.office_clerk)
    assert notice.state == "ARCHIVED"


def test_the_answer_is_given_on_a_page(county, notice, client):
    client.force_login(county.staff)
    address = reverse("documents:act", args=[notice.pk, "reply"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"answer": ""}).status_code == 422
    client.post(address, {"answer": "已整改"})
    assert "已整改" in client.get(notice.get_absolute_url()).content.decode()
