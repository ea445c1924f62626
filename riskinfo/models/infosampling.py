from django.db import models


class InfoSampling(models.Model):
    """A supervision sampling that an information is about (R-012); made and undone by acts on `info`."""

    info = models.ForeignKey("riskinfo.RiskInfo", models.PROTECT, related_name="samplings", verbose_name="风险信息")
    sampling = models.ForeignKey(
        "registers.SamplingResult", models.PROTECT, related_name="informations", verbose_name="监督抽查结果"
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="关联人")
    at = models.DateTimeField("关联时间")

    class Meta:
        verbose_name = verbose_name_plural = "信息涉及的抽查结果"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["info", "sampling"], name="info_sampling_once")]

    def __str__(self):
        return f"{self.info} — {self.sampling}"
