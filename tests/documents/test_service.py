"""用印、印发、送达 (rules §3.5: method, date, recipient signature)."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.roles import Role
from casefile.models import CaseFile, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from documents.drafting import RecipientSpec
from documents.models import ServiceReceipt
from documents.service import serve

from ..people import person
from .papers import bring, make_document, serve_all

pytestmark = pytest.mark.usefixtures("plain_press")

PDF = b"%PDF-1.4\n%%EOF\n"


def receipt(document, name="恒兴线缆有限公司", **fields):
    given = {"method": "DIRECT", "served_on": timezone.localdate(), "received_by": "王建设"} | fields
    return ServiceReceipt(recipient=document.recipients.get(name=name), **given)


def seal(county, document, content, name="通报.pdf"):
    from django.utils.datastructures import MultiValueDict

    scan = SimpleUploadedFile(name, content)
    perform(document, "seal", by=county.office_clerk, post=MultiValueDict(), files=MultiValueDict({"scan": [scan]}))


def test_seal_keeps_the_scan_with_the_case(county):
    document = bring(county, make_document(county), "NUMBERED")
    seal(county, document, PDF)
    assert document.scan.name == "通报.pdf"
    assert document.case.attachments.get() == document.scan
    assert document.number in document.scan.note


def test_seal_needs_no_scan(county):
    document = bring(county, make_document(county), "SEALED")
    assert document.scan is None
    assert document.sealed_by == county.office_clerk


def test_a_scan_is_judged_by_its_content(county, media):
    document = bring(county, make_document(county), "NUMBERED")
    before = set(media.rglob("*.*"))
    for name, content in (("通报.pdf", b"MZ\x90\x00"), ("通报.txt", "盖章".encode())):
        with pytest.raises(InvalidData, match="扫描件"):
            seal(county, document, content, name)
    assert set(media.rglob("*.*")) == before
    assert not document.case.attachments.exists()


def test_issue_serves_units_that_work_in_the_system(county):
    document = bring(county, make_document(county), "ISSUED")
    [served] = ServiceReceipt.objects.all()
    assert (served.recipient.name, served.method) == ("城关市场监管所", "ELECTRONIC")
    told = Notification.objects.filter(key__contains=f"document:{document.pk}:issued")
    assert {row.user for row in told} == {county.other_staff, county.other_head}
    assert {row.url for row in told} == {document.get_absolute_url()}
    assert CaseFile.objects.visible_to(county.other_staff).filter(pk=document.case_id).exists()


def test_a_unit_without_the_system_is_served_on_paper(county):
    """The inspection institute signs in for its tests only; a message there would not be service."""
    institute = RecipientSpec("清源县质量检验所", department=county.agency)
    document = bring(county, make_document(county, recipients=[institute]), "ISSUED")
    assert not ServiceReceipt.objects.exists()
    assert not document.case.participations.exists()


def test_service_is_recorded_by_hand(county):
    document = bring(county, make_document(county), "ISSUED")
    serve(receipt(document, note="送达回证已归卷"), by=county.staff)
    entry = document.case.trail.order_by("-seq").first()
    assert (entry.action, entry.subject, entry.role) == ("serve", document.trail_subject, Role.STAFF)
    assert entry.given["recipient"] == "恒兴线缆有限公司"


def test_service_follows_the_issue(county):
    document = bring(county, make_document(county), "SEALED")
    with pytest.raises(WrongState, match="印发后"):
        serve(receipt(document), by=county.office_clerk)


@pytest.mark.parametrize("name", ["other_staff", "tester", "admin", "inspector", "deputy"])
def test_others_do_not_record_service(county, name):
    document = bring(county, make_document(county), "ISSUED")
    with pytest.raises(NotAllowed):
        serve(receipt(document), by=getattr(county, name))


def test_a_receipt_names_a_known_method(county):
    document = bring(county, make_document(county), "ISSUED")
    with pytest.raises(ValidationError):
        serve(receipt(document, method="PIGEON"), by=county.office_clerk)


def test_archiving_waits_for_every_receipt(county):
    document = bring(county, make_document(county), "ISSUED")
    with pytest.raises(GuardRefused, match="尚未登记送达：恒兴线缆有限公司"):
        perform(document, "archive", by=county.office_clerk)
    serve_all(county, document)
    perform(document, "archive", by=county.office_clerk)
    assert document.archived_at is not None


def awaited(document):
    return {user.name for user in document.people_awaited()}


def test_who_is_awaited_is_told_and_has_it_on_the_list(county):
    """One question asked both ways: the people of a document, and the documents of a person."""
    person("liuyang", "刘洋", county.office, Role.LEGAL)
    expected = {
        "DRAFT": {"赵敏"}, "CHECK": {"陈晓"}, "TO_SIGN": {"李建国", "马涛"}, "SIGNED": {"何静"}, "NUMBERED": {"何静"},
        "SEALED": {"何静"}, "ISSUED": set(), "RETURNED": {"赵敏"}, "VOID": set(),
    }  # fmt: skip
    for state, names in expected.items():
        document = bring(county, make_document(county), state)
        assert awaited(document) == names, state
        listed = {user.name for user in county.people if type(document).objects.awaiting(user).filter(pk=document.pk)}
        assert listed == names, state
        told = {row.user.name for row in Notification.objects.filter(key__startswith=f"document:{document.pk}:")}
        assert names <= told | {"赵敏", "何静"}, state


def test_special_checks_go_to_special_people(county):
    reviewer = person("liuyang", "刘洋", county.office, Role.LEGAL)
    order = bring(county, make_document(county, kind="RECTIFY_NOTICE"), "CHECK")
    assert awaited(order) == {reviewer.name}
    own = make_document(county, by=county.head)
    perform(own, "submit", by=county.staff)
    assert awaited(own) == {"李建国", "马涛"}
    report = bring(county, make_document(county, kind="REPORT"), "CHECK")
    perform(report, "check", by=county.head)
    assert awaited(report) == {"周卫东"}


def test_the_drafter_hears_why_it_came_back(county):
    document = bring(county, make_document(county), "CHECK")
    perform(document, "send_back", by=county.head, reason="请核对批次")
    assert Notification.objects.filter(user=county.staff, text__contains="请核对批次").exists()
