"""会签: the units and leaders who give their opinion between check and signature (rules §3.5)."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import RoleAssignment, User
from accounts.roles import Role


def without_head(outer: str):
    """Return the condition that the unit named by `outer` has no active head."""
    heads = RoleAssignment.objects.filter(role=Role.UNIT_HEAD, user__is_active=True, user__department=OuterRef(outer))
    return ~Exists(heads)


class CountersignQuerySet(models.QuerySet):
    def due(self):
        """Those whose turn it is: all that are open, or the first of them where they go in turn."""
        earlier = Countersign.objects.filter(document=OuterRef("document"), signed_at=None, order__lt=OuterRef("order"))
        return self.filter(Q(document__in_turn=False) | ~Exists(earlier), signed_at=None)

    def of(self, user):
        """Those that `user` may do, or may do for somebody absent. Nobody countersigns what he drafted."""
        mine = Q()
        for person in (user, *stood_in_for(user)):
            mine |= _asked(person) & ~Q(document__drafter=person)
        return self.filter(mine).exclude(document__drafter=user)

    def own(self, person):
        """Those asked of `person` and of nobody in his or her stead."""
        return self.filter(_asked(person))


def stood_in_for(user) -> list[User]:
    """Return the absent people in whose stead `user` countersigns today."""
    return [row.absent for row in user.absences_covered() if row.covers("document.countersign")]


def _asked(person) -> Q:
    """As the leader named, as head of the unit, or as the leader in line of a unit without a head."""
    asked = Q(person=person)
    if Role.UNIT_HEAD in person.roles:
        asked |= Q(department=person.department_id)
    if {Role.DEPUTY, Role.DIRECTOR} & set(person.roles):
        line = Q(department__bureau=person.department.bureau_id) & without_head("department")
        if Role.DIRECTOR not in person.roles:
            line &= Q(department__supervisor=None) | Q(department__supervisor=person)
        asked |= line
    return asked


class Countersign(models.Model):
    """One 会签: of a unit or of a leader by name; its opinion once given.

    `required`: the bureau's setting of the kind demands it, so the drafter cannot leave it out.
    A document that is returned asks everybody anew; what was said before stays in the trail.
    """

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="countersigns", verbose_name="文书")
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会签单位"
    )
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会签领导")
    required = models.BooleanField("按设置必须会签", default=False)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    agreed = models.BooleanField("同意", null=True, blank=True)
    opinion = models.CharField("会签意见", max_length=500, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会签人")
    signed_at = models.DateTimeField("会签时间", null=True, blank=True)

    #: Set by the page: it is this one's turn.
    is_due = False

    objects = CountersignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会签"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "order"], name="countersign_order_once", violation_error_message="会签顺序重复。"
            ),
            models.CheckConstraint(
                condition=Q(department=None) ^ Q(person=None),
                name="countersign_unit_or_person",
                violation_error_message="会签的是一个单位或一位领导。",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, agreed=None, opinion="")
                | Q(signed_at__isnull=False, signed_by__isnull=False, agreed__isnull=False) & ~Q(opinion=""),
                name="countersign_whole",
                violation_error_message="会签须写明意见、会签人和时间。",
            ),
        ]

    def __str__(self):
        return str(self.department or self.person)
