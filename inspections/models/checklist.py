"""Checklists of a bureau, version by version."""

from django.core.validators import RegexValidator
from django.db import models

from rectification.problems import Field, validate_problem
from rectification.states import Severity

from ..states import Purpose


class Checklist(models.Model):
    """One version of a checklist; the newest of a code is in force. Versions are added, never changed."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="checklists", verbose_name="机构")
    code = models.CharField(
        "代码", max_length=30, validators=[RegexValidator(r"^[A-Z][A-Z0-9_]*\Z", "代码用大写字母、数字和下划线。")]
    )
    version = models.PositiveSmallIntegerField("版本")
    name = models.CharField("名称", max_length=40)
    field = models.CharField("领域", max_length=12, choices=Field.choices)
    purpose = models.CharField("用途", max_length=8, choices=Purpose.choices)
    active = models.BooleanField("在用", default=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="修改人")
    made_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "检查表"
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["bureau", "code", "version"], name="checklist_version_once")]

    def __str__(self):
        return f"{self.name}（第{self.version}版）"


class ItemFields(models.Model):
    """What an item of a checklist says, in the version and on every sheet made from it."""

    order = models.PositiveSmallIntegerField("序号")
    group = models.CharField("分组", max_length=30)
    text = models.CharField("检查项目", max_length=200)
    method = models.CharField("检查方法", max_length=200, blank=True)
    problem = models.CharField("问题代码", max_length=40, validators=[validate_problem], default="OTHER")
    severity = models.CharField("隐患等级", max_length=8, choices=Severity.choices, default=Severity.GENERAL)
    basis = models.CharField("依据", max_length=60, blank=True)
    duty = models.BooleanField("主体责任", default=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.order}. {self.text}"


class ChecklistItem(ItemFields):
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items", verbose_name="检查表")

    class Meta:
        verbose_name = verbose_name_plural = "检查项目"
        ordering = ["checklist", "order"]
        constraints = [models.UniqueConstraint(fields=["checklist", "order"], name="checklist_item_order_once")]
