"""Who may do what to the registers, beyond the permission that the page asks for."""


def may_edit(enterprise, user) -> bool:
    """An enterprise is kept by its own bureau; a bureau above reads it."""
    return user.can("enterprise.edit") and user.bureau is not None and enterprise.bureau_id == user.bureau.pk


def may_set_tier(enterprise, user) -> bool:
    """A change of the supervision tier is settled by a unit head (R-123, R-137)."""
    return user.can("enterprise.tier") and user.bureau is not None and enterprise.bureau_id == user.bureau.pk


def may_see_notes(enterprise, user) -> bool:
    """Confidential notes are for those of its own bureau who handle or decide cases, not for who keeps the system."""
    return user.can("enterprise.notes") and user.bureau is not None and enterprise.bureau_id == user.bureau.pk
