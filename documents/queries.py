"""Which documents a person sees, and which wait for him."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import RoleAssignment
from accounts.roles import Role
from casefile.models import CaseFile

from . import kinds
from .states import EDITABLE, DocumentState

_UPWARD = [kind.code for kind in kinds.KINDS if kind.sign_permission == kinds.BY_DIRECTOR]
_RAISED = [kind.code for kind in kinds.KINDS if kind.director_at_level_1]
_ORDERING = [kind.code for kind in kinds.KINDS if kind.orders]


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Documents of the cases that `user` may see."""
        if not user.can("document.view"):
            return self.none()
        return self.filter(case__in=CaseFile.objects.visible_to(user))

    def awaiting(self, user):
        """Documents whose next act is expected of `user`; the rows of `Document.people_awaited`."""
        if user.department_id is None:
            return self.none()
        setting = apps.get_model("documents", "DocumentKindSetting").objects
        latest = setting.filter(bureau=OuterRef("bureau"), kind=OuterRef("kind")).order_by("-version")
        rows = self.annotate(settled_signer=Coalesce(Subquery(latest.values("signer")[:1]), Value("")))
        expected = Q(drafter=user, driven=False, state__in=sorted(EDITABLE))
        acting = [absence.absent for absence in user.absences_covered() if absence.covers("document.view")]
        for person in (user, *acting):
            for role in person.roles:
                if role in _EXPECTED:
                    expected |= _EXPECTED[role](person) & ~Q(drafter__in=[user, person])
        return rows.filter(expected, bureau=user.department.bureau_id)


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
    check = Q(state=DocumentState.CHECK) & _drafted_by_head() & ~_for_legal()
    return Q(driven=False) & line & (check | Q(state=DocumentState.TO_SIGN) & ~_of_director() & ~_of_head())


def _director(user):
    return Q(driven=False, state=DocumentState.TO_SIGN) & _of_director()


def _office(user):
    return Q(state__in=[DocumentState.SIGNED, DocumentState.NUMBERED]) | Q(driven=False, state=DocumentState.SEALED)


_EXPECTED = {
    Role.UNIT_HEAD: _head, Role.LEGAL: _legal, Role.DEPUTY: _deputy, Role.DIRECTOR: _director, Role.OFFICE: _office,
}  # fmt: skip
