"""The overdue log: every deadline that was missed, who answers for it, how late, and why (R-049, R-050)."""

from django import forms
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Department
from casefile.models import CaseFile, Deadline
from casefile.refusals import NotAllowed
from casefile.trail import record_act
from registers import workdays
from registers.listings import Listing

from .models import OverdueNote

CODE = "overdue"
HEADINGS = ["案卷编号", "案卷", "事项", "责任单位", "责任人", "期限", "完成时间", "逾期工作日", "逾期说明", "说明人"]
_LEADS = "accountability.view"


class OverdueFilter(forms.Form):
    department = forms.ModelChoiceField(
        Department.objects.none(), label="责任单位", required=False, empty_label="全部单位"
    )
    only = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[("", "全部"), ("open", "仍未完成"), ("late", "已补办"), ("unsaid", "没有说明")],
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        bureau = user.department.bureau if user.department_id else None
        self.fields["department"].queryset = Department.objects.filter(bureau=bureau)

    def apply(self, rows):
        """Return `rows` narrowed; wrong values narrow nothing."""
        self.is_valid()
        if unit := self.cleaned_data.get("department"):
            rows = rows.filter(responsible_department=unit)
        match self.cleaned_data.get("only"):
            case "open":
                rows = rows.filter(met_at=None)
            case "late":
                rows = rows.exclude(met_at=None)
            case "unsaid":
                rows = rows.filter(overdue_notes=None)
        return rows


def overdue(user):
    """Return the missed deadlines that `user` may see, the newest first.

    Leaders and inspectors see those of every case they may see, others those of their own unit.
    """
    late = Q(met_at=None, due_at__lt=timezone.now()) | Q(met_at__gt=F("due_at"))
    cases = CaseFile.objects.real().visible_to(user)
    rows = Deadline.objects.filter(late, cancelled_at=None, case__in=cases)
    if not (user.can(_LEADS) or "INSPECTOR" in user.roles):
        rows = rows.filter(responsible_department=user.department_id)
    return rows.order_by("-due_at", "-pk")


def days_late(deadline, now=None) -> int:
    """Return the working days after the due day until it was met, or until now."""
    end = deadline.met_at or now or timezone.now()
    return workdays.workdays_between(timezone.localdate(deadline.due_at), timezone.localdate(end))


def may_explain(deadline, user) -> bool:
    """Who answers for it: the named person, or anybody of the responsible unit."""
    return user.is_active and (
        deadline.responsible_user_id == user.pk or deadline.responsible_department_id == user.department_id
    )


def explain(deadline, *, by, text: str) -> OverdueNote:
    """Add a note to a missed deadline. Raises NotAllowed, ValidationError."""
    if not may_explain(deadline, by) or not overdue(by).filter(pk=deadline.pk).exists():
        raise NotAllowed(f"逾期说明由{deadline.responsible_department}填写。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=deadline.case_id)
        note = OverdueNote(deadline=deadline, text=text, by=by, at=timezone.now())
        note.full_clean()
        note.save()
        role = by.roles[0] if by.roles else ""
        record_act(case, "explain_overdue", "说明逾期", by=by, role=role, subject=deadline.label, reason=text)
    return note


def overdue_listing() -> Listing:
    """Return the log as a spreadsheet."""

    def find(user, query):
        return OverdueFilter(query, user=user).apply(overdue(user))

    def rows(found):
        related = found.select_related("case", "responsible_department", "responsible_user")
        for row in related.prefetch_related("overdue_notes__by"):
            notes = list(row.overdue_notes.all())
            yield [
                row.case.number or "草稿", row.case.title, row.label, row.responsible_department.name,
                row.responsible_user.name if row.responsible_user else "", _moment(row.due_at), _moment(row.met_at),
                str(days_late(row)), "；".join(note.text for note in notes),
                "、".join(dict.fromkeys(note.by.name for note in notes)),
            ]  # fmt: skip

    return Listing(CODE, "逾期记录", "warning.view", HEADINGS, find, lambda found: found.count(), rows)


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""
