from django.urls import include, path

from . import (
    api_views,
    batch_views,
    gather_views,
    hazardreview_views,
    intake_views,
    return_views,
    sampling_views,
    signal_views,
    signalrule_views,
    situation_views,
    station_views,
    test_views,
    upward_views,
    views,
)

return_patterns = [
    path("list/", return_views.return_list, name="list"),
    path("merged/", return_views.merged, name="merged"),
    path("merged/file/", return_views.merged_file, name="merged_file"),
    path("<int:case_id>/", return_views.detail, name="detail"),
    path("<int:case_id>/act/<str:name>/", return_views.act, name="act"),
    path("<int:case_id>/preview/", return_views.preview, name="preview"),
    path("<int:case_id>/version/<int:number>/<str:ending>/", return_views.version_file, name="version_file"),
]

analysis_patterns = [
    path("", situation_views.analysis_list, name="list"),
    path("new/", situation_views.new, name="new"),
    path("<int:case_id>/", situation_views.detail, name="detail"),
    path("<int:case_id>/act/<str:name>/", situation_views.act, name="act"),
    path("<int:case_id>/report/", situation_views.report, name="report"),
]

signal_patterns = [
    path("", signal_views.signal_list, name="list"),
    path("settings/", signalrule_views.settings_page, name="settings"),
    path("<int:signal_id>/", signal_views.detail, name="detail"),
]

gathering_patterns = [
    path("", gather_views.overview, name="list"),
    path("import/", gather_views.import_list, name="import"),
    path("suggest/", gather_views.suggest, name="suggest"),
    path("plans/new/", gather_views.plan_new, name="plan_new"),
    path("plans/<int:plan_id>/", gather_views.plan, name="plan"),
    path("plans/<int:plan_id>/edit/", gather_views.plan_edit, name="plan_edit"),
    path("<int:gathering_id>/", gather_views.detail, name="detail"),
]

station_patterns = [
    path("", station_views.station_list, name="list"),
    path("<int:unit_id>/", station_views.station, name="detail"),
    path("<int:unit_id>/edit/", station_views.station_edit, name="edit"),
]

duty_patterns = [
    path("", station_views.duty_page, name="list"),
    path("plans/new/", station_views.plan_new, name="plan_new"),
    path("plans/<int:plan_id>/file/", station_views.plan_file, name="plan_file"),
    path("<int:unit_id>/", station_views.duty_edit, name="edit"),
]

app_name = "riskinfo"
urlpatterns = [
    path("", views.info_list, name="list"),
    path("new/", intake_views.new, name="new"),
    path("batch/", batch_views.page, name="batch"),
    path("review/", hazardreview_views.page, name="review"),
    path("quick/", intake_views.quick, name="quick"),
    path("api/informations/", api_views.informations, name="api"),
    path("api/openapi.json", api_views.openapi, name="openapi"),
    path("api/keys/", api_views.keys, name="keys"),
    path("api/keys/<int:token_id>/revoke/", api_views.revoke, name="revoke_key"),
    path("duplicates/", intake_views.duplicate_lookup, name="duplicates"),
    path("samplings/<int:sampling_id>/", sampling_views.detail, name="sampling"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/edit/", intake_views.edit, name="edit"),
    path("<int:case_id>/supplement/", intake_views.supplement, name="supplement"),
    path("<int:case_id>/reporter/", views.reporter, name="reporter"),
    path("<int:case_id>/act/<str:name>/", views.act, name="act"),
    path("gathering/stations/", include((station_patterns, "stations"))),
    path("gathering/duties/", include((duty_patterns, "duties"))),
    path("gathering/", include((gathering_patterns, "gathering"))),
    path("tests/", test_views.test_list, name="tests"),
    path("tests/all/", test_views.overview, name="tests_all"),
    path("tests/<int:task_id>/", test_views.detail, name="test"),
    path("tests/<int:task_id>/act/<str:name>/", test_views.act, name="test_act"),
    path("analyses/signals/", include((signal_patterns, "signals"))),
    path("analyses/", include((analysis_patterns, "analyses"))),
    path("reports/", upward_views.report_list, name="reports"),
    path("reports/<int:report_id>/", upward_views.detail, name="report"),
    path("reports/<int:report_id>/act/<str:name>/", upward_views.act, name="report_act"),
    path("returns/", return_views.return_table, name="returns"),
    path("returns/", include((return_patterns, "returns"))),
]
