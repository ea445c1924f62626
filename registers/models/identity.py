"""What else belongs to an enterprise's identity: other names, licences, merged duplicates."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .enterprise import Enterprise


class EnterpriseAlias(models.Model):
    """A name that an enterprise had or goes by; found by search and by imports, never merged by itself."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="aliases", verbose_name="企业")
    name = models.CharField("曾用名或别名", max_length=120, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "曾用名"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name"], name="alias_once", violation_error_message="这个名称已经登记。"
            )
        ]

    def __str__(self):
        return self.name


class Licence(models.Model):
    """A licence or certificate of an enterprise, with the day on which it ends."""

    class Kind(models.TextChoices):
        PRODUCTION = "PRODUCTION", "工业产品生产许可证"
        CCC = "CCC", "强制性产品认证证书"
        OTHER = "OTHER", "其他许可"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="licences", verbose_name="企业")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    number = models.CharField("证书编号", max_length=60)
    scope = models.CharField("产品范围", max_length=200, blank=True)
    valid_from = models.DateField("发证日期", null=True, blank=True)
    valid_to = models.DateField("有效期至", null=True, blank=True)
    revoked = models.BooleanField("已撤销、注销或换证", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "许可与认证"
        ordering = ["valid_to", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "number"],
                name="licence_once",
                violation_error_message="这个证书编号已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="licence_validity_ordered",
                violation_error_message="有效期不能早于发证日期。",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"


class EnterpriseMerge(models.Model):
    """Two files of one enterprise made one: what went over, so that it can be taken back."""

    kept = models.ForeignKey(Enterprise, models.PROTECT, related_name="merges", verbose_name="保留")
    gone = models.ForeignKey(Enterprise, models.PROTECT, related_name="merged", verbose_name="并入")
    #: {"casefile.CaseFile.enterprise": [ids], …}, and what else was changed on the two rows.
    moved = models.JSONField("转移的记录", default=dict)
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间", auto_now_add=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "企业合并记录"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merged_once"),
        ]

    def __str__(self):
        return f"{self.gone} → {self.kept}"
