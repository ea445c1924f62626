"""Files in and out: each import and each large export is a row that stays."""

from django.conf import settings
from django.db import models

from accounts.models import Bureau


class ImportRun(models.Model):
    """One spreadsheet on its way into a register. The upload is kept; nothing is written before APPLYING."""

    class Status(models.TextChoices):
        MAPPING = "MAPPING", "待核对列"
        CHECKING = "CHECKING", "正在检查"
        CHECKED = "CHECKED", "待确认"
        APPLYING = "APPLYING", "正在写入"
        DONE = "DONE", "已导入"
        CANCELLED = "CANCELLED", "已放弃"
        FAILED = "FAILED", "未完成"

    register = models.CharField("登记簿", max_length=20)
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="机构")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_runs", verbose_name="经办人"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.MAPPING)
    file = models.FileField("文件", upload_to="imports/")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("字节")
    #: {"sheet": 0, "first": 1, "last": 1, "columns": {name: index}, "hidden": true}
    reading = models.JSONField("读法", default=dict)
    counts = models.JSONField("结果", default=dict)
    notes = models.JSONField("说明", default=list)
    #: What the page from which it began says of the whole file, for the register alone.
    context = models.JSONField("整批的说明", default=dict, blank=True)
    digest = models.CharField("预检摘要", max_length=64, blank=True)
    plan_file = models.FileField("预检", upload_to="imports/plans/", blank=True)
    result_file = models.FileField("结果文件", upload_to="imports/results/", blank=True)
    skip_refused = models.BooleanField("跳过被拒的行", default=False)
    done_steps = models.PositiveIntegerField("已完成", default=0)
    total_steps = models.PositiveIntegerField("总数", default=0)
    error = models.TextField("没有完成的原因", blank=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入记录"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["bureau", "-created_at"], name="import_run_of_bureau")]

    def __str__(self):
        return f"{self.file_name}（{self.get_status_display()}）"

    @property
    def percent(self) -> int:
        return min(99, self.done_steps * 100 // self.total_steps) if self.total_steps else 0

    @property
    def busy(self) -> bool:
        return self.status in (self.Status.CHECKING, self.Status.APPLYING)


class ExportRun(models.Model):
    """A large list on its way out, for the person who asked and with what that person may see."""

    class Status(models.TextChoices):
        RUNNING = "RUNNING", "正在生成"
        DONE = "DONE", "已生成"
        FAILED = "FAILED", "未完成"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="export_runs", verbose_name="经办人"
    )
    listing = models.CharField("列表", max_length=40)
    query = models.CharField("筛选", max_length=1000, blank=True)
    title = models.CharField("名称", max_length=60)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.RUNNING)
    rows = models.PositiveIntegerField("行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    file = models.FileField("文件", upload_to="exports/", blank=True)
    error = models.TextField("没有完成的原因", blank=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "导出记录"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.title}（{self.get_status_display()}）"

    @property
    def percent(self) -> int:
        return min(99, self.rows * 100 // self.total) if self.total else 0
