"""Enterprises: the model's own rules, who sees which, the pages."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registers.models import Enterprise, ProductType
from registers.similar import core, similar_enterprises
from tests.casefile.cases import make_case

from .conftest import code

LIST = reverse("registers:enterprises")


def typed(**changes):
    data = {
        "name": "安州宏远车行", "uscc": code(7), "no_uscc_reason": "", "region": "", "address": "解放路1号",
        "contact_person": "李四", "contact_phone": "138 0013 8000", "is_seller": "on", "quality_director": "",
        "quality_officer": "", "notes": "",
    }  # fmt: skip
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


def names(response) -> list[str]:
    return [row.name for row in response.context["enterprises"]]


# --- the model --------------------------------------------------------------------------


class TestModel:
    def test_a_code_is_stored_and_found_in_one_shape(self, county):
        row = Enterprise.objects.create(bureau=county.bureau, name="甲厂", uscc=" 91350100-m000100y43 ")
        assert row.uscc == "91350100M000100Y43"
        assert Enterprise.objects.get(uscc="91350100 m000100Y43") == row

    def test_initials_follow_the_name_also_in_bulk(self, county):
        Enterprise.objects.bulk_create([Enterprise(bureau=county.bureau, name="清源县恒通线缆", uscc=code(2))])
        row = Enterprise.objects.get()
        assert row.initials == "qyxhtxl"
        row.name = "安州宏远"
        row.save()
        assert Enterprise.objects.get().initials == "azhy"

    def test_a_code_stands_once_in_a_bureau(self, county, enterprise):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enterprise.objects.create(bureau=county.bureau, name="另一家", uscc=enterprise.uscc)
        Enterprise.objects.create(bureau=county.prefecture, name="另一局的登记", uscc=enterprise.uscc)

    def test_without_code_a_reason_stands_and_many_may(self, county):
        for name in ("摊点一", "摊点二"):
            Enterprise.objects.create(bureau=county.bureau, name=name, no_uscc_reason="无证经营")
        with pytest.raises(IntegrityError), transaction.atomic():
            Enterprise.objects.create(bureau=county.bureau, name="摊点三")

    @pytest.mark.parametrize(
        ("text", "found"),
        [("恒通", True), ("恒通 线缆", True), ("线缆 恒通", True), ("恒远", False), ("qyxht", True), ("QYXHT", True),
         ("91419921MA", True), ("ma0000001", True), ("恒通 qyx", True), ("", True),
         ("-", False), ("老厂", True), ("老厂 恒通", True)],
    )  # fmt: skip
    def test_search(self, enterprise, text, found):
        enterprise.aliases.create(name="清源县老厂")
        assert Enterprise.objects.search(text).exists() is found

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
    @given(part=st.data())
    def test_any_two_characters_of_a_name_find_it(self, enterprise, part):
        start = part.draw(st.integers(0, len(enterprise.name) - 2))
        assert enterprise in Enterprise.objects.search(enterprise.name[start : start + 2])

    def test_a_type_stands_for_its_items(self, enterprise):
        item = ProductType.objects.get(code="HAZCHEM_LIQUID_CHLORINE")
        enterprise.product_types.add(item)
        assert enterprise in Enterprise.objects.making(item.parent)
        assert enterprise not in Enterprise.objects.making(ProductType.objects.get(code="CEMENT"))


class TestScope:
    def test_own_bureau_and_those_below(self, county, enterprise):
        above = Enterprise.objects.create(bureau=county.prefecture, name="市局企业", uscc=code(3))
        assert list(Enterprise.objects.visible_to(county.staff)) == [enterprise]
        assert set(Enterprise.objects.visible_to(county.inspector)) == {enterprise, above}

    def test_nobody_without_a_unit_or_an_active_account(self, county, enterprise):
        county.staff.is_active = False
        assert not Enterprise.objects.visible_to(county.staff).exists()
        county.head.department = None
        assert not Enterprise.objects.visible_to(county.head).exists()


# --- similar names ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("清源县恒通线缆有限公司", "恒通线缆"),
        ("清源恒通线缆有限责任公司", "恒通线缆"),
        ("宏远车行", "宏远车行"),
        ("有限公司", "有限公司"),
    ],
)
def test_the_core_of_a_name(name, expected):
    assert core(name, "清源县") == expected


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("清源恒通线缆厂", True),
        ("恒通电线缆有限公司", True),
        ("清源县安泰防爆电器有限公司", False),
        ("清源县", False),
        ("有限公司", False),
    ],
)
def test_similar_names(county, enterprise, name, found):
    assert (similar_enterprises(county.bureau, name) == [enterprise]) is found
    enterprise.aliases.create(name="清源县老字号拉丝厂")
    assert [row.known_as for row in similar_enterprises(county.bureau, "老字号拉丝")] == ["清源县老字号拉丝厂"]
    assert similar_enterprises(county.bureau, name, leave_out=enterprise.pk) == []


# --- the pages -----------------------------------------------------------------------------


class TestList:
    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ({}, ["清源县恒通线缆有限公司"]),
            ({"q": "恒通"}, ["清源县恒通线缆有限公司"]),
            ({"q": "ｑｙｘ"}, ["清源县恒通线缆有限公司"]),
            ({"q": "没有"}, []),
            ({"side": "producer"}, ["清源县恒通线缆有限公司"]),
            ({"side": "seller"}, []),
            ({"tier": "KEY"}, []),
            ({"tier": "X"}, ["清源县恒通线缆有限公司"]),  # a wrong filter narrows nothing
            ({"state": "stopped"}, ["停业车行"]),
            ({"state": "all"}, ["停业车行", "清源县恒通线缆有限公司"]),
        ],
    )
    def test_filters(self, client, county, enterprise, query, shown):
        Enterprise.objects.create(bureau=county.bureau, name="停业车行", uscc=code(4), active=False)
        client.force_login(county.staff)
        assert sorted(names(client.get(LIST, query))) == sorted(shown)

    def test_a_region_includes_what_lies_in_it(self, client, county, enterprise):
        from registers.models import Region

        Region.objects.create(code="419921", name="清源县", level="COUNTY")
        client.force_login(county.staff)
        region = Region.objects.get(code="419921")
        assert names(client.get(LIST, {"region": region.pk})) == [enterprise.name]

    def test_pages_follow_each_other_without_gap(self, client, county):
        Enterprise.objects.bulk_create(
            Enterprise(bureau=county.bureau, name=f"同名企业{number // 3}", uscc=code(number)) for number in range(120)
        )
        client.force_login(county.staff)
        seen, url = [], LIST
        while url:
            page = client.get(url)
            seen += [row.pk for row in page.context["enterprises"]]
            url = LIST + page.context["pager"]["next_url"] if page.context["pager"]["next_url"] else ""
        assert len(seen) == len(set(seen)) == 120

    @pytest.mark.parametrize("after", ["x", "999999", "²"])
    def test_a_page_that_is_none_is_not_found(self, client, county, after):
        client.force_login(county.staff)
        assert client.get(LIST, {"after": after}).status_code == 404

    def test_more_rows_cost_no_more_queries(self, client, county, django_assert_max_num_queries):
        client.force_login(county.staff)
        Enterprise.objects.bulk_create(
            Enterprise(bureau=county.bureau, name=f"企业{number}", uscc=code(number)) for number in range(50)
        )
        with django_assert_max_num_queries(24):
            client.get(LIST)

    def test_an_empty_list_says_what_belongs_there(self, client, county):
        client.force_login(county.staff)
        assert "还没有企业" in client.get(LIST).text


class TestForm:
    new = reverse("registers:enterprise_new")

    def post(self, client, user, **changes):
        client.force_login(user)
        return client.post(self.new, typed(**changes))

    def test_an_enterprise_is_registered(self, client, county, registers_loaded):
        response = self.post(
            client, county.staff, uscc="９１４１９９２１ｍａ0000007" + code(7)[-1], name="宏远车行(城关)"
        )
        row = Enterprise.objects.get()
        assert response.url == row.get_absolute_url()
        assert (row.name, row.uscc, row.contact_phone) == ("宏远车行（城关）", code(7), "13800138000")
        assert (row.bureau, row.tier) == (county.bureau, "NORMAL")
        assert "建档" in client.get(row.get_absolute_url()).text

    @pytest.mark.parametrize(
        ("changes", "field", "message"),
        [
            ({"uscc": "91419921MA000000X"}, "uscc", "应为18位，现有17位"),
            ({"uscc": code(7)[:-1] + ("0" if code(7)[-1] != "0" else "1")}, "uscc", "校验不符"),
            ({"uscc": ""}, "uscc", "没有代码的，在“无代码原因”写明"),
            ({"is_seller": None}, "is_producer", "请选择“生产者”或“销售者”"),
            ({"contact_phone": "7123456"}, "contact_phone", "固定电话带区号"),
            ({"name": ""}, "name", "必填"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(self, client, county, changes, field, message):
        response = self.post(client, county.staff, **changes)
        assert response.status_code == 422
        assert message in "".join(response.context["form"].errors[field])
        assert "解放路1号" in response.text
        assert not Enterprise.objects.exists()

    def test_a_code_on_file_names_its_enterprise(self, client, county, enterprise):
        response = self.post(client, county.staff, uscc=enterprise.uscc.lower())
        assert "清源县恒通线缆有限公司" in "".join(response.context["form"].errors["uscc"])

    def test_without_code_a_reason_is_enough(self, client, county):
        self.post(client, county.staff, uscc="", no_uscc_reason="无证经营")
        assert Enterprise.objects.get().no_uscc_reason == "无证经营"

    def test_a_doubtful_inner_code_is_kept_with_a_warning(self, client, county):
        from registers.validators import uscc_check_character

        body = "91350100M000100Y5"
        response = self.post(client, county.staff, uscc=body + uscc_check_character(body))
        assert "组织机构代码）校验不符" in client.get(response.url).text

    def test_duties_and_flags_are_kept_and_shown(self, client, county):
        """R-122, R-215, R-229: bound by the orders 75 and 76, idle, without capacity, 低小散."""
        response = self.post(
            client, county.staff, subject_to_75_76="on", quality_director="孙立", quality_officer="钱敏",
            low_small_scattered="on", long_idle="on", no_capacity="on",
        )  # fmt: skip
        page = client.get(response.url).text
        for word in ("<dd>适用</dd>", "孙立", "钱敏", "低小散", "长期不生产", "已不具备生产能力"):
            assert word in page

    def test_changes_are_written_down(self, client, county, enterprise):
        client.force_login(county.staff)
        edit = reverse("registers:enterprise_edit", args=[enterprise.pk])
        data = typed(
            name=enterprise.name, uscc=enterprise.uscc, region=enterprise.region_id, active="on", is_producer="on",
            is_seller=None, product_types=[product.pk for product in enterprise.product_types.all()],
        )  # fmt: skip
        assert client.post(edit, data).status_code == 302
        page = client.get(enterprise.get_absolute_url()).text
        assert "联系人：张三 → 李四" in page
        assert "联系电话：0399-7123456 → 13800138000" in page
        assert "企业名称：" not in page
        client.post(edit, data | {"name": "恒通新厂", "keep_old_name": "on"})
        assert [alias.name for alias in enterprise.aliases.all()] == [enterprise.name]
        data["name"] = "恒通新厂"
        client.post(edit, data)
        assert "没有改动" in client.get(enterprise.get_absolute_url()).text

    def test_the_bureau_above_reads_only(self, client, county, enterprise):
        from accounts.models import RoleAssignment

        RoleAssignment.objects.create(user=county.inspector, role="STAFF")
        client.force_login(county.inspector)
        response = client.get(reverse("registers:enterprise_edit", args=[enterprise.pk]), follow=True)
        assert "本局只能查看" in response.text

    def test_an_enterprise_of_another_bureau_is_not_found(self, client, county):
        other = Enterprise.objects.create(bureau=county.prefecture, name="市局企业", uscc=code(3))
        client.force_login(county.staff)
        assert client.get(other.get_absolute_url()).status_code == 404

    def test_similar_names_are_shown_while_typing(self, client, county, enterprise):
        client.force_login(county.staff)
        url = reverse("registers:enterprise_similar")
        assert enterprise.name in client.get(url, {"name": "恒通线缆公司"}).text
        assert enterprise.name not in client.get(url, {"name": "恒通线缆公司", "except": enterprise.pk}).text
        assert enterprise.name in client.get(url, {"name": "恒通线缆公司", "except": "²"}).text


@pytest.mark.parametrize(
    ("who", "read", "write", "calendar"),
    [("staff", 200, 200, 403), ("brigade_officer", 200, 200, 403), ("head", 200, 200, 403), ("admin", 200, 200, 200),
     ("deputy", 200, 403, 403), ("office_clerk", 200, 403, 403), ("inspector", 200, 403, 403),
     ("tester", 403, 403, 403)],
)  # fmt: skip
def test_who_opens_which_page(client, county, enterprise, who, read, write, calendar):
    client.force_login(getattr(county, who))
    for name in ("enterprises", "product_types", "samplings", "tier_rules", "sources", "regions", "legal_bases"):
        assert client.get(reverse(f"registers:{name}")).status_code == read, name
    assert client.get(reverse("registers:product_type", args=["HAZCHEM"])).status_code == read
    assert client.get(enterprise.get_absolute_url()).status_code == read
    assert client.get(reverse("registers:enterprise_new")).status_code == write
    assert client.get(reverse("registers:calendar")).status_code == calendar


def test_the_lists_show_what_is_on_file(client, county, enterprise):
    """R-105, R-155–R-158, R-305: groups and marks of products are read on the screen."""
    client.force_login(county.staff)
    assert "平台企业" in client.get(reverse("registers:sources")).text
    assert "待核对" in client.get(reverse("registers:legal_bases")).text
    products = client.get(reverse("registers:product_types"), {"catalogue": "MONITOR_2024"}).text
    for group in ("重要工业产品", "食品相关产品", "儿童玩具", "老年用品", "日用消费品", "特色与新兴产品"):
        assert group in products
    assert "目录作“老年鞋”" in products
    item = client.get(reverse("registers:product_type", args=["EX_ELECTRICAL_MOTOR"])).text
    assert "随“防爆电气”列入" in item
    assert "一老一小" in client.get(reverse("registers:product_type", args=["CHILD_STUDENT_GOODS_SLIME"])).text
    assert "1 家生产或销售" in client.get(reverse("registers:product_type", args=["WIRE_CABLE"])).text
    assert client.get(reverse("registers:product_types"), {"catalogue": "X"}).status_code == 404


def test_the_back_office_opens_to_the_administrator_and_deletes_nothing(client, county, enterprise):
    url = reverse("admin:registers_enterprise_changelist")
    client.force_login(county.staff)
    assert client.get(url).status_code == 403
    client.force_login(county.admin)
    for model in ("region", "infosource", "producttype", "catalogue", "legalbasis", "enterprise", "calendarday"):
        assert client.get(reverse(f"admin:registers_{model}_changelist")).status_code == 200
    page = client.get(reverse("admin:registers_enterprise_change", args=[enterprise.pk]))
    assert page.status_code == 200
    assert client.post(reverse("admin:registers_enterprise_delete", args=[enterprise.pk])).status_code == 403


class TestCases:
    def test_the_cases_of_an_enterprise_are_listed_and_linked(self, client, county, enterprise):
        case = make_case(county, number="FX-2026-0001", enterprise=enterprise, level="LEVEL_2")
        client.force_login(county.staff)
        page = client.get(enterprise.get_absolute_url()).text
        assert f'href="{case.get_absolute_url()}"' in page
        for shown in ("FX-2026-0001", "风险信息", "电线电缆导体电阻不合格", "待鉴别", "二级"):
            assert shown in page

    def test_cases_of_another_unit_stay_hidden(self, client, county, enterprise):
        make_case(county, number="FX-2026-0001", enterprise=enterprise)
        client.force_login(county.other_staff)
        page = client.get(enterprise.get_absolute_url()).text
        assert "FX-2026-0001" not in page
        assert "没有您可查看的案卷" in page
