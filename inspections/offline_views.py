"""What a phone needs to work without a line: the worker, the manifest, and who is signed in."""

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public, requires


@public
@never_cache
@require_safe
def worker(request):
    """The service worker; it stands here because it may only serve pages below its own address."""
    return render(request, "inspections/sw.js", content_type="text/javascript; charset=utf-8")


@public
@require_safe
def manifest(request):
    start = reverse("inspections:mine")
    return JsonResponse(
        {
            "name": "质安现场检查", "short_name": "现场检查", "lang": "zh-Hans", "start_url": start, "id": start,
            "scope": reverse("inspections:list"), "display": "standalone", "background_color": "#f4f6f9",
            "theme_color": "#16324f",
            "icons": [{"src": "/static/img/logo.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        },
        content_type="application/manifest+json",
    )  # fmt: skip


@requires("inspection.check")
@never_cache
@require_safe
def session(request):
    """Say who is signed in and give a fresh token: a sheet kept on the phone outlives the session it was opened in."""
    return JsonResponse({"user": request.user.pk, "csrf": get_token(request)})
