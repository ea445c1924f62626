"""A document that its case drives: no buttons of its own, moved by the case's acts in their role."""

from types import SimpleNamespace

import pytest

from accounts.roles import Role
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from documents.drafting import RecipientSpec
from documents.driving import drive, obstacles
from documents.models import Document
from documents.pages import offers

from .papers import make_case, make_document, serve_all

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain_press")]


@pytest.fixture
def notice(county):
    return make_document(county, kind="ALERT_NOTICE", driven=True)


def act_of(document, by, role, reason=""):
    return SimpleNamespace(record=SimpleNamespace(case_id=document.case_id), by=by, role=role, reason=reason)


def drive_to_signed(county, document):
    drive(document, "submit", act_of(document, county.staff, Role.STAFF))
    drive(document, "check", act_of(document, county.head, Role.UNIT_HEAD))
    drive(document, "sign", act_of(document, county.deputy, Role.DEPUTY))


def issue(county, document):
    perform(document, "number", by=county.office_clerk)
    perform(document, "seal", by=county.office_clerk)
    drive(document, "issue", act_of(document, county.office_clerk, Role.OFFICE))


def test_the_case_act_carries_it_in_its_role(county, notice):
    drive_to_signed(county, notice)
    entry = notice.case.trail.order_by("-seq").first()
    assert (notice.state, notice.signer, entry.role, entry.action) == ("SIGNED", county.deputy, Role.DEPUTY, "sign")


def test_direct_acts_are_refused_and_not_offered(county, notice):
    for person in county.people:
        assert [offer.action.name for offer in offers(notice, person)] == []
    with pytest.raises(NotAllowed):
        perform(notice, "submit", by=county.staff)


def test_number_and_seal_stay_the_offices_own(county, notice):
    drive_to_signed(county, notice)
    assert [offer.action.name for offer in offers(notice, county.office_clerk) if offer.enabled] == ["number"]
    perform(notice, "number", by=county.office_clerk)
    perform(notice, "seal", by=county.office_clerk)
    with pytest.raises(NotAllowed):
        perform(notice, "issue", by=county.office_clerk)
    drive(notice, "issue", act_of(notice, county.office_clerk, Role.OFFICE))
    assert notice.state == "ISSUED"
    for name in ("number", "seal"):
        with pytest.raises(ValueError):
            drive(notice, name, act_of(notice, county.office_clerk, Role.OFFICE))


def test_the_drafter_cannot_sign_through_the_case_either(county):
    notice = make_document(county, kind="ALERT_NOTICE", driven=True, by=county.head)
    drive(notice, "submit", act_of(notice, county.staff, Role.STAFF))
    with pytest.raises(GuardRefused, match="核自己拟的稿"):
        drive(notice, "check", act_of(notice, county.head, Role.UNIT_HEAD))
    drive(notice, "check", act_of(notice, county.deputy, Role.DEPUTY))
    with pytest.raises(GuardRefused, match="签发自己拟的文书"):
        drive(notice, "sign", act_of(notice, county.head, Role.DEPUTY))
    assert Document.objects.get(pk=notice.pk).state == "TO_SIGN"


def test_a_returned_notice_is_taken_up_by_submitting(county, notice):
    drive(notice, "submit", act_of(notice, county.staff, Role.STAFF))
    drive(notice, "send_back", act_of(notice, county.head, Role.UNIT_HEAD, "数据需核对"))
    assert notice.is_editable
    assert obstacles(notice, "submit") == []
    drive(notice, "submit", act_of(notice, county.staff, Role.STAFF))
    assert notice.state == "CHECK"


def test_refusals_name_the_document(county):
    notice = make_document(county, kind="ALERT_NOTICE", driven=True, body=" ")
    assert obstacles(notice, "submit") == ["风险信息警示通报：请填写正文"]
    with pytest.raises(GuardRefused, match="风险信息警示通报：请填写正文"):
        drive(notice, "submit", act_of(notice, county.staff, Role.STAFF))
    assert obstacles(notice, "issue") == ["风险信息警示通报：在“拟稿”环节，还不能印发"]
    with pytest.raises(WrongState):
        drive(notice, "issue", act_of(notice, county.office_clerk, Role.OFFICE))


def test_only_its_own_case_drives_it(county, notice):
    other = act_of(make_document(county), county.staff, Role.STAFF)
    with pytest.raises(ValueError):
        drive(notice, "submit", other)
    direct = make_document(county, notice.case)
    with pytest.raises(ValueError):
        drive(direct, "submit", act_of(direct, county.staff, Role.STAFF))


def test_lifting_cites_the_alert_and_goes_to_its_recipients(county, notice):
    """Rules §3.2: 解除通报 to exactly the recipients of the 警示通报; documents §4.3: it cites the number."""
    drive_to_signed(county, notice)
    issue(county, notice)
    same = [RecipientSpec(row.name, row.department, row.enterprise, row.cc) for row in notice.recipients.all()]
    body = f"{notice.number}所涉风险已消除，现予解除。"

    def lift(**changes):
        given = {"cites": notice, "recipients": same, "body": body, "kind": "LIFT_NOTICE", "driven": True} | changes
        return obstacles(make_document(county, notice.case, **given), "submit")

    assert lift() == []
    assert lift(cites=None) == ["风险信息解除通报：请引用已印发的风险信息警示通报"]
    assert lift(body="现予解除。") == [f"风险信息解除通报：正文须写明所解除的通报：{notice.number}"]
    [reason] = lift(recipients=same[:1])
    assert "收文单位须与" in reason
    assert "恒兴线缆有限公司" in reason


def test_a_lifting_does_not_revoke_the_alert(county, notice):
    drive_to_signed(county, notice)
    issue(county, notice)
    lifting = make_document(
        county, notice.case, kind="LIFT_NOTICE", cites=notice, driven=True, body=f"{notice.number}解除。"
    )
    drive_to_signed(county, lifting)
    issue(county, lifting)
    with pytest.raises(GuardRefused, match="新文书"):
        perform(notice, "revoke", by=county.deputy, reason="误发")


def test_an_issued_notice_is_archived_by_the_office(county, notice):
    drive_to_signed(county, notice)
    issue(county, notice)
    serve_all(county, notice)
    perform(notice, "archive", by=county.office_clerk)
    assert notice.state == "ARCHIVED"


def test_level_one_is_no_obstacle_to_the_case_act(county):
    """The case's own act asks who may approve; the document follows in that role."""
    notice = make_document(county, make_case(county, level="LEVEL_1"), kind="ALERT_NOTICE", driven=True)
    assert notice.sign_permission == "document.sign_upward"
    drive(notice, "submit", act_of(notice, county.staff, Role.STAFF))
    drive(notice, "check", act_of(notice, county.head, Role.UNIT_HEAD))
    drive(notice, "sign", act_of(notice, county.director, Role.DIRECTOR))
    assert notice.signer == county.director
