"""Suggestions from past cases: with reason and measured accuracy, off by a setting, never written (R-112)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile
from registers.models import ProductType
from riskinfo import learning, tasks
from riskinfo.models import RiskInfo, SuggestionModel
from riskinfo.pastcases import past_like
from riskinfo.suggesting import suggest

from .builders import make_draft, make_info, make_source

KINDS = {
    "KETTLE": ("电热水壶", "壶底冒烟有焦糊味，插头发热", "PERSONAL_SAFETY", "SERIOUS"),
    "COAT": ("儿童羽绒服", "面料甲醛含量超标，绒毛外钻有异味", "HEALTH", "SLIGHT"),
    "PAINT": ("内墙涂料", "挥发物超标，刷后墙面起皮影响房屋", "PROPERTY", "GENERAL"),
}
PLACES = ("城关镇", "河口镇", "柳林乡", "东街", "西关", "南门", "北村", "新区", "车站", "市场")


@pytest.fixture
def types(county) -> dict[str, ProductType]:
    return {
        code: ProductType.objects.create(code=code, name=name, domain="CONSUMER") for code, (name, *_) in KINDS.items()
    }


@pytest.fixture
def past(county, types) -> list[RiskInfo]:
    """60 decided informations of three clear kinds, written at once as an old installation would have them."""
    source, made = make_source(), []
    for number in range(60):
        code = list(KINDS)[number % 3]
        product, fault, harm, degree = KINDS[code]
        case = CaseFile.objects.create(
            kind="INFO", bureau=county.bureau, department=county.quality, handler=county.staff, state="EXCLUDED",
            created_by=county.staff, title=product, number=f"FX-2025-{number:04}", product_type=types[code],
            opened_at=timezone.now(), closed_at=timezone.now(), state_label="已排除",
        )  # fmt: skip
        reason = "UNTRUE" if code == "COAT" else "IRRELEVANT"
        info = RiskInfo(
            case=case, source=source, harm_objects=[harm], harm_degree=degree, found_on=timezone.localdate(),
            description=f"消费者在{PLACES[number % 10]}购买的{product}，{fault}，第{number}件。", product_name=product,
            exclusion_reason=reason, submitted_at=timezone.now(),
        )  # fmt: skip
        info.__dict__["state"] = "EXCLUDED"
        info.save(force_insert=True)
        made.append(info)
    return made


def test_what_is_learned_is_measured_on_what_was_held_out(county, past):
    kept = {model.target: model for model in learning.learn(county.bureau)}
    assert set(kept) == {"PRODUCT", "HARM", "URGENCY", "OUTCOME"}
    for model in kept.values():
        assert (model.examples, model.held_out) == (60, 12)
        assert model.baseline < model.hits <= model.held_out
    assert kept["PRODUCT"].hits == 12
    assert kept["PRODUCT"].measured == "用已办结论检验：12 条中说中 12 条（100%），只猜最常见的说中 4 条"
    again = learning.learn(county.bureau)
    assert SuggestionModel.objects.count() == len(again) == 4


def test_each_suggestion_says_why_and_how_good_it_is(county, types, past):
    learning.learn(county.bureau)
    found = suggest(county.staff, description="群众反映电热水壶烧水时壶底冒烟，插头发热有焦糊味。")
    said = {row.label: row for row in found.rows}
    assert (said["产品类别"].answer, said["危害对象"].answer) == ("电热水壶", "人身安全")
    assert said["紧急程度"].answer.startswith("可能紧急")
    for row in found.rows:
        assert row.reason.startswith("写到“")
        assert "12 条中说中" in row.measured
    assert {row.ending for row in found.past} == {"因与产品质量安全无关排除"}
    assert all(row.share.startswith("文字相似 ") for row in found.past)
    assert "12 条中说中" in found.past_measured


def test_nothing_is_said_where_nothing_is_known(county, types, past, settings):
    assert suggest(county.staff, description="电热水壶壶底冒烟，插头发热。").rows == []  # not yet learned
    learning.learn(county.bureau)
    assert not suggest(county.staff, description="")
    assert suggest(county.staff, description="今天天气很好").rows == []
    typed = suggest(county.staff, description="电热水壶壶底冒烟，插头发热。", product_type=types["KETTLE"])
    assert "产品类别" not in {row.label for row in typed.rows}  # a person has said it
    SuggestionModel.objects.update(hits=0)
    assert suggest(county.staff, description="电热水壶壶底冒烟，插头发热。").rows == []  # worse than guessing
    settings.SUGGESTIONS = False
    assert not suggest(county.staff, description="电热水壶壶底冒烟，插头发热。")
    assert tasks.learn_suggestions() == {}


def test_too_little_is_not_learned_from_and_an_old_model_goes(county, past):
    learning.learn(county.bureau)
    RiskInfo.objects.filter(pk__in=[row.pk for row in past[:40]]).delete()
    assert learning.learn(county.bureau) == []
    assert not SuggestionModel.objects.exists()
    assert tasks.learn_suggestions() == {"安州市市场监管局": 0, "清源县市场监管局": 0}


def test_past_cases_keep_to_what_the_reader_may_see(county, past):
    text = past[0].description
    assert len(past_like(county.staff, text, past[0].case.product_type_id)) == 3
    assert len(past_like(county.staff, text, None)) == 3
    assert past_like(county.other_staff, text, None) == []
    assert past[0] not in [row for row, _ in past_like(county.staff, text, None, besides=past[0].pk)]


def test_it_is_shown_and_changes_no_record(client, county, types, past, settings):
    learning.learn(county.bureau)
    draft = make_draft(county, description="电热水壶壶底冒烟，插头发热有焦糊味。", batch="")
    info = make_info(county, description="电热水壶壶底冒烟，插头发热有焦糊味。", batch="")
    before = list(RiskInfo.objects.order_by("pk").values()), list(CaseFile.objects.order_by("pk").values())
    client.force_login(county.head)
    typed = {"description": "电热水壶壶底冒烟，插头发热有焦糊味。", "case": draft.pk}
    pages = [
        client.post(reverse("riskinfo:duplicates"), typed).text,
        client.get(reverse("riskinfo:act", args=[info.pk, "screen"])).text,
    ]
    for page in pages:
        assert "参考提示（由人判断，不自动填写）" in page
        assert "写到“" in page
        assert "条中说中" in page
        assert "相似案例" in page
    assert '<a href="#id_product_type">电热水壶</a>' in pages[0]
    after = list(RiskInfo.objects.order_by("pk").values()), list(CaseFile.objects.order_by("pk").values())
    assert after == before
    settings.SUGGESTIONS = False
    assert "参考提示" not in client.post(reverse("riskinfo:duplicates"), typed).text
