from django.urls import path

from . import people_views, views

app_name = "oversight"
urlpatterns = [
    path("", views.board, name="board"),
    path("measures/", views.measure_list, name="measures"),
    path("regions/", views.region_list, name="regions"),
    path("regions/<int:region_id>/", views.region_alert, name="region_alert"),
    path("duties/", people_views.duty_table, name="duties"),
    path("duties/new/", people_views.duty_new, name="duty_new"),
    path("duties/<int:duty_id>/end/", people_views.duty_end, name="duty_end"),
    path("overdue/", people_views.overdue_log, name="overdue"),
    path("overdue/<int:deadline_id>/", people_views.overdue_explain, name="explain"),
    path("records/", people_views.records, name="records"),
    path("records/new/", people_views.record_new, name="record_new"),
    path("records/<int:record_id>/", people_views.record, name="record"),
    path("records/<int:record_id>/revoke/", people_views.record_revoke, name="record_revoke"),
]
