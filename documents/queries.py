"""Which documents a person sees, and which wait for him."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Department, RoleAssignment
from accounts.roles import Role
from casefile.models import CaseFile

from . import kinds
from .countersigns import Countersign, stood_in_for, without_head
from .states import EDITABLE, UNSIGNED, DocumentState

_UPWARD = [kind.code for kind in kinds.KINDS if kind.sign_permission == kinds.BY_DIRECTOR]
_RAISED = [kind.code for kind in kinds.KINDS if kind.director_at_level_1]
#: The table finds these by its index before it asks who.
_AWAITING = sorted(UNSIGNED | {DocumentState.SIGNED, DocumentState.NUMBERED, DocumentState.SEALED})
_ORDERING = [kind.code for kind in kinds.KINDS if kind.orders]


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Documents of the cases that `user` may see, what is or was before him or her for
        countersigning, and to the leaders what a unit has handed in, its case a draft or not."""
        if not user.can("document.view"):
            return self.none()
        scope = Q(case__in=CaseFile.objects.visible_to(user))
        if user.department_id is not None and user.can("document.countersign"):
            asked = Countersign.objects.filter(document=OuterRef("pk"))
            people = [user, *stood_in_for(user)]
            mine = Q(person__in=people) | Q(department__in=[person.department_id for person in people])
            scope |= Exists(asked.filter(mine)) & ~Q(submitted_at=None)
        if {Role.DEPUTY, Role.DIRECTOR} & set(user.roles):
            scope |= Q(bureau=user.department.bureau_id) & ~Q(submitted_at=None)
        return self.filter(scope)

    def awaiting(self, user):
        """Documents whose next act is expected of `user`; the rows of `Document.people_awaited`."""
        if user.department_id is None:
            return self.none()
        setting = apps.get_model("documents", "DocumentKindSetting").objects
        latest = setting.filter(bureau=OuterRef("bureau"), kind=OuterRef("kind")).order_by("-version")
        rows = self.annotate(settled_signer=Coalesce(Subquery(latest.values("signer")[:1]), Value("")))
        expected = Q(drafter=user, driven=False, state__in=sorted(EDITABLE))
        if user.can("document.countersign"):
            mine = Countersign.objects.due().of(user).filter(document=OuterRef("pk"))
            expected |= Q(Exists(mine), state=DocumentState.COUNTERSIGN)
        acting = [absence.absent for absence in user.absences_covered() if absence.covers("document.view")]
        for person in (user, *acting):
            for role in person.roles:
                if role in _EXPECTED:
                    expected |= _EXPECTED[role](person) & ~Q(drafter__in=[user, person])
        return rows.filter(expected, bureau=user.department.bureau_id, state__in=_AWAITING)


def _of_director():
    settled = Q(kind__in=_UPWARD, settled_signer="") | Q(settled_signer="DIRECTOR")
    return settled | Q(kind__in=_RAISED, case__level=kinds.HIGHEST_LEVEL)


def _of_head():
    """What the bureau lets the unit's head sign, unless the head drafted it."""
    return Q(settled_signer="UNIT_HEAD") & ~_of_director() & ~_drafted_by_head()


def _drafted_by_head():
    return Q(Exists(RoleAssignment.objects.filter(user=OuterRef("drafter"), role=Role.UNIT_HEAD)))


def _for_legal():
    """What orders something, in a bureau that has a legal reviewer."""
    reviewers = RoleAssignment.objects.filter(
        role=Role.LEGAL, user__is_active=True, user__department__bureau=OuterRef("bureau")
    )
    return Q(Exists(reviewers), kind__in=_ORDERING)


def _head(user):
    rows = Q(driven=False, state=DocumentState.CHECK, department=user.department_id)
    delegated = Q(driven=False, state=DocumentState.TO_SIGN, department=user.department_id) & _of_head()
    return rows & ~_drafted_by_head() & ~_for_legal() | delegated


def _legal(user):
    return Q(driven=False, state=DocumentState.CHECK) & _for_legal()


def _deputy(user):
    line = Q(department__supervisor=None) | Q(department__supervisor=user)
    check = Q(state=DocumentState.CHECK) & _headless() & ~_for_legal()
    return Q(driven=False) & line & (check | Q(state=DocumentState.TO_SIGN) & ~_of_director() & ~_of_head())


def _headless():
    """Nobody of the unit may check it: its head drafted it, or it has none."""
    return _drafted_by_head() | without_head("department")


def _director(user):
    to_sign = Q(driven=False, state=DocumentState.TO_SIGN) & _of_director()
    deputies = RoleAssignment.objects.filter(
        Q(user=OuterRef("department__supervisor")) | Q(user__department__bureau=OuterRef("bureau"))
        & Exists(Department.objects.filter(pk=OuterRef(OuterRef("department")), supervisor=None)),
        role=Role.DEPUTY, user__is_active=True,
    )  # fmt: skip
    check = Q(driven=False, state=DocumentState.CHECK) & ~Exists(deputies) & _headless() & ~_for_legal()
    return to_sign | check


def _office(user):
    open_now = Q(state__in=[DocumentState.SIGNED, DocumentState.NUMBERED]) | Q(driven=False, state=DocumentState.SEALED)
    return open_now & Q(batch=None)


_EXPECTED = {
    Role.UNIT_HEAD: _head, Role.LEGAL: _legal, Role.DEPUTY: _deputy, Role.DIRECTOR: _director, Role.OFFICE: _office,
}  # fmt: skip
