"""One number of a source arrives twice at the same moment: one information, and nobody reads of an error (R-110)."""

import threading

import pytest
from django.test import Client
from django.utils import timezone

from casefile import jobs
from casefile.models import Job
from registers.models import InfoSource
from riskinfo import openapi, receiving, sourcekeys
from riskinfo.gatherlist import InformationRegister
from riskinfo.models import GatheredItem, RiskInfo
from tests.registers.sheets import xlsx
from tests.riskwarnings.test_race import together

from .builders import make_source
from .test_api import post
from .test_gatherlist import check, upload

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
_COPIES, _PATIENCE = 6, 30


@pytest.fixture
def source():
    return make_source("COMPLAINT_REPORT", "投诉举报", InfoSource.Kind.SOCIAL)


@pytest.fixture
def keys(county, source) -> list[str]:
    """Two keys of one source: another lock would hold only one of them."""
    made = [
        sourcekeys.make(
            by=county.admin, name=name, source=source, department=county.quality, handler=county.staff, per_minute=60
        )
        for name in ("12315平台", "12315平台备用")
    ]
    return [key for _, key in made]


@pytest.fixture
def sent() -> dict:
    return {**openapi.EXAMPLE, "found_on": str(timezone.localdate())}


@pytest.fixture
def listed(client, county, source, sent):
    """The same number in a list that has been checked and is confirmed; its work waits for a worker."""
    client.force_login(county.staff)
    rows = [
        ["登记编号", "登记时间", "投诉内容", "商品名称"],
        [sent["external_id"], sent["found_on"], "冒烟。", "电热毯"],
    ]
    rows.append(["另一条", sent["found_on"], "漏电。", "台灯"])
    batch = {"certainty": "POSSIBLE", "basis": ["UNREASONABLE_DANGER"], "harm_objects": ["PERSONAL_SAFETY"]}
    run = check(client, upload(client, xlsx(rows), source, **batch))
    assert run.counts["NEW"] == 2
    client.post(f"/registers/imports/{run.pk}/confirm/", {})
    return run


def _apply(run) -> None:
    jobs.run(Job.objects.get(kind="import_apply").pk)
    run.refresh_from_db()


def test_copies_at_once_are_one_information(county, keys, sent):
    answers = together(*(lambda key=key: post(Client(), sent, key) for key in keys * (_COPIES // 2)))
    assert sorted(answer.status_code for answer in answers) == [200] * (_COPIES - 1) + [201], answers
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert (RiskInfo.objects.count(), GatheredItem.objects.count()) == (1, 1)
    first, second = {**sent, "external_id": "二"}, {**sent, "external_id": "二", "description": "改口了。"}
    answers = together(lambda: post(Client(), first, keys[0]), lambda: post(Client(), second, keys[1]))
    assert sorted(answer.status_code for answer in answers) == [201, 409], answers  # another content is told, not lost
    assert RiskInfo.objects.count() == 2


def test_what_a_list_is_writing_is_known_to_the_interface(county, keys, sent, listed, monkeypatch):
    writing, go_on, write = threading.Event(), threading.Event(), InformationRegister.write

    def slowly(register, rows):
        write(register, rows)
        writing.set()
        assert go_on.wait(_PATIENCE)

    monkeypatch.setattr(InformationRegister, "write", slowly)
    _, answer = together(
        lambda: _apply(listed), lambda: _meanwhile(writing, go_on, lambda: post(Client(), sent, keys[0]))
    )
    assert (answer.status_code, answer.json()["repeated"]) == (200, True), answer.content.decode()
    listed.refresh_from_db()
    assert listed.status == "DONE"
    assert RiskInfo.objects.count() == 2


def test_what_the_interface_is_writing_is_known_to_a_list(county, keys, sent, listed, monkeypatch):
    writing, go_on, perform = threading.Event(), threading.Event(), receiving.perform

    def slowly(*args, **kwargs):
        writing.set()
        assert go_on.wait(_PATIENCE)
        return perform(*args, **kwargs)

    monkeypatch.setattr(receiving, "perform", slowly)
    answer, _ = together(
        lambda: post(Client(), sent, keys[0]), lambda: _meanwhile(writing, go_on, lambda: _apply(listed))
    )
    assert answer.status_code == 201, answer.content.decode()
    listed.refresh_from_db()
    assert (listed.status, listed.counts["SAME"], listed.counts["NEW"]) == ("CHECKED", 1, 1)  # shown anew, not written
    assert "重新预检" in listed.error
    assert RiskInfo.objects.count() == 1


def _meanwhile(writing, go_on, act):
    """Begin `act` while the other writes, and let the other go on once `act` waits for it (or a second has passed)."""
    assert writing.wait(_PATIENCE)
    timer = threading.Timer(1, go_on.set)
    timer.start()
    try:
        return act()
    finally:
        timer.cancel()
        go_on.set()
