"""收文: registered with a number of its own, proposed, instructed, handled, answered."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casefile import actions, deadlines
from casefile.models import CaseFile, Notification
from casefile.perform import perform
from casefile.refusals import InvalidData, NotAllowed, WrongState
from documents.incoming.registering import register
from documents.models import Document, Incoming
from documents.pdf import RenderedPdf

from .papers import bring, make_case, make_document

YEAR = timezone.localdate().year
PDF = b"%PDF-1.4\n%%EOF\n"
DUE = timezone.localdate() + timedelta(days=20)


@pytest.fixture(autouse=True)
def plain_papers(monkeypatch):
    monkeypatch.setattr("documents.freezing.render_pdf", lambda paper: RenderedPdf(b"%PDF-1.7", 1, ("Test",)))


def come_in(county, **fields) -> Incoming:
    given = {
        "title": "关于开展儿童用品质量安全风险排查的通知", "sender": "安州市市场监督管理局",
        "sender_number": "安市监发〔2026〕88号", "kind": "NOTICE", "received_on": timezone.localdate(), "due_on": DUE,
    } | fields  # fmt: skip
    return register(by=county.office_clerk, **given)


def given_for(county, act) -> dict:
    return {
        "propose": {"proposal": "建议由质量监督股办理。", "leader": county.deputy},
        "instruct": {"instruction": "请质量监督股办理，城关所配合。", "unit": county.quality, "due_on": DUE},
        "read_only": {"instruction": "阅。"}, "finish": {"result": "已排查32家，情况已报。"},
        "hand_back": {"reason": "不属本股室职责"}, "void": {"reason": "重复登记"},
    }[act]  # fmt: skip


PATHS = {
    "REGISTERED": (), "PROPOSED": (("propose", "office_clerk"),),
    "HANDLING": (("propose", "office_clerk"), ("instruct", "deputy")),
    "DONE": (("propose", "office_clerk"), ("instruct", "deputy"), ("finish", "staff")),
    "VOID": (("void", "office_clerk"),),
}  # fmt: skip
UNIT = {"staff", "second_staff", "head"}
TABLE = {
    "REGISTERED": {"propose": ("PROPOSED", {"office_clerk"}), "void": ("VOID", {"office_clerk"})},
    "PROPOSED": {
        "instruct": ("HANDLING", {"deputy", "director"}), "read_only": ("DONE", {"deputy", "director"}),
        "void": ("VOID", {"office_clerk"}),
    },
    "HANDLING": {
        "finish": ("DONE", UNIT), "hand_back": ("PROPOSED", UNIT), "void": ("VOID", {"office_clerk"}),
    },
    "DONE": {}, "VOID": {},
}  # fmt: skip


def bring_in(county, state, **fields) -> Incoming:
    record = come_in(county, **fields)
    for act, who in PATHS[state]:
        perform(record, act, by=getattr(county, who), **given_for(county, act))
    return record


@pytest.mark.once
@pytest.mark.parametrize("state", TABLE)
def test_who_may_do_what_in_which_state(county, state):
    record = bring_in(county, state)
    people = {name: person for name, person in vars(county).items() if person in county.people}
    for act in actions.registered()[Incoming]:
        expected, allowed = TABLE[state].get(act, (None, set()))
        for name, person in people.items():
            found = _outcome(Incoming.objects.get(pk=record.pk), act, person, given_for(county, act))
            if act not in TABLE[state]:
                assert found is WrongState, f"{state} {act} {name}: {found}"
            else:
                assert found == (expected if name in allowed else NotAllowed), f"{state} {act} {name}: {found}"


def _outcome(record, act, person, given):
    try:
        with transaction.atomic():
            perform(record, act, by=person, **given)
            transaction.set_rollback(True)
    except (WrongState, NotAllowed) as refusal:
        return type(refusal)
    return record.state


def test_from_the_receipt_number_to_the_answer(county):
    letter = bring(county, make_document(county, kind="URGING_LETTER"), "ISSUED")
    first, record = come_in(county), come_in(county, sender_number="安市监发〔2026〕89号", related=[letter.case])
    assert (first.case.number, record.case.number) == (f"SW-{YEAR}-0001", f"SW-{YEAR}-0002")
    perform(record, "propose", by=county.office_clerk, **given_for(county, "propose"))
    assert record.case.awaiting_user == county.deputy
    assert not CaseFile.objects.visible_to(county.staff).filter(pk=record.pk).exists()
    given = given_for(county, "instruct") | {"helpers": [county.station]}
    perform(record, "instruct", by=county.deputy, **given)
    case = CaseFile.objects.get(pk=record.pk)
    assert (case.department, case.handler, case.awaiting_user) == (county.quality, county.head, county.head)
    assert Notification.objects.filter(user=county.head, case=case).exists()
    for person in (county.staff, county.other_head, county.office_clerk, county.deputy):
        assert CaseFile.objects.visible_to(person).filter(pk=case.pk).exists()
    assert not CaseFile.objects.visible_to(county.brigade_officer).filter(pk=case.pk).exists()
    [due] = case.deadlines.open()
    assert (timezone.localdate(due.due_at), due.responsible_department) == (DUE, county.quality)
    deadlines.sweep(due.due_at + timedelta(days=30))
    assert Notification.objects.filter(user=county.staff, text__contains="收文办结").exists()
    Incoming.objects.filter(pk=record.pk).update(wants_answer=True)
    with pytest.raises(InvalidData, match="要求答复"):
        perform(record, "finish", by=county.staff, result="已办")
    paper = bring(county, make_document(county, case, by=county.staff), "ISSUED")
    perform(record, "finish", by=county.staff, result="已复函。", answer=paper)
    case.refresh_from_db()
    assert (record.answer, case.closed_at is not None, case.deadlines.open().count()) == (paper, True, 0)


def test_it_goes_back_to_the_leader_and_a_void_number_stays(county):
    record = bring_in(county, "HANDLING")
    perform(record, "hand_back", by=county.head, reason="属城关所职责")
    assert (record.state, record.case.department, record.case.awaiting_user) == (
        "PROPOSED", county.office, county.deputy,
    )  # fmt: skip
    perform(record, "instruct", by=county.deputy, **(given_for(county, "instruct") | {"unit": county.station}))
    assert record.case.handler == county.other_head
    perform(record, "void", by=county.office_clerk, reason="与前件重复")
    assert come_in(county).case.number == f"SW-{YEAR}-0002"
    empty = county.bureau.departments.create(name="新设股", kind="SECTION")
    again = bring_in(county, "PROPOSED", sender_number="")
    with pytest.raises(InvalidData, match="没有能承办"):
        perform(again, "instruct", by=county.deputy, **(given_for(county, "instruct") | {"unit": empty}))


def typed(**fields):
    given = {
        "title": "关于报送情况的函", "sender": "清源县应急管理局", "sender_number": "清应急函〔2026〕7号",
        "kind": "LETTER", "urgency": "URGENT", "received_on": f"{timezone.localdate():%Y-%m-%d}", "due_on": "",
        "related": "",
        "summary": "", "token": "8c5ba1ee-4b4d-4a6c-9b0c-6e7d6d1d5b10",
    }  # fmt: skip
    return given | fields


def test_pages_of_the_register(county, client, django_assert_max_num_queries):
    client.force_login(county.office_clerk)
    new = reverse("documents:incoming:new")
    case = make_case(county, number="FX-2026-0031")
    early = f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
    page = client.post(new, typed(due_on=early, related="FX-9999-0001", kind="")).content.decode()
    for word in ("期限不能早于今天", "没有这些案卷", "清应急函〔2026〕7号", "必填。"):
        assert word in page
    for _ in range(2):  # pressed twice
        answer = client.post(new, typed(related="fx-2026-0031", files=SimpleUploadedFile("来文.pdf", PDF)))
    record = Incoming.objects.get()
    assert answer["Location"] == record.get_absolute_url()
    assert record.case.attachments.count() == 1
    assert [link.derived for link in record.case.derived_links.all()] == [case]
    again = typed(token="8c5ba1ee-4b4d-4a6c-9b0c-6e7d6d1d5b11")
    assert "已登记过这份来文" in client.post(new, again).content.decode()
    assert client.post(new, again | {"again": "on"}).status_code == 302
    listed = reverse("documents:incoming:list")
    assert len(client.get(listed, {"q": "应急管理局"}).context["page"].rows) == 2
    assert len(client.get(listed, {"q": "没有"}).context["page"].rows) == 0
    for _ in range(6):
        come_in(county)
    with django_assert_max_num_queries(25):
        assert "安市监发〔2026〕88号" in client.get(listed).content.decode()
    assert "清应急函〔2026〕7号" in client.get(reverse("documents:incoming:register")).content.decode()
    book = client.get(reverse("documents:incoming:register_xlsx"), {"q": "应急管理局"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == ["清应急函〔2026〕7号"] * 2
    shown = client.get(record.get_absolute_url()).content.decode()
    assert "清应急函〔2026〕7号" in shown
    assert "FX-2026-0031" in shown
    client.force_login(county.staff)
    assert client.get(record.get_absolute_url()).status_code == 404
    assert "清应急函" not in client.get(reverse("documents:incoming:register")).content.decode()
    assert client.get(new).status_code == 403
    client.force_login(county.inspector)
    assert client.get(listed).status_code == 403
    assert Document.objects.count() == 0


def test_what_it_asks_for_is_begun_from_it_and_names_it(client, county):
    """R-102: a plan, a project, a sampling plan, a campaign, an inspection say from which paper they come."""
    record = come_in(county)
    for act, who in PATHS["HANDLING"]:
        perform(record, act, by=getattr(county, who), **given_for(county, act))
    client.force_login(county.staff)
    asked = client.get(record.get_absolute_url()).context["asked"]
    assert [label for label, _ in asked] == ["风险监测计划", "风险监控项目", "监督抽查计划", "专项行动", "现场检查"]
    for _, url in asked:
        assert record.case.number in client.get(url).text, url
    form = client.get(asked[0][1]).context["form"]
    given = {name: form[name].value() for name in ("token", "title", "year", "starts_on", "ends_on")}
    client.post(asked[0][1], given | {"programme": "GENERAL"})
    plan = CaseFile.objects.get(kind="MONITORPLAN")
    assert [link.origin for link in plan.origin_links.all()] == [record.case]
    page = client.get(plan.get_absolute_url()).text
    assert record.get_absolute_url() in page
    client.force_login(county.inspector)
    assert client.get(record.get_absolute_url()).status_code == 403
    client.force_login(county.office_clerk)  # registers and begins nothing
    assert client.get(record.get_absolute_url()).context["asked"] == []
