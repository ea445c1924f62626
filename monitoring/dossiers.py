"""Monitoring plans in the dossier of what they watch: the product, and the enterprise whose sample was tested."""

from django.db.models import Q

from .models import MonitoringItem, MonitoringResult


def about_enterprise(enterprise) -> Q:
    tested = MonitoringResult.objects.filter(enterprise=enterprise)
    return Q(kind="MONITORPLAN", pk__in=tested.values("item__plan"))


def about_products(types) -> Q:
    return Q(kind="MONITORPLAN", pk__in=MonitoringItem.objects.filter(product_type__in=types).values("plan"))
