"""Telling units, and writing down that they know (R-032, R-034, R-035, R-044)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.authority import authority
from accounts.models import Department, User
from casefile import deadlines
from casefile.attachments import attach
from casefile.models import CaseFile
from casefile.notify import notify
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from casefile.trail import record_act

from . import steps
from .bulletinkinds import TOLD_OF_THE_END, BulletinKind, Party, Way
from .clocks import CONFIRM, FEEDBACK, MORE_REPORT, clocks_of
from .effects import settle, step_changed
from .models import Bulletin, BulletinRecipient
from .permissions import may_report
from .states import ENDED, EmergencyState

DRILL = "【演练】"
#: The step that a first report to this party settles.
_FIRST_STEPS = {
    Party.GOVERNMENT: "REPORT_GOVERNMENT", Party.CITY: "REPORT_CITY", Party.PROVINCE: steps.PROVINCE_REPORT,
}  # fmt: skip


@dataclass(frozen=True)
class To:
    """A recipient to be; `department` is a unit of the bureau, which confirms in the system itself."""

    name: str
    party: str = Party.OUTSIDE
    way: str = Way.PHONE
    contact: str = ""
    department: Department | None = None


def superiors(case, way=Way.PHONE) -> list[To]:
    """Return county government and city bureau, to whom an emergency is reported (R-032)."""
    bureau = case.bureau
    found = [To(bureau.government_name, Party.GOVERNMENT, way)] if bureau.government_name else []
    return found + ([To(bureau.parent.name, Party.CITY, way)] if bureau.parent else [])


def province(case, way=Way.PHONE) -> To | None:
    """Return the bureau above the city bureau; named by its level where it is not on file. None without a city bureau.

    A prefecture's own emergency goes to its parent by `superiors` already.
    """
    city = case.bureau.parent
    if city is None or city.level == city.Level.PROVINCE:
        return None
    return To(city.parent.name if city.parent else "省级市场监督管理局", Party.PROVINCE, way)


def why_not(record, kind: str) -> str:
    """Say why nothing of this kind may be told now; empty when it may."""
    if record.state == EmergencyState.FALSE_ALARM:
        return "本案已排除，不再通报。"
    if record.case.closed_at is not None:
        return "本案已办结，不再通报。"
    ended = record.state in ENDED
    if kind == BulletinKind.LIFT and not ended:
        return "应急处置终止后才发解除通报。"
    if kind in (BulletinKind.FIRST, BulletinKind.MORE) and ended:
        return "应急处置已终止，请登记终报和结果报告。"
    if kind == BulletinKind.LIFT and not told(record.case):
        return "还没有向任何单位发过情况通报或协助通知，不需要解除通报。"
    return ""


def told(case) -> list[To]:
    """Return everybody who was told by bulletin or request, as they were last addressed (R-035)."""
    rows = BulletinRecipient.objects.filter(bulletin__case=case, bulletin__kind__in=TOLD_OF_THE_END)
    last = {row.name: row for row in rows.select_related("department").order_by("pk")}
    return [To(row.name, row.party, row.way, row.contact, row.department) for row in last.values()]


def tell(record, kind: str, *, by, text, to, sent_at=None, asks=(), document=None, reference="", corrects=None,
         token=None, role=None) -> Bulletin:  # fmt: skip
    """Put on record that `to` were told `text`, let the units of the bureau know, and start the clocks.

    The same `token` twice returns the first. `role` is given by acts of the case that
    asked for permission themselves. Raises NotAllowed, WrongState, GuardRefused.
    """
    role = role or may_report(record, by)
    if role is None:
        raise NotAllowed("通报由承办单位、执法大队、办公室或局领导发出。")
    try:
        with transaction.atomic():
            if token is not None and (made := Bulletin.objects.filter(creation_token=token).first()):
                return made
            case = CaseFile.objects.select_for_update().get(pk=record.case_id)
            fresh = type(record).objects.get(pk=record.pk)
            fresh.case = case
            if reason := why_not(fresh, kind):
                raise WrongState(reason)
            to = _addressed(fresh, kind, to, corrects)
            bulletin = _keep(fresh, kind, by, text, to, sent_at, asks, document, reference, corrects, token)
            _record(bulletin, role)
            _let_know(bulletin)
            _start_clocks(bulletin)
            _settle_steps(bulletin, by, role)
    except IntegrityError:
        made = Bulletin.objects.filter(creation_token=token).first() if token is not None else None
        if made is None:
            raise
        return made
    return bulletin


def _addressed(record, kind, to, corrects) -> list[To]:
    """The all-clear goes to exactly those who were told; a correction at least to those who were misinformed."""
    if kind == BulletinKind.LIFT:
        return told(record.case)
    if not to:
        raise GuardRefused(["请至少选择或填写一个单位"])
    if corrects is not None:
        missing = set(corrects.recipients.values_list("name", flat=True)) - {row.name for row in to}
        if missing:
            raise GuardRefused([f"更正须发给原来收到的全部单位，还差：{'、'.join(sorted(missing))}"])
    return to


def _keep(record, kind, by, text, to, sent_at, asks, document, reference, corrects, token) -> Bulletin:
    now = timezone.now()
    if record.is_drill and not text.startswith(DRILL):
        text = f"{DRILL}{text}"
    bulletin = Bulletin.objects.create(
        case=record.case, kind=kind, text=text, asks=list(asks), document=document, corrects=corrects, sent_by=by,
        reference=reference or (document.number if document else ""), sent_at=min(sent_at or now, now),
        recorded_at=now, creation_token=token,
    )  # fmt: skip
    BulletinRecipient.objects.bulk_create(
        BulletinRecipient(
            bulletin=bulletin, party=row.party, name=row.name, department=row.department, contact=row.contact,
            way=Way.SYSTEM if row.department else row.way,
        )
        for row in to
    )  # fmt: skip
    return bulletin


def _record(bulletin, role) -> None:
    names = "、".join(f"{row.name}（{row.get_way_display()}）" for row in bulletin.recipients.all())
    said = [("recipients", "单位", names), ("sent_at", "发出时间", _stamp(bulletin.sent_at))]
    said += [("asks", "请求采取", bulletin.asks_text)] if bulletin.asks else []
    said += [("reference", "文号", bulletin.reference)] if bulletin.reference else []
    label = bulletin.get_kind_display()
    if bulletin.corrects_id:
        said.append(("corrects", "更正", f"{_stamp(bulletin.corrects.sent_at)} 发出的{label}"))
    record_act(
        bulletin.case, "tell", f"更正{label}" if bulletin.corrects_id else label, by=bulletin.sent_by, role=role,
        reason=bulletin.text[:2000],
        data=[{"name": name, "label": shown, "value": value, "text": value} for name, shown, value in said],
    )  # fmt: skip


def _let_know(bulletin) -> None:
    """Units of the bureau see the case from now on and are told at once."""
    for row in bulletin.recipients.exclude(department=None).select_related("department"):
        bulletin.case.add_participant(row.department)
        people = [p for p in User.objects.active().filter(department=row.department) if p.can("emergency.view")]
        notify(
            [p for p in people if p.pk != bulletin.sent_by_id],
            f"{bulletin.case.number} {bulletin.get_kind_display()}：{bulletin.text}",
            key=f"bulletin:{row.pk}:sent", case=bulletin.case, urgent=True,
        )  # fmt: skip


def _start_clocks(bulletin) -> None:
    """Each unit of the bureau confirms itself; for the others the sender's unit runs after the confirmation."""
    case, clocks = bulletin.case, clocks_of(bulletin.case)
    label = bulletin.get_kind_display()
    for row in bulletin.recipients.exclude(department=None).select_related("department"):
        _clock(bulletin, CONFIRM.of(f"r{row.pk}", f"{row.name}确认{label}"[:60]), clocks.confirm_hours, row.department)
    if bulletin.recipients.filter(department=None).exists():
        sender = bulletin.sent_by.department
        _clock(bulletin, CONFIRM.of(f"b{bulletin.pk}", f"外单位确认{label}"), clocks.confirm_hours, sender)
    if bulletin.asks:
        _clock(bulletin, FEEDBACK.of(bulletin.pk, f"{label}的反馈"), clocks.feedback_hours, bulletin.sent_by.department)
    if bulletin.kind == BulletinKind.MORE:
        deadlines.meet(case, MORE_REPORT.code)


def _clock(bulletin, rule, hours, department) -> None:
    deadlines.set_deadline(
        bulletin.case, rule, method="hours", start=bulletin.sent_at, hours=hours, department=department
    )


def _settle_steps(bulletin, by, role) -> None:
    if bulletin.kind not in (BulletinKind.FIRST, BulletinKind.MORE):
        return
    for row in bulletin.recipients.all():
        code = _FIRST_STEPS.get(row.party)
        if code == steps.PROVINCE_REPORT or (code and bulletin.kind == BulletinKind.FIRST):
            whom = f"{row.name}，{row.contact}" if row.contact else row.name
            result = f"{_stamp(bulletin.sent_at)} {row.get_way_display()}报告{whom}"
            settle(bulletin.case, [code], by=by, role=role, result=result)
            for measure in bulletin.case.measures.filter(code=code):
                step_changed(measure)


# --- confirmation and feedback ---------------------------------------------------------


def may_confirm(row: BulletinRecipient, user) -> bool:
    """A unit of the bureau confirms for itself, nobody for it; others are confirmed by whoever may tell them."""
    if row.confirmed_at is not None:
        return False
    if row.department_id is not None:
        return user.department_id == row.department_id and user.can("emergency.view")
    return _may_record(row, user) is not None


def may_feed_back(row: BulletinRecipient, user) -> bool:
    return bool(row.bulletin.asks) and not row.feedback and _may_record(row, user) is not None


def _may_record(row, user):
    return may_report(row.bulletin.case.emergencycase, user)


def confirm(row: BulletinRecipient, *, by, at=None, name="", how="", upload=None) -> BulletinRecipient:
    """Write down that the recipient knows. A unit of the bureau confirms by itself, now.

    Raises NotAllowed, WrongState (already confirmed).
    """
    if row.confirmed_at is None and not may_confirm(row, by):
        raise NotAllowed(f"由{row.name}自己确认。" if row.department_id else "确认由承办单位、执法大队或办公室登记。")
    with transaction.atomic():
        case, row = _locked(row)
        if row.confirmed_at is not None:
            raise WrongState(f"{row.name}已于 {_stamp(row.confirmed_at)} 确认。")
        inside = row.department_id is not None
        role = _role(row, by)
        row.confirmed_at, row.confirmed_by = (timezone.now() if inside or at is None else at), by
        row.confirmed_name, row.confirmed_how = (by.name, "系统内确认") if inside else (name, how)
        if upload is not None:
            row.evidence = attach(case, upload, by=by, role=role, note=f"{row.name}确认凭证"[:100])
        row.save()
        record_act(
            case, "confirm_bulletin", f"确认收到{row.bulletin.get_kind_display()}", by=by, role=role, subject=row.name,
            reason=row.confirmed_how,
            data=[
                {"name": "name", "label": "确认人", "value": row.confirmed_name, "text": row.confirmed_name},
                {"name": "at", "label": "确认时间", "value": row.confirmed_at.isoformat(),
                 "text": _stamp(row.confirmed_at)},
            ],
        )  # fmt: skip
        _stop_clock(case, row)
    return row


def _stop_clock(case, row) -> None:
    if row.department_id is not None:
        deadlines.meet(case, f"{CONFIRM.code}:r{row.pk}")
    elif not row.bulletin.recipients.filter(department=None, confirmed_at=None).exists():
        deadlines.meet(case, f"{CONFIRM.code}:b{row.bulletin_id}")


def feed_back(row: BulletinRecipient, *, by, text, on, upload=None) -> BulletinRecipient:
    """Write down what a department did as it was asked (R-044). Raises NotAllowed, WrongState."""
    role = _may_record(row, by)
    if role is None:
        raise NotAllowed("反馈由承办单位、执法大队或办公室登记。")
    with transaction.atomic():
        case, row = _locked(row)
        if row.feedback:
            raise WrongState(f"{row.name}的反馈已由{row.feedback_by}登记。")
        row.feedback, row.feedback_on, row.feedback_by = text, on, by
        if upload is not None:
            row.feedback_evidence = attach(case, upload, by=by, role=role, note=f"{row.name}反馈"[:100])
        row.save()
        record_act(
            case, "bulletin_feedback", "登记反馈", by=by, role=role, subject=row.name, reason=text,
            data=[{"name": "on", "label": "反馈日期", "value": on.isoformat(), "text": on.isoformat()}],
        )  # fmt: skip
        if not row.bulletin.recipients.filter(feedback="").exists():
            deadlines.meet(case, f"{FEEDBACK.code}:{row.bulletin_id}")
    return row


def _locked(row):
    case = CaseFile.objects.select_for_update().get(pk=row.bulletin.case_id)
    fresh = BulletinRecipient.objects.select_related("bulletin__sent_by", "department").get(pk=row.pk)
    fresh.bulletin.case = case
    return case, fresh


def _stamp(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _role(row, by) -> str:
    """A unit that confirms may have no act of its own in the case: it is recorded in its person's lowest role."""
    role = authority(by, "emergency.view", department=by.department) if row.department_id else _may_record(row, by)
    return role or ""
