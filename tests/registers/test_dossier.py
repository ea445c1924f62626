"""The dossier of an enterprise: tier and its record, timeline, licences, old names, confidential notes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from registers import dossier
from registers.licences import light_of
from registers.models import Enterprise, Licence, ProductType, SamplingResult, TierChange, TierRule
from registers.models.tier import KeptForGood
from registers.tiers import change_tier, suggested, too_loose
from tests.casefile.cases import make_case

from .conftest import code
from .importing import actions, imported, reasons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers_loaded")]


def at(enterprise, name, *args):
    return reverse(f"registers:{name}", args=[enterprise.pk, *args])


# --- the tier ---------------------------------------------------------------------------------------


def test_a_tier_is_changed_with_a_reason_that_stays(county, enterprise, client):
    """R-123, R-137: who, when, why; only a unit head of the bureau; the form of the enterprise does not touch it."""
    given = {"tier": "KEY", "ground": "SAMPLING", "reason": " "}
    client.force_login(county.staff)
    assert client.get(at(enterprise, "enterprise_tier")).status_code == 403
    client.force_login(county.head)
    refused = client.post(at(enterprise, "enterprise_tier"), given)
    assert (refused.status_code, refused.context["form"]["ground"].value()) == (422, "SAMPLING")
    same = client.post(at(enterprise, "enterprise_tier"), given | {"tier": "NORMAL", "reason": "x"})
    assert "现在就是“常规监管”" in same.text
    page = client.post(at(enterprise, "enterprise_tier"), given | {"reason": "两次抽查不合格"}, follow=True).text
    change = TierChange.objects.get()
    enterprise.refresh_from_db()
    assert (change.change, change.by, change.role, enterprise.tier) == (
        "常规监管 → 重点监管", county.head, "UNIT_HEAD", "KEY",
    )  # fmt: skip
    for shown in ("常规监管 → 重点监管", "抽查不合格。两次抽查不合格", "陈晓（股室负责人）"):
        assert page.count(shown) >= 2, shown  # in the card of the tier and in the timeline
    client.post(at(enterprise, "enterprise_edit"), {"tier": "SPECIAL", "name": enterprise.name})
    assert Enterprise.objects.get(pk=enterprise.pk).tier == "KEY"
    for wrong in (lambda: change.save(), lambda: change.delete(), TierChange.objects.all().delete):
        with pytest.raises(KeptForGood):
            wrong()
    with pytest.raises(KeptForGood):
        TierChange.objects.update(reason="别的")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            TierChange._base_manager.filter(pk=change.pk)._raw_delete("default")


@pytest.mark.once
def test_who_may_not_change_a_tier(county, enterprise):
    with pytest.raises(PermissionDenied):
        change_tier(enterprise, "KEY", by=county.staff, ground="OTHER", reason="x")
    with pytest.raises(ValidationError, match="理由"):
        change_tier(enterprise, "KEY", by=county.head, ground="OTHER", reason=" ")
    other = Enterprise.objects.create(bureau=county.prefecture, name="市局企业", uscc=code(3))
    with pytest.raises(PermissionDenied):
        change_tier(other, "KEY", by=county.head, ground="OTHER", reason="x")
    change_tier(enterprise, "KEY", by=county.head, ground="OTHER", reason="x")
    with pytest.raises(ValidationError, match="已经是“重点监管”"):
        change_tier(
            Enterprise(pk=enterprise.pk, bureau=county.bureau), "KEY", by=county.head, ground="OTHER", reason="x"
        )


def test_an_enterprise_list_tells_of_tiers_and_sets_none(county, enterprise, client):
    """R-123, rules §3.8: who configures approves nothing; the row is taken, the tier stays, the result says so."""
    rows = [
        ["企业名称", "信用代码", "监管类别"],
        ["恒通新厂", enterprise.uscc, "严格监管"],
        ["乙厂", code(5), "重点监管"],
        ["丙厂", code(6), "常规监管"],
    ]
    for by in (county.admin, None):  # on the site, and at the console
        plan = imported("enterprises", rows, by=by, bureau=county.bureau)
        assert ["没有采用" in "".join(row.notes) for row in plan.rows] == [True, True, False]
    assert not TierChange.objects.exists()
    assert set(Enterprise.objects.values_list("name", "tier")) == {(n, "NORMAL") for n in ("恒通新厂", "乙厂", "丙厂")}
    assert [alias.name for alias in enterprise.aliases.all()] == ["清源县恒通线缆有限公司"]
    client.force_login(county.admin)
    assert client.get(at(enterprise, "enterprise_tier")).status_code == 403


def test_a_unit_head_loads_a_list_of_tiers(county, enterprise):
    """R-123, R-137: found by code, name or old name, each change with its reason; again: nothing."""
    others = [
        Enterprise.objects.create(bureau=county.bureau, name=f"{n}厂", uscc=code(i)) for i, n in ((5, "乙"), (6, "丙"))
    ]
    enterprise.aliases.create(name="清源老线缆厂")
    rows = [
        ["单位名称", "信用代码", "监管等级", "理由"],
        ["清源老线缆厂", "", "重点", "连续两次抽查不合格"],
        ["写错的名字", others[0].uscc, "特别监管", ""],
        ["丙厂", "", "常规监管", ""],
        ["恒通线缆公司", "", "重点监管", ""],
        ["丙厂", code(6), "飞行监管", ""],
        ["丙厂", code(6), "", ""],
        ["", "", "重点监管", ""],
    ]  # fmt: skip
    plan = imported("tiers", rows, by=county.head)
    assert actions(plan) == ["CHANGED", "CHANGED", "SAME", *["REFUSED"] * 4]
    why = reasons(plan)
    assert f"相近的有“{enterprise.name}”" in why[5][0]
    assert ["不在可选范围" in why[6][0], "必填" in why[7][0], "不知道是哪家企业" in why[8][0]] == [True] * 3
    found = {
        (row.enterprise_id, row.change, row.ground, row.by, row.role, row.reason) for row in TierChange.objects.all()
    }
    assert found == {
        (enterprise.pk, "常规监管 → 重点监管", "LIST", county.head, "UNIT_HEAD", "连续两次抽查不合格"),
        (others[0].pk, "常规监管 → 特别监管", "LIST", county.head, "UNIT_HEAD", "随导入的名单确定。"),
    }
    assert set(Enterprise.objects.values_list("pk", "tier")) == {
        (enterprise.pk, "KEY"), (others[0].pk, "SPECIAL"), (others[1].pk, "NORMAL"),
    }  # fmt: skip
    again = imported("tiers", rows, by=county.head)
    assert actions(again)[:3] == ["SAME"] * 3
    assert TierChange.objects.count() == 2


@pytest.mark.parametrize(
    ("grade", "tier"),
    [("HIGH", "KEY"), ("MEDIUM_HIGH", "STRICT"), ("GENERAL", "NORMAL"), ("LOW", "NORMAL"), (None, None)],
)
def test_the_risk_of_the_products_calls_for_a_tier(county, enterprise, client, grade, tier):
    """R-137, R-138, R-139: high → 重点监管, medium-high → 严格监管, else 常规; an item has the grade of its type."""
    item = ProductType.objects.create(code="X_ITEM", name="子项", parent_id=ProductType.objects.get(code="CEMENT").pk,
                                      domain="INDUSTRIAL")  # fmt: skip
    ProductType.objects.filter(code="CEMENT").update(risk_grade=grade)
    enterprise.product_types.set([item])
    found = suggested(enterprise)
    assert (found and found.tier) == tier
    loose = tier in ("KEY", "STRICT")
    assert too_loose(Enterprise.objects.all()).exists() is loose
    client.force_login(county.head)
    assert ("按产品风险宜为" in client.get(enterprise.get_absolute_url()).text) is loose
    Enterprise.objects.update(is_producer=False)
    enterprise.refresh_from_db()
    assert suggested(enterprise) is None
    assert not too_loose(Enterprise.objects.all()).exists()


def test_how_often_a_tier_is_checked_is_settled_by_a_unit_head(county, enterprise, client):
    """R-137, R-138: frequency and share a tier, and how far the year has come."""
    address = reverse("registers:tier_rules")
    SamplingResult.objects.create(
        enterprise=enterprise, product_name="缆", conclusion="PASS", sampled_on=timezone.localdate()
    )
    client.force_login(county.head)
    names = [field for row in client.get(address).context["rows"] for field in row["fields"]]
    given = {field.name: field.value() or "" for field in names}
    wrong = client.post(address, given | {"sampled_share_KEY": "120"})
    assert (wrong.status_code, TierRule.objects.count()) == (422, 0)
    page = client.post(address, given | {"checks_a_year_NORMAL": "2", "sampled_share_KEY": "50"}, follow=True).text
    assert "常规监管 每年检查次数：（空） → 2" in page
    assert "1 家（100%）" in page
    assert "每年检查不少于 2 次" in client.get(enterprise.get_absolute_url()).text
    client.force_login(county.staff)
    client.post(address, given | {"checks_a_year_NORMAL": "9"})
    assert TierRule.objects.get(tier="NORMAL").checks_a_year == 2


# --- what is confidential ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [("staff", True), ("brigade_officer", True), ("head", True), ("deputy", True), ("director", True),
     ("admin", False), ("office_clerk", False), ("inspector", False)],
)  # fmt: skip
def test_confidential_notes_are_for_those_who_handle_cases(client, county, enterprise, who, sees):
    client.force_login(county.staff)
    data = {
        "name": enterprise.name, "uscc": enterprise.uscc, "is_producer": "on", "active": "on",
        "contact_person": "李四", "notes": "举报线索：夜间生产",
    }  # fmt: skip
    client.post(at(enterprise, "enterprise_edit"), data)
    user = getattr(county, who)
    client.force_login(user)
    page = client.get(enterprise.get_absolute_url()).text
    assert ("夜间生产" in page) is sees
    assert "联系人：张三 → 李四" in page  # the open half of the same change
    if user.can("enterprise.edit"):
        assert ("夜间生产" in client.get(at(enterprise, "enterprise_edit")).text) is sees
        client.post(at(enterprise, "enterprise_edit"), {key: value for key, value in data.items() if key != "notes"})
        enterprise.refresh_from_db()
        assert enterprise.notes == ("" if sees else "举报线索：夜间生产")
    if user.can("site.admin"):
        change = reverse("admin:registers_enterprise_change", args=[enterprise.pk])
        assert "夜间生产" not in client.get(change).text
        history = client.get(reverse("admin:registers_enterprise_history", args=[enterprise.pk]), follow=True)
        assert "夜间生产" not in history.text


# --- the timeline ------------------------------------------------------------------------------------


def test_everything_is_in_one_timeline(client, county, enterprise, django_assert_max_num_queries):
    case = make_case(county, number="FX-2026-0001", enterprise=enterprise, closed_at=timezone.now(), level="LEVEL_2")
    hidden = make_case(
        county, number="FX-2026-0002", enterprise=enterprise, department=county.station, title="另一单位的线索"
    )
    SamplingResult.objects.create(
        enterprise=enterprise, product_name="铜芯电缆", conclusion="FAIL", failed_items="导体电阻",
        sampled_on=date(2026, 3, 1),
    )  # fmt: skip
    for on, secret in ((case, False), (hidden, True)):
        paper = Document.objects.create(
            case=on, bureau=county.bureau, department=county.quality, drafter=county.staff, kind="ORDER_RECTIFY",
            title="另一份通知书" if secret else "责令整改通知书", issued_at=timezone.now(), drafted_at=timezone.now(),
        )  # fmt: skip
        row = paper.recipients.create(name=enterprise.name, enterprise=enterprise)
        row.receipts.create(
            method="DIRECT", served_on=date(2026, 4, 1), received_by="张三", recorded_by=county.staff, at=timezone.now()
        )
    change_tier(enterprise, "KEY", by=county.head, ground="SAMPLING", reason="不合格")
    client.force_login(county.staff)
    with django_assert_max_num_queries(56):
        page = client.get(enterprise.get_absolute_url())
    labels = [event.label for event in page.context["events"]]
    for label in (
        "登记风险信息 FX-2026-0001", "风险信息 FX-2026-0001 待鉴别", "监督抽查：铜芯电缆 不合格",
        "印发《责令整改通知书》", "送达《责令整改通知书》", "监管类别：常规监管 → 重点监管",
    ):  # fmt: skip
        assert label in labels
        assert label in page.text
    assert "另一" not in page.text  # neither the other unit's case nor its document
    assert [figure.count for figure in page.context["figures"] if figure.count] == [1, 1, 1]
    moments = [event.moment for event in page.context["events"]]
    assert moments == sorted(moments, reverse=True)
    only = client.get(enterprise.get_absolute_url(), {"show": "samplings"}).context["events"]
    assert [event.label for event in only] == ["监督抽查：铜芯电缆 不合格"]
    assert len(client.get(enterprise.get_absolute_url(), {"show": "x"}).context["events"]) == len(labels)
    client.force_login(county.admin)  # who sees no cases
    groups = {event.group for event in dossier.timeline(enterprise, county.admin)}
    assert groups == {"samplings", "tier"}


# --- licences and old names ----------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "colour", "text"), [(-1, "red", "过期 1 天"), (0, "yellow", "今日到期"), (90, "yellow", "剩 90 天"),
     (91, "green", "至 ")]
)  # fmt: skip
def test_the_light_of_a_licence(days, colour, text):
    today = date(2026, 7, 1)
    light = light_of(Licence(valid_to=today + timedelta(days=days)), today)
    assert (light.colour, light.text.startswith(text)) == (colour, True)
    assert light_of(Licence(valid_to=today, revoked=True), today).colour == "grey"
    assert light_of(Licence(), today).text == "长期"


def test_licences_are_kept_on_the_site(client, county, enterprise):
    today = timezone.localdate()
    other = Enterprise.objects.create(bureau=county.bureau, name="乙厂", uscc=code(8))
    Licence.objects.create(enterprise=other, kind="CCC", number="CCC-1")
    client.force_login(county.staff)
    new = at(enterprise, "licence_new")
    given = {"kind": "CCC", "number": "ccc- 1", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}
    refused = client.post(new, given)
    assert refused.status_code == 422
    for message in ("已登记在“乙厂”名下", "不能早于发证日期"):
        assert message in refused.text
    client.post(new, given | {"number": "XK06-001", "valid_to": str(today + timedelta(days=30)), "valid_from": ""})
    licence = enterprise.licences.get()
    page = client.get(enterprise.get_absolute_url()).text
    assert "剩 30 天" in page
    assert "登记证照：强制性产品认证证书 XK06-001" in page
    listed = reverse("registers:enterprises")
    assert [row.name for row in client.get(listed, {"licence": "soon"}).context["enterprises"]] == [enterprise.name]
    assert not client.get(listed, {"licence": "expired"}).context["enterprises"]
    edit = at(enterprise, "licence", licence.pk)
    client.post(edit, {"kind": "CCC", "number": "XK06-001", "valid_to": str(today - timedelta(days=3))})
    assert "过期 3 天" in client.get(listed, {"licence": "expired"}).text
    assert "更正证照" in client.get(enterprise.get_absolute_url()).text
    assert client.get(at(other, "licence", licence.pk)).status_code == 404
    client.force_login(county.deputy)
    assert client.get(new).status_code == 403


def test_old_names_are_kept_on_the_site(client, county, enterprise):
    client.force_login(county.staff)
    new = at(enterprise, "alias_new")
    assert "就是现在的名称" in client.post(new, {"name": enterprise.name}).text
    client.post(new, {"name": "恒通(老)厂"})
    assert "已经登记" in client.post(new, {"name": "恒通（老）厂"}).text
    found = client.get(reverse("registers:enterprises"), {"q": "（老）"}).context["enterprises"]
    assert [row.pk for row in found] == [enterprise.pk]
    assert enterprise.name in client.get(reverse("desk:search"), {"q": "恒通（老"}).text
    remove = at(enterprise, "alias_remove", enterprise.aliases.get().pk)
    assert client.get(remove).status_code == 405
    assert "已删去" in client.post(remove, follow=True).text
    assert "已经删去" in client.post(remove, follow=True).text
    client.force_login(county.inspector)
    assert client.post(remove).status_code == 403
