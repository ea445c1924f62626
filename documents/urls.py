from django.urls import path

from . import kind_views, verify_views, views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="list"),
    path("verify/", verify_views.verify, name="verify"),
    path("kinds/", kind_views.index, name="kinds"),
    path("kinds/<str:code>/", kind_views.edit, name="kind"),
    path("kinds/<str:code>/preview.pdf", kind_views.preview, name="kind_preview"),
    path("new/<int:case_id>/", views.new, name="new"),
    path("new/<int:case_id>/preview.pdf", views.preview, name="preview_new"),
    path("new/<int:case_id>/<int:document_id>/preview.pdf", views.preview, name="preview_edit"),
    path("<int:document_id>/", views.detail, name="detail"),
    path("<int:document_id>/draft.docx", views.docx, name="docx"),
    path("<int:document_id>/edit/", views.edit, name="edit"),
    path("<int:document_id>/act/<str:name>/", views.act, name="act"),
    path("<int:document_id>/<slug:which>.pdf", views.pdf, name="pdf"),
    path("recipients/<int:recipient_id>/serve/", views.serve, name="serve"),
]
