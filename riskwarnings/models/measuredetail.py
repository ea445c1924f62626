"""What is written down beside the result of a measure (R-029–R-041), and the figures of a recall."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class MeasureDetail(models.Model):
    """Legal basis and document of an enforcement measure; day, place and attendees of a meeting or training;
    what an inspection found out and to whom that was reported; what an analysis says of the harm.

    attendees: [{"unit", "name", "post"}], the last may be empty.
    """

    measure = models.OneToOneField(
        "casefile.Measure", models.PROTECT, primary_key=True, related_name="detail", verbose_name="措施"
    )
    legal_basis = models.ForeignKey(
        "registers.LegalBasis", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="法律依据"
    )
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所用文书"
    )
    document_text = models.CharField("文书文号", max_length=120, blank=True)
    held_on = models.DateField("召开日期", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    attendees = models.JSONField("参加人员", default=list, blank=True)
    findings = models.TextField("查明的情况", max_length=2000, blank=True)
    reported_to = models.CharField("上报单位", max_length=80, blank=True)
    reported_on = models.DateField("上报日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "措施详情"

    def __str__(self):
        return self.text

    @property
    def text(self) -> str:
        """E.g. 2026-03-20 局三楼会议室，参加：恒通线缆 曹德喜（总经理）; 依据《产品质量法》第四十九条; 文号."""
        parts = []
        if self.held_on:
            parts.append(f"{self.held_on:%Y-%m-%d} {self.place}，参加：{people_text(self.attendees)}")
        if self.legal_basis_id:
            parts.append(f"依据《{self.legal_basis.title}》{self.legal_basis.article}")
        if self.document_id or self.document_text:
            parts.append(self.document.number or self.document.title if self.document_id else self.document_text)
        if self.findings:
            parts.append(self.findings)
        if self.reported_on:
            parts.append(f"{self.reported_on:%Y-%m-%d} 上报{self.reported_to}")
        return "；".join(parts)


def people_text(rows: list[dict]) -> str:
    return "、".join(f"{row['unit']} {row['name']}" + (f"（{row['post']}）" if row["post"] else "") for row in rows)


class RaisedFrequencyQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None, until__gte=timezone.localdate())


class RaisedFrequency(models.Model):
    """An enterprise that is inspected more often until a day, because of a warning (R-040).

    before, after: inspections a year. Ended by the timetable, or when the measure is opened again.
    """

    measure = models.ForeignKey(
        "casefile.Measure", models.PROTECT, related_name="raised_frequencies", verbose_name="措施"
    )
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="raised_frequencies",
        verbose_name="企业",
    )  # fmt: skip
    before = models.PositiveSmallIntegerField("原频次（次/年）")
    after = models.PositiveSmallIntegerField("现频次（次/年）")
    since = models.DateField("起")
    until = models.DateField("止")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")

    objects = RaisedFrequencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提高的检查频次"
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure"], condition=Q(ended_at=None), name="frequency_raised_once"),
            models.CheckConstraint(
                condition=Q(after__gt=F("before")), name="frequency_is_higher",
                violation_error_message="提高后的频次须多于原频次。",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="frequency_until_later"),
        ]  # fmt: skip

    def __str__(self):
        return f"每年 {self.before} 次提高到 {self.after} 次，至 {self.until:%Y-%m-%d}"


class RecallFigure(models.Model):
    """How far a recall has come on a day; figures are added, never changed."""

    warning = models.ForeignKey("warnings.Warning", models.PROTECT, related_name="recall_figures")
    as_of = models.DateField("截至日期")
    produced = models.DecimalField("生产数量", max_digits=14, decimal_places=3)
    sold = models.DecimalField("已售数量", max_digits=14, decimal_places=3)
    recovered = models.DecimalField("追回数量", max_digits=14, decimal_places=3)
    destroyed = models.DecimalField("销毁数量", max_digits=14, decimal_places=3)
    unit = models.CharField("计量单位", max_length=10)
    note = models.TextField("说明", max_length=1000, blank=True)
    token = models.UUIDField(null=True, blank=True, unique=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "召回数量"
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(produced__gte=0, sold__gte=0, recovered__gte=0, destroyed__gte=0),
                name="recall_figures_not_negative",
            )
        ]

    def __str__(self):
        return f"{self.as_of:%Y-%m-%d} 追回 {self.recovered.normalize():f}{self.unit}"

    @property
    def figures(self) -> list[str]:
        """Return 生产、已售、追回、销毁 without trailing zeros."""
        return [f"{value.normalize():f}" for value in (self.produced, self.sold, self.recovered, self.destroyed)]

    @property
    def rate(self) -> str:
        """Recovered of what was sold, e.g. 83.4 %; empty where nothing was sold."""
        return f"{self.recovered / self.sold:.1%}".replace("%", " %") if self.sold else ""
