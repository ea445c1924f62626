"""The accounts that an administrator keeps (permission user.manage)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import records
from .access import requires
from .forms import UserFilterForm, UserForm
from .kept import restored
from .lockout import locked_until, locked_usernames
from .models import User
from .roles import ROLE_DUTIES

PER_PAGE = 50


@requires("user.manage")
@require_safe
def users(request):
    form = UserFilterForm(request.GET, admin=request.user)
    found = _filtered(User.objects.managed_by(request.user), form)
    found = found.select_related("department__bureau").prefetch_related("role_assignments")
    found = found.order_by("department__bureau__region_code", "department__order", "department", "username")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    locked = locked_usernames()
    for user in page:
        user.locked = user.username in locked
    context = {"form": form, "users": page, "pager": _pager(request, page)}
    return render(request, "accounts/users.html", context)


def filtered(admin, query):
    """Return the accounts that `admin` manages, narrowed as on the page by the query string."""
    return _filtered(User.objects.managed_by(admin), UserFilterForm(query, admin=admin))


def _filtered(people, form):
    given = form.cleaned_data if form.is_valid() else {}
    if given.get("q"):
        people = people.filter(Q(name__icontains=given["q"]) | Q(username__icontains=given["q"]))
    if given.get("department"):
        people = people.filter(department=given["department"])
    if given.get("role"):
        people = people.filter(role_assignments__role=given["role"])
    state = given.get("state", "")
    return people if state == "all" else people.filter(is_active=state != "stopped")


def _pager(request, page) -> dict:
    def url(number):
        query = request.GET.copy()
        query["page"] = number
        return f"?{query.urlencode()}"

    return {
        "count_text": f"共 {page.paginator.count} 人，第 {page.number} / {page.paginator.num_pages} 页",
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
    }


@requires("user.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def create(request):
    typed = request.POST if request.method == "POST" else restored(request)
    form = UserForm(typed, admin=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            person, password = records.create_user(form, by=request.user)
        except IntegrityError:  # the same form was sent twice at once
            form.add_error("username", "刚刚有人建了同名账号，请到用户列表核对。")
        else:
            return _password_once(request, person, password)
    return render(request, "accounts/user_form.html", {"form": form})


@requires("user.manage")
@require_safe
def detail(request, user_id):
    person = _managed(request, user_id)
    events = person.account_events.select_related("actor")[:50]
    context = {
        "person": person,
        "locked_until": locked_until(person.username),
        "duties": [(role.label, ROLE_DUTIES[role]) for role in person.roles],
        "events": events,
        "handled": person.handled_cases.filter(closed_at=None).count(),
        "awaited": person.awaited_cases.filter(closed_at=None).count(),
    }
    return render(request, "accounts/user.html", context)


@requires("user.manage")
@require_http_methods(["GET", "POST"])
def edit(request, user_id):
    person = _managed(request, user_id)
    typed = request.POST if request.method == "POST" else restored(request)
    form = UserForm(typed, instance=person, admin=request.user)
    if request.method == "POST" and form.is_valid():
        held = records.duties_of(User.objects.get(pk=person.pk))
        changes = records.change_user(form, by=request.user)
        messages.success(request, f"{person.name}的账号已保存。" if changes else "没有改动。")
        if vacant := records.vacant(held):
            messages.warning(request, f"本局现在没有在用的{vacant}，等他们办理的案卷无人可办。请尽快指定人员。")
        return redirect("accounts:user", person.pk)
    return render(request, "accounts/user_form.html", {"form": form, "person": _managed(request, user_id)})


@requires("user.manage")
@never_cache
@require_POST
def reset(request, user_id):
    person = _managed(request, user_id)
    if person.pk == request.user.pk:
        messages.error(request, "自己的密码请在“修改密码”中修改。")
        return redirect("accounts:user", person.pk)
    return _password_once(request, person, records.reset_password(person, by=request.user))


@requires("user.manage")
@require_POST
def unlock(request, user_id):
    person = _managed(request, user_id)
    records.unlock_user(person, by=request.user)
    messages.success(request, f"已解除锁定，{person.name}现在可以登录。")
    return redirect("accounts:user", person.pk)


def _managed(request, user_id) -> User:
    return get_object_or_404(User.objects.managed_by(request.user).select_related("department__bureau"), pk=user_id)


def _password_once(request, person, password):
    """Answer with the temporary password itself: it is never stored, so it cannot be shown twice."""
    return render(request, "accounts/password_once.html", {"person": person, "password": password})
