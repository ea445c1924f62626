"""The delegation table, approving several at once, and the risk matrix (rules §3.2, §2.3 G8; reference §7)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from casefile import jobs
from casefile.models import CaseFile, Job
from casefile.perform import perform
from casefile.refusals import InvalidData, NotAllowed
from riskwarnings import matrix, routes
from riskwarnings.models import ApprovalRoute, RiskMatrixSheet, Warning

from .cases import bring, make_info, make_warning

ROUTES, BATCH = "/warnings/routes/", "/warnings/batch/"


def settled(county, **fields) -> ApprovalRoute:
    given = {"level_1": "DIRECTOR", "level_2": "DEPUTY", "level_3": "DEPUTY", "reason": "局务会"} | fields
    version = ApprovalRoute.objects.filter(bureau=county.bureau).count() + 1
    return ApprovalRoute.objects.create(bureau=county.bureau, version=version, set_by=county.admin, **given)


def test_the_bureau_settles_who_decides_on_which_level(county):
    """R-008, R-009: the table in force decides who may and on whose desk it is."""
    warning = bring(county, make_warning(county, "LEVEL_2"), "REVIEWED")
    settled(county, level_2="DIRECTOR")
    assert CaseFile.objects.get(pk=warning.pk).awaiting_role == "DEPUTY"
    with pytest.raises(NotAllowed):
        perform(warning, "approve", by=county.deputy)
    perform(warning, "approve", by=county.director)
    frozen = warning.case.trail.get(action="freeze_facts")
    assert frozen.given["route_version"] == 1
    settled(county, level_1="DEPUTY", inform_director=False)
    other = bring(county, make_warning(county, "LEVEL_1"), "REVIEWED")
    assert CaseFile.objects.get(pk=other.pk).awaiting_role == "DEPUTY"
    perform(other, "approve", by=county.deputy)
    for fields in ({"level_1": "DEPUTY", "level_2": "DIRECTOR"}, {"level_2": "DEPUTY", "level_3": "DIRECTOR"}):
        with pytest.raises(IntegrityError, match="approval_route_rises"), transaction.atomic():
            settled(county, **fields)
    with pytest.raises(TypeError):
        ApprovalRoute.objects.first().save()
    assert routes.in_force(county.prefecture.pk) == routes.DEFAULT


def test_the_administrator_settles_it_by_version(client, county):
    client.force_login(county.director)
    assert client.get(ROUTES).status_code == 403
    client.force_login(county.admin)
    unit, county.admin.department = county.admin.department, None
    county.admin.save()
    assert "不属于任何一个局" in client.get(ROUTES).content.decode()
    county.admin.department = unit
    county.admin.save()
    assert "现按默认" in client.get(ROUTES).content.decode()
    data = {
        "version": 0, "level_1": "DIRECTOR", "level_2": "DIRECTOR", "level_3": "DEPUTY", "inform_director": "on",
        "batch_level_3": "on", "reassess_days": 5, "offence_years": 3, "reason": "局务会纪要〔2026〕3号",
    }  # fmt: skip
    for wrong, words in (
        ({"level_1": "DEPUTY"}, "级别越高，审批人不能越低"), ({"reason": ""}, "必填"),
        ({"level_2": "DEPUTY", "reassess_days": 7, "offence_years": 0}, "没有改动"), ({"version": 7}, "已被他人改动"),
    ):  # fmt: skip
        assert words in client.post(ROUTES, data | wrong).content.decode(), words
    assert client.post(ROUTES, data).status_code == 302
    now = routes.in_force(county.bureau.pk)
    assert (now.version, now.level_2, now.reassess_days, now.offence_years) == (1, "DIRECTOR", 5, 3)
    assert "已被他人改动" in client.post(ROUTES, data).content.decode()
    assert "局务会纪要〔2026〕3号" in client.get(ROUTES).content.decode()


def test_several_of_level_three_are_approved_one_act_each(client, county, monkeypatch):
    first, second, third = (bring(county, make_warning(county, "LEVEL_3"), "REVIEWED") for _ in range(3))
    bring(county, make_warning(county, "LEVEL_2"), "REVIEWED")
    client.force_login(county.deputy)
    assert 'href="/warnings/batch/"' in client.get("/warnings/").content.decode()
    page = client.get(BATCH).content.decode()
    assert page.count('name="warning"') == 3
    assert "第一次违法生产，产品还没有卖出（预案四、三级）" in page
    assert "请先勾选" in client.post(BATCH, {}).content.decode()
    refuse = InvalidData.__mro__[1]  # Refused
    real = perform

    def refusing(warning, name, **given):
        if warning.pk == second.pk:
            raise refuse("字体中没有这些字：𰻞，印出来会缺字。")
        return real(warning, name, **given)

    monkeypatch.setattr("riskwarnings.batch.perform", refusing)
    perform(third, "approve", by=county.director)
    page = client.post(BATCH, {"warning": [first.pk, second.pk, third.pk], "reason": "同意。"}).content.decode()
    assert "已批准，交办公室" in page
    assert "印出来会缺字" in page
    assert "另有 1 件在您勾选后已由他人办理" in page
    states = {pk: Warning.objects.get(pk=pk).state for pk in (first.pk, second.pk, third.pk)}
    assert states == {first.pk: "APPROVED", second.pk: "IN_REVIEW", third.pk: "APPROVED"}
    assert first.case.trail.get(action="approve").reason == "同意。"
    assert "都已由他人办理" in client.post(BATCH, {"warning": [first.pk]}).content.decode()
    settled(county, batch_level_3=False)
    assert "没有可以批量审批的预警" in client.get(BATCH).content.decode()


def test_a_long_notice_is_approved_in_the_background_and_not_among_several(client, county, monkeypatch):
    """The approval draws the 警示通报: more than a second of drawing does not hold the leader's request."""
    monkeypatch.setattr("casefile.jobs.wake", lambda job_id: None)
    summary = "\n".join(f"第{n}批电线导体电阻不合格。" for n in range(1, 320))
    warning = bring(county, make_warning(county, "LEVEL_3", summary=summary), "REVIEWED")
    client.force_login(county.deputy)
    assert "请点编号进入单独批准" in client.get(BATCH).text
    said = client.post(BATCH, {"warning": [warning.pk], "reason": "同意。"}).text
    assert "请点编号进入单独批准" in said
    page = client.post(f"/warnings/{warning.pk}/act/approve/", {"reason": "同意。"}, follow=True)
    assert Warning.objects.get().state == "IN_REVIEW"
    assert "正在后台生成版面" in page.text
    assert ">批准</" not in page.text
    assert jobs.run(Job.objects.get().pk)
    warning = Warning.objects.get()
    assert (warning.state, warning.notice.state, warning.approved_by) == ("APPROVED", "SIGNED", county.deputy)
    assert "正在后台生成版面" not in client.get(warning.get_absolute_url()).text


@pytest.mark.once
def test_the_matrix_reads_its_table_and_shows_how_firm_it_is():
    """The cells known from the published example, and that the risk never falls as harm or chance grows."""
    table = matrix.in_force()
    chair = matrix.parse_steps("坐下 1\n椅脚折断 1/50\n摔倒 1/10\n受伤 100%")
    assert matrix.probability_of(chair) == Decimal(1) / 500
    band = table.band(Decimal(1) / 500)
    assert table.risk(1, band) == "L"
    assert ("严重程度高一档", "H", True) in table.sensitivity(1, band)
    gravity = matrix.GRAVITY.index
    for row in range(len(table.rows)):
        for severity in matrix.Severity.values:
            if severity > 1:
                assert gravity(table.risk(severity, row)) <= gravity(table.risk(severity - 1, row))
            if row:
                assert gravity(table.risk(severity, row)) >= gravity(table.risk(severity, row - 1))
    assert table.band(Decimal("0.5")) == 1
    assert table.band(Decimal(0)) == len(table.rows) - 1
    for wrong in ("", "没有概率", "折断 2", "折断 0", "折断 1/0", "折断 abc", "折断 nan"):
        with pytest.raises(ValueError, match="[请写概率]"):
            matrix.parse_steps(wrong)


def test_a_probability_that_does_not_end_is_shown_short():
    sheet = RiskMatrixSheet(
        steps=[["温度超过限值", f"{Decimal(1) / 3:f}"], ["触摸", "0.05"], ["烫伤", f"{Decimal(1) / 70000:f}"]]
    )
    assert sheet.shown_steps == [("温度超过限值", "约 0.333"), ("触摸", "0.05"), ("烫伤", "约 0.0000143")]


def test_a_sheet_is_an_aid_and_never_sets_the_level(client, county):
    info = make_info(county)
    client.force_login(county.staff)
    url = f"/warnings/matrix/{info.pk}/"
    data = {
        "hazard": "椅脚折断", "user_group": "家庭，含老人", "vulnerable": "on", "scenario": "坐下时椅脚折断，摔伤。",
        "severity": 3, "steps": "折断 1/50\n摔倒 1/10",
    }  # fmt: skip
    assert "没有写成" in client.post(url, data | {"steps": "折断"}).content.decode()
    assert client.post(url, data).status_code == 302
    sheet = RiskMatrixSheet.objects.get()
    assert (sheet.risk, sheet.matrix_version, sheet.band) == ("S", "1", "大于 1/1000")
    page = client.get(url).content.decode()
    assert "严重风险" in page
    assert "易受伤害人群，研判时从严" in page
    assert "风险矩阵测算：严重风险（椅脚折断）" in client.get(f"/warnings/assess/{info.pk}/").content.decode()
    info.refresh_from_db(fields=["level", "outcome", "major_harm"])
    assert (info.level, info.outcome, info.major_harm) == ("", "", "")
    assert info.case.trail.filter(action="matrix").count() == 1
    client.force_login(county.second_deputy)
    assert "新的测算" not in client.get(url).content.decode()
    assert client.post(url, data).status_code == 302
    assert RiskMatrixSheet.objects.count() == 1
