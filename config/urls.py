from django.contrib import admin
from django.urls import include, path

handler403 = "desk.errors.not_allowed"
handler404 = "desk.errors.not_found"

urlpatterns = [
    path("", include("desk.urls")),
    path("accounts/", include("accounts.urls")),
    path("info/", include("riskinfo.urls")),
    path("cases/", include("casefile.urls")),
    path("registers/", include("registers.urls")),
    path("documents/", include("documents.urls")),
    path("warnings/", include("riskwarnings.urls")),
    path("notices/", include("riskwarnings.public_urls")),
    path("emergency/", include("emergency.urls")),
    path("oversight/", include("oversight.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("inspections/", include("inspections.urls")),
    path("monitoring/", include("monitoring.urls")),
    path("spotchecks/", include("spotchecks.urls")),
    path("rectification/", include("rectification.urls")),
    path("admin/", admin.site.urls),
]
