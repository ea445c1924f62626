from django.db import models


class Notification(models.Model):
    """A message to one person about one event; the key keeps it from coming twice."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="notifications")
    case = models.ForeignKey(
        "casefile.CaseFile", models.PROTECT, null=True, blank=True, related_name="notifications", verbose_name="案卷"
    )
    text = models.CharField("内容", max_length=200)
    urgent = models.BooleanField("紧急", default=False)
    url = models.CharField("链接", max_length=200, blank=True)
    key = models.CharField("去重键", max_length=120)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    mailed_at = models.DateTimeField("邮件时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notification_once")]
        indexes = [models.Index(fields=["user", "read_at", "-created_at"], name="notification_unread")]

    def __str__(self):
        return self.text
