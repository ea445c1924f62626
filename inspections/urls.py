from django.urls import path

from . import checklist_views, draw_views, frequency_views, offline_views, selfcheck_views, sheet_views, views

app_name = "inspections"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("mine/", sheet_views.mine, name="mine"),
    path("sw.js", offline_views.worker, name="worker"),
    path("app.webmanifest", offline_views.manifest, name="manifest"),
    path("session/", offline_views.session, name="session"),
    path("draws/", draw_views.index, name="draws"),
    path("draws/new/", draw_views.new, name="draw_new"),
    path("draws/<int:draw_id>/", draw_views.detail, name="draw"),
    path("frequency/", frequency_views.page, name="frequency"),
    path("frequency/areas/", frequency_views.area, name="area"),
    path("frequency/areas/<int:area_id>/drop/", frequency_views.drop_area, name="area_drop"),
    path("self-checks/", selfcheck_views.self_checks, name="self_checks"),
    path("self-checks/new/<slug:code>/", selfcheck_views.self_check_new, name="self_check_new"),
    path("self-checks/<int:check_id>/", selfcheck_views.self_check, name="self_check"),
    path("control-lists/", selfcheck_views.control_lists, name="control_lists"),
    path("control-lists/new/", selfcheck_views.control_list_new, name="control_list_new"),
    path("control-lists/<int:list_id>/", selfcheck_views.control_list, name="control_list"),
    path("control-lists/<int:list_id>/pdf/", selfcheck_views.control_list_pdf, name="control_list_pdf"),
    path("checklists/", checklist_views.index, name="checklists"),
    path("checklists/new/", checklist_views.new, name="checklist_new"),
    path("checklists/<slug:code>/", checklist_views.edit, name="checklist"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/act/<slug:name>/", views.act, name="act"),
    path("<int:case_id>/sheet/", sheet_views.sheet, name="sheet"),
    path("<int:case_id>/paper/", views.paper, name="paper"),
    path("<int:case_id>/items/<int:item_id>/raise/", views.raise_item, name="raise"),
    path("<int:case_id>/items/<int:item_id>/settle/", views.settle_item, name="settle"),
]
