"""Experts asked, results compared, the undecided reminded of until decided (R-022, R-026, R-045)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import Department
from accounts.roles import Role
from casefile import deadlines
from casefile.models import Notification
from casefile.perform import as_form_data, perform
from casefile.refusals import InvalidData, NotAllowed
from riskinfo.models import ExpertStudy
from riskinfo.studyforms import experts_in
from tests.people import person

from .builders import make_info, pdf, report_test, send_to_testing

STUDY = {
    "held_on": "2026-01-05", "way": "MEETING", "experts": "王某 省质检院 教授级高工\n李某，市疾控中心",
    "question": "小零件脱落是否构成不合理危险。",
    "opinion": "三岁以下儿童可能误吞，构成不合理危险。", "finding": "RISK",
}  # fmt: skip


class TestExperts:
    def test_a_study_is_kept_told_and_shown(self, client, county):
        info = make_info(county, "ASSESSING")
        typed = as_form_data(STUDY | {"dissent": "样本偏少。"})
        files = MultiValueDict({"files": [pdf("意见书.pdf")]})
        entry = perform(info, "record_study", by=county.staff, post=typed, files=files)
        assert info.case.attachments.get().note == "专家意见书"
        study = ExpertStudy.objects.get()
        assert study.experts_text == "王某，省质检院，教授级高工；李某，市疾控中心"
        assert (info.state, entry.action_label, study.recorded_by) == ("ASSESSING", "登记专家论证", county.staff)
        assert Notification.objects.filter(user=county.head, text__contains="专家论证认为有风险").exists()
        client.force_login(county.head)
        page = client.get(info.get_absolute_url()).text
        for said in ("认为有风险", "不同意见：样本偏少。", "省质检院"):
            assert said in page

    def test_only_who_assesses_and_only_with_names(self, county):
        info = make_info(county, "INCONCLUSIVE")
        with pytest.raises(NotAllowed):
            perform(info, "record_study", by=county.deputy, **STUDY)
        wrong = STUDY | {"experts": "王某", "held_on": timezone.localdate() + timedelta(days=1)}
        with pytest.raises(InvalidData) as refusal:
            perform(info, "record_study", by=county.staff, **wrong)
        assert set(refusal.value.form.errors) == {"experts", "held_on"}
        assert not ExpertStudy.objects.exists()

    def test_an_agency_records_what_it_has_had_done(self, client, county):
        """R-045: where needed the agency organises experts for studies and comparative experiments."""
        info = make_info(county, "SCREENED")
        task = send_to_testing(info, county)
        client.force_login(county.tester)
        url = reverse("riskinfo:test_act", args=[task.pk, "record_study"])
        assert client.get(url).status_code == 200
        assert client.post(url, STUDY | {"way": "COMPARE", "experts": "王某"}).status_code == 422
        assert client.post(url, STUDY | {"way": "COMPARE"}).status_code == 302
        study = ExpertStudy.objects.get()
        assert (study.info_id, study.recorded_by, study.get_way_display()) == (
            info.pk, county.tester, "研究测试、对比实验",
        )  # fmt: skip
        entry = info.case.trail.get(action="record_study")
        assert (entry.role, entry.subject) == (Role.AGENCY, task.trail_subject)
        told = Notification.objects.get(user=county.head, key=f"study:{study.pk}").text
        assert "研究测试、对比实验认为有风险" in told
        assert study.opinion in client.get(task.get_absolute_url()).text
        client.force_login(county.head)
        assert study.opinion in client.get(info.get_absolute_url()).text
        perform(info, "record_study", by=county.staff, **STUDY | {"opinion": "另一次论证的意见。"})
        client.force_login(county.tester)
        assert "另一次论证的意见" not in client.get(task.get_absolute_url()).text
        with pytest.raises(NotAllowed):
            perform(task, "record_study", by=county.staff, **STUDY)

    @pytest.mark.once
    def test_experts_are_named_once_with_their_unit(self):
        assert experts_in("张三 甲院 高工 博士\n\n") == [{"name": "张三", "unit": "甲院", "title": "高工 博士"}]
        for wrong in ("张三", "张三 甲院\n张三 甲院 教授", "\n".join(f"专家{n} 甲院" for n in range(21))):
            with pytest.raises(ValidationError):
                experts_in(wrong)


def test_a_comparison_says_with_what_and_differing_results_stand_out(client, county):
    """R-022: compare where necessary."""
    info = make_info(county, "SCREENED")
    with pytest.raises(InvalidData, match="与什么比对"):
        send_to_testing(info, county, purpose="COMPARISON")
    other = Department.objects.create(bureau=county.bureau, name="纤维检验所", kind=Department.Kind.AGENCY)
    tester = person("fangwei", "方伟", other, Role.AGENCY)
    first = send_to_testing(info, county)
    second = send_to_testing(info, county, agency=other, purpose="COMPARISON", compared_with="县质检所的同批留样")
    report_test(first, county)
    given = QueryDict("result=PASS")
    perform(second, "submit_result", by=tester, post=given, files=MultiValueDict({"report": [pdf()]}))
    client.force_login(county.head)
    page = client.get(info.get_absolute_url()).text
    assert "检验结论不一致，请比对分析：不合格：清源县质量检验所" in page
    assert "与县质检所的同批留样比对" in page
    client.force_login(tester)
    assert "县质检所的同批留样" in client.get(second.get_absolute_url()).text


def test_the_undecided_is_reminded_of_in_every_round_until_decided(county):
    """R-026: a reminder when the wait is over, and again every five working days, in the next round too."""
    start = datetime.fromisoformat("2026-03-02T10:00+08:00")
    with time_machine.travel(start, tick=False):
        info = make_info(county, "INCONCLUSIVE")
        assert info.case.deadlines.open().get().rule == "info.inconclusive"
    told = _remind(info, start, days=30)
    assert told[0] == 7
    assert len(told) >= 4
    with time_machine.travel(start + timedelta(days=31), tick=False):
        perform(info, "reassess", by=county.head, reason="取得新的检测数据。")
        assert info.case.deadlines.open().get().rule == "info.inconclusive"
    assert _remind(info, start + timedelta(days=31), days=10)[0] == 7
    with time_machine.travel(start + timedelta(days=42), tick=False):
        perform(info, "record_outcome", by=county.staff, outcome="LEVEL_3")
        assert not info.case.deadlines.open().exists()
    assert _remind(info, start + timedelta(days=42), days=20) == []


def _remind(info, start, *, days: int) -> list[int]:
    """Sweep twice a day and return the days on which somebody was reminded."""
    told = []
    for day in range(days):
        before = Notification.objects.filter(case=info.case).count()
        for hour in (0, 6):
            now = start + timedelta(days=day, hours=hour)
            with time_machine.travel(now, tick=False):
                deadlines.sweep(now)
        if Notification.objects.filter(case=info.case).count() > before:
            told.append(day)
    return told
