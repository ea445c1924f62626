"""What enterprises say of themselves, written down, listed and printed."""

import uuid

import pytest
from django.utils import timezone

from inspections.models import ControlList, SelfCheck

from .visits import firm

pytestmark = pytest.mark.once


def check_data(enterprise, total, **changed):
    data = {"enterprise": enterprise.name, "made_on": timezone.localdate().isoformat(), "signed_by": "王建"}
    return data | {f"answer_{n}": "PASS" for n in range(1, total + 1)} | changed


def points_data(enterprise, *points):
    data = {"enterprise": enterprise.name, "made_on": timezone.localdate().isoformat(), "signed_by": "王建",
            "points-TOTAL_FORMS": len(points) + 1, "points-INITIAL_FORMS": 0}  # fmt: skip
    for n, (stage, risk, control, person) in enumerate(points):
        data |= {f"points-{n}-stage": stage, f"points-{n}-risk": risk, f"points-{n}-control": control,
                 f"points-{n}-person": person}  # fmt: skip
    return data | {f"points-{len(points)}-stage": "INCOMING"}


def test_a_self_check_is_written_down_once(county, client):
    """R-310, R-217: system, people, daily, weekly and monthly duties; R-313: a major risk goes on to an information."""
    enterprise = firm(county)
    client.force_login(county.staff)
    url = "/inspections/self-checks/new/SELF_PRODUCTION/"
    refused = client.post(url, check_data(enterprise, 8, answer_3="FAIL"))
    assert "不符合的，请写明情况和整改" in refused.content.decode()
    data = check_data(enterprise, 8, answer_3="FAIL", note_3="补建记录", major_risk="储罐超期未检")
    page = client.post(url, data, follow=True).content.decode()
    assert "日管控每日检查并记录" in page
    assert f"/info/new/?enterprise={enterprise.pk}" in page
    assert "当天的自查已经登记" in client.post(url, data).content.decode()
    row = SelfCheck.objects.get()
    assert [item.answer for item in row.items.all()].count("FAIL") == 1
    assert enterprise.name in client.get("/inspections/self-checks/?q=恒通").content.decode()
    assert "最近自查" in client.get(enterprise.get_absolute_url()).content.decode()


def test_sellers_answer_for_unknown_origin_and_counterfeits(county, client):
    """R-312."""
    client.force_login(county.staff)
    page = client.get("/inspections/self-checks/new/SELF_SALES/").content.decode()
    assert "没有来源不明的产品" in page
    assert "没有假冒伪劣产品" in page


def test_a_list_of_risks_and_controls_is_kept_and_printed(county, client):
    """R-311: stage or object, key point, control; R-312: the seller's variant."""
    maker, seller = firm(county), firm(county, 2, is_producer=False, is_seller=True)
    client.force_login(county.staff)
    url = "/inspections/control-lists/new/"
    cable = ("INCOMING", "铜杆含氧量超标", "逐批查验材质单", "李强")
    assert "只销售不生产" in client.post(url, points_data(seller, cable)).content.decode()
    assert "至少写一个风险点" in client.post(url, points_data(maker)).content.decode()
    page = client.post(url, points_data(maker, cable, ("TESTING", "耐压仪漂移", "每年校准", "张凯")), follow=True)
    assert "铜杆含氧量超标" in page.content.decode()
    row = ControlList.objects.get()
    assert client.get(f"/inspections/control-lists/{row.pk}/pdf/").content.startswith(b"%PDF")
    done = client.post(url, points_data(seller, ("COUNTERFEIT", "仿冒商标", "索取授权书", "王芳")))
    assert done.status_code == 302
    assert client.get("/inspections/control-lists/").content.decode().count("王建") == 2


def test_a_list_of_risks_is_kept_once_and_outlives_the_session(county, client):
    """A second press makes no second list; what was typed when the session had ended comes back."""
    maker, url = firm(county), "/inspections/control-lists/new/"
    data = points_data(maker, ("INCOMING", "铜杆含氧量超标", "逐批查验材质单", "李强"))
    client.force_login(county.staff)
    sent = data | {"_once": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    assert ControlList.objects.count() == 1
    client.logout()
    client.post(url, data | {"_owner": county.staff.pk})
    client.force_login(county.staff)
    page = client.get(url)
    assert "逐批查验材质单" in page.text
    assert page.status_code == 200


def test_another_bureau_reads_nothing(county, client):
    enterprise = firm(county)
    client.force_login(county.staff)
    client.post("/inspections/self-checks/new/SELF_PRODUCTION/", check_data(enterprise, 8))
    enterprise.bureau = county.prefecture
    enterprise.save()
    assert client.get(SelfCheck.objects.get().get_absolute_url()).status_code == 404
