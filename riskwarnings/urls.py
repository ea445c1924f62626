from django.urls import path

from . import assess_views, issue_views, leader_views, matrix_views, public_views, setting_views, views

app_name = "warnings"
urlpatterns = [
    path("", views.warning_list, name="list"),
    path("public/", public_views.releases, name="releases"),
    path("public/<int:document_id>/publish/", public_views.publish, name="publish"),
    path("public/<int:document_id>/withdraw/", public_views.withdraw, name="unpublish"),
    path("new/", views.new, name="new"),
    path("grade/", assess_views.grade_preview, name="grade_preview"),
    path("assess/<int:case_id>/", assess_views.assess, name="assess"),
    path("assessments/<int:case_id>/", assess_views.assessments, name="assessments"),
    path("matrix/<int:case_id>/", matrix_views.sheets, name="matrix"),
    path("batch/", leader_views.batch_page, name="batch"),
    path("routes/", setting_views.approval_routes, name="routes"),
    path("<int:case_id>/memo/", leader_views.memo, name="memo"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/edit/", views.edit, name="edit"),
    path("<int:case_id>/papers/<str:code>/", issue_views.begin, name="paper_begin"),
    path("<int:case_id>/papers/<str:code>/waive/", issue_views.waive, name="paper_waive"),
    path("<int:case_id>/papers/<str:code>/take-back/", issue_views.take_back, name="paper_take_back"),
    path("<int:case_id>/consult/", issue_views.consult, name="consult"),
    path("<int:case_id>/recall/", issue_views.recall, name="recall"),
    path("<int:case_id>/guidance/", issue_views.guidance, name="guidance"),
    path("<int:case_id>/act/<str:name>/", views.act, name="act"),
]
