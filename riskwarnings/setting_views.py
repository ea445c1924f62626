"""预警设置: the bureau's delegation table and its versions (rules §3.2)."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored

from . import routes
from .forms import RouteForm
from .forms.route import CHANGED_MEANWHILE
from .models import ApprovalRoute


@requires("warning.configure")
@require_http_methods(["GET", "POST"])
def approval_routes(request):
    bureau = request.user.bureau
    now = routes.in_force(bureau.pk)
    form = RouteForm(request.POST if request.method == "POST" else restored(request), now=now)
    if request.method == "POST" and form.is_valid() and _saved(form, bureau, now, request.user):
        messages.success(request, f"已存为第{now.version + 1}版，即时生效；已经批准的预警不受影响。")
        return redirect("warnings:routes")
    versions = ApprovalRoute.objects.filter(bureau=bureau).select_related("set_by")
    context = {"form": form, "now": now, "versions": versions}
    return render(request, "warnings/routes.html", context, status=422 if request.method == "POST" else 200)


def _saved(form, bureau, now, by) -> bool:
    """Save the next version; False, with words at the form, where another was saved meanwhile."""
    try:
        with transaction.atomic():
            ApprovalRoute.objects.create(bureau=bureau, version=now.version + 1, set_by=by, **form.route_fields())
    except IntegrityError:  # two at once
        form.add_error(None, CHANGED_MEANWHILE)
        return False
    return True
