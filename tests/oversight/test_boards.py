"""The boards: warnings at a glance, measures across cases, areas under alert (R-052, R-107, R-213)."""

from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casefile.measures import close_measure
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import NotAllowed, WrongState
from oversight import boards, regions
from oversight.models import RegionAlert
from registers.models import Region
from riskinfo.models import RiskInfo
from riskwarnings.models import Warning
from tests.riskwarnings.cases import bring, confirmed, make_warning

NOON = datetime(2026, 3, 16, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday


@pytest.mark.once
@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [([], 0.5, None), ([3.0], 0.9, 3.0), ([1.0, 2.0], 0.5, 1.0), ([1.0, 2.0, 3.0], 0.5, 2.0),
     ([float(n) for n in range(1, 11)], 0.9, 9.0)],
)  # fmt: skip
def test_quantiles_are_values_that_occurred(values, part, expected):
    assert boards.quantile(values, part) == expected


def _aged(county, level, **days):
    """Make a warning that was found, assessed, issued, acknowledged, lifted so many days before NOON."""
    moment = {name: NOON - timedelta(days=count) for name, count in days.items()}
    with time_machine.travel(moment["assessed"], tick=False):
        info = confirmed(county, level, found_on=timezone.localtime(moment["found"]).date())
        warning = make_warning(county, level, info=info)
    columns = {f"{name}_at": moment[name] for name in ("issued", "acknowledged", "lifted") if name in moment}
    Warning.objects.filter(pk=warning.pk).update(**columns)


def test_how_long_each_stage_takes(county):
    """R-107: from discovery to assessment, warning, handling, lifting; by level and unit; drills never count."""
    _aged(county, "LEVEL_2", found=10, assessed=8, issued=6, acknowledged=5.5, lifted=1)
    _aged(county, "LEVEL_2", found=30, assessed=20, issued=9, acknowledged=8)
    _aged(county, "LEVEL_3", found=3, assessed=2)
    with time_machine.travel(NOON, tick=False):
        drill = make_warning(county, "LEVEL_1")
        CaseFile.objects.filter(pk=drill.pk).update(is_drill=True)
        rows = boards.moments(county.head, since=date(2026, 1, 1))
        stages = {row["label"]: row for row in boards.durations(rows)}
        assert {label: row["count"] for label, row in stages.items()} == {
            "发现到评估": 3, "评估到发布预警": 2, "发布到签收处置": 2, "处置到解除": 1, "发现到发布预警": 2,
        }  # fmt: skip
        assert (stages["评估到发布预警"]["median"], stages["评估到发布预警"]["most"]) == (2.0, 11.0)
        assert stages["处置到解除"]["median"] == 4.5
        level_3 = boards.moments(county.head, since=date(2026, 1, 1), level="LEVEL_3", unit=county.quality)
        assert [row["count"] for row in boards.durations(level_3)] == [1, 0, 0, 0, 0]
        assert boards.moments(county.head, since=date(2026, 1, 1), unit=county.station) == []
        assert boards.moments(county.head, since=date(2026, 3, 17)) == []
        groups = boards.durations_by(rows, "level")
        assert [(row["name"], row["total"]) for row in groups] == [("二级", 2), ("三级", 1)]
        assert boards.moments(county.other_head, since=date(2026, 1, 1)) == []  # another unit's drafts


def test_what_waits_for_whom_and_how_long(client, county, django_assert_max_num_queries):
    with time_machine.travel(NOON, tick=False):
        warning = bring(county, make_warning(county, "LEVEL_1"), "IN_REVIEW")
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        perform(warning, "review", by=county.head)
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        people, oldest, total = boards.waiting(county.head)
        assert people == [{"who": "局长", "count": 1, "longest": 3}]  # since the review, in working days
        assert (oldest[0].case.pk, total) == (warning.pk, 1)
        client.force_login(county.head)
        client.get(reverse("oversight:board"))
        with django_assert_max_num_queries(19) as few:
            text = client.get(reverse("oversight:board")).content.decode()
        assert "局长" in text
        assert f"{reverse('warnings:list')}?state=IN_REVIEW&amp;level=LEVEL_1" in text
        for _ in range(3):
            make_warning(county, "LEVEL_2")
        with django_assert_max_num_queries(len(few)):
            assert client.get(reverse("oversight:board") + "?period=90&level=LEVEL_2").status_code == 200
        assert client.get(reverse("oversight:board") + "?period=x&unit=999&level=9").status_code == 200
    client.force_login(county.tester)
    assert client.get(reverse("oversight:board")).status_code == 403


def test_measures_across_cases(client, county, django_assert_max_num_queries):
    with time_machine.travel(NOON, tick=False):
        warning = bring(county, make_warning(county), "HANDLING")
        bring(county, make_warning(county, "LEVEL_3"), "HANDLING")
        stop = warning.case.measures.get(code="STOP_PRODUCTION")
        close_measure(stop, "DONE", by=county.brigade_officer, result="=已停产")
        at = reverse("oversight:measures")
        client.force_login(county.brigade_officer)
        found = {}
        for query in (
            "",
            "state=DONE",
            "state=overdue",
            "state=soon",
            "level=LEVEL_3",
            "code=TRAINING",
            "who=mine",
            f"department={county.brigade.pk}",
            "kind=EMERGENCY",
            f"q={warning.case.number}",
            "level=X",
        ):
            page = client.get(f"{at}?{query}")
            found[query] = page.context["page"].paginator.count
        assert found == {
            "": 15, "state=DONE": 1, "state=overdue": 0, "state=soon": 3, "level=LEVEL_3": 6, "code=TRAINING": 2,
            "who=mine": 0, f"department={county.brigade.pk}": 7, "kind=EMERGENCY": 0, f"q={warning.case.number}": 9,
            "level=X": 15,
        }  # fmt: skip
        with django_assert_max_num_queries(17) as few:
            client.get(at)
        bring(county, make_warning(county, "LEVEL_2"), "HANDLING")
        with django_assert_max_num_queries(len(few)):
            client.get(at)
        sheet = client.get(reverse("registers:export", args=["measures"]) + "?state=DONE")
        rows = list(openpyxl.load_workbook(BytesIO(sheet.getvalue())).active.values)
        assert rows[0][5:9] == ("措施", "依据", "责任单位", "责任人")
        assert rows[1][0] == warning.case.number
        assert rows[1][11] == "'=已停产"  # text, no formula
        assert len(rows) == 2
    with time_machine.travel(NOON + timedelta(days=60), tick=False):
        client.force_login(county.brigade_officer)
        assert client.get(f"{at}?state=overdue").context["page"].paginator.count == 25
        client.force_login(county.other_staff)  # the station received the notices and so sees the cases
        assert "登记结果" not in client.get(at).content.decode()


def test_areas_under_alert_keep_their_history(client, county):
    """R-213: a colour is set with its reason by a leader; villages count with their town."""
    county.bureau.region_code = "419921"
    parent = Region.objects.create(code="419921", name="清源县", level="COUNTY")
    towns = [
        Region.objects.create(code=f"41992110{n}", name=f"{name}镇", level="TOWN", parent=parent)
        for n, name in enumerate(("城关", "辛安"))
    ]
    village = Region.objects.create(code="419921101003", name="李庄村", level="VILLAGE", parent=towns[1])
    warning = make_warning(county)
    RiskInfo.objects.filter(pk=warning.info_id).update(region=village)
    bureau = county.bureau
    for person in (county.staff, county.head, county.office_clerk, county.inspector):
        with pytest.raises(NotAllowed):
            regions.set_alert(bureau, towns[1], "RED", by=person, reason="多起。")
    regions.set_alert(bureau, towns[0], "YELLOW", by=county.deputy, reason="监督抽查两家不合格。")
    regions.set_alert(bureau, towns[1], "RED", by=county.director, reason="三个月内三起同类问题。")
    with pytest.raises(WrongState, match="已经是“红色警情”"):
        regions.set_alert(bureau, towns[1], "RED", by=county.director, reason="同上。")
    with pytest.raises(TypeError):
        RegionAlert.objects.first().delete()
    client.force_login(county.head)
    page = client.get(reverse("oversight:regions"))
    areas = page.context["areas"]
    assert [(area.region.name, area.colour, area.warnings, area.infos) for area in areas] == [
        ("辛安镇", "RED", 1, 1), ("城关镇", "YELLOW", 0, 0),
    ]  # fmt: skip
    at = reverse("oversight:region_alert", args=[towns[1].pk])
    assert client.get(at).status_code == 403
    client.force_login(county.deputy)
    assert client.post(at, {"colour": "NONE", "reason": ""}).status_code == 422
    assert client.post(at, {"colour": "NONE", "reason": "整治验收合格。"}).status_code == 302
    text = client.get(reverse("oversight:regions")).content.decode()
    assert "三个月内三起同类问题。" in text
    assert [area.colour for area in regions.areas(county.deputy)] == ["YELLOW", "NONE"]
