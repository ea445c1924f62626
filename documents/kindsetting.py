"""What a bureau settles differently about a kind of document: kept by version, never overwritten."""

from dataclasses import replace

from django.db import models
from django.urls import reverse

from . import kinds


class Signer(models.TextChoices):
    """Who signs where the bureau has settled it; blank is the rule of the kind."""

    UNIT_HEAD = "UNIT_HEAD", "股室负责人（授权）"
    DEPUTY = "DEPUTY", "分管领导"
    DIRECTOR = "DIRECTOR", "局长"


class DocumentKindSetting(models.Model):
    """One version of a bureau's wording, names and delegation for a kind; the latest is in force.

    Blank fields say: as the kind has it. A document keeps what was in force when it was signed.
    """

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="document_settings", verbose_name="局")
    kind = models.CharField("文种", max_length=24)
    version = models.PositiveIntegerField("版次", default=1)
    title = models.CharField("标题格式", max_length=120, blank=True)
    text = models.TextField("正文模板", max_length=8000, blank=True)
    organ = models.CharField("发文机关名称", max_length=80, blank=True)
    mark = models.CharField("发文机关标志", max_length=80, blank=True)
    suffix = models.CharField("代字后缀", max_length=6, blank=True)
    cc = models.TextField("抄送", max_length=2000, blank=True)
    note = models.CharField("附注", max_length=200, blank=True)
    signer = models.CharField("签发人", max_length=12, choices=Signer.choices, blank=True)
    reply_days = models.PositiveSmallIntegerField("反馈期限（工作日）", null=True, blank=True)
    countersigners = models.ManyToManyField(
        "accounts.Department", related_name="+", blank=True, verbose_name="必须会签的单位"
    )
    edited_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="修改人")
    edited_at = models.DateTimeField("修改时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书设置"
        ordering = ["bureau", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "kind", "version"],
                name="document_setting_version_once",
                violation_error_message="您打开以后，这个文种的设置已被他人改动，请刷新后再改。",
            )
        ]

    def __str__(self):
        return f"{self.bureau} {kinds.get(self.kind).label} 第{self.version}版"

    def get_absolute_url(self):
        return reverse("documents:kind", args=[self.kind])

    def applied(self) -> kinds.DocumentKind:
        """Return the kind as this setting makes it."""
        texts = ("title", "text", "mark", "suffix", "note", "organ")
        own = {name: value for name in texts if (value := getattr(self, name))}
        if names := [line.strip() for line in self.cc.splitlines() if line.strip()]:
            own["cc"] = tuple(names)
        if self.signer:
            own["sign_permission"] = {
                Signer.UNIT_HEAD: kinds.BY_UNIT_HEAD, Signer.DEPUTY: "document.sign",
                Signer.DIRECTOR: kinds.BY_DIRECTOR,
            }[self.signer]  # fmt: skip
        if self.reply_days is not None:
            own["reply_days"] = self.reply_days
        return replace(kinds.get(self.kind), **own)


def latest(bureau, code: str) -> DocumentKindSetting | None:
    return DocumentKindSetting.objects.filter(bureau=bureau, kind=code).order_by("-version").first()


def must_countersign(bureau, code: str) -> list:
    """Return the units that the bureau's setting of this kind wants asked, in their order."""
    setting = latest(bureau, code)
    return list(setting.countersigners.filter(active=True).order_by("order", "pk")) if setting else []


def in_force(bureau, code: str) -> kinds.DocumentKind:
    """Return the kind as it is in force in this bureau. KeyError when there is none of this code."""
    setting = latest(bureau, code)
    return setting.applied() if setting else kinds.get(code)
