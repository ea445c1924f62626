"""Returns brought to any state, each step done by who may do it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from campaigns.models import CampaignReturn
from campaigns.obligations import open_return
from casefile.perform import as_form_data, perform

from .campaigns import bring, make


def make_return(
    county, *, record=None, contents=("RESULT_LIST",), due_on=None, sealed=False, code="AUG"
) -> CampaignReturn:
    record = record or bring(county, make(county), "ON_SITE")
    return open_return(
        record, code=code, name="阶段报送", from_on=record.starts_on, due_on=due_on or timezone.localdate(),
        contents=contents, sealed=sealed,
    )  # fmt: skip


def given(act) -> dict:
    return {
        "compile": {"until_on": timezone.localdate()}, "submit": {"way": "SYSTEM"},
        "send_back": {"reason": "数据不对"}, "demand_again": {"reason": "请补充案例"},
    }.get(act, {})  # fmt: skip


def scan(name="盖章件.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")


def do(record, act, by, **changed):
    values = given(act) | changed
    if act != "keep_sealed":
        return perform(record, act, by=by, **values)
    return perform(record, act, by=by, post=as_form_data(values), files=MultiValueDict({"files": [scan()]}))


STEPS = [
    ("COMPILED", "staff", "compile"), ("APPROVED", "head", "approve"), ("SIGNED", "deputy", "sign"),
    ("SUBMITTED", "office_clerk", "submit"),
]  # fmt: skip


def bring_return(county, record, state) -> CampaignReturn:
    for reached, person, act in STEPS:
        if record.state == state:
            break
        do(record, act, getattr(county, person))
        assert record.state == reached
    assert record.state == state
    return record
