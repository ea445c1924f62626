"""Enterprises: list, dossier, form."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored

from . import dossier, tiers
from .changes import save_enterprise
from .counting import COUNT_CAP, capped_count
from .forms import EnterpriseFilter, EnterpriseForm
from .licences import light_of, warning_light
from .models import Enterprise, TierRule
from .permissions import may_edit, may_see_notes, may_set_tier
from .remarks import remarks_on
from .similar import similar_enterprises
from .validators import organisation_code_warning

PAGE_SIZE = 50
SAMPLINGS_SHOWN = 20


@requires("register.view")
@require_safe
def enterprises(request):
    form = EnterpriseFilter(request.GET, user=request.user)
    found = form.apply(Enterprise.objects.visible_to(request.user))
    rows, pager = _page(request, found)
    today = timezone.localdate()
    for row in rows:
        row.light = warning_light(row, today)
    context = {
        "form": form,
        "enterprises": rows,
        "pager": pager,
        "filtered": any(value for key, value in request.GET.items() if key != "after"),
        "own_bureau": request.user.bureau,
        "may_create": request.user.can("enterprise.edit"),
    }
    return render(request, "registers/enterprises.html", context)


def _page(request, found) -> tuple[list[Enterprise], dict[str, str]]:
    """Return one keyset page by (name, pk) and the context of includes/pagination_keyset.html."""
    counted = capped_count(found)
    after = request.GET.get("after", "")
    if after:
        if not after.isascii() or not after.isdigit():
            raise Http404("没有这一页。")
        last = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=int(after))
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk), name__gte=last.name)
    rows = list(
        found.select_related("region", "bureau")
        .prefetch_related("product_types", "licences")
        .order_by("name", "pk")[: PAGE_SIZE + 1]
    )
    kept = {key: value for key, value in request.GET.items() if key != "after" and value}
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    return rows, {
        "count_text": "一万家以上" if counted > COUNT_CAP else f"共 {counted} 家",
        "first_url": f"?{urlencode(kept)}" if after else "",
        "next_url": f"?{urlencode({**kept, 'after': rows[-1].pk})}" if more else "",
    }


@requires("register.view")
@require_safe
def enterprise(request, enterprise_id):
    """The dossier: what is on file and what happened, as far as the reader may see it."""
    row, user = _visible(request, enterprise_id), request.user
    today, group = timezone.localdate(), request.GET.get("show", "")
    group = group if group in dossier.GROUPS else ""
    suggestion = tiers.suggested(row)
    samplings = row.samplings.select_related("product_type")
    context = {
        "enterprise": row,
        "warning": organisation_code_warning(row.uscc) if row.uscc else None,
        "may_edit": may_edit(row, user),
        "may_set_tier": may_set_tier(row, user),
        "may_see_notes": may_see_notes(row, user),
        "figures": dossier.figures(row, user),
        "events": dossier.timeline(row, user, group),
        "groups": dossier.GROUPS.items(),
        "group": group,
        "cards": dossier.cards(row, user),
        "samplings": samplings[:SAMPLINGS_SHOWN],
        "sampling_count": samplings.count(),
        "suggestion": suggestion,
        "too_loose": tiers.is_too_loose(row, suggestion),
        "tier_changes": row.tier_changes.select_related("by"),
        "rule": TierRule.objects.filter(bureau=row.bureau_id, tier=row.tier).first(),
        "licences": [{"licence": held, "light": light_of(held, today)} for held in row.licences.all()],
        "remarks": remarks_on(row, user),
    }
    return render(request, "registers/enterprise.html", context)


@requires("enterprise.edit")
@require_http_methods(["GET", "POST"])
def enterprise_new(request):
    if request.user.bureau is None:
        raise Http404("您的账号没有所在机构，不能建档。")
    return _edit(request, None)


@requires("enterprise.edit")
@require_http_methods(["GET", "POST"])
def enterprise_edit(request, enterprise_id):
    row = _visible(request, enterprise_id)
    if not may_edit(row, request.user):
        messages.error(request, f"“{row.name}”由{row.bureau.short_name}管辖，本局只能查看。")
        return redirect("registers:enterprise", row.pk)
    return _edit(request, row)


def _edit(request, row: Enterprise | None):
    typed = request.POST if request.method == "POST" else restored(request)
    form = EnterpriseForm(typed, instance=row, user=request.user)
    if request.method == "POST" and form.is_valid() and (saved := _save(form, request)):
        return redirect("registers:enterprise", saved.pk)
    context = {"form": form, "enterprise": row and Enterprise.objects.get(pk=row.pk)}
    return render(request, "registers/enterprise_form.html", context, status=422 if request.method == "POST" else 200)


def _save(form, request) -> Enterprise | None:
    """Save and say what was done; None when somebody else registered the code a moment before."""
    new = form.instance.pk is None
    try:
        saved, changes = save_enterprise(form, by=request.user)
    except IntegrityError:
        form.add_error("uscc", "刚刚有人用这个代码建了档，请先搜索核对。填写的内容都还在。")
        return None
    messages.success(request, "企业已建档。" if new else "已保存。" if changes else "没有改动。")
    if saved.uscc and (warning := organisation_code_warning(saved.uscc)):
        messages.warning(request, warning)
    return saved


@requires("enterprise.edit")
@require_safe
def similar(request):
    """The fragment below the name: enterprises on file with nearly this name. Warns, never blocks."""
    name, leave_out = request.GET.get("name", "")[:120], request.GET.get("except", "")
    found = []
    if request.user.bureau and len(name) > 2:
        left_out = int(leave_out) if leave_out.isascii() and leave_out.isdigit() else None
        found = similar_enterprises(request.user.bureau, name, leave_out=left_out)
    return render(request, "registers/similar.html", {"found": found})


def _visible(request, enterprise_id) -> Enterprise:
    found = Enterprise.objects.visible_to(request.user).select_related("region", "bureau")
    return get_object_or_404(found, pk=enterprise_id)
