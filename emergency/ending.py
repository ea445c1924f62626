"""How an emergency ends: what is still missing, who is told, what was learnt (R-035; rules §3.3)."""

from django import forms
from django.utils import timezone

from casefile.actions import ActionForm
from casefile.models import CaseFile

from .bulletinkinds import UPWARD, BulletinKind, Way
from .bulletins import superiors, tell, told
from .models import BulletinRecipient, Lesson


def untold_of_the_end(case) -> list[str]:
    """Return what is missing of the all-clear: it goes to exactly those who were told."""
    names = {to.name for to in told(case)}
    cleared = BulletinRecipient.objects.filter(bulletin__case=case, bulletin__kind=BulletinKind.LIFT)
    missing = sorted(names - set(cleared.values_list("name", flat=True)))
    return [f"还没有发解除通报，收到过通报的有：{'、'.join(missing)}"] if missing else []


def unacknowledged(case) -> list[str]:
    """Return which upward reports nobody has confirmed: by government and bureaus above, of each kind (R-032)."""
    rows = BulletinRecipient.objects.filter(bulletin__case=case, bulletin__kind__in=UPWARD).order_by("pk")
    open_ones: dict[tuple[str, str], bool] = {}
    for name, kind, confirmed in rows.values_list("name", "bulletin__kind", "confirmed_at"):
        open_ones[name, kind] = open_ones.get((name, kind), True) and confirmed is None
    said = [f"{name}（{BulletinKind(kind).label}）" for (name, kind), still_open in open_ones.items() if still_open]
    return [f"还没有登记对方确认收到报告：{'、'.join(said)}"] if said else []


def unsettled_lessons(case) -> list[str]:
    """Return the lessons that lead to nothing yet."""
    return [
        f"教训“{lesson.text[:30]}”还没有落实，请关联整改事项或写明理由"
        for lesson in case.lessons.all()
        if not lesson.is_settled
    ]


def report_end(act) -> None:
    """The final report goes up: who confirms it is followed like any report."""
    record, data = act.record, act.data
    text = f"终报：{record.final_report_reference}。受伤 {record.injured} 人，死亡 {record.dead} 人。"
    _report(act, BulletinKind.FINAL, text, record.final_report_reference, data.get("document"))


def report_result(act) -> None:
    reference = act.record.result_report_reference
    _report(act, BulletinKind.RESULT, f"处理结果报告：{reference}。", reference, act.data.get("document"))


def _report(act, kind, text, reference, document) -> None:
    to = superiors(act.record.case, Way.PAPER)
    if to:
        tell(
            act.record, kind, by=act.by, role=act.role, text=text, to=to, reference=reference, document=document,
            sent_at=timezone.now(),
        )  # fmt: skip


def keep_lessons(act) -> None:
    """Each line of the summary's lessons is one to be settled."""
    lines = [line.strip() for line in act.record.lessons.splitlines() if line.strip()]
    Lesson.objects.bulk_create(
        Lesson(case=act.record.case, number=number, text=line[:500]) for number, line in enumerate(lines, start=1)
    )


class LessonsForm(ActionForm):
    """For each lesson: an item of rectification that came out of this case, or why none; and what the plan lacks."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        items = CaseFile.objects.filter(origin_links__origin=self.record.case_id, kind="RECTIFICATION").order_by("pk")
        self.lessons = list(self.record.case.lessons.all())
        for lesson in self.lessons:
            n = lesson.number
            self.fields[f"item_{n}"] = forms.ModelChoiceField(
                items, label=f"{n}. {lesson.text[:80]}：整改事项", required=False, initial=lesson.item_id,
                empty_label="（不列整改）", help_text="没有合适的，先在本案点“登记隐患”。",
            )  # fmt: skip
            self.fields[f"none_{n}"] = forms.CharField(
                label="不列整改的理由", required=False, max_length=300, initial=lesson.no_item_reason
            )
            self.fields[f"plan_{n}"] = forms.CharField(
                label="预案要改什么", required=False, max_length=300, initial=lesson.plan_change,
                help_text="不需要改预案的留空；写了的，编制下一版时会列出。",
            )  # fmt: skip

    @property
    def wide_fields(self):
        return [name for name in self.fields if name.startswith("item_")]

    def clean(self):
        given = super().clean()
        for lesson in self.lessons:
            item, reason = given.get(f"item_{lesson.number}"), given.get(f"none_{lesson.number}")
            if item is None and not reason:
                self.add_error(f"none_{lesson.number}", "请关联整改事项，或写明为什么不列整改。")
            if item is not None and reason:
                self.add_error(f"none_{lesson.number}", "已经关联整改事项的，不用写不列的理由。")
        return given


def settle_lessons(act) -> None:
    for lesson in act.record.case.lessons.all():
        n = lesson.number
        lesson.item, lesson.no_item_reason = act.data[f"item_{n}"], act.data[f"none_{n}"]
        lesson.plan_change = act.data[f"plan_{n}"]
        lesson.save()
