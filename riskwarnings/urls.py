from django.urls import path

from . import assess_views, views

app_name = "warnings"
urlpatterns = [
    path("", views.warning_list, name="list"),
    path("new/", views.new, name="new"),
    path("grade/", assess_views.grade_preview, name="grade_preview"),
    path("assess/<int:case_id>/", assess_views.assess, name="assess"),
    path("assessments/<int:case_id>/", assess_views.assessments, name="assessments"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/edit/", views.edit, name="edit"),
    path("<int:case_id>/act/<str:name>/", views.act, name="act"),
]
