"""会签: who is asked, in which order, what is said, what is kept (rules §3.5)."""

import pytest

from accounts.models import User
from casefile.models import Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed
from documents.drafting import Round
from documents.driving import drive, obstacles
from documents.integrity import faults
from documents.models import Document, DocumentKindSetting
from documents.pdf import RenderedPdf
from documents.sheet import sheet_of

from .papers import bring, make_document
from .test_driving import act_of

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def plain_papers(monkeypatch):
    monkeypatch.setattr("documents.freezing.render_pdf", lambda paper: RenderedPdf(b"%PDF-1.7", 1, ("Test",)))


def demand(county, kind, *units):
    setting = DocumentKindSetting.objects.create(bureau=county.bureau, kind=kind, edited_by=county.admin)
    setting.countersigners.set(units)


def awaited(document) -> set[str]:
    return {person.username for person in document.people_awaited()}


def agree(document, by, opinion=""):
    perform(document, "countersign", by=by, agreed="yes", opinion=opinion)


def test_everybody_asked_countersigns_in_any_order(county, client):
    asked = Round((county.station, county.brigade), (county.second_deputy,))
    document = bring(county, make_document(county, countersign=asked), "CHECK")
    perform(document, "check", by=county.head, reason="数据属实")
    assert (document.state, awaited(document)) == ("COUNTERSIGN", {"xulei", "guoqiang", "matao"})
    assert Notification.objects.filter(user=county.brigade_head, text__contains="会签，请办理").exists()
    assert list(Document.objects.visible_to(county.other_head).awaiting(county.other_head)) == [document]
    assert not Document.objects.visible_to(county.other_staff).exists()
    agree(document, county.brigade_head, "已核对企业名单")
    with pytest.raises(NotAllowed):
        agree(document, county.brigade_head)
    with pytest.raises(NotAllowed):
        perform(document, "countersign", by=county.deputy, agreed="yes")
    client.force_login(county.other_head)
    page = client.get(document.get_absolute_url())
    assert page.status_code == 200
    assert "已核对企业名单" in page.content.decode()
    assert document.case.title not in page.content.decode()
    agree(document, county.other_head)
    with pytest.raises(InvalidData, match="不同意的理由"):
        perform(document, "countersign", by=county.second_deputy, agreed="no")
    perform(document, "countersign", by=county.second_deputy, agreed="no", opinion="第二项期限太短")
    assert (document.state, awaited(document)) == ("TO_SIGN", {"lijianguo", "matao"})
    client.force_login(county.deputy)
    assert "第二项期限太短" in client.get(f"{document.get_absolute_url()}act/sign/").content.decode()
    perform(document, "sign", by=county.deputy, reason="同意印发")
    said = [(row["step"], row["who"], row["opinion"]) for row in document.sheet["rows"]]
    assert said == [
        ("拟稿", "赵敏", ""), ("核稿", "陈晓", "数据属实"), ("会签", "徐磊", "同意"),
        ("会签", "郭强", "已核对企业名单"),
        ("会签", "马涛", "不同意：第二项期限太短"), ("签发", "李建国", "同意印发"),
    ]  # fmt: skip
    assert "第二项期限太短" in client.get(f"{document.get_absolute_url()}sheet/").content.decode()
    assert faults(document) == []
    document.sheet["rows"][4]["opinion"] = "同意"
    assert faults(document) == ["发文稿纸与签发时的摘要不符"]


def test_in_turn_one_waits_for_the_other_and_a_return_asks_anew(county):
    asked = Round((county.station, county.brigade), in_turn=True)
    document = bring(county, make_document(county, countersign=asked), "CHECK")
    perform(document, "check", by=county.head)
    assert awaited(document) == {"xulei"}
    with pytest.raises(NotAllowed):
        agree(document, county.brigade_head)
    agree(document, county.other_head, "同意，请注意期限")
    assert awaited(document) == {"guoqiang"}
    perform(document, "send_back", by=county.brigade_head, reason="名单漏了一家")
    assert (document.state, awaited(document)) == ("RETURNED", {"zhaomin"})
    assert not document.countersigns.exclude(signed_at=None).exists()
    assert "同意，请注意期限" in [item["text"] for row in document.case.trail.all() for item in row.data]
    assert [label for label, _ in document.steps()][2] == "会签"


def test_a_unit_without_head_is_spoken_for_by_its_leader(county):
    county.station.supervisor = county.second_deputy
    county.station.save()
    User.objects.filter(pk=county.other_head.pk).update(is_active=False)
    document = bring(county, make_document(county, countersign=Round((county.station,))), "CHECK")
    perform(document, "check", by=county.head)
    assert awaited(document) == {"matao", "zhouweidong"}
    agree(document, county.second_deputy)
    assert document.state == "TO_SIGN"


def test_the_bureau_demands_it_of_a_kind_and_driven_papers_follow(county):
    demand(county, "ALERT_NOTICE", county.station, county.quality)
    notice = make_document(county, kind="ALERT_NOTICE", driven=True)
    assert [str(row) for row in notice.countersigns.all()] == ["城关市场监管所"]
    drive(notice, "submit", act_of(notice, county.staff, "STAFF"))
    drive(notice, "check", act_of(notice, county.head, "UNIT_HEAD"))
    assert obstacles(notice, "sign") == ["风险信息警示通报：在“会签”环节，还不能签发"]
    with pytest.raises(NotAllowed):
        perform(notice, "send_back", by=county.other_head, reason="再核")
    agree(notice, county.other_head)
    drive(notice, "sign", act_of(notice, county.deputy, "DEPUTY"))
    assert notice.sheet["rows"][2]["unit"] == "城关市场监管所"
    plain = bring(county, make_document(county, notice.case), "TO_SIGN")
    assert [row["step"] for row in sheet_of(plain)["rows"]] == ["拟稿", "核稿"]
    with pytest.raises(GuardRefused):
        perform(bring(county, make_document(county, plain.case, body=" "), "DRAFT"), "submit", by=county.staff)


def test_what_a_unit_without_head_drafts_goes_to_the_leaders(county):
    """Its draft case is invisible to them, its submitted document is not."""
    User.objects.filter(pk=county.head.pk).update(is_active=False)
    document = make_document(county)
    document.case.state = "DRAFT"
    document.case.save()
    assert not Document.objects.visible_to(county.deputy).exists()
    perform(document, "submit", by=county.staff)
    assert list(Document.objects.visible_to(county.deputy).awaiting(county.deputy)) == [document]
    assert not Document.objects.awaiting(county.director).exists()
    User.objects.filter(role_assignments__role="DEPUTY").update(is_active=False)
    assert list(Document.objects.visible_to(county.director).awaiting(county.director)) == [document]
    perform(document, "check", by=county.director)
    assert document.state == "TO_SIGN"
