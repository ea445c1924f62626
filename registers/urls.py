from django.urls import path

from . import calendarviews, export_views, import_views, merge_views, views

app_name = "registers"
urlpatterns = [
    path("enterprises/", views.enterprises, name="enterprises"),
    path("enterprises/new/", views.enterprise_new, name="enterprise_new"),
    path("enterprises/similar/", views.similar, name="enterprise_similar"),
    path("enterprises/<int:enterprise_id>/", views.enterprise, name="enterprise"),
    path("enterprises/<int:enterprise_id>/edit/", views.enterprise_edit, name="enterprise_edit"),
    path("enterprises/<int:enterprise_id>/merge/", merge_views.merge_into, name="enterprise_merge"),
    path("enterprises/<int:enterprise_id>/merge/<int:gone_id>/", merge_views.merge_into, name="enterprise_merge_with"),
    path("merges/<int:merge_id>/undo/", merge_views.merge_undo, name="merge_undo"),
    path("product-types/", views.product_types, name="product_types"),
    path("product-types/<slug:code>/", views.product_type, name="product_type"),
    path("sources/", views.sources, name="sources"),
    path("legal-bases/", views.legal_bases, name="legal_bases"),
    path("calendar/", calendarviews.calendar, name="calendar"),
    path("export/<slug:code>/", export_views.export, name="export"),
    path("exports/<int:run_id>/", export_views.export_run, name="export_run"),
    path("exports/<int:run_id>/file/", export_views.export_file, name="export_file"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/<slug:slug>/new/", import_views.upload, name="import_upload"),
    path("imports/<slug:slug>/template/", import_views.template, name="import_template"),
    path("imports/<int:run_id>/", import_views.run, name="import_run"),
    path("imports/<int:run_id>/columns/", import_views.columns, name="import_columns"),
    path("imports/<int:run_id>/confirm/", import_views.confirm, name="import_confirm"),
    path("imports/<int:run_id>/cancel/", import_views.cancel, name="import_cancel"),
    path("imports/<int:run_id>/result/", import_views.result_file, name="import_result"),
    path("imports/<int:run_id>/result-once/", import_views.result_once, name="import_result_once"),
    path("calendar/import/", calendarviews.calendar_import, name="calendar_import"),
]
