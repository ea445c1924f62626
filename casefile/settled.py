"""What the settings pages have in common: a bureau settles versions, each on top of the one that was shown."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

CHANGED_MEANWHILE = "您打开以后，设置已被他人改动，请刷新后再改。"


def bureau_of(user, what: str):
    """Return the bureau whose settings `user` changes. Raises PermissionDenied for somebody of no bureau."""
    if user.bureau is None:
        raise PermissionDenied(f"您不属于任何一个局，不能修改{what}。")
    return user.bureau


def saved(form, save) -> bool:
    """Call `save()` for the next version; False, with words at `form`, where another was saved meanwhile."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError:  # two at once
        form.add_error(None, CHANGED_MEANWHILE)
        return False
    return True
