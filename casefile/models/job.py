from django.db import models


class Job(models.Model):
    """Background work, written in the transaction that asks for it (an outbox)."""

    class Status(models.TextChoices):
        PENDING = "PENDING", "等待"
        RUNNING = "RUNNING", "进行中"
        DONE = "DONE", "完成"
        FAILED = "FAILED", "失败"

    kind = models.CharField("种类", max_length=40)
    key = models.CharField("去重键", max_length=120, null=True, blank=True, unique=True)
    arguments = models.JSONField("参数", default=dict)
    owner = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="jobs")
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.PENDING)
    done_steps = models.PositiveIntegerField("已完成", default=0)
    total_steps = models.PositiveIntegerField("总数", default=0)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    not_before = models.DateTimeField("最早执行", null=True, blank=True)
    lease_until = models.DateTimeField("租约至", null=True, blank=True)
    result = models.JSONField("结果", default=dict)
    result_file = models.FileField("结果文件", upload_to="jobs/", blank=True)
    error = models.TextField("错误", blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "lease_until"], name="job_status_lease")]

    def __str__(self):
        return f"{self.kind} {self.get_status_display()}"

    @property
    def percent(self) -> int:
        if self.status == self.Status.DONE:
            return 100
        return min(99, self.done_steps * 100 // self.total_steps) if self.total_steps else 0
