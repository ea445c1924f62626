"""The endpoint for other systems: keys, idempotency, limits, errors in Chinese, and its description (R-110)."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile, Notification
from casefile.trail import verify
from registers.models import Enterprise, InfoSource, ProductType, Region
from riskinfo import openapi, receiving, sourcekeys
from riskinfo.models import GatheredItem, RiskInfo, SourceToken

from .builders import make_info, make_source

URL = "/info/api/informations/"


@pytest.fixture
def token_and_key(county):
    source = make_source("COMPLAINT_REPORT", "投诉举报", InfoSource.Kind.SOCIAL)
    return sourcekeys.make(
        by=county.admin, name="全国12315平台", source=source, department=county.quality, handler=county.staff,
        per_minute=60,
    )  # fmt: skip


@pytest.fixture
def key(token_and_key):
    return token_and_key[1]


@pytest.fixture
def sent() -> dict:
    return {**openapi.EXAMPLE, "found_on": str(timezone.localdate())}


def post(client, sent, key, **headers):
    body = sent if isinstance(sent, (str, bytes)) else json.dumps(sent)
    headers = {"content_type": "application/json", **headers}
    return client.post(URL, body, headers={"Authorization": f"Bearer {key}"} if key else {}, **headers)


class TestFiling:
    def test_it_is_filed_and_submitted_by_the_system(self, client, county, key, sent):
        shop = Enterprise.objects.create(bureau=county.bureau, name="清源县福临家电店", no_uscc_reason="个体")
        toy = ProductType.objects.create(code="TOY", name="玩具", domain="CONSUMER")
        town = Region.objects.create(code="419921101", name="城关镇", level=Region.Level.TOWN)
        more = {
            "product_type": "TOY", "region": "419921101", "is_key": True,
            "products": [{"name": "积木", "barcode": "6901234567892"}], "producers": ["甲厂", "乙厂"],
        }  # fmt: skip
        answer = post(client, sent | more, key)
        assert answer.status_code == 201
        info = RiskInfo.objects.get()
        assert answer.json() == {
            "external_id": sent["external_id"], "number": info.case.number, "state": "待鉴别", "repeated": False,
            "possible_duplicates": [],
        }  # fmt: skip
        assert (info.state, info.source.code, info.is_key, info.region) == ("SUBMITTED", "COMPLAINT_REPORT", True, town)
        case = info.case
        assert (case.enterprise, case.product_type, case.department) == (shop, toy, county.quality)
        assert (case.handler, case.created_by, info.submitted_by) == (county.staff, None, None)
        assert [str(row) for row in info.products.all()] == ["积木 条码：6901234567892"]
        assert [row.name for row in info.parties.filter(role="PRODUCER")] == ["甲厂", "乙厂"]
        assert (info.reporter_name, GatheredItem.objects.get().external_id) == ("张三", sent["external_id"])
        first = case.trail.order_by("seq").first()
        assert (first.actor_name, first.data[-1]["text"]) == ("系统", f"全国12315平台，对方编号 {sent['external_id']}")
        assert not any("张三" in json.dumps(row.data, ensure_ascii=False) for row in case.trail.all())
        assert Notification.objects.filter(user=county.head, case=case).exists()
        assert list(verify(CaseFile.objects.all())) == []
        client.force_login(county.staff)
        assert client.get(info.get_absolute_url()).status_code == 200

    def test_one_number_is_one_information(self, client, county, key, sent):
        first, again = post(client, sent, key), post(client, dict(reversed(sent.items())), key)
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == {**first.json(), "repeated": True}
        other = post(client, {**sent, "description": "改口了。"}, key)
        assert other.status_code == 409
        assert first.json()["number"] in other.json()["message"]
        _, second_key = sourcekeys.make(
            by=county.admin, name="换了密钥", source=InfoSource.objects.get(code="COMPLAINT_REPORT"),
            department=county.quality, handler=county.staff, per_minute=60,
        )  # fmt: skip
        assert post(client, sent, second_key).status_code == 200
        assert RiskInfo.objects.count() == 1

    def test_what_came_by_a_list_is_known(self, client, county, token_and_key, sent):
        token, key = token_and_key
        info = make_info(county)
        GatheredItem.objects.create(
            info=info, bureau=county.bureau, source=token.source, external_id=sent["external_id"]
        )
        answer = post(client, sent, key)
        assert (answer.status_code, answer.json()["number"]) == (200, info.case.number)

    def test_signs_that_nobody_can_print_are_left_out(self, client, county, key, sent):
        said = "冒烟\x01。\v插头发黑\x0c😀。\r\n\t要求退货。"
        assert post(client, sent | {"description": said, "product_name": "电热\x07壶"}, key).status_code == 201
        info = RiskInfo.objects.get()
        assert info.description == "冒烟。\n插头发黑😀。\r\n\t要求退货。"
        assert (info.product_name, "电热壶" in info.case.title) == ("电热壶", True)

    def test_blanks_make_no_other_number(self, client, county, key, sent):
        post(client, sent | {"external_id": "A 17"}, key)
        again = post(client, sent | {"external_id": " A17", "description": "另一次说法。"}, key)
        assert (again.status_code, RiskInfo.objects.count()) == (409, 1)
        assert post(client, sent | {"external_id": "A17"}, key).status_code == 200
        assert GatheredItem.objects.get().external_id == "A17"

    def test_possible_doubles_are_named(self, client, county, key, sent):
        first = make_info(county, enterprise_text="清源县福临家电店", description="别的问题。", batch="")
        answer = post(client, sent, key).json()
        assert answer["possible_duplicates"] == [{"number": first.case.number, "reason": "同一企业，相隔 1 天"}]


class TestRefusing:
    @pytest.mark.parametrize(
        ("change", "field", "said"),
        [
            ({"external_id": ""}, "external_id", "必填"),
            ({"external_id": "  "}, "external_id", "必填"),
            ({"description": " \n "}, "description", "必填"),
            ({"external_id": 7}, "external_id", "应为文字"),
            ({"external_id": "9" * 201}, "external_id", "最多 200 个字符"),
            ({"description": "坏\x00字"}, "description", "应为文字"),
            ({"certainty": "MAYBE"}, "certainty", "MAYBE"),
            ({"basis": "STANDARD_VIOLATION"}, "basis", "列表"),
            ({"basis": ["X"]}, "basis", "X"),
            ({"harm_objects": []}, "harm_objects", "必填"),
            ({"found_on": "2026年1月"}, "found_on", ""),
            ({"found_on": "2999-01-01"}, "found_on", "不能晚于今天"),
            ({"colour": "red"}, "colour", "不认识的字段"),
            ({"product_type": "NONE"}, "product_type", "没有代码为“NONE”的登记"),
            ({"region": "000000"}, "region", "没有代码"),
            ({"other_regions": ["000000"]}, "other_regions", "没有代码"),
            ({"enterprise": {"phone": "1"}}, "enterprise", "字段只有 name、uscc"),
            ({"enterprise": {}, "product_name": ""}, "product_name", "产品或企业"),
            ({"reporter": {"phone": "12"}}, "reporter", "电话号码不符"),
            ({"barcode": "6901234567893"}, "barcode", "商品条码校验不符"),
            ({"products": [{"batch": "1"}]}, "products", "请写明产品名称"),
            ({"products": [{"name": "积木", "product_type": "NONE"}]}, "products", "没有代码"),
            ({"products": "积木"}, "products", "应为对象的列表"),
            ({"info_kind": "CLUSTERED_COMPLAINT"}, "complaint_count", "请写明反映件数"),
            ({"complaint_count": True}, "complaint_count", "应为整数"),
            ({"is_key": "yes"}, "is_key", "true 或 false"),
        ],
    )
    def test_each_field_says_what_is_wrong_and_nothing_is_filed(self, client, key, sent, change, field, said):
        answer = post(client, sent | change, key)
        assert answer.status_code == 422, answer.json()
        assert said in "".join(answer.json()["errors"][field])
        assert (RiskInfo.objects.count(), CaseFile.objects.count(), GatheredItem.objects.count()) == (0, 0, 0)

    @pytest.mark.parametrize(
        ("body", "headers", "status"),
        [
            ("{", {}, 400), (b"\xff", {}, 400), ("[" * 100_000, {}, 400), ("[]", {}, 422), ("null", {}, 422),
            ('{"external_id": "\\ud83d"}', {}, 400), ('{"\\udc00": 1}', {}, 400),
            ('{"complaint_count": 1' + "0" * 5000 + "}", {}, 400),
            ("{}", {"content_type": "text/plain"}, 415), ("x" * 200_001, {}, 413),
        ],
    )  # fmt: skip
    def test_what_is_no_request_of_ours(self, client, key, body, headers, status):
        answer = post(client, body, key, **headers)
        assert answer.status_code == status
        assert answer.json()["message"]

    def test_only_with_a_good_key(self, client, county, token_and_key, sent):
        token, key = token_and_key
        assert (post(client, sent, "").status_code, post(client, sent, key + "x").status_code) == (401, 401)
        assert client.post(URL, sent, headers={"Authorization": f"Basic {key}"}).status_code == 401
        assert client.get(URL).status_code == 405
        assert sourcekeys.revoke(token, by=county.admin)
        refused = post(client, sent, key)
        assert refused.status_code == 401
        assert "已停用" in refused.json()["message"]
        assert not RiskInfo.objects.exists()

    def test_so_many_a_minute(self, client, token_and_key, sent):
        token, key = token_and_key
        SourceToken.objects.filter(pk=token.pk).update(per_minute=2)
        start = timezone.now()
        with time_machine.travel(start, tick=False):
            codes = [post(client, {}, key).status_code for _ in range(3)]
            last = post(client, sent, key)
        assert codes == [422, 422, 429]
        assert (last.status_code, last["Retry-After"]) == (429, "60")
        with time_machine.travel(start + timedelta(seconds=61), tick=False):
            assert post(client, sent, key).status_code == 201


class TestKeys:
    def test_made_shown_once_kept_hashed_and_revoked(self, client, county, sent):
        source = make_source("COMPLAINT_REPORT", "投诉举报", InfoSource.Kind.SOCIAL)
        client.force_login(county.admin)
        typed = {"name": "全国12315平台", "source": source.pk, "handler": county.staff.pk, "per_minute": 30}
        page = client.post(reverse("riskinfo:keys"), typed)
        key, token = page.context["key"], SourceToken.objects.get()
        assert key in page.text
        assert page["Cache-Control"] == "private, no-store"
        assert key not in client.get(reverse("riskinfo:keys")).text
        assert key not in str(SourceToken.objects.values().get())
        assert (token.department, token.created_by) == (county.quality, county.admin)
        assert post(client, sent, key).status_code == 201
        client.post(reverse("riskinfo:revoke_key", args=[token.pk]))
        assert post(client, sent, key).status_code == 401
        token.refresh_from_db()
        assert token.revoked_by == county.admin
        assert "已停用" in client.get(reverse("riskinfo:keys")).text
        assert client.post(reverse("riskinfo:keys"), typed | {"name": ""}).status_code == 422

    def test_nobody_but_the_administrator_of_the_bureau(self, client, county, token_and_key):
        for user in county.people:
            client.force_login(user)
            expected = 200 if user == county.admin else 403
            assert client.get(reverse("riskinfo:keys")).status_code == expected
        above = type(county.admin).objects.get(pk=county.admin.pk)
        above.department = county.inspector.department
        above.save()
        client.force_login(above)
        assert client.post(reverse("riskinfo:revoke_key", args=[token_and_key[0].pk])).status_code == 404


class TestDescription:
    """The OpenAPI document is what the endpoint does."""

    @pytest.fixture
    def document(self, client, db):
        return client.get(reverse("riskinfo:openapi")).json()

    def test_its_address_method_and_fields_are_those_of_the_endpoint(self, document):
        ((path, methods),) = document["paths"].items()
        assert (path, list(methods)) == (URL, ["post"])
        schema = methods["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert set(schema["properties"]) == set(receiving.FIELDS)
        assert schema["required"] == list(receiving.REQUIRED)

    def test_its_example_is_accepted_and_the_answers_have_its_fields(self, client, document, key):
        operation = document["paths"][URL]["post"]
        example = operation["requestBody"]["content"]["application/json"]["example"]
        with time_machine.travel("2026-01-12 10:00+08:00"):
            filed, refused = post(client, example, key), post(client, {}, key)
        schemas = document["components"]["schemas"]
        for answer, name, code in ((filed, "Filed", 201), (refused, "Refused", 422)):
            assert answer.status_code == code
            assert set(answer.json()) == set(schemas[name]["properties"])
            assert operation["responses"][str(code)]["content"]["application/json"]["schema"]["$ref"].endswith(name)

    def test_every_value_that_it_lists_is_accepted(self, client, document, key, sent):
        schema = document["paths"][URL]["post"]["requestBody"]["content"]["application/json"]["schema"]
        number = 0
        for name, field in schema["properties"].items():
            for value in field.get("enum") or field.get("items", {}).get("enum", ()):
                number += 1
                given = {name: [value] if field["type"] == "array" else value, "external_id": str(number)}
                extra = {"complaint_count": 3} if value == "CLUSTERED_COMPLAINT" else {}
                assert post(client, sent | given | extra, key).status_code == 201, (name, value)
        assert number == 16

    def test_every_answer_is_described(self, document):
        """The statuses that the tests above have met."""
        told = set(document["paths"][URL]["post"]["responses"])
        assert told == {"200", "201", "400", "401", "405", "409", "413", "415", "422", "429"}
