"""Submission: what must be there, the number, who hears of it, until when (R-011, R-144)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.roles import Role
from casefile.models import CaseFile, Notification
from casefile.opening import open_case
from casefile.perform import perform
from casefile.refusals import GuardRefused
from registers.models import InfoSource
from riskinfo.models import RiskInfo

from ..people import person
from .builders import make_draft, make_info, make_source


def test_a_draft_has_no_number_and_gets_one_on_submission(county):
    with time_machine.travel("2026-03-02 09:00+08:00", tick=False):
        first, second = make_draft(county), make_draft(county)
        assert first.case.number is None
        perform(second, "submit", by=county.staff)
        perform(first, "submit", by=county.staff)
    assert (second.case.number, first.case.number) == ("FX-2026-0001", "FX-2026-0002")
    assert first.submitted_by == county.staff


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"basis": []}, "认定依据"),
        ({"certainty": ""}, "存在程度"),
        ({"harm_objects": []}, "危害对象"),
        ({"found_on": None}, "发现日期"),
        ({"product_name": "", "enterprise_text": ""}, "产品或企业"),
    ],
)
def test_what_is_missing_is_named(county, fields, said):
    """R-011, R-142: basis, certainty, harm object, date, and a product or an enterprise."""
    info = make_draft(county, **fields)
    with pytest.raises(GuardRefused, match=said):
        perform(info, "submit", by=county.staff)
    assert RiskInfo.objects.get(pk=info.pk).case.number is None


def test_a_source_other_asks_for_words(county):
    """R-015: “等” → 其他 with text."""
    other = make_source("OTHER", "其他", InfoSource.Kind.OTHER)
    with pytest.raises(GuardRefused, match="来源说明"):
        perform(make_draft(county, source=other), "submit", by=county.staff)
    perform(make_draft(county, source=other, source_detail="论坛帖子"), "submit", by=county.staff)


def test_a_future_date_cannot_be_kept(county):
    with pytest.raises(Exception, match="不能晚于今天"):
        make_draft(county, found_on=timezone.localdate() + timedelta(days=1))
    assert not CaseFile.objects.exists()


@pytest.mark.parametrize(("field", "codes"), [("basis", ["RUMOUR"]), ("harm_objects", ["HEALTH", "HEALTH"])])
def test_only_known_codes_are_kept(county, field, codes):
    with pytest.raises(Exception, match="不认识的选项"):
        make_draft(county, **{field: codes})


def test_screening_is_due_three_working_days_later(county):
    """Three working days after submission; the spring festival of 2026 does not count."""
    with time_machine.travel("2026-02-12 10:00+08:00", tick=False):
        info = make_info(county, "SUBMITTED")
    deadline = info.case.deadlines.open().get()
    assert (deadline.rule, str(timezone.localtime(deadline.due_at).date())) == ("info.screening", "2026-02-24")


def test_a_key_information_is_screened_the_same_day_and_told_at_once(county):
    """R-144: 重点风险信息及时报."""
    with time_machine.travel("2026-03-04 15:00+08:00", tick=False):
        info = make_info(county, "SUBMITTED", is_key=True)
        due = info.case.deadlines.open().get(rule="info.screening").due_at
        assert timezone.localtime(due).date() == timezone.localdate()
    told = Notification.objects.filter(urgent=True, case=info.case).values_list("user__username", flat=True)
    assert set(told) == {"chenxiao", "lijianguo", "matao"}


def test_a_key_information_is_told_to_the_deputy_in_charge_alone(county):
    county.quality.supervisor = county.deputy
    county.quality.save()
    info = make_info(county, "SUBMITTED", is_key=True)
    told = Notification.objects.filter(urgent=True, case=info.case).values_list("user__username", flat=True)
    assert set(told) == {"chenxiao", "lijianguo"}


def test_an_ordinary_one_is_told_to_the_head_without_alarm(county):
    info = make_info(county, "SUBMITTED")
    assert not Notification.objects.filter(urgent=True).exists()
    assert Notification.objects.filter(case=info.case, user=county.head).exists()


def test_dates_follow_the_acts(county):
    """Screening 3 working days, assessment 5; each is met by the act it asks for."""
    info = make_info(county, "SCREENED")
    met = {row.rule: row.met_at is not None for row in info.case.deadlines.all()}
    assert met == {"info.screening": True, "info.assessment": False}
    perform(info, "start_assessing", by=county.staff, test_waiver_reason="已有报告。")
    assert not info.case.deadlines.open().exists()
    perform(info, "find_inconclusive", by=county.staff)
    assert info.case.deadlines.open().get().rule == "info.inconclusive"
    perform(info, "exclude_assessed", by=county.deputy, exclusion_text="经比对试验，未见危害。")
    assert not info.case.deadlines.open().exists()


def test_every_act_finds_the_next_person(county):
    """Each state says who acts next."""
    awaited = {
        "DRAFT": "赵敏", "SUBMITTED": "质量监督股 股室负责人", "SCREENED": "赵敏", "TESTING": "赵敏",
        "ASSESSING": "赵敏", "INCONCLUSIVE": "质量监督股 股室负责人", "CONFIRMED": "赵敏", "RESOLVED": "办公室",
        "ARCHIVED": "", "EXCLUDED": "", "TRANSFERRED": "",
    }  # fmt: skip
    for state, text in awaited.items():
        assert make_info(county, state).case.awaiting_text == text, state


def test_work_waits_for_the_head_when_the_handler_cannot_assess(county):
    """What a 监测站 filed is worked on by the unit's head until somebody is named."""
    filer = person("jiancezhan", "监测员", county.station, Role.STATION)
    info = make_info(county, "SUBMITTED", by=filer, department=county.station)
    perform(
        info, "screen", by=county.other_head, harm_degree="GENERAL", handling_advice="评估。", duplicates_checked=True
    )
    assert info.case.awaiting_text == "城关市场监管所 股室负责人"


def test_the_same_token_opens_one_draft(county):
    token = "5f0c2c1e-6f6e-4a53-8a34-9a5a7d1f2b33"
    fields = {"by": county.staff, "department": county.quality, "title": "电线", "token": token}
    first = open_case(RiskInfo, source=make_source(), description="绝缘不合格", **fields)
    second = open_case(RiskInfo, source=make_source(), description="绝缘不合格", **fields)
    assert first.pk == second.pk
    assert CaseFile.objects.count() == 1
