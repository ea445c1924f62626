"""How a view says who may open it. A view that says nothing is refused to everyone."""

from functools import wraps

from django.core.exceptions import PermissionDenied


def public(view):
    """Open to people who have not signed in (login page, verification page)."""
    view.access = "public"
    return view


def signed_in(view):
    """Open to everyone who has signed in, whatever the role."""
    view.access = "signed_in"
    return view


def requires(*permissions: str):
    """Open to those who hold at least one of `permissions` (accounts.roles)."""

    def decorate(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            if not any(request.user.can(permission) for permission in permissions):
                raise PermissionDenied("您的角色不能打开这个页面。")
            return view(request, *args, **kwargs)

        checked.access = permissions
        return checked

    return decorate
