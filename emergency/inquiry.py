"""What each step must rest on before it counts as done (R-029–R-034, R-042–R-044)."""

from dataclasses import dataclass

from django.urls import reverse

from casefile.models import Measure

from .bulletinkinds import BulletinKind, Party
from .flowmodels import ProductFlow
from .grounds import tests_of
from .models import EmergencyCase
from .permissions import may_judge_cause, may_report, may_work
from .sealstates import SealState
from .states import RUNNING, EmergencyState, Judgement

_LIVE = RUNNING | {EmergencyState.VERIFYING}
#: A seal of these was really put on, whatever became of it.
_PUT_ON = frozenset(SealState) - {SealState.PROPOSED, SealState.APPROVED, SealState.DROPPED}


@dataclass(frozen=True)
class Lack:
    """What a step still lacks, and the page where that is done (for whom `may` says so)."""

    text: str
    label: str = ""
    url: str = ""


class Evidence:
    """What there is in a case, read once for all its steps."""

    def __init__(self, record, user=None):
        self.record, case = record, record.case
        self._works = user is None or (may_work(record, user) is not None and record.state in _LIVE)
        self._tells = user is None or may_report(record, user) is not None
        self._judges = user is not None and may_judge_cause(record, user) is not None
        self.sealed = [s for s in case.sealings.all() if s.state in _PUT_ON]
        self.directions = {row.direction for row in case.product_flows.all()}
        self.bulletins = list(case.bulletins.prefetch_related("recipients"))

    def lacks(self, code: str) -> list[Lack]:
        """Return what must come before this step is done; nothing for steps that rest on words alone."""
        find = getattr(self, f"_{code.lower()}", None)
        return find() if find else []

    def _act(self, name: str, label: str, may: bool) -> dict:
        return {"label": label, "url": reverse("emergency:act", args=[self.record.pk, name])} if may else {}

    def _page(self, name: str, label: str, may: bool, *args, query="") -> dict:
        return {"label": label, "url": reverse(f"emergency:{name}", args=args) + query} if may else {}

    def _reported_to(self, party: Party, kinds=(BulletinKind.FIRST,)) -> list[Lack]:
        for bulletin in self.bulletins:
            if bulletin.kind in kinds and any(r.party == party for r in bulletin.recipients.all()):
                return []
        way = self._page("tell", "初报", self._tells, self.record.pk, BulletinKind.FIRST)
        return [Lack(f"还没有登记向{party.label}的初报", **way)]

    def _report_government(self):
        return self._reported_to(Party.GOVERNMENT)

    def _report_city(self):
        return self._reported_to(Party.CITY)

    def _report_province(self):
        found = self._reported_to(Party.PROVINCE, (BulletinKind.FIRST, BulletinKind.MORE))
        again = "；由市局转报的记为不适用，写明何时由谁转报"
        return [Lack(lack.text.replace("初报", "报告") + again, lack.label and "报告省局", lack.url) for lack in found]

    def _seal_products(self):
        if self.sealed:
            return []
        way = self._page("seal_new", "提请封存", self._works, query=f"?from={self.record.pk}")
        return [Lack("还没有执行过的封存，请先提请封存并登记执行", **way)]

    def _flow(self, direction) -> list[Lack]:
        if direction in self.directions:
            return []
        way = self._page("flow", "登记来源和流向", self._works, self.record.pk)
        return [Lack(f"还没有登记产品的{ProductFlow.Direction(direction).label}", **way)]

    def _test_analyse(self):
        """What was given to an agency must have come back; without a task the step rests on its report."""
        return [
            Lack(f"“{task}”还没有报告结果（要求 {task.due_on:%Y-%m-%d}）")
            for task in tests_of(self.record.case).open()
        ]  # fmt: skip

    def _trace_source(self):
        return self._flow(ProductFlow.Direction.SOURCE)

    def _trace_flow(self):
        return self._flow(ProductFlow.Direction.OUTGOING)

    def _circulation(self):
        return self._flow(ProductFlow.Direction.OUTGOING)

    def _forced_recovery(self):
        if self.record.produced is not None:
            return []
        return [Lack("还没有登记生产、售出和收回的数量", **self._act("record_quantities", "登记数量", self._works))]

    def _investigate_violation(self):
        if self.record.investigation_number:
            return []
        return [Lack("还没有登记立案编号", **self._act("record_investigation", "登记立案", self._works))]

    def _cause_analysis(self):
        record = self.record
        if record.cause_judgement == Judgement.ACCEPTED:
            return []
        if record.cause_received_on is not None and not record.cause_judgement:
            return [Lack("企业的原因分析还没有审核", **self._act("judge_cause_analysis", "审核分析", self._judges))]
        returned = record.cause_judgement == Judgement.RETURNED
        text = "企业的原因分析已退回，等重新提交" if returned else "还没有收到企业的原因分析"
        return [Lack(text, **self._act("record_cause_analysis", "登记分析", self._works))]

    def _notify_departments(self):
        asked = [b for b in self.bulletins if b.kind == BulletinKind.REQUEST]
        if not asked:
            way = self._page("tell", "协助通知", self._tells, self.record.pk, BulletinKind.REQUEST)
            return [Lack("还没有向有关部门发协助通知", **way)]
        silent = sorted({row.name for b in asked for row in b.recipients.all() if not row.feedback})
        return [Lack(f"还没有反馈：{'、'.join(silent)}")] if silent else []

    def _bulletin(self):
        if any(b.kind == BulletinKind.INFORM for b in self.bulletins):
            return []
        way = self._page("tell", "情况通报", self._tells, self.record.pk, BulletinKind.INFORM)
        return [Lack("还没有向有关单位发情况通报", **way)]


def step_missing(measure: Measure) -> list[str]:
    """Return in words what a step lacks before it is done; asked by casefile.measures."""
    record = EmergencyCase.objects.select_related("case").get(pk=measure.case_id)
    return [lack.text for lack in Evidence(record).lacks(measure.code)]


def complete_rows(record, user, rows) -> None:
    """Tell each open row of casefile.pages.record_context what the step lacks and where that is done."""
    if not any(not row["done"] for row in rows):
        return
    evidence = Evidence(record, user)
    for row in rows:
        if row["done"]:
            continue
        lacks = evidence.lacks(row["measure"].code)
        row["note"] = "；".join(lack.text for lack in lacks) or row["note"]
        row["work"] = next((lack for lack in lacks if lack.url), None)


def inquiry_rows(record) -> list[tuple[str, str]]:
    """Return cause and enforcement case as (label, text), the empty ones left out."""
    judged = record.get_cause_judgement_display() if record.cause_judgement else "待审核"
    rows = [
        ("企业原因分析", f"{record.cause}（{record.cause_received_on} 收到，{judged}）" if record.cause else ""),
        (
            "立案",
            f"{record.investigation_number}（{record.investigation_on}）" if record.investigation_number else "",
        ),
    ]
    return [(label, text) for label, text in rows if text]
