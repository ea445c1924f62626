"""The sheet: what it asks, what two people do at once, what becomes of what is wrong."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.models import Attachment
from casefile.perform import as_form_data
from casefile.refusals import InvalidData
from inspections.models import CheckPhoto, SheetItem
from rectification.models import RectificationItem
from tests.riskinfo.builders import make_info

from .visits import answers, bring, do, firm, make, picture, signature, specs


def errors(caught) -> dict:
    return {name: list(texts) for name, texts in caught.value.form.errors.items()}


def line(record, order) -> SheetItem:
    return record.items.get(order=order)


def test_a_sheet_is_frozen_from_the_checklists_that_fit(county):
    """R-315, R-318, R-319, R-320, R-122: production, circulation, and the duties where orders 75 and 76 bind."""
    maker = make(county)
    assert [item.group for item in maker.items.all()] == ["关键质量点"] * 3 + ["场所和设备"] * 3 + ["突出问题"] * 7
    seller = make(county, enterprise=firm(county, 2, is_producer=False, is_seller=True, subject_to_75_76=True))
    assert [row["code"] for row in seller.checklists] == ["CIRCULATION", "DUTIES"]
    assert seller.items.filter(duty=True).count() == 6
    problems = set(seller.items.values_list("problem", flat=True))
    assert {"UNLICENSED_PRODUCT", "INCONSISTENT_PRODUCT", "LOW_QUALITY", "STANDARD_NONCONFORMITY"} <= problems


def test_half_a_sheet_is_kept_and_goes_on(county):
    record = bring(county, make(county), "ASSIGNED")
    third = line(record, 3)
    do(county, record, "save_sheet", county.staff, **{f"answer-{third.pk}": "NA"})
    assert record.state == "ON_SITE"
    assert [item.order for item in record.items.exclude(answer="")] == [1, 3]
    assert line(record, 3).answered_by == county.staff
    entry = record.case.trail.order_by("-seq").first()
    told = {row["label"]: row["text"] for row in entry.data}
    assert told["3. 出厂检验按标准项目进行"] == "不适用"
    assert len(told) == 2


def test_what_a_finished_sheet_must_say(county):
    record = bring(county, make(county), "ASSIGNED")
    wrong = line(record, 4)
    with pytest.raises(InvalidData) as caught:
        do(county, record, "finish", county.staff, **{f"answer-{wrong.pk}": "", "party": "SIGNED", "witness": ""})
    found = errors(caught)
    assert found[f"answer-{wrong.pk}"] == ["还没有检查。"]
    assert found["party_name"] == ["请写签名人的姓名。"]
    assert "signature" in found
    with pytest.raises(InvalidData) as caught:
        do(county, record, "finish", county.staff, **{f"answer-{wrong.pk}": "FAIL", "witness": ""})
    assert set(errors(caught)) == {f"note-{wrong.pk}", "witness"}
    record.refresh_from_db()
    assert record.state == "ASSIGNED"


def test_nobody_there_is_an_outcome_with_its_reason(county):
    """R-215: idle or without capacity; the items need no answer then."""
    record = bring(county, make(county, kind="PATROL"), "ASSIGNED")
    blank = {name: "" for name in answers(record) if name.startswith("answer")}
    given = blank | {"outcome": "IMPOSSIBLE", "party": "ABSENT", "witness": "门卫 李强"}
    for name in ("note", "problem", "severity"):
        given |= {f"{name}-{line(record, 10).pk}": ""}
    with pytest.raises(InvalidData) as caught:
        do(county, record, "finish", county.staff, **given)
    assert set(errors(caught)) == {"summary"}
    do(county, record, "finish", county.staff, **given, summary="厂区关门，设备已拆")
    assert (record.state, record.outcome) == ("FILLED", "IMPOSSIBLE")


def test_a_party_signs_on_the_screen(county):
    record = bring(county, make(county), "ASSIGNED")
    tenth = line(record, 10)
    do(
        county, record, "finish", county.staff, party="SIGNED", party_name="王建", party_title="厂长", witness="",
        files={"signature": [signature()], f"photo-{tenth.pk}": [picture(), picture(), picture("二.jpg", (0, 0, 9))]},
    )  # fmt: skip
    record.refresh_from_db()
    assert record.outcome == "PROBLEMS"
    assert record.signature.name == "当事人签名.png"
    assert CheckPhoto.objects.filter(item=tenth).count() == 2  # the same picture is kept once
    do(county, record, "send_back", county.brigade_officer)
    record.refresh_from_db()
    assert (record.party, record.party_name, record.signature) == ("", "", None)
    assert Attachment.objects.filter(case=record.case).count() == 3


def test_who_signed_when_it_was_saved_does_not_sign_again(county, client):
    record = bring(county, make(county), "ASSIGNED")
    signed = {"party": "SIGNED", "party_name": "王建", "witness": ""}
    do(county, record, "save_sheet", county.staff, **signed, files={"signature": [signature()]})
    client.force_login(county.staff)
    page = client.get(reverse("inspections:sheet", args=[record.pk])).text
    assert 'data-signed="王建"' in page
    with pytest.raises(InvalidData) as caught:
        do(county, record, "finish", county.staff, **(signed | {"party_name": "王立"}))
    assert set(errors(caught)) == {"signature"}
    do(county, record, "finish", county.staff, **signed)
    assert record.signature.name == "当事人签名.png"


def test_who_refuses_after_all_has_not_signed(county):
    record = bring(county, make(county), "ASSIGNED")
    files = {"signature": [signature()]}
    do(county, record, "save_sheet", county.staff, party="SIGNED", party_name="王建", files=files)
    do(county, record, "finish", county.staff, party="REFUSED", witness="张立", files={"signature": [signature()]})
    record.refresh_from_db()
    assert (record.party, record.signature) == ("REFUSED", None)


@pytest.mark.once
def test_a_photo_is_a_picture(county):
    record = bring(county, make(county), "ASSIGNED")
    bad = picture("记录.txt")
    with pytest.raises(InvalidData) as caught:
        do(county, record, "save_sheet", county.staff, files={f"photo-{line(record, 1).pk}": [bad]})
    assert f"photo-{line(record, 1).pk}" in errors(caught)


# --- a failed item ------------------------------------------------------------------
def test_one_tap_makes_a_failed_item_an_entry_of_the_ledger(county, client):
    """R-315, R-308: problem, grade, words and pictures go along; R-321."""
    record = bring(county, make(county), "ASSIGNED")
    tenth = line(record, 10)
    do(county, record, "finish", county.staff, files={f"photo-{tenth.pk}": [picture()]})
    do(county, record, "confirm", county.brigade_officer)
    client.force_login(county.brigade_officer)
    url = reverse("inspections:raise", args=[record.pk, tenth.pk])
    response = client.post(url, {"_once": str(uuid.uuid4())}, follow=True)
    assert "第 10 项已处理" in response.content.decode()
    item = RectificationItem.objects.get()
    assert (item.problem, item.severity, item.found_on) == ("INCOMPLETE_RECORDS", "GENERAL", timezone.localdate())
    assert "2月以来3批次无出厂检验记录" in item.situation
    assert item.case.department == county.quality
    assert item.case.product_type.code == "WIRE_CABLE"
    assert [link.origin_id for link in item.case.origin_links.all()] == [record.pk]
    assert item.case.attachments.count() == 1
    again = client.post(url, {"_once": str(uuid.uuid4())})
    assert again.status_code == 422
    assert RectificationItem.objects.count() == 1


def test_where_the_product_is_open_it_is_asked(county, client):
    enterprise = firm(county)
    from registers.models import ProductType

    enterprise.product_types.add(ProductType.objects.create(code="HELMET", name="头盔", domain="INDUSTRIAL"))
    record = bring(county, make(county, enterprise=enterprise), "CONFIRMED")
    client.force_login(county.staff)
    url = reverse("inspections:raise", args=[record.pk, line(record, 10).pk])
    asked = client.post(url)
    assert asked.status_code == 422
    assert "请选择隐患属于哪一类" in asked.content.decode()
    product = enterprise.product_types.get(code="HELMET")
    assert client.post(url, {"product_type": product.pk}).status_code == 302
    assert RectificationItem.objects.get().case.product_type == product


def test_an_item_in_the_ledger_holds_the_sheet(county):
    record = bring(county, make(county), "CONFIRMED")
    do(county, record, "raise_item", county.staff)
    with pytest.raises(Exception, match="已有项目登记了整改台账"):
        do(county, record, "send_back", county.head)


def test_an_inspection_comes_out_of_another_case(county):
    origin = make_info(county).case
    record = make(county, origin=origin)
    assert [link.origin_id for link in record.case.origin_links.all()] == [origin.pk]


# --- two phones ------------------------------------------------------------------------
def sent(record, **changed) -> dict:
    """Return the sheet as a phone sends it, opened now."""
    given = {}
    for item in record.items.all():
        given |= {f"base-{item.pk}": item.fingerprint, f"answer-{item.pk}": item.answer, f"note-{item.pk}": item.note,
                  f"problem-{item.pk}": item.problem, f"severity-{item.pk}": item.severity}  # fmt: skip
    return given | {"_once": str(uuid.uuid4())} | changed


def post(client, record, data):
    response = client.post(reverse("inspections:sheet", args=[record.pk]), data, headers={"Accept": "application/json"})
    return response.status_code, json.loads(response.content)


def test_two_officers_fill_in_different_items(county, client):
    record = bring(county, make(county), "ASSIGNED")
    one, two = line(record, 1), line(record, 2)
    first, second = sent(record, **{f"answer-{one.pk}": "PASS"}), sent(record, **{f"answer-{two.pk}": "NA"})
    client.force_login(county.staff)
    assert post(client, record, first)[0] == 200
    client.force_login(county.brigade_officer)
    status, told = post(client, record, second)
    assert status == 200
    assert told["items"][str(one.pk)] == {  # so that a phone goes on from what stands there
        "answer": "PASS", "note": "", "problem": one.problem, "severity": one.severity,
        "base": line(record, 1).fingerprint,
    }  # fmt: skip
    assert [line(record, n).answer for n in (1, 2, 3)] == ["PASS", "NA", ""]


def test_the_same_item_twice_is_shown_and_nothing_is_lost(county, client):
    record = bring(county, make(county), "ASSIGNED")
    one, two = line(record, 1), line(record, 2)
    first = sent(record, **{f"answer-{one.pk}": "PASS"})
    second = sent(record, **{f"answer-{one.pk}": "FAIL", f"note-{one.pk}": "台账缺3月", f"answer-{two.pk}": "PASS"})
    client.force_login(county.staff)
    post(client, record, first)
    client.force_login(county.brigade_officer)
    status, told = post(client, record, second)
    assert status == 409
    (clash,) = told["conflicts"]
    assert (clash["order"], clash["answer"], clash["by"], clash["mine"]["note"]) == (1, "符合", "赵敏", "台账缺3月")
    assert line(record, 2).answer == ""  # nothing of it was saved
    status, _ = post(client, record, second | {f"base-{one.pk}": clash["base"]})
    assert status == 200
    assert (line(record, 1).answer, line(record, 1).note, line(record, 2).answer) == ("FAIL", "台账缺3月", "PASS")


def test_a_sheet_sent_twice_is_taken_once(county, client):
    record = bring(county, make(county), "ASSIGNED")
    data = sent(record, **answers(record), party="ABSENT", witness="门卫 李强", finish="1")
    client.force_login(county.staff)
    assert post(client, record, data)[0] == 200
    status, told = post(client, record, data)
    assert (status, told["ok"]) == (200, True)
    assert record.case.trail.filter(action="finish").count() == 1
    late = post(client, record, sent(record, **{f"answer-{line(record, 1).pk}": "NA"}))
    assert late[0] == 409
    assert "提交检查表" in late[1]["message"]


def test_without_script_it_is_a_form(county, client):
    record = bring(county, make(county), "ASSIGNED")
    client.force_login(county.staff)
    url = reverse("inspections:sheet", args=[record.pk])
    text = client.get(url).content.decode()
    assert 'capture="environment"' in text
    assert "1. 关键原材料" in text
    refused = client.post(url, as_form_data({"party": "SIGNED", "finish": "1"}))
    assert refused.status_code == 422
    assert "还没有检查" in refused.content.decode()
    done = client.post(url, sent(record, **answers(record), party="ABSENT", witness="门卫 李强", finish="1"))
    assert done.status_code == 302
    record.refresh_from_db()
    assert record.state == "FILLED"


@pytest.mark.once
def test_only_the_two_fill_it_in(county, client):
    record = bring(county, make(county), "ASSIGNED")
    client.force_login(county.second_staff)
    page = client.get(reverse("inspections:sheet", args=[record.pk]), follow=True)
    assert "只由两名检查人员" in page.content.decode()
    assert post(client, record, sent(record))[0] == 409


def test_specs_can_be_chosen(county):
    record = make(county, specs=specs(county, "DUTIES"))
    assert record.items.count() == 6
