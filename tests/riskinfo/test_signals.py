"""异常信号: what rises is found each night, told once, seen, dealt with (R-113)."""

import uuid
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from casefile.models import Notification
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from config.celery import TIMETABLE
from desk.figures import figures
from registers.models import InfoSource, ProductType, Region
from riskinfo import signals, tasks
from riskinfo.models import RiskInfo, Signal, SignalRule
from riskinfo.signalrules import DEFAULT, SETTLED

from .builders import make_source, put, queries

TODAY = date(2026, 9, 17)  # a Thursday
MONDAY = date(2026, 9, 14)


@pytest.fixture(autouse=True)
def night():
    with time_machine.travel(datetime.fromisoformat("2026-09-17T04:20:00+08:00"), tick=False):
        yield


@pytest.fixture
def wires(county):
    """One wire complaint a week from the town for fourteen weeks, six more in the running one."""
    wire = ProductType.objects.create(code="WIRE", name="电线电缆", domain="INDUSTRIAL")
    town = Region.objects.create(code="419921101", name="城关镇", level="TOWN")
    source = make_source("COMPLAINT_REPORT", "投诉举报", InfoSource.Kind.SOCIAL)
    given = {"product": wire, "region": town, "source": source}
    for week in range(1, 15):
        put(county.quality, county.staff, MONDAY - timedelta(weeks=week), **given)
    return given | {"rows": put(county.quality, county.staff, MONDAY, 6, **given)}


def told() -> set[str]:
    return set(Notification.objects.filter(key__startswith="signal:").values_list("user__username", flat=True))


def test_a_rise_is_found_kept_and_told_once(county, wires):
    """R-113: of the bureau and of the one above; drills, doubles and drafts are not counted."""
    others = {name: wires[name] for name in ("product", "region", "source")}
    put(county.quality, county.staff, MONDAY, 5, drill=True, **others)
    put(county.quality, county.staff, MONDAY, exclusion_reason="DUPLICATE", duplicate_of=wires["rows"][0], **others)
    put(county.quality, county.staff, MONDAY, 3, state="DRAFT", submitted_at=None, **others)
    assert TIMETABLE["watch for rises"]["task"] == "riskinfo.tasks.watch_signals"
    assert tasks.watch_signals() == 2
    assert tasks.watch_signals() == 0
    signal = Signal.objects.get(bureau=county.bureau)
    assert (signal.week, signal.count, signal.expected, signal.limit) == (MONDAY, 6, 1.0, 4.0)
    assert signal.series == "电线电缆 · 城关镇 · 投诉举报"
    assert signal.why == "这一周 6 条，按前面各周预期 1.0 条，界限 4.0 条：比前面各周突然增多。"
    assert [count for _, count in signal.history][-9:] == [1] * 8 + [6]
    assert set(signal.informations.all()) == set(wires["rows"])
    assert Signal.objects.get(bureau=county.prefecture).count == 6
    assert told() == {"chenxiao", "lijianguo", "matao", "zhouweidong"}
    assert Notification.objects.filter(key__startswith="signal:").count() == 4
    assert Notification.objects.filter(key__startswith="signal:").first().url == signal.get_absolute_url()


def test_counted_again_each_night(county, wires):
    """A seventh comes in; then four turn out doubles: the signal lapses, what it counted stays to be seen."""
    tasks.watch_signals()
    others = {name: wires[name] for name in ("product", "region", "source")}
    put(county.quality, county.staff, TODAY, **others)
    assert tasks.watch_signals() == 0
    signal = Signal.objects.get(bureau=county.bureau)
    assert (signal.count, signal.informations.count(), signal.lapsed_at) == (7, 7, None)
    doubles = RiskInfo.objects.filter(pk__in=[row.pk for row in wires["rows"][1:5]])
    doubles.update(exclusion_reason="DUPLICATE", duplicate_of=wires["rows"][0])
    tasks.watch_signals()
    signal.refresh_from_db()
    assert (signal.count, signal.status) == (7, "未阅，重新统计后不再超出")
    assert not signals.awaiting(county.head)
    doubles.update(exclusion_reason="", duplicate_of=None)
    tasks.watch_signals()
    signal.refresh_from_db()
    assert (signal.count, signal.lapsed_at) == (7, None)
    assert Notification.objects.filter(key__startswith="signal:").count() == 4, "told once, whatever came after"


def test_by_the_day_of_finding_and_with_the_town(county, wires):
    """Registered today, found last week, in a village: last week's rise, of the town."""
    village = Region.objects.create(code="419921101201", name="东关村", level="VILLAGE", parent=wires["region"])
    given = {"product": wires["product"], "source": wires["source"], "region": village}
    put(county.quality, county.staff, TODAY, 5, found=MONDAY - timedelta(days=1), **given)
    tasks.watch_signals()
    found = Signal.objects.filter(bureau=county.bureau).order_by("week").values_list("week", "count", "region__name")
    assert list(found) == [(MONDAY - timedelta(weeks=1), 6, "城关镇"), (MONDAY, 6, "城关镇")]


def test_without_history_there_is_no_rise(county):
    put(county.quality, county.staff, MONDAY - timedelta(weeks=5))
    put(county.quality, county.staff, MONDAY, 20)
    assert tasks.watch_signals() == 0
    assert not signals.weeks_of(MONDAY, [20], DEFAULT)[0].rises


def test_what_is_not_said_is_a_series_too(county):
    put(county.quality, county.staff, MONDAY - timedelta(weeks=20))
    put(county.quality, county.staff, MONDAY, 3)
    tasks.watch_signals()
    tasks.watch_signals()
    assert Signal.objects.get(bureau=county.bureau).series == "产品未归类 · 区域未写明 · 监督抽查"


def test_who_sees_and_marks(county, wires, client):
    """Counted over the whole bureau, so for its sections and leaders; other units' informations stay closed."""
    put(county.station, county.other_staff, MONDAY, 2, **{n: wires[n] for n in ("product", "region", "source")})
    tasks.watch_signals()
    signal = Signal.objects.get(bureau=county.bureau)
    url, page = signal.get_absolute_url(), reverse("riskinfo:signals:list")
    for user, status in ((county.other_staff, 403), (county.other_head, 403), (county.staff, 200),
                         (county.director, 200), (county.office_clerk, 200), (county.inspector, 200)):  # fmt: skip
        client.force_login(user)
        assert (client.get(page).status_code, client.get(url).status_code) == (status, status), user
    assert list(client.get(page).context["page"]) == [Signal.objects.get(bureau=county.prefecture)]
    assert list(client.get(page, {"bureau": county.bureau.pk}).context["page"]) == [signal]
    client.force_login(county.staff)
    seen = client.get(url)
    assert (len(seen.context["informations"]), seen.context["hidden"]) == (6, 2)
    assert "另有 2 条由其他单位承办" in seen.text
    above = Signal.objects.get(bureau=county.prefecture)
    assert client.get(above.get_absolute_url()).status_code == 404
    for user in (county.office_clerk, county.inspector, county.other_head):
        with pytest.raises(NotAllowed):
            signals.mark(signal, "SEEN", by=user)
    assert {row.pk for row in signals.awaiting(county.deputy)} == {signal.pk}
    assert not signals.awaiting(county.office_clerk)


def test_seen_then_dealt_with_and_the_note_is_asked(county, wires, client):
    tasks.watch_signals()
    signal = Signal.objects.get(bureau=county.bureau)
    client.force_login(county.head)
    url = signal.get_absolute_url()
    assert signal.series in client.get(reverse("desk:home")).text
    token = str(uuid.uuid4())
    assert client.post(url, {"mark": "SEEN", "note": "", "_once": token}).status_code == 302
    assert client.post(url, {"mark": "SEEN", "note": "", "_once": token}).status_code == 302, "sent twice, done once"
    assert "没有人看过的异常信号" not in client.get(reverse("desk:home")).text
    refused = client.post(url, {"mark": "HANDLED", "note": " "})
    assert refused.status_code == 422
    assert "请写明怎样处置的" in refused.text
    again = client.post(url, {"mark": "SEEN", "note": "打好的字"})
    assert again.status_code == 422
    assert "已经标为“已阅”" in again.text
    assert "打好的字" in again.text
    client.force_login(county.staff)
    client.post(url, {"mark": "HANDLED", "note": "核实为同一批次，已转专项检查。"})
    signal.refresh_from_db()
    assert signal.state == "HANDLED"
    marks = list(signal.marks.values_list("state", "by__name", "role"))
    assert marks == [("SEEN", "陈晓", "股室负责人"), ("HANDLED", "赵敏", "经办人")]
    with pytest.raises(WrongState):
        signals.mark(signal, "SEEN", by=county.director)
    with pytest.raises(GuardRefused):
        signals.mark(signal, "NEW", by=county.director)
    signals.mark(signal, "HANDLED", by=county.director, note="继续盯一个月。")
    assert signal.marks.last().role == "局长"


def test_the_chart_adds_up_and_goes_out(county, wires, client):
    """Any product, region or source alone, or all together; the same rows as a spreadsheet."""
    put(county.quality, county.staff, MONDAY - timedelta(weeks=2), 4)
    tasks.watch_signals()
    client.force_login(county.director)
    page = reverse("riskinfo:signals:list")
    everything = client.get(page).context["weeks"]
    assert [week.count for week in everything[:4]] == [6, 1, 5, 1]
    assert [week.rises for week in everything[:4]] == [True, False, True, False]
    wired = client.get(page, {"product": wires["product"].pk, "when": "all"}).context
    assert [week.count for week in wired["weeks"][:4]] == [6, 1, 1, 1]
    assert wired["named"] == "电线电缆"
    values = wired["option"]["series"][0]["data"]
    assert [column["value"] for column in values[::-1]] == [week.count for week in wired["weeks"]]
    wrong = client.get(page, {"product": "999999", "state": "SEEN"})
    assert wrong.status_code == 200
    assert "筛选条件不对" in wrong.text
    assert not wrong.context["page"].object_list
    sheet = client.get(reverse("registers:export", args=["signals"]), {"product": wires["product"].pk})
    rows = list(load_workbook(BytesIO(b"".join(sheet.streaming_content) if sheet.streaming else sheet.content))
                .active.values)  # fmt: skip
    assert [row[2:10] for row in rows[-1:]] == [
        ("电线电缆", "城关镇", "投诉举报", "6", "1.0", "4.0", "突然增多（C2）", "未阅")
    ]


def test_more_rows_cost_no_more_queries(county, wires, client):
    tasks.watch_signals()
    client.force_login(county.director)
    signal, page = Signal.objects.get(bureau=county.bureau), reverse("riskinfo:signals:list")
    before = [queries(client, url) for url in (page, signal.get_absolute_url(), reverse("desk:home"))]
    for number in range(4):
        source = make_source(f"S{number}", f"来源{number}")
        put(county.quality, county.staff, MONDAY, 8, product=wires["product"], region=wires["region"], source=source)
    assert tasks.watch_signals() == 8
    put(county.quality, county.staff, MONDAY, 9, product=wires["product"], region=wires["region"])
    tasks.watch_signals()
    after = [queries(client, url) for url in (page, signal.get_absolute_url(), reverse("desk:home"))]
    assert after == before


# --- 信号设置 --------------------------------------------------------------------------------
def typed(version=0, **changed):
    given = {name: getattr(DEFAULT, name) for name in SETTLED} | {"version": version, "reason": "试行一季后调整"}
    return given | changed


def test_what_the_administrator_settles_is_counted_by_the_next_night(county, wires, client):
    """R-113: a higher smallest count, a longer history, a source left out; the signal says by which version."""
    tasks.watch_signals()
    client.force_login(county.admin)
    url = reverse("riskinfo:signals:settings")
    assert "现按默认" in client.get(url).text
    tried = client.post(url, typed(minimum=7, reason="", **{"try": "1"}))
    assert tried.status_code == 200
    assert "有 <b>0</b> 个信号；按现行设置有 1 个。还没有保存" in tried.text
    assert not SignalRule.objects.exists()
    assert client.post(url, typed(minimum=6, baseline=9, sudden="2.5")).status_code == 302
    tasks.watch_signals()
    signal = Signal.objects.get(bureau=county.bureau)
    assert (signal.rule.version, signal.limit, signal.lapsed_at) == (1, 3.5, None)
    assert Signal.objects.get(bureau=county.prefecture).rule is None, "each bureau settles its own"
    client.force_login(county.head)
    assert "预期是前面 9 周的平均" in client.get(signal.get_absolute_url()).text
    client.force_login(county.admin)
    client.post(url, typed(1, minimum=6, baseline=9, sudden="2.5", left_out=[wires["source"].pk]))
    page = client.get(url)
    assert [words for _, words in page.context["versions"]] == [
        ["至少几条：6", "同前面几周比：9", "突然增多的界限（标准差的倍数）：2.5", "不报：投诉举报"],
        ["至少几条：6", "同前面几周比：9", "突然增多的界限（标准差的倍数）：2.5"],
    ]
    tasks.watch_signals()
    signal.refresh_from_db()
    assert signal.lapsed_at is not None
    client.force_login(county.head)
    page = client.get(reverse("riskinfo:signals:list"))
    assert "不报：投诉举报" in page.text
    assert [week.count for week in page.context["weeks"][:2]] == [6, 1], "the chart still shows them"


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"version": 3}, "__all__", "您打开以后，设置已被他人改动，请刷新后再改。"), ({}, "__all__", "没有改动。"),
        ({"baseline": 21}, "baseline", "20"), ({"minimum": 1}, "minimum", "2"), ({"sudden": "0"}, "sudden", "1.5"),
        ({"slow": "二"}, "slow", "数字"), ({"left_out": ["9999"]}, "left_out", "9999"),
        ({"minimum": 5, "reason": ""}, "reason", "必填"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused_in_words(county, client, changed, field, message):
    client.force_login(county.admin)
    answer = client.post(reverse("riskinfo:signals:settings"), typed(**changed))
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field])
    assert list(answer.context["form"].errors) == [field]
    if field in SETTLED:
        assert (
            client.post(reverse("riskinfo:signals:settings"), typed(**changed, **{"try": "1"})).context["tried"] is None
        )
    assert not SignalRule.objects.exists()
    with pytest.raises(TypeError):
        SignalRule(pk=1).save()


def test_nobody_else_settles_them_and_the_menu_counts_what_nobody_has_seen(county, wires, client):
    tasks.watch_signals()
    for user in (county.staff, county.head, county.director, county.inspector, county.office_clerk):
        client.force_login(user)
        assert client.get(reverse("riskinfo:signals:settings")).status_code == 403
    counted = {
        user: figures(user)["ANALYSIS"]
        for user in (county.staff, county.head, county.deputy, county.office_clerk, county.other_head, county.admin)
    }
    assert list(counted.values()) == [1, 1, 1, 0, 0, 0]
    signals.mark(Signal.objects.get(bureau=county.bureau), "SEEN", by=county.head)
    assert figures(county.deputy)["ANALYSIS"] == 0
