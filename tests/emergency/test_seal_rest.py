"""Seals beside their machine: tests that end early, what they keep from ending, whose desk they are on, photographs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile import deadlines
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData
from desk import digest, worklist
from emergency.flowpicture import HEIGHT, draw
from emergency.sealpages import awaiting_rows, seal_light
from tests.accounts.test_absences import again, away
from tests.riskinfo.builders import make_info

from .emergencies import make
from .seals import bring, photo, seal
from .test_seal_stories import travel


def days(sealing) -> int:
    return (sealing.expires_on - timezone.localdate(sealing.executed_at)).days


def test_a_test_that_ends_early_gives_its_days_back(county):
    """行政强制法 art. 25: only the days of the test are left out; alarm and light move with the last day."""
    officer = county.brigade_officer
    with travel("2027-01-28 10:00"):
        sealing = bring(county, seal(county, make(county)), "IN_FORCE")
        today = timezone.localdate()
        perform(sealing, "pause", by=officer, first=today + timedelta(days=1), last=today + timedelta(days=20),
                purpose="气密性", notified_on=today)  # fmt: skip
        assert days(sealing) == 50
        pause = sealing.pauses.get()
        for last, why in ((today, "不能早于检验开始"), (today + timedelta(days=20), "应早于原来告知")):
            with pytest.raises(InvalidData, match=why):
                perform(sealing, "end_pause", by=officer, pause=pause, last=last, reason="报告已出")
        with pytest.raises(InvalidData, match="请填写实际结束的日期"):
            perform(sealing, "end_pause", by=officer, pause=pause, reason="报告已出")
    with travel("2027-02-07 10:00"):
        ended = timezone.localdate()
        perform(sealing, "end_pause", by=officer, pause=pause, last=ended, reason="报告已出")
        assert days(sealing) == 40
        pause.refresh_from_db()
        assert (pause.last, pause.announced_last) == (ended, ended + timedelta(days=10))
        due = sealing.case.deadlines.open().get(rule=f"SEAL_TERM:{sealing.pk}")
        assert timezone.localdate(due.due_at) == sealing.expires_on
        perform(sealing, "end_pause", by=officer, pause=pause, not_done=True, reason="样品损坏，没有检验")
        assert days(sealing) == 30
        assert seal_light(sealing).text == "还剩 20 天"
        assert not sealing.pauses.counted().exists()
        row = deadlines.light_of(sealing.case.deadlines.open().get(rule=f"SEAL_TERM:{sealing.pk}"))
        assert (row.colour, row.text) == ("green", "还剩 20 天")  # never in working days
    assert sealing.case.trail.filter(action="end_pause").count() == 2


def test_an_information_does_not_end_while_something_is_sealed(county):
    """Rules §3.1: interim measures are lifted first; R-047."""
    info = make_info(county, "INCONCLUSIVE")
    sealing = bring(county, seal(county, info, by=county.staff), "EXECUTED_PENDING_APPROVAL")
    with pytest.raises(GuardRefused, match="封存：问题批次燃气灶还是“先行封存待补批”，请先解除或转处理"):
        perform(info, "exclude_assessed", by=county.deputy, reason="无风险")
    perform(sealing, "lift", by=county.director, lift_ground="NO_VIOLATION", reason="无违法行为")
    with pytest.raises(InvalidData):  # nothing but the form is in the way now
        perform(info, "exclude_assessed", by=county.deputy)


WORKERS = {"brigade_officer", "brigade_head", "staff", "second_staff", "head"}
LEADERS = {"director", "deputy", "second_deputy"}
STEPS = (
    ("PROPOSED", LEADERS, "批准封存"), ("APPROVED", WORKERS, "执行封存"),
    ("EXECUTED_PENDING_APPROVAL", LEADERS, "补办批准"), ("IN_FORCE", LEADERS, "批准延长"),
    ("EXTENDED", WORKERS, "书面告知延长"), ("LIFTED", set(), ""),
)  # fmt: skip


@pytest.mark.parametrize(("state", "expected", "what"), STEPS)
def test_it_is_on_the_desk_of_who_must_act(county, client, state, expected, what):
    sealing = bring(county, seal(county, make(county)), state)
    people = {name: person for name, person in vars(county).items() if person in county.people}
    assert {name for name, person in people.items() if awaiting_rows(person)} == expected
    for name in expected:
        assert awaiting_rows(people[name])[0]["what"] == what
    if state == "PROPOSED":
        assert worklist.seals_awaiting(county.director) == 1
        assert "批准封存：问题批次燃气灶" in digest.text_for(county.director)
        client.force_login(county.director)
        for page in (reverse("desk:home"), reverse("emergency:list")):
            assert f"批准封存：{sealing.title}" in client.get(page).text
    with travel("2028-06-01 09:00"):
        if state in ("IN_FORCE", "EXTENDED", "EXECUTED_PENDING_APPROVAL"):
            assert awaiting_rows(county.brigade_officer)[0]["what"] == "立即解除"
            assert not awaiting_rows(county.director)


def test_nobody_is_asked_to_decide_on_his_own_seal(county):
    county.head.role_assignments.create(role="DIRECTOR")
    seal(county, make(county), by=county.head)
    assert awaiting_rows(again(county.head)) == []


def test_who_stands_in_for_the_director_has_it_on_his_desk(county):
    """R-008: a head of a unit stands in while the leader is away."""
    sealing = seal(county, make(county))
    assert awaiting_rows(county.other_head) == []
    away(county, county.director, county.other_head, areas=("emergency",))
    head = again(county.other_head)
    assert [row["what"] for row in awaiting_rows(head)] == ["批准封存"]
    perform(sealing, "approve", by=head)
    assert sealing.case.trail.get(action="approve").role_label == "局长（代 周卫东）"


def test_photographs_stand_with_the_article_they_show(county, client):
    """R-042: list with quantities, seal numbers and photos."""
    sealing = bring(county, seal(county, make(county)), "IN_FORCE")
    item = sealing.items.first()
    client.force_login(county.brigade_officer)
    act = reverse("emergency:seal_act", args=[sealing.pk, "add_photos"])
    assert client.post(act, {}).status_code == 422
    perform(sealing, "add_photos", by=county.brigade_officer, item=item, files=photo("封条0417.txt"))
    perform(sealing, "add_photos", by=county.brigade_officer, files=photo("现场.txt"))
    assert [row.name for row in item.photos.all()] == ["封条0417.txt"]
    assert [row.name for row in sealing.photos.all()] == ["现场.txt"]
    assert client.get(sealing.get_absolute_url()).text.count("封条0417.txt") == 1


def test_the_brigade_puts_on_what_was_approved_in_an_information(county, client):
    """It did not see the information before; the approval calls it (rules §3.8: seal list by the brigade)."""
    sealing = seal(county, make_info(county, "INCONCLUSIVE"), by=county.staff)
    client.force_login(county.brigade_officer)
    assert client.get(sealing.get_absolute_url()).status_code == 404
    perform(sealing, "approve", by=county.director)
    assert client.get(sealing.get_absolute_url()).status_code == 200
    assert [row["what"] for row in awaiting_rows(county.brigade_officer)] == ["执行封存"]
    assert county.brigade_officer.notifications.filter(text__contains="请执行封存").count() == 1


def test_an_interim_seal_says_what_it_obliges_to(county, client):
    """R-048."""
    sealing = bring(county, seal(county, make_info(county, "INCONCLUSIVE"), by=county.staff), "IN_FORCE")
    client.force_login(county.staff)
    assert [done for _, done in client.get(sealing.get_absolute_url()).context["interim"]] == [False] * 4


@pytest.mark.once
@pytest.mark.parametrize(
    ("quantities", "names", "bad"),
    [
        ((900, 860, 632, 228, 0), ["produced", "sold", "stock", "recovered", "sealed_sold"], []),
        ((900, 900, 100, 0, 50), ["produced", "sold", "recovered", "destroyed", "unknown"], ["unknown"]),
        ((10, 20, 30, 0, 0), ["produced", "sold", "recovered"], ["produced", "sold", "recovered"]),
        ((0, 0, 0, 0, 0), [], []),
    ],
)  # fmt: skip
def test_the_picture_of_the_flow_adds_up(quantities, names, bad):
    """R-033, R-044: everything sold is somewhere on the right; what does not add up is red."""
    drawing = draw(*quantities)
    assert [bar.name for bar in drawing.bars] == names
    assert [bar.name for bar in drawing.bars if bar.bad] == bad
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT for bar in drawing.bars)
    heights = {bar.name: bar.height for bar in drawing.bars}
    if not bad and names:
        assert heights["recovered"] + heights["sealed_sold"] == pytest.approx(heights["sold"], abs=0.2)
        assert heights["sold"] + heights["stock"] == pytest.approx(heights["produced"], abs=0.2)
