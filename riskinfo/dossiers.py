"""Informations in the dossier of every firm and type of product that they name, not of the first alone."""

from django.db.models import Q

from .models import InfoParty, InfoProduct


def about_enterprise(enterprise) -> Q:
    """By the row that found it on file, or by its name where it was put on file later."""
    named = Q(enterprise=enterprise) | Q(enterprise=None, name=enterprise.name, info__case__bureau=enterprise.bureau_id)
    return Q(kind="INFO", pk__in=InfoParty.objects.filter(named).values("info"))


def about_products(types) -> Q:
    return Q(kind="INFO", pk__in=InfoProduct.objects.filter(product_type__in=types).values("info"))
