"""The pages: who reaches them, what they offer, what they cost."""

import pytest
from django.urls import reverse

from riskinfo import states
from riskinfo.nextsteps import next_steps

from .builders import make_info, queries, report_test, send_to_testing


class TestScope:
    """Matrix row RiskInfo: V(unit) for staff and heads, V(all) for leaders, office and the bureau above."""

    def sees(self, client, user, info) -> bool:
        client.force_login(user)
        listed = reverse("riskinfo:detail", args=[info.pk]) in client.get(reverse("riskinfo:list")).content.decode()
        opened = client.get(info.get_absolute_url()).status_code == 200
        assert listed == opened
        return opened

    def test_a_draft_is_seen_by_its_own_unit_alone(self, county, client):
        info = make_info(county, "DRAFT")
        seen = {user.username for user in county.people if user.can("info.view") and self.sees(client, user, info)}
        assert seen == {"zhaomin", "sunli", "chenxiao"}

    def test_what_is_submitted_is_seen_by_unit_leaders_office_and_above(self, county, client):
        info = make_info(county, "SUBMITTED")
        seen = {user.username for user in county.people if user.can("info.view") and self.sees(client, user, info)}
        assert seen == {
            "zhaomin", "sunli", "chenxiao", "lijianguo", "matao", "zhouweidong", "hejing", "ducha",
        }  # fmt: skip

    def test_acts_on_other_units_informations_are_not_found(self, county, client):
        info = make_info(county, "SUBMITTED")
        client.force_login(county.other_head)
        for name in ("screen", "exclude", "transfer"):
            assert client.post(reverse("riskinfo:act", args=[info.pk, name]), {}).status_code == 404
        for page in ("edit", "supplement"):
            assert client.get(reverse(f"riskinfo:{page}", args=[info.pk])).status_code == 404


def test_what_is_seldom_done_stands_beside_the_record(county, client):
    """So that the next step is not one of a dozen buttons."""
    info = make_info(county, "SCREENED")
    client.force_login(county.head)
    page = client.get(info.get_absolute_url()).content.decode()
    head, _, below = page.partition('class="steps card"')
    link, test = (reverse("riskinfo:act", args=[info.pk, name]) for name in ("link", "send_to_testing"))
    assert (link in head, f'href="{link}"' in below.partition("其他办理")[2]) == (False, True)
    assert (test in head, test in below) == (True, False)


@pytest.mark.parametrize("state", states.InfoState.values)
@pytest.mark.parametrize("who", ["staff", "head", "deputy", "office_clerk"])
def test_every_state_has_a_page_and_every_offer_a_form(county, client, state, who):
    info = make_info(county, state, reporter_name="张三")
    client.force_login(getattr(county, who))
    response = client.get(info.get_absolute_url())
    if state == "DRAFT" and who in ("deputy", "office_clerk"):
        assert response.status_code == 404
        return
    assert response.status_code == 200
    for offer in response.context["offers"]:
        if offer.enabled:
            assert client.get(offer.url).status_code == 200, offer.action.name


def test_an_act_through_the_page_keeps_what_was_typed(county, client):
    info = make_info(county, "SUBMITTED")
    client.force_login(county.head)
    url = reverse("riskinfo:act", args=[info.pk, "screen"])
    wrong = client.post(url, {"harm_degree": "SERIOUS", "handling_advice": "送省院检验。"})
    assert wrong.status_code == 422
    assert "送省院检验。" in wrong.content.decode()
    done = client.post(url, {"harm_degree": "SERIOUS", "handling_advice": "送省院检验。", "duplicates_checked": "on"})
    assert done.url == info.get_absolute_url()
    info.refresh_from_db()
    assert info.state == "SCREENED"


def test_acts_of_other_acts_have_no_page(county, client):
    info = make_info(county, "ASSESSING")
    client.force_login(county.staff)
    for name in ("record_outcome", "find_inconclusive", "unheard_of"):
        assert client.get(reverse("riskinfo:act", args=[info.pk, name])).status_code == 404


def test_a_refused_act_says_why_instead_of_a_form(county, client):
    info = make_info(county, "SUBMITTED")
    client.force_login(county.second_staff)
    response = client.get(reverse("riskinfo:act", args=[info.pk, "screen"]), follow=True)
    assert "由承办股室负责人或指定的经办人办理" in response.content.decode()


class TestNextSteps:
    """No dead ends: the pages of the later stages are offered when the state and the role allow."""

    def labels(self, client, user, info):
        client.force_login(user)
        return {step.label for step in client.get(info.get_absolute_url()).context["next_steps"]}

    @pytest.fixture(autouse=True)
    def _every_stage_exists(self, monkeypatch):
        monkeypatch.setattr("riskinfo.nextsteps.reverse", lambda name, args=(): f"/{name}/")

    def test_assessment_while_it_is_assessed(self, county, client):
        for state, offered in (("SCREENED", False), ("ASSESSING", True), ("INCONCLUSIVE", True), ("CONFIRMED", False)):
            info = make_info(county, state)
            assert ("研判评估" in self.labels(client, county.staff, info)) == offered, state
            assert "研判评估" not in self.labels(client, county.office_clerk, info)

    def test_a_warning_once_there_is_a_level_and_none_yet(self, county, client):
        info = make_info(county, "CONFIRMED")
        assert "起草预警" in self.labels(client, county.staff, info)
        assert "起草预警" not in self.labels(client, county.staff, make_info(county, "CONFIRMED", outcome="NOT_GRADED"))
        assert "起草预警" not in {step.label for step in next_steps(info, county.staff, {"WARNING"})}

    def test_nothing_leads_out_of_a_closed_one(self, county, client):
        assert self.labels(client, county.head, make_info(county, "EXCLUDED")) == set()


def test_a_stage_that_is_not_installed_is_not_offered(county, client, monkeypatch):
    from django.urls import NoReverseMatch

    def refuse(name, args=()):
        raise NoReverseMatch(name)

    monkeypatch.setattr("riskinfo.nextsteps.reverse", refuse)
    client.force_login(county.staff)
    assert client.get(make_info(county, "CONFIRMED").get_absolute_url()).context["next_steps"] == []


class TestCost:
    def test_more_rows_cost_no_more_queries_on_the_list(self, county, client):
        client.force_login(county.deputy)
        make_info(county, "SUBMITTED")
        few = queries(client, reverse("riskinfo:list"))
        for _ in range(6):
            make_info(county, "SUBMITTED", is_key=True)
        assert queries(client, reverse("riskinfo:list")) == few

    def test_more_tests_and_duplicates_cost_no_more_queries_on_the_page(self, county, client):
        info = make_info(county, "TESTING")
        report_test(info.tests.get(), county)
        make_info(county, "SUBMITTED")
        client.force_login(county.head)
        few = queries(client, info.get_absolute_url())
        for _ in range(3):
            report_test(send_to_testing(info, county), county)
            make_info(county, "SUBMITTED")
        assert queries(client, info.get_absolute_url()) == few

    def test_more_tasks_cost_no_more_queries_for_the_agency(self, county, client):
        info = make_info(county, "SCREENED")
        client.force_login(county.tester)
        report_test(send_to_testing(info, county), county)
        send_to_testing(info, county)
        few = queries(client, reverse("riskinfo:tests"))
        for _ in range(4):
            report_test(send_to_testing(info, county), county)
            send_to_testing(info, county)
        assert queries(client, reverse("riskinfo:tests")) == few
