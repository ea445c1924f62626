"""Who was told what, when and how, and who confirmed it (R-032, R-034, R-035, R-044)."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone

from .bulletinkinds import Ask, BulletinKind, Party, Way


def _person(label, **kwargs):
    return models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=label, **kwargs)


def _evidence(label):
    return models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Bulletin(models.Model):
    """Something told to units in an emergency: a report upward, a bulletin, a request, the all-clear.

    What was said is never changed: who erred says so in a new row whose `corrects`
    is the wrong one. `asks` holds codes of `Ask` and is empty but for requests.
    """

    Kind = BulletinKind

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="bulletins", verbose_name="案卷")
    kind = models.CharField("类别", max_length=10, choices=BulletinKind.choices)
    text = models.TextField("内容", max_length=4000)
    asks = models.JSONField("请求采取的措施", default=list, blank=True)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="正式文书"
    )
    reference = models.CharField("文号", max_length=120, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正的通报"
    )
    sent_at = models.DateTimeField("发出时间")
    sent_by = _person("发出人")
    recorded_at = models.DateTimeField("登记时间")
    creation_token = models.UUIDField("登记凭证", null=True, blank=True, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=BulletinKind.values), name="bulletin_kind_known"),
            CheckConstraint(condition=Q(corrects=None) | ~Q(corrects=F("id")), name="bulletin_corrects_another"),
            CheckConstraint(condition=~Q(text=""), name="bulletin_says_something"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}（{timezone.localtime(self.sent_at):%Y-%m-%d %H:%M}）"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("a bulletin is never changed; correct it by another")
        super().save(*args, **kwargs)

    @property
    def asks_text(self) -> str:
        return "、".join(Ask(code).label for code in self.asks)


class BulletinRecipient(models.Model):
    """One who was told. A unit of the bureau confirms itself; for others somebody writes down what they said."""

    Party, Way = Party, Way

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="recipients", verbose_name="通报")
    party = models.CharField("对象", max_length=12, choices=Party.choices)
    name = models.CharField("单位", max_length=120)
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="本局单位"
    )
    contact = models.CharField("联系人、电话", max_length=80, blank=True)
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_name = models.CharField("确认人", max_length=60, blank=True)
    confirmed_how = models.CharField("确认依据", max_length=200, blank=True)
    confirmed_by = _person("确认或登记人", null=True, blank=True)
    evidence = _evidence("确认凭证")
    feedback = models.TextField("反馈", max_length=2000, blank=True)
    feedback_on = models.DateField("反馈日期", null=True, blank=True)
    feedback_by = _person("反馈登记人", null=True, blank=True)
    feedback_evidence = _evidence("反馈材料")

    class Meta:
        verbose_name = verbose_name_plural = "通报对象"
        ordering = ["bulletin", "pk"]
        constraints = [
            UniqueConstraint(fields=["bulletin", "name"], name="bulletin_recipient_once"),
            CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="bulletin_confirmed_by_somebody",
            ),
            CheckConstraint(
                condition=Q(feedback="", feedback_on=None, feedback_by=None)
                | (~Q(feedback="") & Q(feedback_on__isnull=False, feedback_by__isnull=False)),
                name="bulletin_feedback_whole",
            ),
        ]

    def __str__(self):
        return self.name
