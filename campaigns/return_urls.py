from django.urls import path

from . import return_views

app_name = "returns"
urlpatterns = [
    path("", return_views.returns, name="list"),
    path("<int:case_id>/", return_views.detail, name="detail"),
    path("<int:case_id>/act/<slug:name>/", return_views.act, name="act"),
    path("<int:case_id>/figure/", return_views.figure, name="figure"),
    path("<int:case_id>/preview.pdf", return_views.preview, name="preview"),
    path("<int:case_id>/versions/<int:number>.<slug:ending>", return_views.version_file, name="version_file"),
]
