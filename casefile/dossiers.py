"""What the cases tell in the dossier of an enterprise, as far as the reader may see them."""

from collections.abc import Callable, Iterable

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from registers.dossier import READ, Event, Figure, Part
from registers.samplings import of_type

from . import kinds
from .lights import case_light
from .models import CaseFile

SHOWN = 20

#: Later apps append what else makes a case one about an enterprise, or a list of product types: (them) → Q on CaseFile.
about_enterprise: list[Callable[[object], Q]] = []
about_products: list[Callable[[Iterable], Q]] = []


def _cases(enterprise, user):
    about = Q(enterprise=enterprise)
    for further in about_enterprise:
        about |= further(enterprise)
    return CaseFile.objects.real().filter(about).visible_to(user)


def events(enterprise, user):
    """Yield when each case was opened and closed."""
    for case in _cases(enterprise, user).select_related("created_by").order_by("-opened_at", "-pk")[:READ]:
        label = f"{case.kind_info.label} {case.number or '草稿'}"
        about = " · ".join(filter(None, (case.title, case.level_label)))
        url = case.get_absolute_url()
        yield Event(case.opened_at, "cases", f"登记{label}", str(case.created_by or "系统"), about, url)
        if case.closed_at:
            yield Event(case.closed_at, "cases", f"{label} {case.state_label}", "", case.title, url)


def figures(enterprise, user) -> list[Figure]:
    """Return how many cases of each kind there are, and how many of them are open."""
    counted = _cases(enterprise, user).order_by().values_list("kind")
    counts = {
        kind: (count, still_open)
        for kind, count, still_open in counted.annotate(n=Count("pk"), still_open=Count("pk", filter=Q(closed_at=None)))
    }
    found = []
    for kind in reversed(kinds.all_kinds()):  # apps become ready from the end of the chain to its beginning
        if kind.about_enterprises and user.can(kind.view_permission):
            count, still_open = counts.get(kind.code, (0, 0))
            url = f"{reverse(f'{kind.namespace}:list')}?{urlencode({'q': enterprise.name[:60]})}" if count else ""
            found.append(Figure(kind.label, count, f"{still_open} 件未结" if still_open else "", url))
    return found


def card(enterprise, user) -> dict:
    return _listed(_cases(enterprise, user))


def product_card(product, user) -> str:
    """Return the card of the cases about a type of product or one of its items."""
    types = of_type(product)
    about = Q(product_type__in=types)
    for further in about_products:
        about |= further(types)
    found = CaseFile.objects.real().filter(about).visible_to(user)
    return render_to_string("casefile/enterprise_cases.html", _listed(found) | {"with_enterprise": True})


def _listed(found) -> dict:
    rows = list(found.select_related("product_type", "handler", "enterprise").order_by("-opened_at", "-pk")[:SHOWN])
    return {"cases": [{"case": case, "light": case_light(case)} for case in rows], "case_count": found.count()}


PART = Part(events, figures, "casefile/enterprise_cases.html", card)
