from django.urls import path

from . import views

urlpatterns = [
    path("new/<int:case_id>/", views.new, name="new"),
    path("<int:batch_id>/", views.detail, name="detail"),
    path("<int:batch_id>/edit/", views.edit, name="edit"),
    path("<int:batch_id>/act/<str:name>/", views.act, name="act"),
    path("<int:batch_id>/retry/", views.retry, name="retry"),
    path("<int:batch_id>/papers.zip", views.papers_zip, name="zip"),
    path("<int:batch_id>/<int:member_id>/paper.pdf", views.member_pdf, name="member_pdf"),
]
