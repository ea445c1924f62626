"""The lists that the bureau keeps beside the enterprises: products, samplings, sources, regions, legal bases, tiers."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires

from . import dossier, tiers
from .catalogues import entries_on
from .models import Catalogue, Enterprise, InfoSource, LegalBasis, ProductType, Region, SamplingResult
from .samplings import SamplingFilter, failure_rates, of_type, page_after, page_key, whole_rate
from .tier_forms import TierRules, changes

PAGE_SIZE = 50
MAKERS_SHOWN = 12


@requires("register.view")
@require_safe
def product_types(request):
    """Every type with its items; `?catalogue=` narrows to the entries of one catalogue."""
    catalogues = Catalogue.objects.annotate(size=Count("entries"))
    chosen = get_object_or_404(catalogues, code=request.GET["catalogue"]) if request.GET.get("catalogue") else None
    entries = (
        chosen.entries.select_related("product_type__parent").prefetch_related("product_type__items") if chosen else []
    )
    types = [] if chosen else ProductType.objects.top().prefetch_related("items", "catalogues", "items__catalogues")
    context = {"catalogues": catalogues, "chosen": chosen, "entries": entries, "types": types}
    return render(request, "registers/product_types.html", context)


@requires("register.view")
@require_safe
def product_type(request, code):
    """A type of product: its catalogues by year, enterprises, cases, failure rate."""
    row = get_object_or_404(ProductType.objects.select_related("parent").prefetch_related("items"), code=code)
    makers = Enterprise.objects.visible_to(request.user).active().making(row)
    sampled = SamplingResult.objects.visible_to(request.user).filter(product_type__in=of_type(row))
    entries = row.catalogue_entries.select_related("catalogue")
    if row.parent:
        entries |= row.parent.catalogue_entries.select_related("catalogue")
    held = {entry.pk for entry in entries_on(row, timezone.localdate())}
    context = {
        "product": row,
        "entries": list(entries.order_by("-catalogue__year", "catalogue__code", "pk")),
        "held": held,
        "makers": makers.select_related("region").order_by("name", "pk")[:MAKERS_SHOWN],
        "maker_count": makers.count(),
        "rates": [whole_rate(sampled), *failure_rates(sampled)],
        "cards": dossier.product_cards(row, request.user),
    }
    return render(request, "registers/product_type.html", context)


@requires("register.view")
@require_safe
def samplings(request):
    """The results of supervision samplings, newest first, with the failure rate of what is filtered."""
    form = SamplingFilter(request.GET, user=request.user)
    found = form.apply(SamplingResult.objects.visible_to(request.user))
    after = request.GET.get("after", "")
    kept = {key: value for key, value in request.GET.items() if key != "after" and value}
    rows = list(page_after(found, after).select_related("enterprise", "product_type")[: PAGE_SIZE + 1])
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    whole = whole_rate(found)
    pager = {
        "count_text": f"共 {whole['tested'] + whole['untested']} 批次",
        "first_url": f"?{urlencode(kept)}" if after else "",
        "next_url": f"?{urlencode({**kept, 'after': page_key(rows[-1])})}" if more else "",
    }
    context = {"form": form, "rows": rows, "pager": pager, "filtered": bool(kept), "whole": whole}
    return render(request, "registers/samplings.html", context)


@requires("register.view")
@require_safe
def sources(request):
    return render(request, "registers/sources.html", {"sources": InfoSource.objects.all()})


@requires("register.view")
@require_safe
def regions(request):
    """The regions with how many enterprises of the reader's bureau lie in each."""
    seen = Q(enterprises__in=Enterprise.objects.visible_to(request.user).active())
    rows = Region.objects.select_related("parent").annotate(enterprise_count=Count("enterprises", filter=seen))
    return render(request, "registers/regions.html", {"regions": rows.order_by("code")})


@requires("register.view")
@require_safe
def legal_bases(request):
    return render(request, "registers/legal_bases.html", {"bases": LegalBasis.objects.order_by("title", "pk")})


@requires("register.view")
@require_http_methods(["GET", "POST"])
def tier_rules(request):
    """How often each tier is checked (R-137, R-138), settled by a unit head, and where the tier is too loose."""
    bureau, may_set = request.user.bureau, request.user.can("enterprise.tier")
    if bureau is None:
        raise Http404("您的账号没有所在机构。")
    form = TierRules(request.POST if request.method == "POST" and may_set else None, bureau=bureau)
    if request.method == "POST" and may_set and form.is_valid():
        changed = form.save(by=request.user)
        messages.success(request, "监管频次已保存。" if changed else "没有改动。")
        return redirect("registers:tier_rules")
    loose = tiers.too_loose(Enterprise.objects.visible_to(request.user).active())
    context = {"rows": form.rows(request.user), "form": form, "may_set": may_set, "loose_count": loose.count()}
    context["changes"] = changes(bureau)
    return render(request, "registers/tier_rules.html", context, status=422 if request.method == "POST" else 200)
