from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Bureau
from registers.fields import InitialsField, UsccField
from registers.typed import spellings
from registers.validators import brackets, normalise_uscc, validate_phone

from .producttype import ProductType
from .region import Region

#: A part of a code that is sought among names; a shorter one stands in too many.
_CODE_PART = 5


def _any(lookup: str, values) -> Q:
    return reduce(or_, (Q(**{lookup: value}) for value in values))


class EnterpriseQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def visible_to(self, user):
        """Return the enterprises of the user's bureau and of every bureau below it."""
        if not user.is_active or user.bureau is None:
            return self.none()
        return self.filter(bureau__in=[user.bureau.pk, *user.bureau.subordinate_ids()])

    def making(self, product_type):
        """Return those that make or sell `product_type` or one of its items."""
        types = ProductType.objects.filter(Q(pk=product_type.pk) | Q(parent=product_type.pk))
        return self.filter(
            pk__in=Enterprise.product_types.through.objects.filter(producttype__in=types).values("enterprise")
        )

    def called(self, word: str):
        """Return those whose name or old name contains `word`; of a code, five characters say enough."""
        ways = spellings(word)
        old = Enterprise.objects.filter(_any("aliases__name__contains", ways)).values("pk")
        terms = _any("name__contains", ways) | Q(pk__in=old)
        if word.isascii() and len(code := normalise_uscc(word)) >= _CODE_PART:
            terms |= Q(uscc__contains=code)
        return self.filter(terms)

    def search(self, text: str):
        """Return those whose name or old name contains `text`, or whose code or pinyin initials do.

        Spaces separate words that must all be found.
        """
        found = self
        for word in brackets(text.replace("\x00", " ")).split():
            # `contains`, not `icontains`: the latter compiles to UPPER() and can use no index.
            old_named = Enterprise.objects.filter(aliases__name__contains=word)
            terms = Q(name__contains=word) | Q(pk__in=old_named.values("pk"))
            if word.isascii():
                terms |= Q(initials__contains=word.lower())
                if code := normalise_uscc(word):  # of "-" nothing is left, and every code contains nothing
                    terms |= Q(uscc__contains=code)
            found = found.filter(terms)
        return found


class Enterprise(models.Model):
    """A producer or seller in the district of a bureau; never deleted, only deactivated."""

    class Tier(models.TextChoices):
        """How closely it is watched, ever closer; by product risk (R-137–R-139) or when duties are not met (R-123)."""

        NORMAL = "NORMAL", "常规监管"
        STRICT = "STRICT", "严格监管"
        KEY = "KEY", "重点监管"
        SPECIAL = "SPECIAL", "特别监管"

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="enterprises", verbose_name="管辖局")
    name = models.CharField("企业名称", max_length=120)
    initials = InitialsField("拼音首字母", max_length=120)
    uscc = UsccField("统一社会信用代码", blank=True, help_text="18位，可带空格或横线粘贴。")
    no_uscc_reason = models.CharField(
        "无代码原因", max_length=100, blank=True, help_text="没有18位代码时必填，如“无证经营”或原15位注册号。"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="enterprises", verbose_name="所在区划"
    )
    address = models.CharField("地址", max_length=200, blank=True)
    contact_person = models.CharField("联系人", max_length=30, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True, validators=[validate_phone])
    is_producer = models.BooleanField("生产者", default=False)
    is_seller = models.BooleanField("销售者", default=False)
    product_types = models.ManyToManyField(ProductType, blank=True, related_name="enterprises", verbose_name="产品类别")
    tier = models.CharField("监管类别", max_length=8, choices=Tier.choices, default=Tier.NORMAL)
    subject_to_75_76 = models.BooleanField("适用总局令第75、76号", default=False)
    quality_director = models.CharField("质量安全总监", max_length=30, blank=True)
    quality_officer = models.CharField("质量安全员", max_length=60, blank=True)
    low_small_scattered = models.BooleanField("“低小散”企业", default=False)
    long_idle = models.BooleanField("长期不生产", default=False)
    no_capacity = models.BooleanField("已不具备生产能力", default=False)
    notes = models.TextField("保密备注", blank=True)
    active = models.BooleanField("在用", default=True)
    created_at = models.DateTimeField("建档时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["bureau", "name", "id"], name="enterprise_bureau_name"),
            models.Index(fields=["bureau", "region", "name"], name="enterprise_bureau_region"),
            models.Index(fields=["bureau", "tier", "name"], name="enterprise_bureau_tier"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "uscc"],
                condition=~Q(uscc=""),
                name="enterprise_uscc_once_a_bureau",
                violation_error_message="本局已有企业使用这个统一社会信用代码。",
            ),
            models.CheckConstraint(
                condition=~Q(uscc="") | ~Q(no_uscc_reason=""),
                name="enterprise_uscc_or_reason",
                violation_error_message="请填写统一社会信用代码；没有代码的，写明原因。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("registers:enterprise", args=[self.pk])
