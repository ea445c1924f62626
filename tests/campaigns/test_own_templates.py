"""方案模板 that a bureau keeps: made, changed, started from, offered downward (R-201, R-236, R-301)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from campaigns import plantemplates, templating
from campaigns.models import Campaign, PlanTemplate
from campaigns.templateforms import MonthDayField, shown_day
from tests.people import person

from .campaigns import from_template, make

LIST = "/campaigns/templates/"


def form_data(template, **changed) -> dict:
    """Return what the page of `template` posts, `changed` in places."""
    plan = template.plan
    data = {
        "name": template.name, "active": "on", "title": plan["title"], "issue_level": plan["issue_level"],
        "catalogue": plan["catalogue"], "starts": shown_day(plan["starts"]), "ends": shown_day(plan["ends"]),
        "goals": plan["goals"], "key_points": plan["key_points"], "products": plan["products"],
    }  # fmt: skip
    for name in ("phases", "tasks", "returns"):
        rows = plan[name]
        data |= {f"{name}-TOTAL_FORMS": len(rows) + 1, f"{name}-INITIAL_FORMS": len(rows)}
        for at, row in enumerate(rows):
            said = {"from_day" if key == "from" else key: value for key, value in row.items() if value is not None}
            for key, value in said.items():
                day = key in ("starts", "ends", "due", "from_day")
                data[f"{name}-{at}-{key}"] = shown_day(value) if day else value
        if name == "tasks":
            data[f"{name}-{len(rows)}-group"] = "LOCAL"  # as the empty row stands in the page
    data = {key: value for key, value in data.items() if value is not False}
    return data | changed


def test_a_campaign_is_kept_changed_and_started_again(county, client, catalogues):
    """R-236: what a bureau has learned is its template of next year."""
    record = from_template(county)
    task = record.tasks.get(code="SPOT_CHECK")
    task.measure.department = county.station
    task.measure.save()
    client.force_login(county.staff)
    plan_page = client.get(reverse("campaigns:plan", args=[record.pk])).text
    assert "存为模板" in plan_page
    response = client.post(reverse("campaigns:save_template", args=[record.pk]))
    template = PlanTemplate.objects.get()
    assert response.url == reverse("campaigns:template", args=[template.pk])
    assert template.plan["title"] == "{year}年重点工业产品质量安全隐患排查治理行动"
    assert (template.plan["starts"], template.plan["returns"][1]["due"]) == ("05-11", "10-20")
    text = client.get(response.url).text
    assert "5月11日" in text
    data = form_data(template, **{
        "name": "本县春季行动", "starts": "3月1日", "phases-0-starts": "03-01", "tasks-12-label": "走访农村集市",
        "tasks-12-ends": "次年1月15日", "tasks-12-group": "LOCAL", "returns-0-DELETE": "on",
    })  # fmt: skip
    assert client.post(response.url, data).url == LIST
    template.refresh_from_db()
    assert template.plan["tasks"][12]["ends"] == "next-01-15"
    assert template.plan["tasks"][12]["code"] == "T13"
    assert "本县春季行动" in client.get(LIST).text
    page = client.get(f"/campaigns/new/?template={template.code}").text
    assert f'value="{template.code}" selected' in page
    given = {
        "template": template.code, "year": "2027", "issued_on": "2027-02-20", "issuer": "本局", "issue_level": "COUNTY",
        "token": "9a0e2f6e-6f6a-4c1e-9e3e-0d7a5b1c2d3e",
    }  # fmt: skip
    assert "请核对年份" in client.post("/campaigns/new/", given | {"issued_on": "2099-02-20"}).text
    begun = client.post("/campaigns/new/", given)
    assert begun.status_code == 302
    again = Campaign.objects.exclude(pk=record.pk).get()
    assert again.case.title == "2027年重点工业产品质量安全隐患排查治理行动"
    assert (again.starts_on, again.phases.first().starts_on) == (date(2027, 3, 1), date(2027, 3, 1))
    assert again.products.count() == 24
    assert again.tasks.get(code="SPOT_CHECK").measure.department == county.station
    assert again.tasks.get(code="T13").measure.due_on == again.ends_on or again.tasks.get(code="T13").measure.due_on
    assert [row["code"] for row in again.returns_planned] == ["OCT-2027"]


def test_what_is_wrong_is_told_and_nothing_is_lost(county, client, catalogues):
    template = templating.keep(county.bureau, "本局模板", templating.copy_of("004", county.bureau), by=county.staff)
    url = reverse("campaigns:template", args=[template.pk])
    client.force_login(county.staff)
    wrong = {
        "starts": "13月1日", "ends": "随便", "phases-1-ends": "2月30日", "name": "",
    }  # fmt: skip
    response = client.post(url, form_data(template, goals="写了很久的目标😀", **wrong))
    assert response.status_code == 422
    assert "没有这一天" in response.text
    assert "写成“5月11日”" in response.text
    assert "写了很久的目标😀" in response.text
    double = client.post(url, form_data(template, **{"phases-1-state": "DEPLOYED"})).text
    assert "两个阶段对应了同一个环节" in double
    backward = client.post(url, form_data(template, ends="4月1日")).text
    assert "完成期限早于开始日期" in backward
    none = form_data(template, **{f"phases-{at}-DELETE": "on" for at in range(3)})
    assert "至少要有一个阶段" in client.post(url, none).text
    template.refresh_from_db()
    assert (template.name, template.plan["ends"]) == ("本局模板", "10-31")
    templating.keep(county.bureau, "另一个", template.plan, by=county.staff)
    assert "已有同名" in client.post(url, form_data(template, name="另一个")).text


def test_who_keeps_templates_and_who_is_offered_them(county, client, catalogues):
    """The bureaus below may start from one, and copy it; only its own bureau changes it."""
    above = person("zhouju", "州局科员", county.inspector.department, "STAFF")
    template = templating.keep(above.bureau, "州局模板", templating.copy_of("004", above.bureau), by=above)
    own = templating.keep(county.bureau, "县局模板", template.plan, by=county.staff)
    assert (template.code, "州局模板") in [(code, name.partition("（")[0]) for code, name in
                                       plantemplates.choices(county.bureau)]  # fmt: skip
    assert plantemplates.find(own.code, above.bureau) is None
    client.force_login(county.staff)
    assert client.get(reverse("campaigns:template", args=[template.pk])).status_code == 403
    client.post(reverse("campaigns:copy_template"), {"code": template.code})
    assert PlanTemplate.objects.filter(bureau=county.bureau, name="州局模板（本局）").exists()
    client.post(reverse("campaigns:copy_template"), {"code": "004"})
    client.post(reverse("campaigns:copy_template"), {"code": "004"})
    assert PlanTemplate.objects.filter(bureau=county.bureau).count() == 4
    assert client.post(reverse("campaigns:copy_template"), {"code": "B999"}).status_code == 404
    own.active = False
    own.save()
    assert plantemplates.find(own.code, county.bureau) is None
    assert client.get(f"/campaigns/new/?template={own.code}").status_code == 200
    client.force_login(county.director)
    assert client.get(LIST).status_code == 200
    record = make(county)
    for who in (county.director, county.office_clerk, county.admin):
        client.force_login(who)
        assert client.post(reverse("campaigns:save_template", args=[record.pk])).status_code in (403, 404)
    with pytest.raises(ValidationError):
        templating.keep(county.bureau, "空", template.plan | {"phases": []}, by=county.staff)


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "said"),
    [("5月11日", "05-11"), ("05-11", "05-11"), ("次年1月5日", "next-01-05"), ("印发日", "issue"),
     ("印发后30日", "issue+30"), ("2月29日", "02-29")],
)  # fmt: skip
def test_days_are_read_as_they_are_shown(text, said):
    assert MonthDayField(label="日").clean(text) == said
    assert MonthDayField(label="日").clean(shown_day(said)) == said


@pytest.mark.once
def test_a_leap_day_is_the_28th_of_a_common_year():
    assert plantemplates.stated_day("02-29", year=2027, issued_on=date(2027, 1, 1)) == date(2027, 2, 28)
    assert plantemplates.stated_day("next-01-15", year=2027, issued_on=date(2027, 1, 1)) == date(2028, 1, 15)
