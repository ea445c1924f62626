"""办理记录: the append-only trail of everything that was decided or done."""

from django.db import models

from accounts.roles import Role


class AppendOnlyError(Exception):
    """Raised when code tries to change or remove a trail record."""


class TransitionQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError("办理记录只能追加，不能修改。")

    def delete(self):
        raise AppendOnlyError("办理记录只能追加，不能删除。")

    def bulk_update(self, *args, **kwargs):
        raise AppendOnlyError("办理记录只能追加，不能修改。")


class TransitionRecord(models.Model):
    """Who did what, in which role, when, why, and what changed (design: hash chain per case).

    `hash` is SHA-256 over this record's content and `previous_hash`; the case
    keeps the number of records and the last hash, so that a record removed from
    the end is missed too. PostgreSQL refuses UPDATE and DELETE by a trigger.
    """

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="trail", verbose_name="案卷")
    seq = models.PositiveIntegerField("序号")
    subject = models.CharField("对象", max_length=200, blank=True, help_text="空为案卷本身；否则为文书等附属对象。")
    action = models.CharField("动作代码", max_length=40)
    action_label = models.CharField("动作", max_length=40)
    from_state = models.CharField("原环节", max_length=32, blank=True)
    from_label = models.CharField("原环节名称", max_length=32, blank=True)
    to_state = models.CharField("新环节", max_length=32, blank=True)
    to_label = models.CharField("新环节名称", max_length=32, blank=True)
    actor = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="acts", verbose_name="办理人")
    actor_name = models.CharField("办理人姓名", max_length=80)
    role = models.CharField("角色", max_length=12, choices=Role.choices, blank=True)
    on_behalf_of = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代何人"
    )
    on_behalf_name = models.CharField("代何人（姓名）", max_length=80, blank=True)
    at = models.DateTimeField("时间")
    reason = models.TextField("理由或意见", blank=True)
    # A list of {name, label, value, text}: a mapping would lose its order in jsonb.
    data = models.JSONField("内容", default=list)
    previous_hash = models.CharField("前条摘要", max_length=64, blank=True)
    hash = models.CharField("摘要", max_length=64)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="trail_sequence")]
        indexes = [models.Index(fields=["actor", "-at"], name="trail_actor_at")]

    def __str__(self):
        return f"{self.actor_name} {self.action_label} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise AppendOnlyError("办理记录只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError("办理记录只能追加，不能删除。")

    @property
    def role_label(self) -> str:
        """E.g. 分管领导, or 局长（代 周卫东） where somebody stood in."""
        if not self.role:
            return "系统"
        standing_in = f"（代 {self.on_behalf_name}）" if self.on_behalf_name else ""
        return f"{self.get_role_display()}{standing_in}"

    @property
    def change(self) -> str:
        """The change of state in words, e.g. 审核 → 已批准; the state alone when it stayed."""
        if not self.from_label or self.from_label == self.to_label:
            return self.to_label
        return f"{self.from_label} → {self.to_label}"

    @property
    def content(self) -> list[tuple[str, str]]:
        """What was given with the act, as (label, text) pairs without the empty ones."""
        return [(item["label"], item["text"]) for item in self.data if item["text"]]

    @property
    def given(self) -> dict:
        """What was given with the act, as {name: value}."""
        return {item["name"]: item["value"] for item in self.data}
