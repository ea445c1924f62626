from django.db import models


class SentForm(models.Model):
    """A form that was carried out, known by its token: the same form twice does nothing more."""

    token = models.UUIDField("凭证", unique=True)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提交人")
    sent_at = models.DateTimeField("提交时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已办理的表单"
        ordering = ["pk"]

    def __str__(self):
        return str(self.token)
