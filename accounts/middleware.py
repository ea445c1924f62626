"""Deny by default, keep sessions alive while people work, lose nothing when they end."""

import time

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

#: A session is written again at most this often, so that reading pages rarely writes.
REFRESH_SECONDS = 300
KEPT_POST = "kept_post"
KEPT_POST_LIMIT = 200_000


class AccessMiddleware:
    """Enforce what `accounts.access` declares, before any view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        access = getattr(view, "access", None)
        if request.resolver_match.app_name == "admin":
            access = ("site.admin",) if request.user.is_authenticated else "signed_in"
            if access != "signed_in" and not request.user.can("site.admin"):
                raise PermissionDenied("只有管理员可以进入后台。")
        if access == "public":
            return None
        if not request.user.is_authenticated:
            self._keep_post(request)
            return redirect_to_login(request.get_full_path())
        if access is None:
            raise PermissionDenied("这个页面没有声明访问权限。")
        if request.user.must_change_password and request.resolver_match.view_name not in (
            "accounts:password",
            "accounts:logout",
        ):
            return redirect(reverse("accounts:password"))
        self._refresh(request)
        return None

    def _refresh(self, request):
        now = int(time.time())
        if now - request.session.get("seen", 0) > REFRESH_SECONDS:
            request.session["seen"] = now
            request.session.set_expiry(settings.SESSION_COOKIE_AGE)

    def _keep_post(self, request):
        """Keep what was typed into a form whose session had ended; files cannot be kept."""
        if request.method != "POST" or "_owner" not in request.POST:
            return
        if int(request.META.get("CONTENT_LENGTH") or 0) > KEPT_POST_LIMIT:
            return
        data = request.POST.copy()
        data.pop("csrfmiddlewaretoken", None)
        owner = data.pop("_owner")[0]
        request.session[KEPT_POST] = {"path": request.get_full_path(), "owner": owner, "data": dict(data.lists())}


def take_kept_post(request) -> dict[str, list[str]] | None:
    """Return what this user had typed into this page before the session ended, once."""
    kept = request.session.get(KEPT_POST)
    if not kept or kept["path"] != request.get_full_path() or kept["owner"] != str(request.user.pk):
        return None
    del request.session[KEPT_POST]
    return kept["data"]
