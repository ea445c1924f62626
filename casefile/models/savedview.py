from django.db import models
from django.db.models import Q


class SavedViewQuerySet(models.QuerySet):
    def seen_by(self, user):
        """Return the views of `user` and those that colleagues of the same unit share."""
        mine = Q(owner=user)
        if user.department_id is not None:
            mine |= Q(department=user.department_id, shared=True, owner__is_active=True)
        return self.filter(mine)


class SavedView(models.Model):
    """The filters of a list under a name: what stands behind the question mark of its address.

    A view narrows what its reader may see and never widens it, so a shared one tells nothing.
    """

    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="saved_views", verbose_name="保存人")
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="+", verbose_name="单位", help_text="保存时所在的单位。"
    )
    kind = models.CharField("列表", max_length=16)
    name = models.CharField("名称", max_length=30)
    query = models.CharField("筛选条件", max_length=600)
    shared = models.BooleanField("本单位共用", default=False)
    saved_at = models.DateTimeField("保存时间")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ["kind", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "name"], name="saved_view_once")]

    def __str__(self):
        return self.name
