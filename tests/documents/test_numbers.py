"""发文字号: gap-free per organ code and year, never reused (rules §3.5; documents §4.1, 7.2.5)."""

import queue
import threading

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData
from documents import freezing
from documents.fonts import FontMissing
from documents.models import Document, ReservedNumber
from documents.pdf import RenderedPdf

from .papers import bring, make_case, make_document

pytestmark = pytest.mark.usefixtures("plain_press")

YEAR = timezone.localdate().year


def numbered(county, **fields):
    return bring(county, make_document(county, **fields), "NUMBERED").number


def test_number_is_written_by_the_standard(county):
    """U+3014 and U+3015 around the full year, no 第, no leading zeros."""
    assert numbered(county) == f"清市监发〔{YEAR}〕1号"


def test_numbers_follow_each_other_by_organ_code(county):
    assert [numbered(county) for _ in range(2)] == [f"清市监发〔{YEAR}〕1号", f"清市监发〔{YEAR}〕2号"]
    assert numbered(county, kind="URGING_LETTER") == f"清市监函〔{YEAR}〕1号"
    assert numbered(county) == f"清市监发〔{YEAR}〕3号"


def test_another_bureau_counts_for_itself(county):
    numbered(county)
    document = bring(county, make_document(county), "SIGNED")
    Document.objects.filter(pk=document.pk).update(bureau=county.prefecture)
    perform(document, "number", by=county.office_clerk)
    assert document.number == f"安市监发〔{YEAR}〕1号"


def test_a_new_year_begins_at_one(county, monkeypatch):
    numbered(county)
    document = bring(county, make_document(county), "SIGNED")
    monkeypatch.setattr(timezone, "localdate", lambda *args: timezone.datetime(YEAR + 1, 1, 3).date())
    perform(document, "number", by=county.office_clerk)
    assert document.number == f"清市监发〔{YEAR + 1}〕1号"


def test_a_failed_numbering_gives_its_number_back(county, monkeypatch, media):
    document = bring(county, make_document(county), "SIGNED")
    kept = set(media.rglob("*.pdf"))
    real = freezing.render_pdf

    def no_fonts(paper):
        raise FontMissing("本机没有可用的仿宋体字体。")

    monkeypatch.setattr(freezing, "render_pdf", no_fonts)
    with pytest.raises(GuardRefused):
        perform(document, "number", by=county.office_clerk)
    assert Document.objects.get(pk=document.pk).number == ""
    assert set(media.rglob("*.pdf")) == kept
    monkeypatch.setattr(freezing, "render_pdf", real)
    assert numbered(county) == f"清市监发〔{YEAR}〕1号"
    perform(document, "number", by=county.office_clerk)
    assert document.number == f"清市监发〔{YEAR}〕2号"


def test_a_void_document_keeps_its_number(county):
    document = bring(county, make_document(county), "NUMBERED")
    perform(document, "void", by=county.deputy, reason="改发新件")
    assert Document.objects.get(pk=document.pk).number == f"清市监发〔{YEAR}〕1号"
    assert numbered(county) == f"清市监发〔{YEAR}〕2号"


def test_the_table_refuses_a_number_twice_and_half_a_number(county):
    case = make_case(county)
    first = bring(county, make_document(county, case), "NUMBERED")
    second = bring(county, make_document(county, case), "NUMBERED")
    for change in ({"sequence": first.sequence}, {"sequence": None}, {"organ_code": ""}, {"year": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=second.pk).update(**change)


def test_a_number_set_aside_is_used_once_or_voided_and_shown(county, client):
    """R-101; rules §3.5: reserved and void numbers stay in the register."""
    client.force_login(county.office_clerk)
    answer = client.post(
        "/documents/outgoing/reserve/", {"organ_code": "清市监发", "count": 2, "reason": "年度工作报告"}
    )
    assert answer.status_code == 302
    first, second = ReservedNumber.objects.all()
    assert numbered(county) == f"清市监发〔{YEAR}〕3号"
    letter = bring(county, make_document(county, kind="URGING_LETTER"), "SIGNED")
    with pytest.raises(TypeError):  # of another series: the form does not even ask
        perform(letter, "number", by=county.office_clerk, reserved=first)
    document = bring(county, make_document(county), "SIGNED")
    assert "清市监发" in client.get(f"{document.get_absolute_url()}act/number/").content.decode()
    perform(document, "number", by=county.office_clerk, reserved=first)
    assert document.number == f"清市监发〔{YEAR}〕1号"
    late = bring(county, make_document(county), "SIGNED")
    with pytest.raises(InvalidData):
        perform(late, "number", by=county.office_clerk, reserved=first)
    gone = client.post(f"/documents/outgoing/reserved/{first.pk}/void/", {"reason": "不用了"}, follow=True)
    assert "已经使用或作废" in gone.content.decode()
    client.post(f"/documents/outgoing/reserved/{second.pk}/void/", {"reason": "报告取消"})
    page = client.get("/documents/outgoing/", {"code": "清市监发"})
    assert [cells[0].text for cells, _ in page.context["lines"]] == [f"清市监发〔{YEAR}〕{n}号" for n in (1, 2, 3)]
    assert "报告取消" in page.content.decode()
    perform(late, "number", by=county.office_clerk)
    assert late.number == f"清市监发〔{YEAR}〕4号"
    client.force_login(county.staff)
    assert client.get("/documents/outgoing/reserve/").status_code == 403
    assert len(client.get("/documents/outgoing/", {"code": "清市监发"}).context["lines"]) == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_200_numbers_taken_by_8_workers_some_killed_have_no_gap_and_none_twice(county, monkeypatch):
    """R-101: every fifth act loses its connection to the server after the number was taken, before it is kept."""
    monkeypatch.setattr(freezing, "render_pdf", lambda paper: RenderedPdf(b"%PDF-1.7", 1, ("Test",)))
    waiting, faults, killed = _signed(county, 200), [], []

    def worker():
        try:
            while True:
                try:
                    pk, doomed = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    with transaction.atomic():
                        perform(Document.objects.get(pk=pk), "number", by=county.office_clerk)
                        if doomed:
                            connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")
                except OperationalError:
                    killed.append(pk)
                    connection.close()
                    waiting.put((pk, False))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (faults, len(killed)) == ([], 40)
    taken = Document.objects.filter(state="NUMBERED", organ_code="清市监发", year=YEAR)
    assert sorted(taken.values_list("sequence", flat=True)) == list(range(1, 201))


def _signed(county, count: int) -> queue.Queue:
    """Return (key, to be killed) of signed documents, in eight cases so that workers meet at the number alone."""
    first = bring(county, make_document(county), "SIGNED")
    cases = [first.case, *(make_case(county, title=f"第{at}件") for at in range(7))]
    fields = {field.attname: getattr(first, field.attname) for field in Document._meta.concrete_fields}
    del fields["id"], fields["state"], fields["case_id"]
    copies = [Document(case=cases[at % 8], state="SIGNED", **fields) for at in range(1, count)]
    waiting = queue.Queue()
    for at, document in enumerate([first, *Document.objects.bulk_create(copies)]):
        waiting.put((document.pk, at % 5 == 0))
    return waiting
