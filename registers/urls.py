from django.urls import path

from . import calendarviews, export_views, identity_views, import_views, list_views, merge_views, views

app_name = "registers"
urlpatterns = [
    path("enterprises/", views.enterprises, name="enterprises"),
    path("enterprises/new/", views.enterprise_new, name="enterprise_new"),
    path("enterprises/similar/", views.similar, name="enterprise_similar"),
    path("enterprises/<int:enterprise_id>/", views.enterprise, name="enterprise"),
    path("enterprises/<int:enterprise_id>/edit/", views.enterprise_edit, name="enterprise_edit"),
    path("enterprises/<int:enterprise_id>/merge/", merge_views.merge_into, name="enterprise_merge"),
    path("enterprises/<int:enterprise_id>/merge/<int:gone_id>/", merge_views.merge_into, name="enterprise_merge_with"),
    path("enterprises/<int:enterprise_id>/tier/", identity_views.tier, name="enterprise_tier"),
    path("enterprises/<int:enterprise_id>/names/new/", identity_views.alias_new, name="alias_new"),
    path(
        "enterprises/<int:enterprise_id>/names/<int:alias_id>/remove/", identity_views.alias_remove, name="alias_remove"
    ),
    path("enterprises/<int:enterprise_id>/licences/new/", identity_views.licence, name="licence_new"),
    path("enterprises/<int:enterprise_id>/licences/<int:licence_id>/", identity_views.licence, name="licence"),
    path("merges/<int:merge_id>/undo/", merge_views.merge_undo, name="merge_undo"),
    path("product-types/", list_views.product_types, name="product_types"),
    path("product-types/<slug:code>/", list_views.product_type, name="product_type"),
    path("samplings/", list_views.samplings, name="samplings"),
    path("tiers/", list_views.tier_rules, name="tier_rules"),
    path("regions/", list_views.regions, name="regions"),
    path("sources/", list_views.sources, name="sources"),
    path("legal-bases/", list_views.legal_bases, name="legal_bases"),
    path("calendar/", calendarviews.calendar, name="calendar"),
    path("exports/", export_views.exports, name="exports"),
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
