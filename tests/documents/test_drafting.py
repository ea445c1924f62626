"""How a document begins and how its text changes before signature."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import verify
from documents.drafting import RecipientSpec, draft, revise
from documents.kinds import KINDS
from documents.models import Document

from .papers import bring, make_case, make_document


def change(document, by, **fields):
    given = {"title": document.title, "body": document.body, "recipients": [RecipientSpec("县发展改革委")]} | fields
    revise(document, by=by, **given)


def test_a_draft_enters_the_trail_of_its_case(county):
    document = make_document(county)
    entry = document.case.trail.get()
    assert (entry.action, entry.subject, entry.to_label) == ("draft", document.trail_subject, "拟稿")
    assert document.trail_subject == f"文书{document.pk}《{document.title}》"


def test_the_caller_may_go_on_with_his_case_row(county):
    """The given case knows the new end of its trail, so that saving it does not cut the trail."""
    case = make_case(county)
    draft(case, "BULLETIN", by=county.staff, title="通报", body="请自查。", recipients=[RecipientSpec("城关所")])
    case.save()
    assert list(verify(CaseFile.objects.filter(pk=case.pk))) == []


def test_the_same_token_drafts_once(county):
    token, case = uuid.uuid4(), make_case(county)
    assert make_document(county, case, token=token) == make_document(county, case, token=token)
    assert Document.objects.count() == 1


def test_recipients_keep_what_the_bureau_knows_of_them(county):
    document = make_document(
        county,
        recipients=[RecipientSpec("城关市场监管所", department=county.station), RecipientSpec("县政府", cc=True)],
    )
    assert list(document.recipients.values_list("name", "department", "cc")) == [
        ("城关市场监管所", county.station.pk, False), ("县政府", None, True),
    ]  # fmt: skip


def test_an_unknown_kind_is_an_error(county):
    with pytest.raises(KeyError):
        draft(make_case(county), "NO_SUCH", by=county.staff, title="通报", body="正文")


def test_a_title_too_long_is_refused(county):
    with pytest.raises(ValidationError):
        make_document(county, title="长" * 201)


def test_a_revision_keeps_what_changed(county):
    document = make_document(county)
    old = document.title
    change(document, county.second_staff, title="新标题")
    entry = document.case.trail.order_by("-seq").first()
    assert (entry.action, entry.subject) == ("revise", document.trail_subject)
    assert (entry.given["title_from"], entry.given["title_to"]) == (old, "新标题")
    assert entry.given["recipients_to"] == "县发展改革委"
    assert "body_from" not in entry.given
    assert [row.name for row in document.recipients.all()] == ["县发展改革委"]
    assert list(verify(CaseFile.objects.all())) == []


def test_saving_without_a_change_leaves_no_entry(county):
    document = make_document(county, recipients=[RecipientSpec("县发展改革委")])
    before = document.case.trail.count()
    change(document, county.staff)
    assert document.case.trail.count() == before


@pytest.mark.parametrize("name", ["other_staff", "deputy", "office_clerk", "tester", "inspector", "admin"])
def test_only_the_drafting_unit_revises(county, name):
    with pytest.raises(NotAllowed):
        change(make_document(county), getattr(county, name))


@pytest.mark.parametrize("state", ["CHECK", "TO_SIGN", "SIGNED", "NUMBERED", "ISSUED", "VOID"])
def test_text_is_fixed_outside_draft_and_return(county, state):
    document = bring(county, make_document(county), state)
    with pytest.raises(WrongState, match="没有保存"):
        change(document, county.staff)


def test_a_changed_title_keeps_the_name_in_the_trail(county):
    """A lost race is told from the entries of this document, whatever it is called by now."""
    document = make_document(county)
    change(document, county.staff, title="新标题")
    perform(document, "submit", by=county.staff)
    with pytest.raises(WrongState, match="送核稿"):
        perform(document, "submit", by=county.staff)


def test_kinds_make_titles(county):
    titles = {kind.code: kind.title_for(county.bureau, "电线电缆质量安全") for kind in KINDS}
    assert titles["ALERT_NOTICE"] == "清源县市场监督管理局关于电线电缆质量安全的风险信息警示通报"
    assert all("{" not in title for title in titles.values())
