"""Who may do what to the registers, beyond the permission that the page asks for."""


def may_edit(enterprise, user) -> bool:
    """An enterprise is kept by its own bureau; a bureau above reads it."""
    return user.can("enterprise.edit") and user.bureau is not None and enterprise.bureau_id == user.bureau.pk


def may_set_tier(user) -> bool:
    """A change of the supervision tier is settled by a unit head (R-123, R-137)."""
    return user.can("enterprise.tier")
