from django.urls import path

from . import calendarviews, views

app_name = "registers"
urlpatterns = [
    path("enterprises/", views.enterprises, name="enterprises"),
    path("enterprises/new/", views.enterprise_new, name="enterprise_new"),
    path("enterprises/similar/", views.similar, name="enterprise_similar"),
    path("enterprises/<int:enterprise_id>/", views.enterprise, name="enterprise"),
    path("enterprises/<int:enterprise_id>/edit/", views.enterprise_edit, name="enterprise_edit"),
    path("product-types/", views.product_types, name="product_types"),
    path("product-types/<slug:code>/", views.product_type, name="product_type"),
    path("sources/", views.sources, name="sources"),
    path("legal-bases/", views.legal_bases, name="legal_bases"),
    path("calendar/", calendarviews.calendar, name="calendar"),
    path("calendar/import/", calendarviews.calendar_import, name="calendar_import"),
]
