"""Signing in and out, and one's own account."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.http import JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from .access import public, signed_in
from .forms import LoginForm, PasswordForm, PhoneForm
from .kept import drop_if_foreign, is_waiting, keep_post, restored
from .middleware import idle_seconds_left, refresh_session
from .records import own_password_changed
from .roles import ROLE_DUTIES


@public
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def login(request):
    if request.user.is_authenticated:
        return redirect(_next_page(request))
    form = LoginForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        start_session(request, form.get_user())
        drop_if_foreign(request)
        return redirect(_next_page(request))
    context = {
        "form": form,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "typed_waits": is_waiting(request),
        "demo_accounts": _demo_accounts(),
    }
    return render(request, "accounts/login.html", context)


def _next_page(request) -> str:
    wanted = request.POST.get("next", request.GET.get("next", ""))
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else resolve_url(settings.LOGIN_REDIRECT_URL)


def _demo_accounts() -> list[dict]:
    """Return {username, password, name, position, unit} of each demo account; empty outside demo mode."""
    module, _, _ = settings.DEMO_ACCOUNTS.rpartition(".")
    if not settings.DEMO or find_spec(module) is None:
        return []
    return list(import_string(settings.DEMO_ACCOUNTS)())


@signed_in
@require_POST
def logout(request):
    end_session(request)
    messages.success(request, "已退出登录。")
    return redirect("accounts:login")


@signed_in
@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request):
    first = request.user.must_change_password
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        own_password_changed(form)
        update_session_auth_hash(request, form.user)
        messages.success(request, "密码已修改，下次登录请用新密码。")
        return redirect("desk:home" if first else "accounts:profile")
    return render(request, "accounts/password.html", {"form": form, "first": first})


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request):
    typed = request.POST if request.method == "POST" else restored(request)
    form = PhoneForm(typed, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "电话已保存。")
        return redirect("accounts:profile")
    duties = [(role.label, ROLE_DUTIES[role]) for role in request.user.roles]
    context = {"form": form, "duties": duties, "covered": request.user.absences_covered()}
    return render(request, "accounts/profile.html", context)


@signed_in
@require_POST
def keepalive(request):
    """Start the idle time anew; answers {"seconds": left} for static/js/zhian.js."""
    refresh_session(request, older_than=0)
    return JsonResponse({"seconds": idle_seconds_left(request)})


def csrf_failure(request, reason=""):
    """A stale token: keep what was typed when it is certain who typed it here.

    Only a token problem is forgiven so far ("CSRF token …"); a request from
    another origin is not, or a foreign page could put words into our forms.
    """
    own = request.user.is_authenticated and request.POST.get("_owner") == str(request.user.pk)
    kept = reason.startswith("CSRF token") and own and keep_post(request)
    context = {"kept": kept, "back": request.get_full_path() if kept else ""}
    return render(request, "403_csrf.html", context, status=403)
