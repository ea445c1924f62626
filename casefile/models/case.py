"""案卷: one row for each case of any kind, the table behind lists, search and scope."""

from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import User
from accounts.roles import BUREAU_WIDE, Role

from .. import kinds


class CaseFileQuerySet(models.QuerySet):
    def real(self):
        """Rows that are no drill: what figures, default lists and reports count."""
        return self.filter(is_drill=False)

    def visible_to(self, user):
        """Rows that `user` may see: own unit's, those the unit takes part in, for bureau-wide roles
        the whole bureau and the bureaus below it; other units' drafts never,
        drills of another bureau never: a drill is not reported upward. Who stands in for
        somebody absent sees meanwhile what that person sees of the business handed over."""
        if user.department_id is None or not user.is_active:
            return self.none()
        scope = _either(user, kinds.all_kinds())
        for absence in user.absences_covered():
            scope |= _either(absence.absent, _covered_kinds(absence))
        return self.filter(scope)

    def awaiting(self, user):
        """Rows whose next act is expected of `user`, by name, by role, or by the role of somebody
        absent for whom he or she stands in."""
        if user.department_id is None:
            return self.none()
        expected = Q(awaiting_user=user) | self._by_role(user) | self._stranded(user)
        for absence in user.absences_covered():
            covered = [kind.code for kind in _covered_kinds(absence)]
            expected |= Q(kind__in=covered) & self._by_role(absence.absent)
        return self.filter(expected, closed_at=None)

    def _by_role(self, person) -> Q:
        unit_roles = [role for role in person.roles if role not in BUREAU_WIDE]
        wide_roles = [role for role in person.roles if role in BUREAU_WIDE]
        expected = Q(pk__in=[])
        if unit_roles:
            expected |= Q(awaiting_user=None, awaiting_role__in=unit_roles, awaiting_department=person.department_id)
        if wide_roles:
            line = Q()
            if Role.DEPUTY in wide_roles:
                mine = Q(department__supervisor=None) | Q(department__supervisor=person)
                line = ~Q(awaiting_role=Role.DEPUTY) | mine
            expected |= Q(awaiting_user=None, awaiting_role__in=wide_roles, bureau=person.department.bureau_id) & line
        return expected

    def _stranded(self, user) -> Q:
        """Rows that wait for nobody who can act, and that `user` can hand on (case.assign):
        the person awaited is deactivated, or the unit awaited has no head."""
        gone = Q(awaiting_user__in=User.objects.filter(is_active=False))
        stranded = Q()
        if Role.UNIT_HEAD in user.roles:
            stranded |= gone & Q(department=user.department_id)
        if {Role.DEPUTY, Role.DIRECTOR} & set(user.roles):
            heads = User.objects.active().filter(role_assignments__role=Role.UNIT_HEAD)
            without_head = ~Exists(heads.filter(department=OuterRef("department")))
            awaits_none = ~Exists(heads.filter(department=OuterRef("awaiting_department")))
            headless = gone & without_head
            headless |= Q(awaiting_user=None, awaiting_role=Role.UNIT_HEAD) & awaits_none
            line = Q(bureau=user.department.bureau_id)
            if Role.DIRECTOR not in user.roles:
                line &= Q(department__supervisor=None) | Q(department__supervisor=user)
            stranded |= headless & line
        return stranded if stranded else Q(pk__in=[])


def may_see_any(user) -> bool:
    return user.department_id is not None and user.is_active


def _either(person, of_kinds) -> Q:
    allowed = [kind.code for kind in of_kinds if kind.view_permission in person.permissions]
    taking_part = Participation.objects.filter(case=OuterRef("pk"), department=person.department_id)
    scope = Q(department=person.department_id)
    if BUREAU_WIDE & set(person.roles):
        bureaus = [person.department.bureau_id, *person.bureaus_below()]
        practised = Q(is_drill=False) | Q(bureau=person.department.bureau_id)
        scope |= Q(bureau__in=bureaus) & ~Q(state="DRAFT") & practised
    scope |= Q(Exists(taking_part))  # last: a row is asked in this order, and this is the dear question
    return Q(kind__in=allowed) & scope


class Scope(NamedTuple):
    """What somebody may see, as conditions of which no two hold for the same row.

    Asked one by one each finds its index; asked together by OR they make a database read the whole table where
    little of it may be seen. Those of `counted` ask only what casefile.tallies counts by.
    """

    counted: list[Q]
    others: list[Q]

    @property
    def parts(self) -> list[Q]:
        return [*self.counted, *self.others]


def scope_of(user) -> Scope:
    if not may_see_any(user):
        return Scope([], [])
    if covered := [_either(absence.absent, _covered_kinds(absence)) for absence in user.absences_covered()]:
        # What two people may see overlaps: together they are one condition.
        return Scope([], [reduce(or_, covered, _either(user, kinds.all_kinds()))])
    return _scope(user, kinds.all_kinds())


def _scope(person, of_kinds) -> Scope:
    unit = person.department
    allowed = Q(kind__in=[kind.code for kind in of_kinds if kind.view_permission in person.permissions])
    taking_part = Exists(Participation.objects.filter(case=OuterRef("pk"), department=unit))
    own = Q(department=unit)
    if not BUREAU_WIDE & set(person.roles):
        return Scope([allowed & own], [allowed & ~own & taking_part])
    bureaus = [unit.bureau_id, *person.bureaus_below()]
    wide = Q(bureau__in=bureaus) & ~Q(state="DRAFT")
    if len(bureaus) > 1:
        wide &= Q(is_drill=False) | Q(bureau=unit.bureau_id)
    return Scope([allowed & wide, allowed & own & Q(state="DRAFT")], [allowed & ~wide & ~own & taking_part])


def _covered_kinds(absence) -> list:
    return [kind for kind in kinds.all_kinds() if absence.covers(kind.view_permission)]


class CaseFile(models.Model):
    """A case: what every stage record has in common.

    `state`, `state_label`, `level` and the `awaiting_*` fields mirror the stage
    record and are written by `casefile.perform` alone. `is_drill`: an exercise, and
    what came out of one; it has numbers of its own and is in no figure. `campaign` is
    the case of the 专项行动 under which this one was opened: it is handed on from
    origin to derived, however long the chain.
    """

    kind = models.CharField("类别", max_length=16)
    number = models.CharField("编号", max_length=24, null=True, blank=True)
    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="cases", verbose_name="所属局")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="cases", verbose_name="承办单位")
    handler = models.ForeignKey("accounts.User", models.PROTECT, related_name="handled_cases", verbose_name="经办人")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    title = models.CharField("标题", max_length=200)
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="企业"
    )
    product_type = models.ForeignKey(
        "registers.ProductType", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="产品类别"
    )
    level = models.CharField("级别", max_length=20, blank=True)
    state = models.CharField("环节", max_length=32)
    state_label = models.CharField("环节名称", max_length=32)
    awaiting_role = models.CharField("待办角色", max_length=12, choices=Role.choices, blank=True)
    awaiting_department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="待办单位"
    )
    awaiting_user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="awaited_cases", verbose_name="待办人"
    )
    due_at = models.DateTimeField("最近期限", null=True, blank=True)
    due_explanation = models.CharField("期限说明", max_length=200, blank=True)
    is_drill = models.BooleanField("演练", default=False, editable=False)
    campaign = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="campaign_cases", verbose_name="专项行动"
    )
    creation_token = models.UUIDField("登记凭证", null=True, blank=True, unique=True)
    trail_length = models.PositiveIntegerField("记录条数", default=0)
    trail_head = models.CharField("末条记录摘要", max_length=64, blank=True)
    opened_at = models.DateTimeField("立案时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案卷"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="case_number_once_a_bureau"),
        ]
        indexes = [
            models.Index(fields=["kind", "bureau", "-opened_at", "-id"], name="case_kind_bureau_opened"),
            models.Index(fields=["kind", "department", "-opened_at", "-id"], name="case_kind_department_opened"),
            models.Index(fields=["kind", "-opened_at", "-id"], name="case_kind_opened"),
            models.Index(fields=["kind", "state", "-opened_at", "-id"], name="case_kind_state_opened"),
            models.Index(
                fields=["kind", "level", "-opened_at", "-id"], condition=~Q(level=""), name="case_kind_level_opened"
            ),
            models.Index(fields=["kind", "-opened_at", "-id"], condition=Q(is_drill=True), name="case_drills"),
            models.Index(fields=["closed_at", "due_at"], name="case_open_due"),
            models.Index(fields=["awaiting_role", "awaiting_department"], name="case_awaiting"),
        ]

    def __str__(self):
        return f"{self.number or '草稿'} {self.title}"

    def get_absolute_url(self):
        return reverse(f"{self.kind_info.namespace}:detail", args=[self.pk])

    @property
    def kind_info(self) -> kinds.CaseKind:
        return kinds.get(self.kind)

    @property
    def level_label(self) -> str:
        return self.kind_info.level_label(self.level)

    @property
    def awaiting_text(self) -> str:
        """Who acts next, e.g. 陈晓, 质量监督股 股室负责人 or 局长; empty when nobody does."""
        if self.awaiting_user_id:
            return f"{self.awaiting_user}{'' if self.awaiting_user.is_active else '（已停用，请改派经办人）'}"
        if not self.awaiting_role:
            return ""
        role = Role(self.awaiting_role)
        if self.awaiting_department_id and role not in BUREAU_WIDE:
            unit = str(self.awaiting_department)
            return unit if unit.endswith(role.label) else f"{unit} {role.label}"
        return role.label

    def add_participant(self, department) -> None:
        """Let `department` see this case from now on."""
        if department.pk != self.department_id:
            Participation.objects.get_or_create(case=self, department=department)


class Participation(models.Model):
    """A unit beside the responsible one that takes part in a case and so may see it."""

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="participations")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="participations")

    class Meta:
        verbose_name = verbose_name_plural = "参与单位"
        constraints = [models.UniqueConstraint(fields=["case", "department"], name="participation_once")]

    def __str__(self):
        return f"{self.department} · {self.case}"


class CaseLink(models.Model):
    """`derived` came out of `origin`: a warning from an information, an item from a warning."""

    origin = models.ForeignKey(CaseFile, models.PROTECT, related_name="derived_links", verbose_name="来源案卷")
    derived = models.ForeignKey(CaseFile, models.PROTECT, related_name="origin_links", verbose_name="派生案卷")
    note = models.CharField("说明", max_length=100, blank=True)
    created_at = models.DateTimeField("关联时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "案卷关联"
        constraints = [
            models.UniqueConstraint(fields=["origin", "derived"], name="case_linked_once"),
            models.CheckConstraint(condition=~Q(origin=models.F("derived")), name="case_not_its_own_origin"),
        ]

    def __str__(self):
        return f"{self.origin} → {self.derived}"
