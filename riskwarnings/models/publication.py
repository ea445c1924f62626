"""What the bureau tells the public, once its leaders have approved the text (R-034, R-107, R-129)."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from documents.states import IN_FORCE, DocumentState

#: Kinds of document that are written for the public.
PUBLIC_KINDS = ("PUBLIC_WARNING", "PUBLIC_NOTICE", "PUBLIC_STATEMENT")


class Channel(models.TextChoices):
    SITE = "SITE", "本系统公开页"
    GOVERNMENT = "GOVERNMENT", "政府网站"
    WECHAT = "WECHAT", "微信公众号"
    PRESS = "PRESS", "报纸、广播、电视"
    PLACE = "PLACE", "现场张贴"


class PublicationQuerySet(models.QuerySet):
    def shown(self):
        """Return what everybody may read: issued after approval, neither withdrawn nor revoked nor out of date."""
        today = timezone.localdate()
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=today), withdrawn_at=None, document__revoked_at=None,
            document__state__in=sorted(IN_FORCE | {DocumentState.ARCHIVED}), document__signed_at__isnull=False,
            document__kind__in=PUBLIC_KINDS, published_on__lte=today,
        )  # fmt: skip


class Publication(models.Model):
    """The release of a signed 风险警示 or 消费提示: where, when, until when, and why it was withdrawn.

    The text shown is the frozen content of the document, never a later one.
    """

    document = models.ForeignKey(
        "documents.Document", models.PROTECT, related_name="publications", verbose_name="对外文稿"
    )
    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    channels = models.JSONField("发布渠道", default=list)
    opinion = models.TextField("舆情研判", max_length=1000)
    published_on = models.DateField("发布日期")
    valid_until = models.DateField("展示至", null=True, blank=True)
    published_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="发布人")
    published_at = models.DateTimeField("登记时间")
    withdrawn_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤下人"
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_reason = models.TextField("撤下理由", max_length=1000, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对外发布"
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(withdrawn_at=None), name="published_once",
                violation_error_message="这份文稿已经发布。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_with_reason", violation_error_message="撤下须写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.document.title

    def get_absolute_url(self):
        return reverse("notices:detail", args=[self.public_id])

    @property
    def channels_text(self) -> str:
        return "、".join(Channel(value).label for value in self.channels)

    @property
    def is_shown(self) -> bool:
        return Publication.objects.shown().filter(pk=self.pk).exists()
