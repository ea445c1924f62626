"""The account of a monitoring station files, completes and follows its own informations and nothing else (R-108)."""

import pytest
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Department
from accounts.roles import ROLE_PERMISSIONS, Role
from casefile import actions
from registers.models import Enterprise, InfoSource
from riskinfo.intake_forms import handling_units
from riskinfo.models import RiskInfo
from tests.people import person
from tests.rectification import items

from .builders import make_draft, make_info, make_source, pdf

#: What a station opens, beside what everybody signed in does: filing, and what it filed.
OPEN = {
    "riskinfo:list", "riskinfo:new", "riskinfo:quick", "riskinfo:duplicates", "riskinfo:detail", "riskinfo:edit",
    "riskinfo:supplement", "riskinfo:act", "riskinfo:gathering:import", "casefile:enterprise_options", "emergency:new",
    "casefile:attach", "casefile:strike_attachment",
}  # fmt: skip
#: Anybody who may report an emergency passes the door; there the case is asked for, and a station sees none.
_BEHIND_THE_CASE = {"emergency:confirm", "emergency:feedback", "emergency:contact", "emergency:tell"}
#: What everybody signed in opens: the own account, the own desk, and cases that he or she sees.
_EVERYBODY = {
    "desk:home", "desk:cases", "desk:next", "desk:search", "desk:notifications", "desk:read_all",
    "desk:open_notification", "accounts:logout", "accounts:password", "accounts:profile", "accounts:keepalive",
    "casefile:history", "casefile:correct",
    "casefile:save_view", "casefile:delete_view", "casefile:long_act", "casefile:attachment", "registers:exports",
    "registers:export", "registers:export_run", "registers:export_file",
}  # fmt: skip
_MENU = ["工作台", "风险信息"]


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
    names = dict(_names(get_resolver()))
    let_in = {name for name, access in names.items() if not isinstance(access, str) and granted & set(access)}
    # an import shows the own ones, and begins only for a register that is granted: that of informations
    imports = {name for name in let_in if name.startswith("registers:import")}
    assert let_in - imports == OPEN | _BEHIND_THE_CASE
    assert {name for name, access in names.items() if access == "signed_in"} == _EVERYBODY


def test_its_menu_leads_to_what_it_filed_and_each_page_refuses_the_rest(client, county, station):
    info = make_info(county, "ASSESSING", by=station, department=county.quality)
    info.case.add_participant(station.department)  # as filing does
    client.force_login(station)
    home = client.get(reverse("desk:home"))
    entries = [entry for group in home.context["shell"]["menu"] for entry in group["entries"]]
    assert [entry["label"] for entry in entries] == _MENU
    assert all(client.get(entry["url"]).status_code == 200 for entry in entries)
    assert client.get(info.get_absolute_url()).status_code == 200
    shut = [reverse(f"riskinfo:{name}") for name in ("gathering:list", "reports", "review", "returns", "tests")]
    shut += [reverse(f"warnings:{name}", args=[info.pk]) for name in ("assessments", "matrix", "assess")]
    shut += [reverse("accounts:absences"), reverse("registers:enterprises"), reverse("documents:list")]
    shut += [reverse("registers:export", args=[code]) for code in ("gatherings", "upward-reports", "absences")]
    assert {url: client.get(url).status_code for url in shut} == dict.fromkeys(shut, 403)
    exports = client.get(reverse("registers:exports"))
    assert [listing.code for listing in exports.context["listings"]] == ["cases-INFO"]
    for name in ("tell", "contact"):
        address = reverse(f"emergency:{name}", args=[info.pk, "REPORT"] if name == "tell" else [info.pk])
        assert client.get(address).status_code == 404


def test_it_files_for_a_section_where_somebody_screens(county, station):
    legal = Department.objects.create(bureau=county.bureau, name="法规股", kind=Department.Kind.SECTION)
    clerk = person("fazhi", "刘洋", legal, Role.LEGAL)
    assert handling_units(station) == [county.quality]
    assert handling_units(clerk) == [legal]
    person("xinren", "新人", legal, Role.STAFF)
    assert set(handling_units(station)) == {county.quality, legal}


def test_its_forms_begin_with_itself_and_the_unit_it_filed_for_last(client, county, station):
    own = make_source("MONITORING_STATION", "监测站", InfoSource.Kind.SUPERVISION)
    food = Department.objects.create(bureau=county.bureau, name="食品相关产品股", kind=Department.Kind.SECTION)
    person("tanzhiming", "谭志明", food, Role.UNIT_HEAD)
    client.force_login(station)
    for unit in (None, county.quality, food):
        if unit is not None:
            make_draft(county, by=station, department=unit)
        for name in ("new", "quick"):
            form = client.get(reverse(f"riskinfo:{name}")).context["form"]
            assert (form["source"].initial, form["department"].initial) == (own, unit and unit.pk)
    client.force_login(county.staff)
    assert client.get(reverse("riskinfo:new")).context["form"]["source"].initial is None


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
