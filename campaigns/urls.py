from django.urls import include, path

from . import case_views, plan_views, report_views, result_views, return_views, target_views, views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaigns, name="list"),
    path("new/", views.new, name="new"),
    path("returns/", include("campaigns.return_urls")),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/act/<slug:name>/", views.act, name="act"),
    path("<int:case_id>/plan/", plan_views.plan, name="plan"),
    path("<int:case_id>/plan/<slug:name>/", plan_views.part, name="part"),
    path("<int:case_id>/plan/<slug:name>/<int:pk>/", plan_views.part, name="part_row"),
    path("<int:case_id>/targets/", target_views.index, name="targets"),
    path("<int:case_id>/targets/find/", target_views.find, name="find"),
    path("<int:case_id>/targets/add/", target_views.add, name="add_target"),
    path("<int:case_id>/targets/hand-out/", target_views.hand_out, name="hand_out"),
    path("<int:case_id>/targets/<int:pk>/strike/", target_views.strike, name="strike_target"),
    path("<int:case_id>/reports/", report_views.reports, name="reports"),
    path("<int:case_id>/reports/matter/", report_views.new_matter, name="new_matter"),
    path("<int:case_id>/reports/feedback/", report_views.new_feedback, name="new_feedback"),
    path("<int:case_id>/reports/feedback/<int:pk>/", report_views.answer, name="answer"),
    path("<int:case_id>/results/", result_views.results, name="results"),
    path("<int:case_id>/figure/", result_views.figure, name="figure"),
    path("<int:case_id>/merged/", return_views.merged, name="merged"),
    path("<int:case_id>/cases/", case_views.cases, name="cases"),
    path("<int:case_id>/cases/new/", case_views.new, name="new_case"),
    path("cases/<int:pk>/expose/", case_views.expose, name="expose"),
]
