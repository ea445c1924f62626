"""The same form sent twice at the same moment makes one thing (R-109)."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Department, User
from casefile.models import Attachment, CaseFile, TransitionRecord
from casefile.trail import verify
from tests.riskinfo.builders import make_info, make_source, pdf
from tests.riskwarnings.test_race import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _twice(user, address, **form):
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(user)
    return together(*(lambda c=c: c.post(address, form).status_code for c in clients))


def test_registering_twice_makes_one_case(county):
    form = {
        "token": uuid.uuid4(),
        "title": "电线绝缘不合格",
        "source": make_source().pk,
        "description": "绝缘厚度不合格。",
    }
    assert _twice(county.staff, reverse("riskinfo:new"), **form) == [302, 302]
    assert CaseFile.objects.count() == 1


def test_an_account_and_a_unit_are_made_once(county):
    form = {"username": "lixin", "name": "李新", "department": county.quality.pk, "roles": ["STAFF"]}
    assert _twice(county.admin, reverse("accounts:user_create"), **form) == [200, 200]
    assert User.objects.filter(username="lixin").count() == 1
    form = {"bureau": county.bureau.pk, "name": "计量股", "kind": "SECTION", "order": 5}
    assert set(_twice(county.admin, reverse("accounts:department_create"), **form)) <= {200, 302}
    assert Department.objects.filter(name="计量股").count() == 1


def test_a_file_an_act_and_an_assignment_happen_once(county):
    info = make_info(county, "SUBMITTED")
    attach = reverse("casefile:attach", args=[info.pk])
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(county.staff)
    together(*(lambda c=c: c.post(attach, {"files": [pdf()]}) for c in clients))
    assert Attachment.objects.count() == 1
    form = {"harm_degree": "SERIOUS", "handling_advice": "送检。", "duplicates_checked": "on"}
    assert _twice(county.head, reverse("riskinfo:act", args=[info.pk, "screen"]), **form) == [302, 302]
    assert TransitionRecord.objects.filter(case=info.pk, action="screen").count() == 1
    form = {"handler": county.second_staff.pk}
    assert _twice(county.head, reverse("casefile:assign", args=[info.pk]), **form) == [302, 302]
    assert TransitionRecord.objects.filter(case=info.pk, action="assign").count() == 1
    assert list(verify(CaseFile.objects.all())) == []
