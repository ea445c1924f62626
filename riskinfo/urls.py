from django.urls import include, path

from . import intake_views, return_views, test_views, views

return_patterns = [
    path("", return_views.return_table, name="list"),
    path("<int:case_id>/", return_views.detail, name="detail"),
    path("<int:case_id>/act/<str:name>/", return_views.act, name="act"),
]

app_name = "riskinfo"
urlpatterns = [
    path("", views.info_list, name="list"),
    path("new/", intake_views.new, name="new"),
    path("duplicates/", intake_views.duplicate_lookup, name="duplicates"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/edit/", intake_views.edit, name="edit"),
    path("<int:case_id>/supplement/", intake_views.supplement, name="supplement"),
    path("<int:case_id>/reporter/", views.reporter, name="reporter"),
    path("<int:case_id>/act/<str:name>/", views.act, name="act"),
    path("tests/", test_views.test_list, name="tests"),
    path("tests/<int:task_id>/", test_views.detail, name="test"),
    path("tests/<int:task_id>/act/<str:name>/", test_views.act, name="test_act"),
    path("returns/", return_views.return_table, name="returns"),
    path("returns/", include((return_patterns, "returns"))),
]
