from django.urls import include, path

from . import (
    api_views,
    batch_views,
    gather_views,
    hazardreview_views,
    intake_views,
    return_views,
    signal_views,
    situation_views,
    test_views,
    upward_views,
    views,
)

return_patterns = [
    path("", return_views.return_table, name="list"),
    path("merged/", return_views.merged, name="merged"),
    path("merged/file/", return_views.merged_file, name="merged_file"),
    path("<int:case_id>/", return_views.detail, name="detail"),
    path("<int:case_id>/act/<str:name>/", return_views.act, name="act"),
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
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/edit/", intake_views.edit, name="edit"),
    path("<int:case_id>/supplement/", intake_views.supplement, name="supplement"),
    path("<int:case_id>/reporter/", views.reporter, name="reporter"),
    path("<int:case_id>/act/<str:name>/", views.act, name="act"),
    path("gathering/", include((gathering_patterns, "gathering"))),
    path("tests/", test_views.test_list, name="tests"),
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
