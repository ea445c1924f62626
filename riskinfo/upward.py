"""Reporting upward: what a report must contain, making it, passing it on (R-024, R-025, R-113)."""

import re

from django.utils import timezone

from accounts.models import Bureau, User
from accounts.roles import Role
from casefile import deadlines as dates
from casefile.attachments import attach
from casefile.notify import notify

from . import deadlines
from .models import RiskInfo, UpwardReport
from .states import ReportReason

#: Who is told in the bureau above.
_RECEIVERS = (Role.OFFICE, Role.DEPUTY, Role.DIRECTOR, Role.INSPECTOR)


def contents_of(info: RiskInfo) -> list[tuple[str, str]]:
    """Return the contents of a report (label, text) in the order of R-025; an empty text is missing."""
    harm = "，".join(filter(None, (info.harm_objects_text, info.get_harm_degree_display())))
    product = "，".join(filter(None, (info.products_text, info.batch)))
    return [
        ("信息来源", f"{info.source}{f'，{info.source_reference}' if info.source_reference else ''}"),
        ("对人身危害程度", harm if info.harm_degree else ""),
        ("发生原因或可能原因", info.cause),
        ("涉及区域", info.regions_text),
        ("涉及产品", product),
        ("生产加工企业", info.producers_text),
        ("原料供应企业", info.material_suppliers),
    ]


def send(act) -> None:
    """Make one report for each addressee, as part of the act on the information."""
    info, given = act.record, act.data
    bureau = info.case.bureau
    for name in (*given["to"], *filter(None, [given["to_other"]])):
        above = bureau.parent if bureau.parent and bureau.parent.name == name else None
        _make(act, info, from_bureau=bureau, name=name, above=above, cause=given["cause_of_report"], way=given["way"],
              document=given["document"])  # fmt: skip
    dates.meet(info.case, deadlines.KEY_REPORT.code)
    for upload in given["files"]:
        attach(info.case, upload, by=act.by, role=act.role, note="上报材料")


def note_confirmed(act) -> None:
    """A report entered while confirming stands in the register of reports too, one for each addressee."""
    info = act.record
    if not info.reported_up_on or not info.reported_up_to:
        return
    above = info.case.bureau.parent
    names = {above.name, above.short_name} if above else set()
    known = set(info.upward_reports.filter(reported_on=info.reported_up_on).values_list("to_name", flat=True))
    for name in filter(None, map(str.strip, re.split("[、，,；;]", info.reported_up_to))):
        is_above = name in names
        if (is_above and known & names) or any(told.startswith(name) for told in known):
            continue  # the act "report_up" has written it down
        _make(act, info, from_bureau=info.case.bureau, name=name, above=above if is_above else None,
              cause=ReportReason.MAJOR_HARM, way="OTHER", reported_on=info.reported_up_on)  # fmt: skip
        known.add(name)
    dates.meet(info.case, deadlines.KEY_REPORT.code)


def pass_on(act) -> None:
    """The bureau above reports it to the one above itself, with the same contents."""
    report = act.record
    from_bureau = act.by.department.bureau
    name = f"{from_bureau.parent.name}"
    _make(act, report.info, from_bureau=from_bureau, name=name, above=from_bureau.parent,
          cause=report.cause_of_report, way=act.data["way"], follows=report, contents=report.contents)  # fmt: skip


def _make(act, info, *, from_bureau, name, above: Bureau | None, cause, way, document=None, follows=None,
          contents=None, reported_on=None) -> UpwardReport:  # fmt: skip
    report = UpwardReport(
        info=info, follows=follows, from_bureau=from_bureau, to_bureau=above, to_name=name, cause_of_report=cause,
        way=way, contents=contents or [list(pair) for pair in contents_of(info)], document=document,
        reported_on=reported_on or timezone.localdate(), sent_by=act.by, sent_at=timezone.now(),
    )  # fmt: skip
    report.clean_fields(exclude=["state"])
    report.save()
    if above is not None:
        people = User.objects.active().filter(department__bureau=above, role_assignments__role__in=_RECEIVERS)
        text = f"收到上报（{report.get_cause_of_report_display()}）：{from_bureau.short_name} {info.case.title}"
        notify(people.distinct(), text, key=f"upward:{report.pk}", case=info.case, url=report.get_absolute_url(),
               urgent=True)  # fmt: skip
    return report


def tell_answer(act) -> None:
    """What the bureau above says reaches who handles the information at once; files are kept with it."""
    report, case = act.record, act.record.case
    for upload in act.data["files"]:
        attach(case, upload, by=act.by, role=act.role, note=f"{report.to_name}的回执、指示"[:100])
    if act.entry.to_state != "ANSWERED":
        return
    heads = User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau_id).filter(department=case.department_id)
    people = [case.handler, report.sent_by, *heads]
    text = f"上级指示（{report.instructed_by}）：{report.instruction.splitlines()[-1]}"
    notify(people, text, key=f"upward:{report.pk}:{act.entry.seq}", case=case, url=report.get_absolute_url(),
           urgent=True)  # fmt: skip
