from django.db import models


class LegalBasis(models.Model):
    """A provision that papers cite; `verified` only after someone compared it with the official text."""

    code = models.CharField(
        "代码", max_length=40, unique=True, null=True, blank=True, help_text="随产品附带的条目才有；文书按它引用。"
    )
    title = models.CharField("名称", max_length=120)
    number = models.CharField("文号或令号", max_length=80, blank=True)
    article = models.CharField("条款", max_length=40, blank=True, help_text="例如“第十八条”；空白表示整部。")
    text = models.TextField("条文或要点", blank=True)
    valid_from = models.DateField("施行日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)
    verified = models.BooleanField("已核对原文", default=False)
    verified_by = models.CharField("核对人及来源", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "法律依据"
        ordering = ["title", "article", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["title", "number", "article"],
                name="legal_basis_once",
                violation_error_message="这一条款已在库中。",
            ),
            models.CheckConstraint(
                condition=models.Q(verified=False) | ~models.Q(verified_by=""),
                name="legal_basis_verified_by_someone",
                violation_error_message="标为“已核对原文”时请写明核对人及来源。",
            ),
        ]

    def __str__(self):
        return f"《{self.title}》{self.article}"
