"""The returns of a campaign: compiled, signed, frozen, sent, merged (R-348–R-351; rules §3.6, §3.8)."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from campaigns import returnmerge, returnpaper
from campaigns.models import CampaignReturn
from campaigns.obligations import mark_late
from campaigns.states import ReturnState
from campaigns.typicalcases import change, expose, tell
from casefile import actions
from casefile.models import Notification
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from tests.people import person
from tests.rectification.items import make as make_item

from .campaigns import bring, make
from .returns import bring_return, do, make_return

STAFF = {"staff", "second_staff", "head"}
HEADS = {"head", "deputy", "second_deputy", "director"}
LEADERS = HEADS - {"head"}
SENDERS = STAFF | {"office_clerk"}
#: Who has a hand in it already may not go on: compiled by staff, approved by the head.
TABLE = {
    "OPEN": {"compile": ("COMPILED", STAFF), "draft_summary": (GuardRefused, STAFF)},
    "COMPILED": {"approve": ("APPROVED", HEADS), "send_back": ("OPEN", HEADS), "draft_summary": (None, STAFF)},
    "APPROVED": {"sign": ("SIGNED", LEADERS), "send_back": ("OPEN", LEADERS)},
    "SIGNED": {
        "keep_sealed": (None, SENDERS), "submit": ("SUBMITTED", SENDERS),
        "send_back": ("OPEN", LEADERS | {"office_clerk"}),
    },
    "SUBMITTED": {"receive": (None, {"above"}), "demand_again": ("OPEN", {"above"})},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _quick_print(monkeypatch, request):
    """Papers are printed truthfully in one test; elsewhere their bytes do not matter."""
    if "prints" in request.keywords:
        return
    monkeypatch.setattr(returnpaper, "render", lambda paper: type("Rendered", (), {"bytes": b"%PDF-1.7 \n"})())
    monkeypatch.setattr(returnpaper, "glyph_reasons", lambda paper: [])


def outcome(record, act, by):
    before = dict(record.__dict__)
    try:
        with transaction.atomic():
            do(record, act, by)
            reached = record.state
            transaction.set_rollback(True)
    except (WrongState, NotAllowed, GuardRefused) as refusal:
        return type(refusal)
    record.__dict__.clear()
    record.__dict__.update(before)
    return reached


@pytest.mark.once
@pytest.mark.parametrize("state", ReturnState.values)
def test_who_may_do_what_in_which_state(county, state):
    """Rules §3.6, §3.8: filled in by the unit, approved by its head, signed by the deputy, sent by the office."""
    record = bring_return(county, make_return(county), state)
    monitoring = county.inspector.department
    people = {name: found for name, found in vars(county).items() if found in county.people}
    people["above"] = person("shiju", "市局办", monitoring, "OFFICE")
    for act in actions.registered()[CampaignReturn]:
        if act not in TABLE[state]:
            assert outcome(record, act, county.director) is WrongState, f"{state} {act}"
            continue
        reached, allowed = TABLE[state][act]
        for name, who in people.items():
            found = outcome(record, act, who)
            expected = (reached or state) if name in allowed else NotAllowed
            assert found == expected, f"{state} {act} {name}: {found}"


@pytest.mark.once
def test_the_table_names_every_state_and_act():
    assert set(TABLE) == set(ReturnState.values)
    assert {act for acts in TABLE.values() for act in acts} == set(actions.registered()[CampaignReturn])


def test_what_was_signed_does_not_change_with_the_data(county, client):
    """R-304: figures and what is behind them are frozen with the version."""
    campaign = bring(county, make(county), "ON_SITE")
    item = make_item(county, origin=campaign.case, severity="MAJOR")
    record = bring_return(county, make_return(county, record=campaign), "SIGNED")
    make_item(county, origin=campaign.case, severity="MAJOR")
    record.refresh_from_db()
    assert record.figures["rows"][-1]["cells"]["major"] == 1
    version = record.versions.get()
    assert version.content["figures"] == record.figures
    assert version.content["facts"] == record.facts
    client.force_login(county.staff)
    behind = client.get(f"{reverse('campaigns:returns:figure', args=[record.pk])}?column=major&row=合计").text
    assert item.case.number in behind
    assert "明细 1 条" in behind


def test_no_data_is_a_nil_return_and_still_sent(county):
    """R-348: 零报告."""
    record = bring_return(county, make_return(county), "SUBMITTED")
    assert record.nil
    assert not record.late


def test_hand_written_figures_need_their_source(county):
    """R-304: what no record of the system knows is told apart, with where it is from."""
    record = make_return(county)
    with pytest.raises(InvalidData, match="来源"):
        do(record, "compile", county.staff, fines="3.5")
    do(record, "compile", county.staff, fines="3.5", hand_note="执法办案系统")
    assert record.by_hand == {"fines": {"amount": "3.5", "note": "执法办案系统"}}
    assert not record.nil
    assert returnpaper.lines(record)[-1][0] == "合计"
    assert 3.5 in returnpaper.lines(record)[-1]
    paper = returnpaper.paper_of(record, 1)
    said = "合计中含系统外另有的：罚没金额 3.5 万元（来源：执法办案系统）。"
    assert said in [block.text for block in paper.body if block.kind == "paragraph"]
    assert paper.title == "电线电缆专项行动成果清单"


def test_the_october_return_asks_summary_cases_and_the_sealed_copy(county):
    """R-349: summary, list, typical cases, sealed."""
    campaign = bring(county, make(county), "ON_SITE")
    tell(campaign, by=county.staff, sort="VIOLATION", title="无证生产电缆案", text="查处经过、处罚结果。")
    contents = ("RESULT_LIST", "FINAL_SUMMARY", "TYPICAL_CASES")
    record = make_return(county, record=campaign, contents=contents, sealed=True, code="OCT")
    bring_return(county, record, "SIGNED")
    assert [row["title"] for row in record.cases] == ["无证生产电缆案"]
    with pytest.raises(GuardRefused, match="还没有起草工作总结；还没有上传盖章件"):
        do(record, "submit", county.office_clerk)
    do(record, "keep_sealed", county.staff)
    with pytest.raises(GuardRefused) as caught:
        do(record, "submit", county.office_clerk)
    assert "盖章件" not in caught.value.message
    copy = record.versions.get().sealed_copy
    assert copy.name == "盖章件.pdf"
    call_command("verify_documents")
    with open(copy.file.path, "ab") as file:
        file.write(b" ")
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1 处"):
        call_command("verify_documents", stderr=errors)
    assert f"{record.case.number} 第1版：附件“盖章件.pdf”与保存时的摘要不符" in errors.getvalue()


def test_the_summary_begins_with_the_frozen_figures_and_goes_on_as_a_document(county, client):
    """R-348, R-349: a draft that downloads as .docx; what only people can say is left open."""
    campaign = bring(county, make(county), "ON_SITE")
    make_item(county, origin=campaign.case, severity="MAJOR")
    record = make_return(county, record=campaign, contents=("RESULT_LIST", "PHASE_SUMMARY"))
    with pytest.raises(GuardRefused, match="请先填报"):
        do(record, "draft_summary", county.staff)
    do(record, "compile", county.staff)
    do(record, "draft_summary", county.staff)
    paper = record.case.documents.get()
    assert paper.title.endswith("电线电缆专项行动阶段性工作总结的报告")
    assert "重大隐患1个" in paper.body
    assert "【请填写：存在的问题】" in paper.body
    assert [row.name for row in paper.recipients.all()] == ["安州市市场监督管理局"]
    client.force_login(county.staff)
    docx = client.get(reverse("documents:docx", args=[paper.pk]))
    assert docx.status_code == 200
    with pytest.raises(GuardRefused, match="已经起草"):
        do(record, "draft_summary", county.staff)


def test_late_once_is_late_for_good(county):
    """Rules §3.6: LATE when submitted or still open after the end of the day."""
    record = make_return(county, due_on=timezone.localdate() - timedelta(days=1))
    assert mark_late() == 1
    assert mark_late() == 0
    record = CampaignReturn.objects.get(pk=record.pk)
    assert bring_return(county, record, "SUBMITTED").late


def test_the_bureau_above_hears_of_it_receives_it_and_may_send_it_back(county):
    """R-348; the next version keeps the first."""
    above = person("shiju", "市局办", county.inspector.department, "OFFICE")
    record = bring_return(county, make_return(county), "SUBMITTED")
    assert Notification.objects.filter(user=above, case=record.case).exists()
    do(record, "receive", above)
    do(record, "demand_again", above)
    assert record.was_sent_back
    bring_return(county, record, "SUBMITTED")
    assert [row.standing for row in record.versions.all()] == ["已报送", "被退回"]


def test_the_returns_of_the_counties_add_up(county, client):
    """R-348, R-349: the superior bureau sees and merges what was sent, and who is missing."""
    chief = person("shikezhang", "科长", county.inspector.department, "STAFF", "UNIT_HEAD")
    county_campaigns = []
    above = _prefecture_campaign(county, chief)
    for number in (1, 2):
        campaign = bring(county, make(county, title=f"行动{number}", superior=above), "ON_SITE")
        make_item(county, origin=campaign.case, severity="MAJOR")
        county_campaigns.append(make_return(county, record=campaign))
    first, second = county_campaigns
    bring_return(county, first, "COMPILED")
    found = returnmerge.merge(above, "AUG", county.inspector)
    assert (len(found.counties), found.sent, found.rows) == (2, [], [])
    do(first, "approve", county.head)
    do(first, "sign", county.deputy)
    do(first, "submit", county.office_clerk)
    bring_return(county, second, "SUBMITTED")
    found = returnmerge.merge(above, "AUG", county.inspector)
    assert found.rows[-1]["cells"]["major"] == 2 == sum(r.figures["rows"][-1]["cells"]["major"] for r in found.sent)
    assert "应报 2 个局，已报 2" in found.text
    client.force_login(county.inspector)
    page = client.get(reverse("campaigns:merged", args=[above.pk]) + "?code=AUG")
    assert "各局行动成果汇总" in page.text
    assert client.get(reverse("campaigns:merged", args=[above.pk]) + "?code=AUG&file=xlsx").status_code == 200


def _prefecture_campaign(county, chief):
    from campaigns.starting import start

    today = timezone.localdate()
    record = start(
        by=chief, title="全州排查治理行动", issuer="省局", issue_level="PROVINCE", year=today.year, issued_on=today,
        starts_on=today, ends_on=today,
    )  # fmt: skip
    record.approved_by, record.approved_at = chief, timezone.now()
    record.save()
    return record


def test_exposure_is_a_leaders_decision_and_counts(county):
    """R-335, R-236: never that of who wrote the case."""
    from campaigns.resultlist import count

    campaign = bring(county, make(county), "ON_SITE")
    row = tell(campaign, by=county.staff, sort="VIOLATION", title="假冒电缆案", text="经过")
    today = timezone.localdate()
    for other in (county.staff, county.head, county.office_clerk):
        with pytest.raises(NotAllowed):
            expose(row, by=other, on=today, where="局网站")
    expose(row, by=county.deputy, on=today, where="局网站")
    assert count(campaign, today, today).total["exposed"] == 1
    with pytest.raises(WrongState):
        expose(row, by=county.deputy, on=today, where="局网站")


def test_a_typical_case_is_corrected_until_it_is_public(county, client):
    """R-335: by who wrote it or the unit; what it said before stays on record; another bureau's case is no case."""
    campaign = bring(county, make(county), "ON_SITE")
    row = tell(campaign, by=county.staff, sort="VIOLATION", title="假冒电缆安", text="经过")
    url = reverse("campaigns:change_case", args=[row.pk])
    client.force_login(county.other_head)
    assert client.get(url).status_code in (403, 404)
    client.force_login(county.head)
    assert "假冒电缆安" in client.get(url).text
    given = {"sort": "VIOLATION", "title": "假冒电缆案", "text": "查处经过", "number": "ZG-2026-9999"}
    assert "没有这个编号" in client.post(url, given).text
    sent = given | {"number": "", "_once": str(uuid.uuid4())}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert (row.title, row.text) == ("假冒电缆案", "查处经过")
    entry = campaign.case.trail.get(action="change_case")
    assert entry.data[0]["text"] == "假冒电缆安：经过"
    expose(row, by=county.deputy, on=timezone.localdate(), where="局网站")
    assert client.get(url).status_code == 403
    with pytest.raises(WrongState, match="不再修改"):
        change(row, by=county.head, sort="VIOLATION", title="改", text="改")


@pytest.mark.prints
@pytest.mark.once
def test_the_list_prints_as_a_form_and_is_kept(county, client):
    """R-304, documents §4.4: PDF and .xlsx, hashed again at each download."""
    record = bring_return(county, make_return(county), "SIGNED")
    client.force_login(county.staff)
    for ending in ("pdf", "xlsx"):
        response = client.get(reverse("campaigns:returns:version_file", args=[record.pk, 1, ending]))
        assert response.status_code == 200
        assert len(response.content) > 2000
    version = record.versions.get()
    with version.pdf.open("r+b") as file:
        file.seek(100)
        file.write(b"altered")
    with pytest.raises(returnpaper.Altered):
        returnpaper.kept_bytes(version, "pdf")


@pytest.mark.once
def test_the_form_is_seen_before_it_is_signed(county, client):
    """Who approves and who signs see it as it will be printed; later there is the signed one."""
    record = make_return(county)
    client.force_login(county.deputy)
    url = reverse("campaigns:returns:preview", args=[record.pk])
    assert client.get(url).status_code == 404
    bring_return(county, record, "COMPILED")
    page = client.get(record.get_absolute_url()).text
    assert url in page
    assert "检查一批" in page
    assert client.get(url).content.startswith(b"%PDF")
    do(record, "approve", county.head)
    do(record, "sign", county.deputy)
    assert client.get(url).status_code == 404
    assert url not in client.get(record.get_absolute_url()).text


@pytest.mark.parametrize("state", ReturnState.values)
def test_the_page_in_each_state(county, client, state):
    record = bring_return(county, make_return(county), state)
    for who in (county.staff, county.deputy, county.office_clerk, county.inspector):
        client.force_login(who)
        assert client.get(record.get_absolute_url()).status_code == 200
    assert client.get(reverse("campaigns:returns:list")).status_code == 200
