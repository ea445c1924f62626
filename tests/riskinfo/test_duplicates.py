"""Finding the same information again, and saying what was found: link, double, undo (R-112, rules §3.1)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from casefile.trail import verify
from registers.models import Enterprise, InfoSource, ProductType
from riskinfo import marking, sketching
from riskinfo.duplicates import Facts, Goods, candidates_of, find
from riskinfo.models import InfoBand, InfoLink, InfoMark, RiskInfo

from .builders import make_draft, make_info, make_source, queries

KETTLE = (
    "消费者反映在城关镇万家超市购买的小太阳牌电热水壶，烧水时壶底冒烟并有焦糊味，插头发黑，担心漏电伤人，要求查处。"
)
AGAIN = "12315转来：群众反映在城关镇万家超市购买的小太阳牌电热水壶烧水时壶底冒烟，有焦糊味，插头发黑，担心漏电。"
OTHER = "市级监督抽查发现儿童羽绒服的甲醛含量和绳带长度不符合国家标准，标称生产者为安州市童趣服饰有限公司。"


def reasons(rows) -> dict[str, str]:
    return {row.case.number: row.reason_text for row in rows}


class TestSketch:
    pytestmark = pytest.mark.once

    def test_nearly_the_same_words_meet_in_a_band(self):
        assert set(sketching.bands(KETTLE)) & set(sketching.bands(AGAIN))
        assert not set(sketching.bands(KETTLE)) & set(sketching.bands(OTHER))

    def test_signs_spaces_and_width_make_no_difference(self):
        typed = KETTLE.replace("，", " ， \n").replace("12315", "１２３１５")
        assert sketching.bands(typed) == sketching.bands(KETTLE)
        assert len(sketching.bands(KETTLE)) == sketching.BANDS

    @pytest.mark.parametrize("text", ["", "电线", "，。！", "电线发热"])
    def test_too_little_is_not_compared(self, text):
        assert sketching.bands(text) == []

    def test_how_much_two_texts_share(self):
        one, other = (sketching.grams(sketching.normal(text)) for text in (KETTLE, AGAIN))
        assert 0.5 < sketching.similarity(one, other) < 0.9
        assert sketching.similarity(one, one) == 1
        assert sketching.similarity(one, set()) == 0
        assert sketching.shared_words(KETTLE, AGAIN)[0] in KETTLE

    @pytest.mark.parametrize(
        ("field", "description", "found"),
        [
            ("BV 2.5 批号20260110、20260111", "", {"20260110", "20260111"}),
            ("500ml", "", set()),
            ("", "生产批号：HX-2026-0155，其余不详，电话13812345678", {"HX20260155"}),
            ("６９０１２３４", "", {"6901234"}),
            ("6901234567892", "", set()),  # a barcode, not a batch
        ],
    )
    def test_batches(self, field, description, found):
        assert sketching.batches(field, description=description) == found

    def test_barcodes_by_their_check_digit(self):
        assert sketching.barcodes("条码6901234567892，另一个6901234567893") == {"6901234567892"}
        assert sketching.barcodes("统一社会信用代码91419921MA00000000") == set()


class TestFinding:
    def test_by_wording_with_why(self, county):
        first = make_info(county, description=KETTLE, product_name="电热水壶", batch="", enterprise_text="")
        make_info(county, description=OTHER, product_name="羽绒服", batch="", enterprise_text="")
        draft = make_draft(county, description=AGAIN, product_name="电热水壶", batch="", enterprise_text="")
        found = reasons(candidates_of(draft, county.staff))
        assert list(found) == [first.case.number]
        assert found[first.case.number].startswith("文字相似 ")
        assert "都写到“" in found[first.case.number]

    def test_by_barcode_whoever_made_it(self, county):
        first = make_info(county, description="条码6901234567892的玩具小零件脱落。", batch="", enterprise_text="甲厂")
        facts = Facts(county.bureau.pk, barcode="6901234567892")
        assert reasons(find(facts, county.staff)) == {first.case.number: "商品条码相同（6901234567892）"}

    def test_a_batch_says_something_of_one_maker_or_one_kind_of_goods(self, county):
        cable, hose = (ProductType.objects.create(code=c, name=c, domain="INDUSTRIAL") for c in ("CABLE", "HOSE"))
        long_ago = timezone.localdate() - timedelta(200)
        old = make_info(
            county, product_type=cable, enterprise_text="甲厂", found_on=long_ago, description="导体电阻大。"
        )
        same = Facts(county.bureau.pk, product_type=cable, enterprise_text="乙店", batch="批号 20260110")
        assert reasons(find(same, county.staff)) == {old.case.number: "批号相同（20260110）"}
        other = Facts(county.bureau.pk, product_type=hose, enterprise_text="乙店", batch="批号 20260110")
        assert find(other, county.staff) == []

    def test_several_reasons_come_together_and_first(self, county):
        twice = make_info(county, description=KETTLE, product_name="电热水壶", enterprise_text="万家超市")
        once = make_info(county, description=KETTLE, product_name="电热水壶", enterprise_text="别家", batch="")
        facts = Facts(
            county.bureau.pk, enterprise_text="万家超市", product_name="电热水壶", batch="20260110", description=AGAIN
        )
        found = reasons(find(facts, county.staff))
        assert list(found) == [twice.case.number, once.case.number]
        assert found[twice.case.number].count("；") == 2

    def test_what_is_changed_is_found_by_its_new_words(self, county):
        info = make_info(county, description=OTHER, batch="20250101", enterprise_text="甲厂")
        info = RiskInfo.objects.get(pk=info.pk)
        before = info.sketch
        info.save()
        assert info.sketch == before
        info.description, info.batch = KETTLE, "20260701"
        info.save()
        assert set(info.marks.values_list("value", flat=True)) == {"20260701"}
        assert set(info.bands.values_list("key", flat=True)) == set(sketching.bands(marking.wording(info)))

    def test_what_was_loaded_in_bulk_is_caught_up_with(self, county):
        info = make_info(county, description=KETTLE)
        wanted = set(info.bands.values_list("key", flat=True))
        InfoBand.objects.all().delete()
        InfoMark.objects.all().delete()
        RiskInfo.objects.update(sketch="")
        assert (marking.catch_up(RiskInfo, batch=1), marking.catch_up(RiskInfo)) == (1, 0)
        info.refresh_from_db()
        assert info.sketch == marking.digest(info)
        assert set(info.bands.values_list("key", flat=True)) == wanted
        assert info.marks.count() == 1

    def test_drills_and_other_bureaus_are_not_mixed_in(self, county):
        make_info(county, description=KETTLE)
        assert find(Facts(county.bureau.pk, description=KETTLE, is_drill=True)) == []
        assert find(Facts(county.prefecture.pk, description=KETTLE)) == []
        assert len(find(Facts(county.bureau.pk, description=KETTLE))) == 1

    @pytest.mark.parametrize(
        ("mine", "theirs", "said"),
        [
            ({"enterprise_text": "万家超市"}, {"sellers": "乙店、万家超市"}, "都涉及“万家超市”（那条的销售者）"),
            ({"firms": ("丙料厂",)}, {"material_suppliers": "丙料厂"}, "都涉及“丙料厂”（那条的原料供应企业）"),
            ({"firms": ("清源县档案厂",)}, {"producers": "清源县档案厂"}, "都涉及“清源县档案厂”（那条的生产者）"),
            ({"firms": ("甲厂",)}, {"enterprise_text": "甲厂"}, "都涉及“甲厂”（那条的企业）"),
            ({"firms": ("91419921MA0000000X",)}, {"on_file": True}, "都涉及“清源县档案厂”（那条的企业）"),
            ({"on_file": True}, {"sellers": "清源县档案厂"}, "都涉及“清源县档案厂”（那条的销售者）"),
        ],
    )
    def test_every_firm_of_one_is_compared_with_every_firm_of_the_other(self, county, mine, theirs, said):
        """R-025: another producer, a seller, a supplier, written or on file, on either side."""
        factory = Enterprise.objects.create(bureau=county.bureau, name="清源县档案厂", uscc="91419921MA0000000X")
        cable = ProductType.objects.create(code="CABLE", name="电线")
        fields = {"description": "别的。", "batch": "", "enterprise_text": "", "product_type": cable} | theirs
        if fields.pop("on_file", False):
            fields["enterprise"] = factory
        info = make_info(county, **fields)
        given = {"enterprise": factory} if mine.get("on_file") else mine
        facts = Facts(county.bureau.pk, product_type=cable, **given)
        assert reasons(find(facts, county.staff)) == {info.case.number: f"{said}，同类产品，相隔 1 天"}
        assert (
            find(Facts(county.bureau.pk, product_type=cable, near=timezone.localdate() - timedelta(200), **given)) == []
        )
        hose = ProductType.objects.create(code="HOSE", name="软管")
        assert find(Facts(county.bureau.pk, product_type=hose, **given)) == []
        also = Facts(county.bureau.pk, product_type=hose, goods=(Goods(cable.pk),), **given)
        assert reasons(find(also)) == {info.case.number: f"{said}，同类产品，相隔 1 天"}

    def test_the_other_products_are_compared_too(self, county, client):
        """R-142: their type, their batches and their barcodes."""
        toy, blocks = (ProductType.objects.create(code=c, name=c) for c in ("TOY", "BLOCKS"))
        client.force_login(county.staff)
        given = {
            "source": make_source().pk, "description": "小零件脱落。", "product_name": "毛绒玩具",
            "product_type": toy.pk, "enterprise_name": "甲厂", "products-TOTAL_FORMS": "1", "submit": "",
            "products-INITIAL_FORMS": "0", "products-0-product_type": blocks.pk, "products-0-name": "积木",
            "products-0-batch": "批号20260110", "products-0-barcode": "6901234567892", "certainty": "EXISTS",
            "basis": ["UNREASONABLE_DANGER"], "harm_objects": ["HEALTH"], "found_on": str(timezone.localdate()),
        }  # fmt: skip
        client.post(reverse("riskinfo:new"), given)
        info = RiskInfo.objects.get()
        number = info.case.number
        assert sorted(info.marks.values_list("value", flat=True)) == ["20260110", "6901234567892"]
        firm = Facts(county.bureau.pk, product_type=blocks, enterprise_text="甲厂")
        assert reasons(find(firm)) == {number: "同一企业、同类产品，同一天发现"}
        assert reasons(find(Facts(county.bureau.pk, barcode="6901234567892"))) == {
            number: "商品条码相同（6901234567892）"
        }
        batch = Facts(county.bureau.pk, goods=(Goods(blocks.pk, "", "20260110"),))
        assert reasons(find(batch)) == {number: "批号相同（20260110）"}
        asked = {"products-TOTAL_FORMS": "1", "products-0-barcode": "6901234567892", "sellers": "甲厂"}
        said = client.post(reverse("riskinfo:duplicates"), asked).text
        assert "商品条码相同（6901234567892）" in said
        assert "都涉及“甲厂”（那条的企业）" in said
        draft = make_draft(county, barcode="6901234567892", enterprise_text="乙厂", batch="", description="掉色。")
        assert reasons(candidates_of(draft, county.staff)) == {number: "商品条码相同（6901234567892）"}
        draft.products.create(name="积木", batch="20260110")
        assert "商品条码相同" in client.get(reverse("riskinfo:edit", args=[draft.pk])).text

    def test_the_cost_is_the_same_however_many_there_are(self, county, django_assert_max_num_queries):
        for _ in range(3):
            make_info(county, description=KETTLE)
        with django_assert_max_num_queries(10):
            few = find(
                Facts(county.bureau.pk, enterprise_text="清源县恒兴线缆有限公司", description=AGAIN), county.staff
            )
        for _ in range(12):
            make_info(county, description=KETTLE)
        with django_assert_max_num_queries(10):
            many = find(
                Facts(county.bureau.pk, enterprise_text="清源县恒兴线缆有限公司", description=AGAIN), county.staff
            )
        assert (len(few), len(many)) == (3, 10)


class TestWhileTyping:
    def test_it_is_shown_with_why_and_asked_by_post(self, county, client):
        first = make_info(county, description=KETTLE, enterprise_text="")
        client.force_login(county.staff)
        page = client.post(reverse("riskinfo:duplicates"), {"description": AGAIN, "product_name": ""}).text
        assert first.case.number in page
        assert "文字相似" in page
        assert first.case.number not in client.post(reverse("riskinfo:duplicates"), {"description": OTHER}).text
        assert RiskInfo.objects.count() == 1

    def test_the_page_of_an_information_leads_to_linking_it(self, county, client):
        first, second = (make_info(county, description=text) for text in (KETTLE, AGAIN))
        client.force_login(county.head)
        page = client.get(second.get_absolute_url()).text
        for name in ("link", "mark_duplicate"):
            address = f"{reverse('riskinfo:act', args=[second.pk, name])}?other={first.case.number}"
            assert address in page
            assert f'value="{first.case.number}"' in client.get(address).text
        first_cost = queries(client, second.get_absolute_url())
        for _ in range(5):
            make_info(county, description=AGAIN)
        assert queries(client, second.get_absolute_url()) <= first_cost + 1


def test_complaints_that_come_together_are_pointed_at(county, client):
    """R-142: 消费者集中反映的问题."""
    source = make_source("COMPLAINT_REPORT", "投诉举报", InfoSource.Kind.SOCIAL)
    client.force_login(county.staff)
    typed = {"enterprise_name": "清源县恒兴线缆有限公司"}
    make_info(county)  # found by a sampling: no complaint
    make_info(county, source=source)
    assert "集中反映" not in client.post(reverse("riskinfo:duplicates"), typed).text
    make_info(county, source=source, info_kind="CLUSTERED_COMPLAINT", complaint_count=4)
    assert "投诉举报已有 5 件" in client.post(reverse("riskinfo:duplicates"), typed).text


class TestLink:
    def test_it_is_made_and_taken_away_with_a_record_on_both_sides(self, county, client):
        first, second = make_info(county, by=county.other_staff), make_info(county)
        perform(second, "link", by=county.staff, other=first.case.number, kind="SAME_EVENT")
        link = InfoLink.objects.get()
        assert (link.info, link.other, link.by) == (second, first, county.staff)
        assert first.case.trail.last().action_label == f"{second.case.number} 与本条关联：同一事件的不同反映"
        assert Notification.objects.filter(user=county.other_staff, text__contains="与本条关联").exists()
        client.force_login(county.staff)
        page = client.get(second.get_absolute_url())
        assert "同一事件的不同反映" in page.text
        assert page.context["duplicates"] == []  # settled: not offered again
        client.force_login(county.other_staff)
        page = client.get(first.get_absolute_url()).text
        assert second.case.number in page
        assert second.get_absolute_url() not in page  # another unit's
        with pytest.raises(InvalidData, match="已经与"):
            perform(first, "link", by=county.other_staff, other=second.case.number, kind="OTHER")
        perform(second, "unlink", by=county.staff, link=link.pk, reason="核对后不是同一事件。")
        assert not InfoLink.objects.exists()
        assert "取消与本条的关联" in first.case.trail.last().action_label
        assert list(verify(CaseFile.objects.all())) == []

    def test_a_draft_may_be_linked_by_its_author_alone(self, county):
        first, draft = make_info(county), make_draft(county)
        with pytest.raises(NotAllowed):
            perform(draft, "link", by=county.other_head, other=first.case.number, kind="OTHER")
        perform(draft, "link", by=county.staff, other=first.case.number, kind="OTHER")
        assert first.case.trail.last().action_label.startswith("一条草稿")
        with pytest.raises(InvalidData, match="还是草稿"):
            perform(first, "link", by=county.head, other=str(draft.pk), kind="OTHER")


class TestDouble:
    @pytest.mark.parametrize("state", ["SUBMITTED", "SCREENED"])
    def test_it_is_marked_and_undone_and_goes_on_where_it_stood(self, county, state):
        first, second = make_info(county), make_info(county, state)
        perform(second, "mark_duplicate", by=county.head, other=first.case.number, exclusion_text="同一投诉人。")
        assert (second.state, second.exclusion_reason, second.duplicate_of) == ("EXCLUDED", "DUPLICATE", first)
        assert second.case.closed_at is not None
        assert not second.case.deadlines.open().exists()
        assert first.case.trail.last().action_label == f"{second.case.number} 标为与本条重复"
        with pytest.raises(NotAllowed):
            perform(second, "undo_duplicate", by=county.staff, reason="不是同一件。")
        perform(second, "undo_duplicate", by=county.head, reason="批次不同，不是同一件。")
        second.refresh_from_db()
        assert (second.state, second.exclusion_reason, second.duplicate_of) == (state, "", None)
        second.case.refresh_from_db()
        assert second.case.closed_at is None
        assert second.case.deadlines.open().get().rule == (
            "info.assessment" if state == "SCREENED" else "info.screening"
        )
        assert "撤销重复" in first.case.trail.last().action_label
        assert list(verify(CaseFile.objects.all())) == []

    def test_only_a_double_is_undone(self, county):
        untrue = make_info(county, "EXCLUDED")
        with pytest.raises(NotAllowed):
            perform(untrue, "undo_duplicate", by=county.head, reason="再看。")
        with pytest.raises(WrongState):
            perform(make_info(county), "undo_duplicate", by=county.head, reason="再看。")

    def test_doubles_name_the_one_that_goes_on(self, county):
        first, second, third = (make_info(county) for _ in range(3))
        perform(second, "mark_duplicate", by=county.head, other=first.case.number, exclusion_text="同一件。")
        with pytest.raises(InvalidData, match=f"请填写 {first.case.number}"):
            perform(third, "mark_duplicate", by=county.head, other=second.case.number, exclusion_text="同一件。")
        with pytest.raises(GuardRefused, match=f"{second.case.number}已标为与本条重复"):
            perform(first, "mark_duplicate", by=county.head, other=third.case.number, exclusion_text="同一件。")

    def test_the_other_is_told_also_when_it_is_excluded_the_long_way(self, county):
        first, second = make_info(county), make_info(county)
        perform(
            second, "exclude", by=county.head, exclusion_reason="DUPLICATE", duplicate_of=first.case.number,
            exclusion_text="同一件。",
        )  # fmt: skip
        assert first.case.trail.last().action == "duplicate_found"
