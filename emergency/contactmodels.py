"""Every call and visit in an emergency (R-034)."""

from django.db import models
from django.db.models import CheckConstraint, F, Q

from .bulletinkinds import Way


def _person(label, **kwargs):
    return models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=label, **kwargs)


class Contact(models.Model):
    """Who spoke with whom, when, and what was said; never changed, put right by another row that points to it."""

    class Direction(models.TextChoices):
        IN = "IN", "对方找我方"
        OUT = "OUT", "我方找对方"

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="contacts", verbose_name="案卷")
    at = models.DateTimeField("时间")
    direction = models.CharField("谁找谁", max_length=4, choices=Direction.choices)
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    unit = models.CharField("对方单位或身份", max_length=80)
    person = models.CharField("对方姓名、电话", max_length=80, blank=True)
    said = models.TextField("谈了什么", max_length=2000)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正的记录"
    )
    recorded_by = _person("登记人")
    recorded_at = models.DateTimeField("登记时间")
    creation_token = models.UUIDField("登记凭证", null=True, blank=True, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "联络记录"
        ordering = ["-at", "-pk"]
        constraints = [
            CheckConstraint(condition=Q(corrects=None) | ~Q(corrects=F("id")), name="contact_corrects_another")
        ]

    def __str__(self):
        return f"{self.unit}{self.person}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("a contact is never changed; correct it by another")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("a contact is never deleted")
