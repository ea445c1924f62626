"""Bureaus, their units and their people."""

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from .absences import Absence
from .roles import RANK, Role, permissions_of


class Bureau(models.Model):
    """A market-regulation bureau and its place in the tree county → prefecture → province."""

    class Level(models.TextChoices):
        COUNTY = "COUNTY", "县级"
        PREFECTURE = "PREFECTURE", "市（州）级"
        PROVINCE = "PROVINCE", "省级"

    name = models.CharField("全称", max_length=80, unique=True)
    short_name = models.CharField("规范简称", max_length=40)
    level = models.CharField("层级", max_length=12, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级局"
    )
    region_code = models.CharField("行政区划代码", max_length=12)
    organ_code = models.CharField("发文代字", max_length=20, help_text="例如“清市监”，用于发文字号。")
    government_name = models.CharField("本级人民政府", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "市场监管局"
        ordering = ["region_code"]

    def __str__(self):
        return self.name

    @property
    def is_top(self) -> bool:
        return self.parent_id is None

    def subordinate_ids(self) -> list[int]:
        """Return the ids of every bureau below this one, at any depth (at most three levels exist)."""
        found, layer = [], [self.pk]
        while layer:
            layer = list(Bureau.objects.filter(parent__in=layer).values_list("pk", flat=True))
            found += layer
        return found


class DepartmentQuerySet(models.QuerySet):
    def managed_by(self, admin):
        """Return the units of the administrator's own bureau and of those below it."""
        return self.filter(bureau__in=admin.managed_bureau_ids())


class Department(models.Model):
    """A unit of a bureau (R-010, R-036, R-045)."""

    class Kind(models.TextChoices):
        LEADERS = "LEADERS", "局领导"
        OFFICE = "OFFICE", "办公室"
        SECTION = "SECTION", "股室"
        STATION_OFFICE = "STATION_OFFICE", "市场监管所"
        BRIGADE = "BRIGADE", "综合行政执法大队"
        AGENCY = "AGENCY", "质检机构"
        MONITORING_STATION = "MONITORING_STATION", "监测站"

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="departments", verbose_name="所属局")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    supervisor = models.ForeignKey(
        "User", models.PROTECT, null=True, blank=True, related_name="supervised_departments", verbose_name="分管领导"
    )
    reports_monthly = models.BooleanField("按月报送风险信息", default=False, help_text="每月20日前报送。")
    active = models.BooleanField("在用", default=True)
    order = models.PositiveSmallIntegerField("排序", default=100)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "内设机构"
        ordering = ["bureau", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["bureau", "name"], name="department_unique_name")]

    def __str__(self):
        return self.name


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_role(self, role, *, bureau):
        """Return the active people of `bureau` who hold `role`."""
        return self.active().filter(department__bureau=bureau, role_assignments__role=role)

    def managed_by(self, admin):
        """Return the people whose accounts `admin` keeps: those of the managed units."""
        return self.filter(department__in=Department.objects.managed_by(admin))


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
    pass


class User(AbstractUser):
    """A person who signs in; never deleted, only deactivated (is_active)."""

    first_name = last_name = None
    name = models.CharField("姓名", max_length=30)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="所在机构"
    )
    title = models.CharField("职务", max_length=40, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)

    objects = UserManager()
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def roles(self) -> list[Role]:
        """The roles held, lowest rank first."""
        held = [Role(row.role) for row in self.role_assignments.all()]
        return sorted(held, key=RANK.__getitem__)

    @cached_property
    def permissions(self) -> frozenset[str]:
        return permissions_of(self.roles)

    def can(self, permission: str) -> bool:
        """Say whether a role of this user, or of one for whom he or she stands in, grants `permission`.

        Being a superuser grants none.
        """
        if not self.is_active:
            return False
        return permission in self.permissions or any(
            absence.covers(permission) and permission in absence.absent.permissions
            for absence in self.absences_covered()
        )

    #: Set for the person of a request (middleware): while one page is made, the tree of bureaus is asked once.
    of_request = False

    def know(self, today, *, below: bool, covered: bool) -> None:
        """Take over what was read together with the account: most people stand in for nobody and few bureaus have
        others below them, and then nothing more is asked."""
        if not below:
            self._below = []
        if not covered:
            self.__dict__["_covered"] = (today, [])

    def bureaus_below(self) -> list[int]:
        """Return the ids of the bureaus below the own one."""
        if not self.of_request:
            return self.department.bureau.subordinate_ids()
        if "_below" not in self.__dict__:
            self._below = self.department.bureau.subordinate_ids()
        return self._below

    def absences_covered(self) -> list[Absence]:
        """Return today's absences of active people in which this person stands in; asked once a day and instance."""
        today = timezone.localdate()
        day, found = self.__dict__.get("_covered", (None, []))
        if day != today:
            rows = (
                self.stands_in.on(today).filter(absent__is_active=True, absent__department__isnull=False).order_by("pk")
            )
            rows = rows.select_related("absent__department__bureau")
            found = list(rows.prefetch_related("absent__role_assignments"))
            self.__dict__["_covered"] = (today, found)
        return found

    def has_perm(self, perm, obj=None) -> bool:
        """Django's admin asks here; the table of roles answers."""
        return self.can("site.admin")

    def has_module_perms(self, app_label) -> bool:
        return self.can("site.admin")

    @property
    def bureau(self) -> Bureau | None:
        return self.department.bureau if self.department_id else None

    def managed_bureau_ids(self) -> list[int]:
        """Return the own bureau and those below it; a person without a unit manages none."""
        return [self.bureau.pk, *self.bureau.subordinate_ids()] if self.bureau else []

    @property
    def position(self) -> str:
        """The title to show beside the name, e.g. 副局长 or 质量监督股 经办人."""
        return self.title or "、".join(role.label for role in self.roles)


class RoleAssignment(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="role_assignments", verbose_name="用户")
    role = models.CharField("角色", max_length=12, choices=Role.choices)

    class Meta:
        verbose_name = verbose_name_plural = "角色"
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="role_assigned_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()}"


class FormerPassword(models.Model):
    """The hashes of a person's last passwords, so that none of them comes back at once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"

    def __str__(self):
        return f"{self.user} #{self.pk}"


class AccountEventQuerySet(models.QuerySet):
    """Append-only: what happened to accounts can be added to, never changed."""

    def update(self, **values):
        raise TypeError("账号变更记录只增不改。")

    def delete(self):
        raise TypeError("账号变更记录不能删除。")


class AccountEvent(models.Model):
    """One act on an account or a unit: who did what to whom, and what changed."""

    class What(models.TextChoices):
        CREATED = "CREATED", "新建账号"
        CHANGED = "CHANGED", "修改账号"
        DEACTIVATED = "DEACTIVATED", "停用账号"
        ACTIVATED = "ACTIVATED", "恢复账号"
        PASSWORD_RESET = "PASSWORD_RESET", "重置密码"
        PASSWORD_CHANGED = "PASSWORD_CHANGED", "本人修改密码"
        UNLOCKED = "UNLOCKED", "解除锁定"
        UNIT_CREATED = "UNIT_CREATED", "新建机构"
        UNIT_CHANGED = "UNIT_CHANGED", "修改机构"
        ABSENCE_SET = "ABSENCE_SET", "登记外出代理"
        ABSENCE_ENDED = "ABSENCE_ENDED", "终止外出代理"

    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="acts_on_accounts", verbose_name="操作人")
    target = models.ForeignKey(User, models.PROTECT, null=True, related_name="account_events", verbose_name="账号")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="account_events", verbose_name="机构"
    )
    what = models.CharField("事项", max_length=20, choices=What.choices)
    #: {"changes": [[label, before, after], …]}; no password and no hash ever.
    detail = models.JSONField("变动", default=dict)

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "账号变更记录"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__isnull=False) ^ models.Q(department__isnull=False),
                name="account_event_has_one_subject",
            )
        ]

    def __str__(self):
        return f"{self.get_what_display()} {self.target or self.department}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("账号变更记录只增不改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("账号变更记录不能删除。")
