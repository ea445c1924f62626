"""形势分析: the figures of a period as they were counted, what the bureau makes of them, its report (R-113)."""

from django.db import models
from django_fsm import FSMField, transition

from casefile.stage import Awaits, StageRecord, Step

from ..states import AnalysisState, Period

_S = AnalysisState


class SituationAnalysis(StageRecord):
    """One analysis; `figures` is what `riskinfo.situation.count` returned, never counted anew.

    The report is a document of the case, written from `figures` and `judgement` alone,
    so that it can be made again at any time. Two analyses of one period may stand side by side.
    """

    state = FSMField("状态", default=_S.OPEN, choices=_S.choices, protected=True, editable=False)
    period = models.CharField("周期", max_length=8, choices=Period.choices)
    start = models.DateField("起始日期")
    end = models.DateField("截止日期")
    figures = models.JSONField("统计数据", editable=False)
    figures_sha256 = models.CharField("数据 SHA-256", max_length=64, editable=False)
    counted_at = models.DateTimeField("统计时间")
    judgement = models.TextField("形势判断和建议", max_length=4000, blank=True)

    CLOSED_STATES = frozenset({_S.DONE})
    STEPS = (Step("起草", frozenset({_S.OPEN})), Step("完成", frozenset({_S.DONE})))

    class Meta:
        verbose_name = verbose_name_plural = "形势分析"
        ordering = ["-start", "-pk"]

    def next_actor(self) -> Awaits:
        return Awaits() if self.state == _S.DONE else Awaits(user=self.case.handler)

    @transition(field=state, source=_S.OPEN, target=None)
    def write(self, *, by, role, judgement):
        self.judgement = judgement

    @transition(field=state, source=_S.OPEN, target=_S.DONE)
    def finish(self, *, by, role):
        """Nothing to stamp: the case says when it was closed."""
