"""The command page: the next steps, who knows, the leading group, looking for news by itself (R-007, R-034)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import idle_seconds_left
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import InvalidData
from emergency import dutyroster
from emergency.command import told_people
from emergency.group import written
from emergency.groupmodels import GroupMember
from tests.people import person

from .emergencies import bring, given, make


def test_activation_sets_up_the_leading_group(county, client):
    """R-007–R-010: the director heads it, deputies and heads of units stand beside him; each is told at once."""
    record = bring(county, make(county), "VERIFYING")
    act = reverse("emergency:act", args=[record.pk, "activate"])
    client.force_login(county.director)
    page = client.get(act).text
    assert f'value="{county.director.pk}" selected' in page
    chosen = [county.deputy, county.head, county.other_head, county.director]
    client.post(act, {"commander": county.director.pk, "members": [one.pk for one in chosen]})
    record.refresh_from_db()
    assert record.state == "ACTIVATED"
    assert written(record.case) == "组长周卫东；副组长李建国；成员陈晓、徐磊"
    for one in chosen[:3]:
        assert one.notifications.filter(case=record.case, urgent=True, text__contains="领导小组成员").count() == 1
    client.force_login(county.other_head)
    assert "组长周卫东；副组长李建国；成员陈晓、徐磊" in client.get(record.get_absolute_url()).text


def test_who_decides_in_the_directors_absence_commands(county):
    record = bring(county, make(county), "VERIFYING")
    stranger = person("yuancheng", "远程", county.prefecture.departments.first(), "DIRECTOR")
    with pytest.raises(InvalidData, match="领导小组成员"):
        perform(record, "activate", by=county.director, members=[stranger])
    perform(record, "activate", by=county.deputy, members=[county.director], **given("activate", county.deputy))
    parts = [(row.person, row.part) for row in record.case.leading_group.all()]
    assert parts == [(county.deputy, GroupMember.Part.HEAD), (county.director, GroupMember.Part.VICE)]


def test_it_shows_what_is_next_and_who_knows(county, client):
    duty = [(dutyroster.duty_day(timezone.now()), "OFFICER", county.other_staff, "")]
    dutyroster.put_down(county.bureau, duty, by=county.office_clerk)
    record = make(county, minutes_ago=48)
    assert CaseFile.objects.visible_to(county.other_staff).filter(pk=record.pk).exists()  # who is on duty may look
    county.director.notifications.filter(case=record.case).update(read_at=timezone.now())
    client.force_login(county.brigade_officer)
    context = client.get(record.get_absolute_url()).context
    assert [row["label"] for row in context["next_steps"]][:2] == ["报告县政府（初报）", "报告市局（初报）"]
    assert [row["light"].colour for row in context["next_steps"]] == ["yellow", "yellow", "yellow", "grey", "grey"]
    known = {row.user: row.read_at is not None for row in context["told_people"]}
    assert known.pop(county.director) is True
    told = {county.deputy, county.second_deputy, county.office_clerk, county.head, county.other_staff}
    brigade = set(county.brigade.users.filter(is_active=True))  # asked to verify
    assert known == dict.fromkeys(told | brigade, False)
    perform(record, "verify", by=county.brigade_head)  # found it on the desk: knows, though the bell was not rung
    seen = {row.user: row.seen_at for row in told_people(record.case) if getattr(row, "seen_at", None)}
    assert list(seen) == [county.brigade_head]


def test_it_looks_for_news_without_keeping_anybody_signed_in(county, client):
    record = bring(county, make(county), "CONTROLLING")
    client.force_login(county.staff)
    # Not at the end of a minute since it was learned: what is left is said in minutes.
    minutes = (timezone.now() - record.learned_at) // timedelta(minutes=1) + 1
    address, start = record.get_absolute_url(), record.learned_at + timedelta(minutes=minutes, seconds=15)
    with time_machine.travel(start, tick=False):
        version = client.get(address)["X-Live-Version"]
    with time_machine.travel(start + timedelta(seconds=20), tick=False):
        answer = client.get(address, headers={"X-Live-Version": version})
        assert (answer.status_code, answer.content) == (204, b"")
        perform(record, "record_progress", by=county.brigade_officer, **given("record_progress"))
        answer = client.get(address, headers={"X-Live-Version": version})
        assert "又发现一名伤者" in answer.text
        assert answer["X-Live-Version"] != version
    with time_machine.travel(start + timedelta(minutes=20), tick=False):
        seen = client.session["seen"]
        client.get(address, headers={"X-Live-Version": version})
        assert client.session["seen"] == seen
        client.get(f"{address}?wall=1", headers={"X-Live-Version": version})
        assert client.session["seen"] > seen
        assert idle_seconds_left(type("R", (), {"session": client.session})) > 1700
    perform(record, "follow_up", by=county.staff, reason="已控制")
    with time_machine.travel(start + timedelta(minutes=40), tick=False):
        bring_to_end = [("record_final_report", county.staff), ("terminate", county.director)]
        record.case.measures.update(status="DONE", result="已办", closed_at=timezone.now())
        for act, who in bring_to_end:
            perform(record, act, by=who, **given(act, who))
        seen = client.session["seen"]
        client.get(f"{address}?wall=1", headers={"X-Live-Version": version})
        assert client.session["seen"] == seen


def test_the_first_load_is_light(county, client):
    """At most 150 kB beside cached assets, after a long response with many acts, and on the phone's form."""
    record = bring(county, make(county), "CONTROLLING")
    for n in range(40):
        perform(
            record,
            "record_progress",
            by=county.brigade_officer,
            injured=3,
            dead=0,
            reason=f"第{n}次进展：" + "情" * 400,
        )
    client.force_login(county.brigade_officer)
    for address in (record.get_absolute_url(), f"{record.get_absolute_url()}?wall=1", reverse("emergency:new")):
        assert len(client.get(address).content) < 150_000, address
