"""外出代理: everybody of the bureau sees who stands in for whom; the person concerned or the office enters it."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import records
from .absence_forms import AbsenceForm
from .absences import AREAS, Absence
from .access import requires
from .kept import restored
from .models import User
from .roles import ABSENT_ROLES

_SHOWN = 100


def may_enter(user) -> bool:
    return user.bureau is not None and (user.can("absence.manage") or bool(ABSENT_ROLES & set(user.roles)))


@requires("register.view")
@require_safe
def absences(request):
    """Those in force and to come first, then the past ones."""
    user, today = request.user, timezone.localdate()
    rows = Absence.objects.filter(absent__department__bureau=user.bureau)
    rows = rows.select_related("absent", "deputy", "created_by", "ended_by")
    standing = Q(ended_at=None, ends__gte=today)
    found = [*rows.filter(standing).order_by("starts", "pk"), *rows.exclude(standing)[:_SHOWN]]
    table = [{"absence": row, "may_end": _may_end(row, user)} for row in found]
    return render(request, "accounts/absences.html", {"table": table, "may_enter": may_enter(user)})


def _may_end(absence, user) -> bool:
    if absence.ended_at is not None or absence.ends < timezone.localdate():
        return False
    return user.pk == absence.absent_id or user.can("absence.manage")


@requires("register.view")
@require_http_methods(["GET", "POST"])
def create(request):
    if not may_enter(request.user):
        messages.warning(request, "外出代理由本人（股室、所队负责人和局领导）或者办公室、管理员登记。")
        return redirect("accounts:absences")
    typed = request.POST if request.method == "POST" else restored(request)
    today = timezone.localdate()
    own = request.user.pk if ABSENT_ROLES & set(request.user.roles) else None
    form = AbsenceForm(typed, by=request.user, initial={"absent": own, "starts": today, "areas": list(AREAS)})
    if request.method == "POST" and _entered(form, request.user):
        return redirect("accounts:absences")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/absence_form.html", {"form": form}, status=status)


def _entered(form, by) -> bool:
    """Enter it with the absent person's row locked, so that two at once do not overlap."""
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=form.data.get("absent") or 0).first()
        if not form.is_valid():
            return False
        records.enter_absence(**form.cleaned_data, by=by)
    return True


@requires("register.view")
@require_POST
def end(request, absence_id):
    rows = Absence.objects.filter(absent__department__bureau=request.user.bureau)
    absence = get_object_or_404(rows.select_related("absent", "deputy"), pk=absence_id)
    if not _may_end(absence, request.user) or not records.end_absence(absence, by=request.user):
        messages.error(request, "这项代理已经结束，或者由本人和办公室终止。")
    else:
        messages.success(request, f"已终止{absence.deputy}对{absence.absent}的代理，即时生效。")
    return redirect("accounts:absences")
