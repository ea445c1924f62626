"""Which documents a person sees, and which wait for him."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

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
        expected = Q(drafter=user, driven=False, state__in=sorted(EDITABLE))
        for role in user.roles:
            if role in _EXPECTED:
                expected |= _EXPECTED[role](user) & ~Q(drafter=user)
        return self.filter(expected, bureau=user.department.bureau_id)


def _of_director():
    return Q(kind__in=_UPWARD) | Q(kind__in=_RAISED, case__level=kinds.HIGHEST_LEVEL)


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
    return rows & ~_drafted_by_head() & ~_for_legal()


def _legal(user):
    return Q(driven=False, state=DocumentState.CHECK) & _for_legal()


def _deputy(user):
    line = Q(department__supervisor=None) | Q(department__supervisor=user)
    check = Q(state=DocumentState.CHECK) & _drafted_by_head() & ~_for_legal()
    return Q(driven=False) & line & (check | Q(state=DocumentState.TO_SIGN) & ~_of_director())


def _director(user):
    return Q(driven=False, state=DocumentState.TO_SIGN) & _of_director()


def _office(user):
    return Q(state__in=[DocumentState.SIGNED, DocumentState.NUMBERED]) | Q(driven=False, state=DocumentState.SEALED)


_EXPECTED = {
    Role.UNIT_HEAD: _head, Role.LEGAL: _legal, Role.DEPUTY: _deputy, Role.DIRECTOR: _director, Role.OFFICE: _office,
}  # fmt: skip
