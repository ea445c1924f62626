"""The units of the bureau (permission user.manage)."""

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from . import records
from .access import requires
from .forms import DepartmentForm
from .kept import restored
from .models import Department


@requires("user.manage")
@require_safe
def departments(request):
    units = Department.objects.managed_by(request.user).select_related("bureau", "supervisor")
    units = units.annotate(people=Count("users", filter=Q(users__is_active=True)))
    units = units.order_by("bureau__region_code", "-active", "order", "pk")
    return render(request, "accounts/departments.html", {"units": units})


@requires("user.manage")
@require_http_methods(["GET", "POST"])
def create(request):
    return _form_page(request, None)


@requires("user.manage")
@require_http_methods(["GET", "POST"])
def edit(request, department_id):
    unit = get_object_or_404(Department.objects.managed_by(request.user), pk=department_id)
    return _form_page(request, unit)


def _form_page(request, unit):
    typed = request.POST if request.method == "POST" else restored(request)
    form = DepartmentForm(typed, instance=unit, admin=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            saved = records.save_unit(form, by=request.user)
        except IntegrityError:  # the same form was sent twice at once
            form.add_error("name", "刚刚有人保存了同名机构，请到机构列表核对。")
        else:
            messages.success(request, f"“{saved.name}”已保存。")
            return redirect("accounts:departments")
    context = {"form": form, "unit": unit and Department.objects.get(pk=unit.pk)}
    if unit:
        context["events"] = unit.account_events.select_related("actor")[:50]
    return render(request, "accounts/department_form.html", context)
