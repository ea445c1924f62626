from django.urls import path

from . import people_views, point_views, supervision_views, views

app_name = "oversight"
urlpatterns = [
    path("", views.board, name="board"),
    path("measures/", views.measure_list, name="measures"),
    path("regions/", views.region_list, name="regions"),
    path("regions/<int:region_id>/", views.region_alert, name="region_alert"),
    path("regions/<int:region_id>/enterprises/", point_views.region_enterprises, name="region_enterprises"),
    path("points/", point_views.point_list, name="points"),
    path("points/new/", point_views.point_new, name="point_new"),
    path("points/<int:point_id>/", point_views.point, name="point"),
    path("points/<int:point_id>/check/", point_views.point_check, name="point_check"),
    path("points/<int:point_id>/end/", point_views.point_end, name="point_end"),
    path("supervisions/", supervision_views.supervisions, name="supervisions"),
    path("supervisions/new/", supervision_views.supervision_new, name="supervision_new"),
    path("supervisions/<int:supervision_id>/", supervision_views.supervision, name="supervision"),
    path("supervisions/<int:supervision_id>/answer/", supervision_views.supervision_answer, name="supervision_answer"),
    path("supervisions/<int:supervision_id>/settle/", supervision_views.supervision_settle, name="supervision_settle"),
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
