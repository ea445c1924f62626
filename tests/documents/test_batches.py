"""成批文书: one text to many, one signature over all, numbered one by one, never twice."""

import io
import threading
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from casefile import jobs
from casefile.models import CaseFile, Job, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed
from documents import kinds
from documents.batches import making
from documents.batches.drafting import MemberSpec, begin
from documents.models import Batch, Document, ServiceReceipt
from documents.pdf import RenderedPdf
from documents.service import serve
from registers.models import Enterprise

from .papers import make_case

YEAR = timezone.localdate().year
BODY = "经查，你单位（{统一社会信用代码}）生产的产品存在风险。\n一、抽查批次{批号}。\n二、收到后及时排查。"


@pytest.fixture(autouse=True)
def plain_papers(monkeypatch):
    """Papers are not typeset here; what each one says is kept in its bytes."""
    monkeypatch.setattr(
        "documents.freezing.render_pdf",
        lambda paper: RenderedPdf(f"%PDF-1.7 {paper.number} {paper.title} {paper.body}".encode(), 1, ("Test",)),
    )


@pytest.fixture(autouse=True)
def unwoken(monkeypatch):
    monkeypatch.setattr(jobs, "wake", lambda job_id: None)


def companies(county, count=3) -> list[Enterprise]:
    return [
        Enterprise.objects.create(
            bureau=county.bureau, name=f"恒兴{n}号线缆厂", no_uscc_reason="测试", address=f"园区{n}号"
        )
        for n in range(1, count + 1)
    ]


def make_batch(county, members=None, body=BODY, kind="RISK_NOTICE") -> Batch:
    members = members or [MemberSpec(row.name, row, {"批号": f"A{row.pk}"}) for row in companies(county)]
    return begin(
        make_case(county), kind, by=county.staff, title="关于{企业}产品风险的告知书", body=body, members=members
    )


def signed(county, **given) -> Batch:
    batch = make_batch(county, **given)
    perform(batch, "submit", by=county.staff)
    perform(batch, "check", by=county.head)
    perform(batch, "sign", by=county.deputy)
    return batch


def test_a_batch_is_called_by_no_field(county, client):
    batch = make_batch(county)
    client.force_login(county.staff)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "<h1>关于各企业产品风险的告知书</h1>" in page
    perform(batch, "submit", by=county.staff)
    assert Notification.objects.get(user=county.head).text.startswith("成批风险告知书《关于各企业产品风险的告知书》")


def run_jobs() -> None:
    for job in Job.objects.filter(status="PENDING"):
        Job.objects.filter(pk=job.pk).update(not_before=None)
        jobs.run(job.pk)


def test_signed_once_made_one_by_one_issued_and_followed_up(county, client, monkeypatch):
    """R-126: a 风险告知书 to each enterprise, its service and answer followed up; a killed worker loses nothing."""
    batch = make_batch(county)
    perform(batch, "submit", by=county.staff)
    assert Notification.objects.filter(user=county.head, url=batch.get_absolute_url()).exists()
    with pytest.raises(NotAllowed):
        perform(batch, "check", by=county.staff)
    perform(batch, "check", by=county.head)
    perform(batch, "sign", by=county.deputy)
    contents = [member.content for member in batch.members.all()]
    assert [content["title"] for content in contents] == [f"关于恒兴{n}号线缆厂产品风险的告知书" for n in (1, 2, 3)]
    assert len({str(content["body"]) for content in contents}) == 3
    perform(batch, "number", by=county.office_clerk)
    assert (batch.state, Job.objects.get().key) == ("NUMBERING", f"{making.NUMBER}:{batch.pk}:1")

    made, real = [], making.make_one

    def killed_in_the_third(batch, member):
        if len(made) == 2:
            made.append("killed")
            real(batch, member)
            raise MemoryError("worker is gone")
        made.append(real(batch, member))

    monkeypatch.setattr(making, "make_one", killed_in_the_third)
    run_jobs()
    assert [document.number for document in Document.objects.order_by("pk")] == [
        f"清市监告〔{YEAR}〕{n}号" for n in (1, 2)
    ]
    assert (Job.objects.get().status, Batch.objects.get().state) == ("PENDING", "NUMBERING")
    run_jobs()
    assert made[2:] == ["killed", None, None, Document.objects.get(sequence=3)]
    batch = Batch.objects.get()
    assert batch.state == "READY"
    document = Document.objects.get(sequence=1)
    assert (document.signer, document.checker, document.content_sha256) == (
        county.deputy, county.head, batch.members.first().content_sha256,
    )  # fmt: skip
    assert not Document.objects.awaiting(county.office_clerk).exists()

    client.force_login(county.office_clerk)
    packed = client.get(reverse("documents:batches:zip", args=[batch.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(packed.streaming_content))) as archive:
        assert len(archive.namelist()) == 3
        assert f"清市监告〔{YEAR}〕2号" in archive.read(archive.namelist()[1]).decode()
    perform(batch, "issue", by=county.office_clerk)
    assert 'hx-trigger="every 2s"' in client.get(batch.get_absolute_url()).content.decode()
    run_jobs()
    batch = Batch.objects.get()
    assert (batch.state, set(Document.objects.values_list("state", flat=True))) == ("ISSUED", {"ISSUED"})
    assert [row.rule for row in batch.case.deadlines.open()] == [f"document.batch:{batch.pk}"]

    recipient = document.recipients.get()
    given = {"method": "DIRECT", "served_on": timezone.localdate(), "received_by": "王建设"}
    serve(ServiceReceipt(recipient=recipient, **given), by=county.office_clerk)
    for row in Document.objects.all():
        perform(row, "reply", by=county.staff, answer="已排查")
    page = client.get(batch.get_absolute_url(), {"only": "unserved"})
    assert page.context["counts"] == {"unserved": 2, "served": 1, "unanswered": 0, "replied": 3}
    assert [row["member"].order for row in page.context["rows"]] == [2, 3]
    assert not batch.case.deadlines.open().exists()


def test_what_cannot_be_printed_is_named_and_tried_again(county, client, monkeypatch):
    batch = signed(county)
    perform(batch, "number", by=county.office_clerk)
    real = making.render

    def without_font(paper):
        if "2号" in paper.title:
            raise GuardRefused(["字体中没有这些字：𮧵（U+2E9F5），印出来会缺字。"])
        return real(paper)

    monkeypatch.setattr(making, "render", without_font)
    run_jobs()
    batch = Batch.objects.get()
    client.force_login(county.office_clerk)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert (batch.state, Document.objects.count()) == ("NUMBERING", 2)
    assert "U+2E9F5" in page
    assert "重试" in page
    monkeypatch.setattr(making, "render", real)
    client.post(reverse("documents:batches:retry", args=[batch.pk]))
    client.post(reverse("documents:batches:retry", args=[batch.pk]))  # pressed twice
    assert Job.objects.filter(status="PENDING").count() == 1
    run_jobs()
    assert Batch.objects.get().state == "READY"
    assert sorted(Document.objects.values_list("sequence", flat=True)) == [1, 2, 3]


def test_altered_contents_and_gaps_stop_it(county):
    batch = signed(county)
    batch.members.filter(order=2).update(content={"title": "改过"})
    with pytest.raises(GuardRefused, match="第2份.*与签发时的摘要不符"):
        perform(batch, "number", by=county.office_clerk)
    blank = make_batch(county, members=[MemberSpec("某某厂")], body="限{期限}前，批号{批号}。")
    with pytest.raises(GuardRefused, match="第1份 某某厂：没有填的内容：批号"):
        perform(blank, "submit", by=county.staff)


def test_the_list_comes_from_register_paste_and_spreadsheet(county, client):
    rows = companies(county, 4)
    Enterprise.objects.filter(pk=rows[0].pk).update(tier="KEY")
    case, book = make_case(county), openpyxl.Workbook()
    for line in (["企业名称", "批号", "数量"], [rows[1].name, 20260301, 3.0], ["外地某厂", "B2", ""]):
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    client.force_login(county.staff)
    url = reverse("documents:batches:new", args=[case.pk])
    chosen = client.get(url).text
    assert "?kind=RISK_NOTICE" in chosen
    assert "?kind=MINUTES" not in chosen  # goes to nobody
    begun = client.get(f"{url}?kind=RISK_NOTICE").context["form"]
    assert begun.initial["body"] == kinds.get("RISK_NOTICE").text
    assert begun.initial["title"].endswith("风险告知书")
    assert "案卷给出、各家相同的：{期限}" in begun["body"].help_text
    assert "须由上传表格的列给出的：{发现日期}、{产品}、{批次}、{问题}" in begun["body"].help_text
    typed = {
        "kind": "RISK_NOTICE", "title": "关于{企业}的告知书", "body": "批号{批号}，{没有}。", "tier": "KEY",
        "names": f"{rows[1].name}\n{rows[2].name}、", "token": "8c5ba1ee-4b4d-4a6c-9b0c-6e7d6d1d5b10",
    }  # fmt: skip

    def upload(content=None, name="名单.xlsx"):
        return {"upload": SimpleUploadedFile(name, content or file.getvalue())}

    page = client.post(url, typed | upload()).content.decode()
    assert "档案中没有：外地某厂" in page
    page = client.post(url, typed | upload() | {"allow_unknown": "on"}).content.decode()
    assert "没有这些字段：没有" in page
    assert "第一行里没有" in client.post(url, typed | upload(b"a,b\n1,2\n", "x.csv")).content.decode()
    answer = client.post(url, typed | upload() | {"allow_unknown": "on", "body": "批号{批号}。"})
    batch = Batch.objects.get()
    assert answer["Location"] == batch.get_absolute_url()
    found = {member.name: (member.enterprise, member.values.get("批号")) for member in batch.members.all()}
    assert found == {
        rows[0].name: (rows[0], None), rows[1].name: (rows[1], "20260301"), rows[2].name: (rows[2], None),
        "外地某厂": (None, "B2"),
    }  # fmt: skip
    edit = reverse("documents:batches:edit", args=[batch.pk])
    many = "\n".join(f"第{n}厂" for n in range(301))
    sent = {"title": "关于{企业}的告知书", "body": "批号{批号}。", "allow_unknown": "on"}
    assert "共 301 家，一批最多 300 家" in client.post(edit, sent | {"names": many}).content.decode()
    client.post(edit, sent | {"names": f"{rows[1].name}\n外地某厂"})
    assert [member.values["批号"] for member in batch.members.all()] == ["20260301", "B2"]
    client.force_login(county.other_staff)
    assert client.get(batch.get_absolute_url()).status_code == 404
    assert client.get(edit).status_code == 404


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_batch_make_each_document_once(county):
    batch = signed(county)
    perform(batch, "number", by=county.office_clerk)
    job = Job.objects.get()
    faults = []

    def worker():
        try:
            making.number_all(job, batch.pk)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(fault).__name__ for fault in faults] in ([], ["WrongState"])
    assert sorted(Document.objects.values_list("sequence", flat=True)) == [1, 2, 3]
    assert Batch.objects.get().state == "READY"
    assert CaseFile.objects.get(pk=batch.case_id).trail.filter(action="number").count() == 4
