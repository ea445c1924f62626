"""Acts on one enterprise beside its form: supervision tier, other names, licences."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.kept import restored

from . import tiers
from .identity import add_alias, drop_alias, save_licence
from .identity_forms import AliasForm, LicenceForm, TierForm
from .models import Enterprise
from .permissions import may_edit, may_set_tier


def _own(request, enterprise_id, may) -> Enterprise:
    row = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=enterprise_id)
    if not may(row, request.user):
        raise PermissionDenied(f"“{row.name}”由{row.bureau.short_name}管辖，本局只能查看。")
    return row


def _typed(request):
    return request.POST if request.method == "POST" else restored(request)


def _page(request, enterprise, form, heading, **context):
    status = 422 if request.method == "POST" else 200
    context |= {"enterprise": enterprise, "form": form, "heading": heading}
    return render(request, "registers/enterprise_act.html", context, status=status)


@requires("enterprise.tier")
@require_http_methods(["GET", "POST"])
def tier(request, enterprise_id):
    """Set the supervision tier, with the reason that stays on record."""
    row = _own(request, enterprise_id, may_set_tier)
    suggestion = tiers.suggested(row)
    form = TierForm(_typed(request), enterprise=row, initial={"tier": row.tier})
    if request.method == "POST" and form.is_valid():
        try:
            change = tiers.change_tier(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("tier", error)
        else:
            messages.success(request, f"监管类别已调整：{change.change}。")
            return redirect("registers:enterprise", row.pk)
    return _page(request, row, form, "调整监管类别", suggestion=suggestion, act="调整")


@requires("enterprise.edit")
@require_http_methods(["GET", "POST"])
def alias_new(request, enterprise_id):
    row = _own(request, enterprise_id, may_edit)
    form = AliasForm(_typed(request), enterprise=row)
    if request.method == "POST" and form.is_valid():
        add_alias(form, by=request.user)
        messages.success(request, "曾用名已登记。")
        return redirect("registers:enterprise", row.pk)
    return _page(request, row, form, "登记曾用名", act="登记")


@requires("enterprise.edit")
@require_POST
def alias_remove(request, enterprise_id, alias_id):
    row = _own(request, enterprise_id, may_edit)
    alias = row.aliases.filter(pk=alias_id).first()
    if alias is None:
        messages.info(request, "这个曾用名已经删去。")
    else:
        drop_alias(alias, by=request.user)
        messages.success(request, f"曾用名“{alias.name}”已删去。")
    return redirect("registers:enterprise", row.pk)


@requires("enterprise.edit")
@require_http_methods(["GET", "POST"])
def licence(request, enterprise_id, licence_id=None):
    """Write down a licence, or correct one."""
    row = _own(request, enterprise_id, may_edit)
    held = get_object_or_404(row.licences, pk=licence_id) if licence_id else None
    form = LicenceForm(_typed(request), instance=held, enterprise=row)
    if request.method == "POST" and form.is_valid():
        save_licence(form, by=request.user)
        messages.success(request, "证照已保存。")
        return redirect("registers:enterprise", row.pk)
    return _page(request, row, form, "更正证照" if held else "登记证照", act="保存")
