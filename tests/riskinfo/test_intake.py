"""Writing an information down: drafts, submission, duplicates, enterprises (R-011, R-015, R-109, R-142)."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.forms import Textarea
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.roles import Role
from casefile.models import Attachment, CaseFile
from casefile.perform import perform
from casefile.refusals import WrongState
from documents.incoming.registering import register
from registers.lookup import named, written
from registers.models import Enterprise, InfoSource, ProductType
from riskinfo import intake
from riskinfo.duplicates import candidates_of
from riskinfo.forms import ConfirmForm
from riskinfo.intake_forms import SupplementForm
from riskinfo.models import InfoLink, RiskInfo
from riskinfo.upwardforms import ReportUpForm
from tests.people import person

from .builders import make_draft, make_info, make_source, pdf

NEW = "/info/new/"


@pytest.fixture
def wire(county) -> Enterprise:
    return Enterprise.objects.create(
        bureau=county.bureau, name="清源县恒通线缆有限公司", no_uscc_reason="原15位注册号", is_producer=True
    )


@pytest.fixture
def typed(county) -> dict:
    """What an officer types into the whole form."""
    return {
        "token": str(uuid.uuid4()), "source": make_source().pk, "source_level": "PROVINCE",
        "found_on": str(timezone.localdate()),
        "description": "省级监督抽查，绝缘厚度不合格。", "info_kind": "HAZARD", "certainty": "EXISTS",
        "basis": ["STANDARD_VIOLATION"], "standard_number": "GB/T 5023.3-2008", "harm_objects": ["PERSONAL_SAFETY"],
        "product_name": "聚氯乙烯绝缘电线", "enterprise_name": "清源县新丰电线厂",
    }  # fmt: skip


@pytest.fixture
def staff(client, county):
    client.force_login(county.staff)
    return client


class TestSaving:
    def test_a_draft_is_kept_without_number(self, staff, typed):
        response = staff.post(NEW, {"source": typed["source"], "description": "投诉电线发热。", "save": ""})
        info = RiskInfo.objects.get()
        assert response.url == info.get_absolute_url()
        assert (info.state, info.case.number) == ("DRAFT", None)
        assert info.learned_at is not None

    def test_saving_and_submitting_gives_the_number(self, staff, typed):
        page = staff.post(NEW, {**typed, "submit": "1"}, follow=True).content.decode()
        info = RiskInfo.objects.get()
        assert info.state == "SUBMITTED"
        assert f"编号 {info.case.number}" in page
        assert info.case.title == "清源县新丰电线厂聚氯乙烯绝缘电线风险隐患"
        assert (info.basis, info.harm_objects) == (["STANDARD_VIOLATION"], ["PERSONAL_SAFETY"])

    def test_what_cannot_be_submitted_yet_is_a_draft_and_says_what_is_missing(self, staff, typed):
        response = staff.post(NEW, {**typed, "basis": [], "submit": "1"}, follow=True)
        assert "已存为草稿，还没有提交：请选择认定依据" in response.content.decode()
        assert '<a href="#id_basis_group">请选择认定依据' in response.content.decode()
        assert RiskInfo.objects.get().state == "DRAFT"
        assert "省级监督抽查，绝缘厚度不合格。" in response.content.decode()

    def test_a_future_date_is_refused_with_everything_typed_still_there(self, staff, typed):
        """R-011 form: 发现日期 not in the future; nothing typed is lost."""
        tomorrow = timezone.localdate() + timedelta(days=1)
        response = staff.post(NEW, {**typed, "found_on": tomorrow.isoformat(), "submit": "1"})
        page = response.content.decode()
        assert response.status_code == 422
        assert "发现日期不能晚于今天" in page
        for value in (
            "省级监督抽查，绝缘厚度不合格。",
            "GB/T 5023.3-2008",
            "清源县新丰电线厂",
            typed["token"],
            tomorrow.isoformat(),
        ):
            assert value in page
        checked = response.context["form"]
        assert checked["basis"].value() == ["STANDARD_VIOLATION"]
        assert not CaseFile.objects.exists()

    def test_a_double_click_makes_one(self, staff, typed):
        first = staff.post(NEW, {**typed, "submit": "1"})
        second = staff.post(NEW, {**typed, "submit": "1"})
        assert first.url == second.url
        assert CaseFile.objects.count() == 1

    def test_photos_are_kept_and_wrong_files_refused(self, staff, typed):
        wrong = staff.post(NEW, {**typed, "files": [pdf("照片.jpg")]})
        assert wrong.status_code == 422
        assert not CaseFile.objects.exists()
        staff.post(NEW, {**typed, "files": [pdf("抽样单.pdf"), pdf("报告.pdf")]})
        assert set(Attachment.objects.values_list("name", flat=True)) == {"抽样单.pdf", "报告.pdf"}

    def test_what_was_typed_before_the_session_ended_comes_back(self, client, county, typed):
        client.post(NEW, {**typed, "_owner": county.staff.pk})
        client.force_login(county.staff)
        form = client.get(NEW).context["form"]
        assert form["description"].value() == "省级监督抽查，绝缘厚度不合格。"
        assert form["basis"].value() == ["STANDARD_VIOLATION"]

    @pytest.mark.parametrize("who", ["tester", "office_clerk", "deputy", "director", "inspector", "admin"])
    def test_who_does_not_bring_information_in_finds_no_form(self, client, county, who):
        client.force_login(getattr(county, who))
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, {}).status_code == 403


class TestEditing:
    def form(self, client, info) -> dict:
        form = client.get(reverse("riskinfo:edit", args=[info.pk])).context["form"]
        values = {name: form[name].value() for name in form.fields}
        return {name: "" if value is None or value is False else value for name, value in values.items()}

    def test_the_trail_says_from_what_to_what(self, staff, county):
        info = make_draft(county)
        values = self.form(staff, info)
        staff.post(reverse("riskinfo:edit", args=[info.pk]), {**values, "batch": "BV 4", "harm_objects": ["HEALTH"]})
        entry = info.case.trail.order_by("-seq").first()
        said = {item["label"]: item["text"] for item in entry.data}
        assert said == {"规格型号、批次": "BV 2.5 20260110 → BV 4", "危害对象": "人身安全 → 健康"}

    def test_saving_unchanged_leaves_no_entry(self, staff, county):
        info = make_draft(county)
        staff.post(reverse("riskinfo:edit", args=[info.pk]), self.form(staff, info))
        assert info.case.trail.count() == 1

    def test_only_the_author_edits_and_only_a_draft(self, client, county):
        info = make_draft(county)
        client.force_login(county.second_staff)
        assert client.get(reverse("riskinfo:edit", args=[info.pk])).status_code == 403
        client.force_login(county.staff)
        submitted = make_info(county, "SUBMITTED")
        response = client.get(reverse("riskinfo:edit", args=[submitted.pk]), follow=True)
        assert "已经提交，不能再改草稿" in response.content.decode()


class TestSupplement:
    def url(self, info):
        return reverse("riskinfo:supplement", args=[info.pk])

    def test_known_later_is_added_with_its_ground(self, staff, county, wire):
        info = make_info(county, "ASSESSING")
        values = SupplementForm.initial_of(info)
        given = {name: value for name, value in values.items() if value and name in SupplementForm.base_fields}
        refused = staff.post(self.url(info), {**given, "cause": "偷工减料"})
        assert refused.status_code == 422
        given |= {"cause": "偷工减料", "enterprise_name": wire.name, "reason": "6月3日现场核查记录。"}
        assert staff.post(self.url(info), given).url == info.get_absolute_url()
        info = RiskInfo.objects.get(pk=info.pk)
        assert (info.cause, info.case.enterprise, info.enterprise_text) == ("偷工减料", wire, "")
        entry = info.case.trail.order_by("-seq").first()
        assert (entry.action, entry.reason) == ("supplement", "6月3日现场核查记录。")
        assert "清源县恒兴线缆有限公司 → 清源县恒通线缆有限公司" in str(entry.data)

    @pytest.mark.parametrize(("who", "status"), [("staff", 200), ("head", 200), ("second_staff", 403), ("deputy", 200)])
    def test_by_the_handler_or_the_head(self, client, county, who, status):
        client.force_login(getattr(county, who))
        assert client.get(self.url(make_info(county, "SUBMITTED"))).status_code == status

    def test_a_closed_one_stays_as_it_is(self, county):
        info = make_info(county, "EXCLUDED")
        given = SupplementForm.initial_of(info) | {"cause": "另有原因", "reason": "补记"}
        form = SupplementForm({k: v or "" for k, v in given.items()}, user=county.staff, info=info)
        assert form.is_valid(), form.errors
        with pytest.raises(WrongState, match="已排除"):
            intake.supplement(info, form, by=county.staff)


class TestEnterprise:
    def test_one_on_file_is_linked_by_name_or_by_name_and_code(self, staff, county, typed):
        row = Enterprise.objects.create(bureau=county.bureau, name="清源县恒通线缆有限公司", uscc="91419921MA0000001Y")
        row.aliases.create(name="恒通电线厂")
        both = (written(row), f"恒通电线厂 {row.uscc}")
        for text in (row.name, row.uscc, "恒通电线厂", *both):
            assert named(Enterprise.objects.visible_to(county.staff), text) == [row], text
        staff.post(NEW, {**typed, "enterprise_name": row.name})
        info = RiskInfo.objects.get()
        assert (info.case.enterprise, info.enterprise_text) == (row, "")

    def test_an_unknown_one_is_kept_as_typed(self, staff, typed):
        staff.post(NEW, typed)
        info = RiskInfo.objects.get()
        assert (info.case.enterprise, info.enterprise_text) == (None, "清源县新丰电线厂")

    def test_two_of_one_name_ask_for_the_code(self, staff, county, typed, wire):
        Enterprise.objects.create(bureau=county.bureau, name=wire.name, no_uscc_reason="无证")
        response = staff.post(NEW, {**typed, "enterprise_name": wire.name})
        assert response.status_code == 422
        assert "有不止一家" in response.content.decode()

    def test_the_list_while_typing(self, staff, county, wire):
        Enterprise.objects.create(bureau=county.prefecture, name="安州恒通公司", no_uscc_reason="无")
        url = reverse("casefile:enterprise_options")
        for word in ("恒通", "htxl"):
            page = staff.get(url, {"enterprise_name": word}).content.decode()
            assert wire.name in page
            assert "安州恒通公司" not in page
        assert "option" not in staff.get(url, {"enterprise_name": " "}).content.decode()

    def test_the_search_button_needs_no_script_and_keeps_everything(self, staff, typed, wire):
        found = staff.post(NEW, {**typed, "enterprise_name": "恒通", "find": "1"})
        page = found.content.decode()
        assert f'name="pick" value="{wire.pk}"' in page
        assert "省级监督抽查，绝缘厚度不合格。" in page
        assert typed["token"] in page
        picked = staff.post(NEW, {**typed, "enterprise_name": "恒通", "pick": str(wire.pk)})
        assert picked.context["form"]["enterprise_name"].value() == wire.name
        assert picked.context["form"]["harm_objects"].value() == ["PERSONAL_SAFETY"]
        assert not CaseFile.objects.exists()
        nearly = staff.get(reverse("riskinfo:duplicates"), {"enterprise_name": "清源恒通线缆有限责任公司"})
        assert f'name="pick" value="{wire.pk}"' in nearly.content.decode()
        nothing = staff.post(NEW, {**typed, "enterprise_name": "查无此厂", "find": "1"})
        assert "没有查到" in nothing.content.decode()


class TestDuplicates:
    """Rules §3.1: same enterprise, product and 90 days; warned of and linked, never blocked."""

    def test_same_enterprise_product_and_90_days(self, county, wire):
        cable = ProductType.objects.create(code="CABLE", name="电线电缆", domain="INDUSTRIAL")
        hose = ProductType.objects.create(code="HOSE", name="燃气软管", domain="INDUSTRIAL")
        today = timezone.localdate()
        info = make_info(county, "SUBMITTED", enterprise=wire, product_type=cable, found_on=today)
        same = {
            "near": make_info(county, "SUBMITTED", enterprise=wire, product_type=cable, found_on=today - timedelta(90)),
            "no type": make_info(county, "EXCLUDED", enterprise=wire, found_on=today),
        }
        other = {"batch": "", "description": "标识不清。"}
        make_info(county, "SUBMITTED", enterprise=wire, product_type=hose, found_on=today, **other)
        make_info(county, "SUBMITTED", enterprise=wire, product_type=cable, found_on=today - timedelta(91), **other)
        make_info(county, "DRAFT", enterprise=wire, product_type=cable, found_on=today)
        make_info(county, "SUBMITTED", found_on=today, **other)
        found = candidates_of(info, county.head)
        assert {row.case.pk for row in found} == {other.pk for other in same.values()}

    def test_by_typed_name_when_the_enterprise_is_not_on_file(self, county):
        info, other = make_info(county, "SUBMITTED"), make_info(county, "SUBMITTED")
        assert [row.case.pk for row in candidates_of(info, county.head)] == [other.pk]

    def test_what_another_unit_handles_is_named_by_number_alone(self, staff, county):
        other = make_info(county, "SUBMITTED", by=county.other_staff, title="城关所的电线信息")
        page = staff.get(reverse("riskinfo:duplicates"), {"enterprise_name": "清源县恒兴线缆有限公司"}).content.decode()
        assert other.case.number in page
        assert "城关所的电线信息" not in page
        assert other.get_absolute_url() not in page

    def test_it_warns_and_does_not_stop(self, staff, county, typed):
        first = make_info(county, "SUBMITTED")
        response = staff.post(NEW, {**typed, "enterprise_name": "清源县恒兴线缆有限公司", "submit": "1"}, follow=True)
        assert RiskInfo.objects.count() == 2
        assert first.case.number in response.content.decode()

    def test_the_screener_sees_them_beside_the_form(self, client, county):
        info, other = make_info(county, "SUBMITTED"), make_info(county, "SUBMITTED")
        client.force_login(county.head)
        page = client.get(reverse("riskinfo:act", args=[info.pk, "screen"])).content.decode()
        assert other.case.number in page


class TestFiling:
    def test_a_monitoring_station_files_for_a_section_and_may_follow_it(self, client, county, typed):
        """Rules §3: STATION files 信息 only; another unit handles it."""
        unit = Department.objects.create(
            bureau=county.bureau, name="产品质量监测站", kind=Department.Kind.MONITORING_STATION
        )
        monitor = person("jiance", "监测员", unit, Role.STATION)
        client.force_login(monitor)
        assert client.post(NEW, {**typed, "submit": "1"}).status_code == 422
        client.post(NEW, {**typed, "department": county.quality.pk, "submit": "1"})
        info = RiskInfo.objects.get()
        assert (info.state, info.case.department) == ("SUBMITTED", county.quality)
        assert client.get(info.get_absolute_url()).status_code == 200
        assert client.get(reverse("riskinfo:act", args=[info.pk, "screen"])).status_code == 302
        assert info.case.awaiting_text == "质量监督股 股室负责人"

    def test_sources_come_from_the_catalogue_by_kind(self, staff, county):
        """R-109: the admin's catalogue; a source out of use is not offered."""
        make_source("MEDIA", "新闻媒体曝光", InfoSource.Kind.SOCIAL)
        InfoSource.objects.create(code="OLD", name="停用来源", kind=InfoSource.Kind.OTHER, active=False)
        page = staff.get(NEW).content.decode()
        assert '<optgroup label="社会渠道">' in page
        assert "新闻媒体曝光" in page
        assert "停用来源" not in page


def test_a_warning_from_above_is_acted_on_as_an_information(staff, typed, county):
    """R-027: 获得有关风险信息警示后; what came in as a document leads to an information and stays linked to it."""
    arrived = register(
        by=county.office_clerk, title="关于儿童水杯风险的警示通报", sender="安州市市场监督管理局", sender_number="",
        kind="NOTICE", received_on=timezone.localdate(), due_on=timezone.localdate() + timedelta(days=20),
    )  # fmt: skip
    perform(arrived, "propose", by=county.office_clerk, proposal="建议质量监督股办理。", leader=county.deputy)
    given = {"instruction": "请质量监督股办理。", "unit": county.quality, "due_on": arrived.case.due_at.date()}
    perform(arrived, "instruct", by=county.deputy, **given)
    address = f"{NEW}?from={arrived.pk}"
    assert address in staff.get(arrived.get_absolute_url()).text
    page = staff.get(address).text
    assert "关于儿童水杯风险的警示通报" in page
    assert arrived.case.number in page
    for _ in range(2):  # a double click
        assert staff.post(address, typed | {"title": "儿童水杯", "save": ""}).status_code == 302
    info = RiskInfo.objects.get()
    assert [link.origin for link in info.case.origin_links.all()] == [arrived.case]
    assert staff.get(f"{NEW}?from={info.pk}").status_code == 404  # an information comes out of no information
    perform(arrived, "finish", by=county.staff, result="已登记为风险信息。")
    refused = staff.post(address, typed | {"token": str(uuid.uuid4()), "save": ""})
    assert refused.status_code == 422
    assert "已办结" in refused.text
    assert RiskInfo.objects.count() == 1


def test_gone_back_and_sent_again_it_is_filed_once(client, county):
    """The browser shows the form as it was sent, under a new token; another word, person or hour makes another one."""
    source = make_source("DAILY_SUPERVISION", "日常监管")
    typed = {"description": "货架上的取暖器外壳开裂。", "product_name": "取暖器", "source": source.pk}
    url = reverse("riskinfo:quick")

    def send(by=county.staff, at=url, **other):
        client.force_login(by)
        client.post(at, typed | {"token": str(uuid.uuid4())} | other)
        return RiskInfo.objects.count()

    assert [send(), send(), send(product_name="暖风机"), send(by=county.second_staff)] == [1, 1, 2, 3]
    assert send(files=pdf("现场.pdf")) == 4, "with another photo it is another one"
    full = reverse("riskinfo:new")
    assert [send(at=full, title="取暖器开裂"), send(at=full, title="取暖器开裂")] == [5, 5]
    client.post(full, typed | {"token": str(uuid.uuid4()), "title": "取暖器开裂", "submit": "1"}, follow=True)
    assert RiskInfo.objects.count() == 5
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert send() == 6


class TestFullWidth:
    """An input method left in full width is no mistake of the officer's."""

    def test_a_telephone_and_the_number_of_another_information(self, staff, county, typed):
        staff.post(NEW, typed | {"reporter_phone": "１３９ ００００ ００２１"})
        info = RiskInfo.objects.get()
        assert info.reporter_phone == "13900000021"
        other = make_info(county)
        number = other.case.number.translate({ord(c): ord(c) + 0xFEE0 for c in "FX-0123456789"})
        perform(info, "link", by=county.staff, other=number, kind=InfoLink.Kind.values[0])
        assert info.links.get().other == other


def test_a_near_name_is_taken_on_the_short_page_too(staff, wire, typed):
    sent = {"source": typed["source"], "description": "电线发热。", "enterprise_name": "恒通线缆公司", "pick": wire.pk}
    page = staff.post("/info/quick/", sent)
    assert page.status_code == 200
    assert f'value="{wire.name}"' in page.text
    assert "电线发热。" in page.text
    assert not RiskInfo.objects.exists()


def test_long_suppliers_in_lines_fit_into_every_act(county):
    many = "\n".join(f"安州市第{n}原料供应有限责任公司" for n in range(35))
    info = make_info(county, "ASSESSING", material_suppliers=many)
    for form in (ConfirmForm, ReportUpForm):
        field = form.base_fields["material_suppliers"]
        assert 300 < len(many) <= field.max_length == RiskInfo._meta.get_field("material_suppliers").max_length
        assert field.clean(info.material_suppliers) == many
        assert isinstance(field.widget, Textarea)
