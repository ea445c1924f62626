"""What follows from an act, in the same transaction (rules §3.1, side effects)."""

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines as dates
from casefile.actions import Act
from casefile.attachments import attach
from casefile.notify import notify
from casefile.trail import record_act

from . import deadlines, samplings
from .agencies import people_of
from .models import ExpertStudy, InfoLink, TestTask
from .states import InfoState, StudyWay
from .studyforms import experts_in


def leaders_of(case) -> list[User]:
    """Return the heads of the case's unit and the deputies in whose line it stands."""
    unit = case.department
    heads = User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau_id).filter(department=unit)
    if unit.supervisor_id:
        return [*heads, unit.supervisor]
    return [*heads, *User.objects.with_role(Role.DEPUTY, bureau=case.bureau_id)]


# --- 登记、鉴别 ---------------------------------------------------------------------
def set_screening(act: Act) -> None:
    deadlines.start_screening(act.record)
    deadlines.start_key_report(act.record)


def alert_key_information(act: Act) -> None:
    """重点风险信息及时报: the head and the deputy hear of it at once (R-144)."""
    info = act.record
    if info.is_key:
        text = f"重点风险信息 {info.case.number} {info.case.title}，今日内须鉴别"
        notify(leaders_of(info.case), text, key=f"info:{info.pk}:key", case=info.case, urgent=True)


def screening_done(act: Act) -> None:
    dates.meet(act.record.case, deadlines.SCREENING.code)
    deadlines.start_assessment(act.record)


def nothing_more_due(act: Act) -> None:
    dates.cancel(act.record.case)


def answer_reporter(act: Act) -> None:
    """Who told the bureau is told what came of it; the handler does it by telephone or letter."""
    info = act.record
    if info.has_reporter:
        text = f"{info.case.number} {info.case.title}{info.get_state_display()}：请将处理结果告知反映人"
        notify([info.case.handler], text, key=f"info:{info.pk}:answer:{act.entry.seq}", case=info.case)


# --- 检验 ---------------------------------------------------------------------------
def assign_test(act: Act) -> None:
    """Give the task to the agency and watch its date (R-022, R-045, R-147)."""
    info, given = act.record, act.data
    fields = ("agency", "purpose", "sample", "compared_with", "items", "standard", "due_on")
    task = TestTask(info=info, assigned_by=act.by, assigned_at=timezone.now(), **{f: given[f] for f in fields})
    task.clean_fields(exclude=["state"])
    task.save()
    dates.cancel(info.case, deadlines.ASSESSMENT.code)
    dates.meet(info.case, deadlines.INCONCLUSIVE.code)
    deadlines.start_test(task)
    text = f"新的{task.get_purpose_display()}任务：{task.sample}，{task.due_on:%m月%d日}前报告"
    notify(people_of(task.agency), text, key=f"test:{task.pk}:assigned", url=task.get_absolute_url())


def keep_report(act: Act) -> None:
    """Keep the report files with the case; the first is the task's report."""
    task = act.record
    note = f"检验报告（{task.agency}）"
    kept = [attach(task.case, upload, by=act.by, role=act.role, note=note) for upload in act.data["report"]]
    task.report = kept[0]
    task.save(update_fields=["report"])


def test_done(act: Act) -> None:
    """The next date: assessment, once no other test is awaited."""
    task, case = act.record, act.record.case
    dates.meet(case, deadlines.test_rule(task))
    if task.info.state == "TESTING" and not task.info.tests.open().exists():
        deadlines.start_assessment(task.info)


def tell_result(act: Act) -> None:
    """A positive finding is reported at once to head and staff (R-046); any other to the handler."""
    task, case = act.record, act.record.case
    text = f"{case.number} {case.title}：检验结论{task.get_result_display()}（{task.agency}）"
    people = [case.handler]
    if task.is_positive:
        text = f"立即处理：{text}"
        people += [*leaders_of(case), *User.objects.with_role(Role.STAFF, bureau=case.bureau_id)
                   .filter(department=case.department)]  # fmt: skip
    notify(people, text, key=f"test:{task.pk}:reported", case=case, urgent=task.is_positive)


# --- 评估、确认 ----------------------------------------------------------------------
def assessment_started(act: Act) -> None:
    """A further round is watched like the first wait: it comes back until there is a conclusion (R-026)."""
    info = act.record
    dates.meet(info.case, deadlines.ASSESSMENT.code)
    dates.meet(info.case, deadlines.INCONCLUSIVE.code)
    if not info.outcome and info.case.trail.filter(action="find_inconclusive").exists():
        deadlines.start_inconclusive(info)


def keep_study(act: Act) -> None:
    """Write the study down, keep its papers, and tell those who decide (R-045)."""
    info, given = getattr(act.record, "info", act.record), act.data  # of a test the agency records it
    fields = ("held_on", "way", "question", "opinion", "finding", "dissent")
    study = ExpertStudy.objects.create(
        info=info, experts=experts_in(given["experts"]), recorded_by=act.by, recorded_at=timezone.now(),
        **{name: given[name] for name in fields},
    )  # fmt: skip
    for upload in given["files"]:
        attach(info.case, upload, by=act.by, role=act.role, note="专家意见书")
    done = study.get_way_display() if study.way == StudyWay.EXPERIMENT else "专家论证"
    text = f"{info.case.number} {info.case.title}：{done}{study.get_finding_display()}"
    people = [person for person in (info.case.handler, *leaders_of(info.case)) if person.pk != act.by.pk]
    notify(people, text, key=f"study:{study.pk}", case=info.case)


def keep_undecided_in_sight(act: Act) -> None:
    """R-026: it comes back until it is confirmed or excluded."""
    dates.meet(act.record.case, deadlines.ASSESSMENT.code)
    deadlines.start_inconclusive(act.record)


# --- 重复、关联 ----------------------------------------------------------------------
def _note_on(other, act: Act, name: str, text: str) -> None:
    """Enter the act in the trail of the other information too, and tell its handler when that is somebody else."""
    info, case = act.record, other.case
    record_act(case, name, text, by=act.by, role=act.role, reason=act.reason)
    if act.by is not None and case.handler_id != act.by.pk and case.closed_at is None:
        notify(
            [case.handler], f"{case.number} {case.title}：{text}", key=f"{name}:{info.pk}:{act.entry.seq}", case=case
        )


def _named(info) -> str:
    return info.case.number or "一条草稿"


def tell_the_original(act: Act) -> None:
    """The information that goes on knows which others say the same."""
    other = act.data.get("other") or act.data.get("duplicate_of")
    if other is not None:
        _note_on(other, act, "duplicate_found", f"{_named(act.record)} 标为与本条重复")


def tell_the_former_original(act: Act) -> None:
    _note_on(act.record.former_original, act, "duplicate_undone", f"{_named(act.record)} 撤销重复，单独办理")


def go_on(act: Act) -> None:
    """What was due before it was taken for a double is due again, counted from today."""
    if act.record.screened_at:
        deadlines.start_assessment(act.record)
    else:
        set_screening(act)


def take_up_again(act: Act) -> None:
    """What was excluded or sent away is due again from today; what was handled waits for its unit alone."""
    if act.record.state != InfoState.CONFIRMED:
        go_on(act)


def make_link(act: Act) -> None:
    other, kind = act.data["other"], act.data["kind"]
    row = InfoLink.objects.create(info=act.record, other=other, kind=kind, by=act.by, at=timezone.now())
    _note_on(other, act, "linked", f"{_named(act.record)} 与本条关联：{row.get_kind_display()}")


def tie_sampling(act: Act) -> None:
    samplings.tie(act.record, act.data["sampling"], by=act.by)


def untie_sampling(act: Act) -> None:
    act.data["tied"].delete()


def take_link_away(act: Act) -> None:
    link = act.data["link"]
    other = link.other
    link.delete()
    _note_on(other, act, "unlinked", f"{_named(act.record)} 取消与本条的关联")
