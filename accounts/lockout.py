"""Locking a login after repeated failures (django-axes keeps the counts)."""

from datetime import datetime
from math import ceil

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Max, Sum
from django.shortcuts import render
from django.utils import timezone


def client_ip(request) -> str:
    """Return the address that failures are counted for.

    Behind our own proxy it is the last entry of X-Forwarded-For, the one that
    the proxy wrote; earlier entries are whatever the browser claimed.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.BEHIND_PROXY and forwarded:
        return forwarded.split(",")[-1].strip()
    return request.META.get("REMOTE_ADDR") or "127.0.0.1"


def remaining_attempts(request) -> int:
    """Return how many more failures this login may have; asked after a failure."""
    # None while the login is locked: the locked page then takes the place of the form.
    return max(0, settings.AXES_FAILURE_LIMIT - (request.axes_failures_since_start or 0))


def locked_until(username: str, *, ip: str | None = None) -> datetime | None:
    """Return when `username` may try again (from `ip`, or from wherever it is locked longest)."""
    since = timezone.now() - get_cool_off()
    attempts = AccessAttempt.objects.filter(username=username, attempt_time__gte=since)
    if ip:
        attempts = attempts.filter(ip_address=ip)
    counted = attempts.values("ip_address").annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    moments = [row["last"] for row in counted.order_by() if row["failures"] >= settings.AXES_FAILURE_LIMIT]
    return max(moments) + get_cool_off() if moments else None


def locked_usernames() -> set[str]:
    """Return every login that is locked now, from any address."""
    since = timezone.now() - get_cool_off()
    counted = (
        AccessAttempt.objects.filter(attempt_time__gte=since)
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"))
        .order_by()
    )
    return {row["username"] for row in counted if row["failures"] >= settings.AXES_FAILURE_LIMIT}


def unlock(username: str) -> int:
    """Forget the failures of `username`; return how many records there were."""
    return reset(username=username)


def locked_response(request, original_response=None, credentials=None):
    """The page shown instead of the login page while a login is locked."""
    username = (credentials or {}).get("username") or request.POST.get("username", "")
    until = locked_until(username, ip=client_ip(request)) or timezone.now() + get_cool_off()
    minutes = max(1, ceil((until - timezone.now()).total_seconds() / 60))
    context = {"until": until, "minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}
    return render(request, "accounts/locked.html", context, status=429)
