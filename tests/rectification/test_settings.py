"""整改设置: the bureau's terms and thresholds, kept as versions."""

import pytest
from django.urls import reverse

from rectification.models import TermsVersion
from rectification.terms import DEFAULT, SETTLED

pytestmark = pytest.mark.once


def filled(**changed):
    given = {name: getattr(DEFAULT, name) for name in SETTLED}
    return given | {"version": 0, "reason": "局务会纪要第3号"} | changed


def test_an_administrator_saves_the_next_version(county, client):
    client.force_login(county.admin)
    url = reverse("rectification:settings")
    assert "现按默认" in client.get(url).text
    assert client.post(url, filled(extensions=2)).status_code == 302
    row = TermsVersion.objects.get()
    assert (row.version, row.extensions, row.set_by) == (1, 2, county.admin)
    text = client.get(url).text
    assert "现行第1版" in text
    assert "每轮最多延期几次：2" in text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"version": 1}, "已被他人改动"), ({}, "没有改动"), ({"correction_days": 0}, "整改期限"),
        ({"second_recheck_from": 100}, "不能晚于最迟"), ({"reason": "", "extensions": 2}, "依据或理由"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(county, client, changed, message):
    client.force_login(county.admin)
    response = client.post(reverse("rectification:settings"), filled(**changed))
    assert (response.status_code, message in response.text) == (422, True)
    assert not TermsVersion.objects.exists()


def test_others_do_not_get_there(county, client):
    for person in (county.staff, county.head, county.director, county.inspector):
        client.force_login(person)
        assert client.get(reverse("rectification:settings")).status_code == 403
