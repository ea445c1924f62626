"""Deny by default, and keep sessions alive while people work."""

import time

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from .kept import keep_post

#: A session is written again at most this often, so that reading pages rarely writes.
REFRESH_SECONDS = 300
#: Open to a person who must first choose an own password.
_BEFORE_FIRST_CHANGE = ("accounts:password", "accounts:logout", "accounts:keepalive")


class AccessMiddleware:
    """Enforce what `accounts.access` declares, before any view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            raise BadRequest("网址中有不能识别的字符。")  # PostgreSQL keeps no NUL, and no page of ours writes one
        access = getattr(view, "access", None)
        if request.resolver_match.app_name == "admin":
            access = ("site.admin",) if request.user.is_authenticated else "signed_in"
            if access != "signed_in" and not request.user.can("site.admin"):
                raise PermissionDenied("只有管理员可以进入后台。")
        if access == "public":
            return None
        if not request.user.is_authenticated:
            keep_post(request)
            return _to_login(request)
        request.user.of_request = True
        if access is None:
            raise PermissionDenied("这个页面没有声明访问权限。")
        if request.user.must_change_password and request.resolver_match.view_name not in _BEFORE_FIRST_CHANGE:
            return redirect(reverse("accounts:password"))
        if "X-Live-Version" not in request.headers:  # a page that looks for news by itself is nobody's work
            refresh_session(request)
        return None


def refresh_session(request, *, older_than=REFRESH_SECONDS) -> None:
    """Start the idle time anew when the last start is more than `older_than` seconds ago."""
    now = int(time.time())
    if now - request.session.get("seen", 0) > older_than:
        request.session["seen"] = now


def idle_seconds_left(request) -> int:
    """Return the seconds after which the login ends when nothing more is done."""
    elapsed = int(time.time()) - request.session.get("seen", int(time.time()))
    return max(0, settings.SESSION_COOKIE_AGE - elapsed)


def _to_login(request):
    """Send to the login page; a part fetched by htmx sends its whole page there."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    back = urlencode({"next": request.htmx.current_url_abs_path or "/"})
    return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{back}")
