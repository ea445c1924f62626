"""The account of a monitoring station files, completes and follows its own informations and nothing else (R-108)."""

import pytest
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Department
from accounts.roles import ROLE_PERMISSIONS, Role
from casefile import actions
from registers.models import Enterprise, InfoSource
from riskinfo.models import RiskInfo
from tests.people import person
from tests.rectification import items

from .builders import make_draft, make_info, make_source, pdf

#: What a station opens, beside what everybody signed in does.
OPEN = {
    "riskinfo:list", "riskinfo:new", "riskinfo:quick", "riskinfo:duplicates", "riskinfo:detail", "riskinfo:edit",
    "riskinfo:supplement", "riskinfo:act", "casefile:enterprise_options",
    "warnings:assessments", "warnings:matrix",  # what became of its own
}  # fmt: skip


#: These show what a person may see of it: own cases, own emergencies, imports into a register that is granted.
_OWN_CHECK = ("riskinfo:", "emergency:", "registers:import")


@pytest.fixture
def station(county):
    unit = Department.objects.create(
        bureau=county.bureau, name="产品质量监测站", kind=Department.Kind.MONITORING_STATION
    )
    return person("jiance", "监测员", unit, Role.STATION)


def _names(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from _names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name}", getattr(entry.callback, "access", None)


@pytest.mark.once
def test_no_address_but_these_lets_a_station_in():
    granted = ROLE_PERMISSIONS[Role.STATION]
    let_in = {name for name, access in _names(get_resolver()) if not isinstance(access, str) and granted & set(access)}
    of_cases = {name for name in let_in if name.startswith("casefile:")}
    beyond = {name for name in let_in - of_cases - OPEN if not name.startswith(_OWN_CHECK)}
    assert beyond == set()
    assert let_in >= OPEN


def test_of_others_it_sees_nothing(client, county, station):
    others = [make_info(county, state) for state in ("SUBMITTED", "CONFIRMED")] + [make_draft(county)]
    item = items.make(county)
    enterprise = Enterprise.objects.create(bureau=county.bureau, name="甲厂", no_uscc_reason="无")
    client.force_login(station)
    page = client.get(reverse("riskinfo:list")).text
    for info in others:
        assert info.get_absolute_url() not in page
        for name in ("detail", "edit", "supplement"):
            assert client.get(reverse(f"riskinfo:{name}", args=[info.pk])).status_code == 404
        for name in actions.registered()[RiskInfo]:
            assert client.post(reverse("riskinfo:act", args=[info.pk, name]), {}).status_code == 404
        assert client.get(reverse("casefile:history", args=[info.pk])).status_code == 404
    assert client.get(item.get_absolute_url()).status_code in (403, 404)
    assert client.get(enterprise.get_absolute_url()).status_code == 403
    for register in ("enterprises", "samplings", "sources"):
        assert client.get(reverse("registers:import_template", args=[register])).status_code in (403, 404)


def test_its_own_it_files_completes_and_follows(client, county, station):
    enterprise = Enterprise.objects.create(bureau=county.bureau, name="清源县恒兴线缆有限公司", no_uscc_reason="无")
    client.force_login(station)
    typed = {
        "source": make_source("MONITORING_STATION", "监测站", InfoSource.Kind.TECHNICAL).pk, "submit": "1",
        "department": county.quality.pk, "found_on": str(timezone.localdate()), "description": "快检发现绝缘层发黏。",
        "certainty": "POSSIBLE", "basis": ["UNREASONABLE_DANGER"], "harm_objects": ["PERSONAL_SAFETY"],
        "product_name": "电线", "enterprise_name": enterprise.name,
    }  # fmt: skip
    client.post(reverse("riskinfo:new"), typed)
    info = RiskInfo.objects.get()
    assert (info.state, info.case.department) == ("SUBMITTED", county.quality)
    page = client.get(info.get_absolute_url())
    assert page.status_code == 200
    assert [offer.action.name for offer in page.context["offers"] if offer.enabled] == []
    assert enterprise.get_absolute_url() not in page.text  # no link to what it may not open
    for name in set(actions.registered()[RiskInfo]) - {"submit"}:
        client.post(reverse("riskinfo:act", args=[info.pk, name]), {"reason": "试", "transferred_to": "某局"})
    info.refresh_from_db()
    assert info.state == "SUBMITTED"


def test_a_phone_makes_a_draft_with_photos_once(client, county, station):
    """R-108; issue of the field: one short page, completed later."""
    make_source("MONITORING_STATION", "监测站", InfoSource.Kind.TECHNICAL)
    client.force_login(station)
    page = client.get(reverse("riskinfo:quick"))
    form = page.context["form"]
    assert list(form.fields) == [
        "description", "product_name", "enterprise_name", "files", "source", "department", "is_key",
    ]  # fmt: skip
    typed = {
        "token": str(page.context["token"]), "description": "货架上的取暖器外壳开裂。", "product_name": "取暖器",
        "enterprise_name": "城关家电城", "source": form["source"].value(), "department": county.quality.pk,
    }  # fmt: skip
    for _ in range(2):  # the answer was lost, and the phone sends it again
        client.post(reverse("riskinfo:quick"), typed | {"files": pdf("现场.pdf")})
    info = RiskInfo.objects.get()
    assert (info.state, info.found_on, info.source.code) == ("DRAFT", timezone.localdate(), "MONITORING_STATION")
    assert info.case.title == "城关家电城取暖器风险信息"
    assert info.case.attachments.count() == 1
    assert "请选择认定依据" in client.get(reverse("riskinfo:edit", args=[info.pk])).text
    refused = client.post(reverse("riskinfo:quick"), typed | {"description": ""})
    assert refused.status_code == 422
    assert "城关家电城" in refused.text
