from django.urls import include, path

from . import annex_views, kind_views, outgoing_views, verify_views, views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="list"),
    path("outgoing/", outgoing_views.register, name="outgoing"),
    path("outgoing/reserve/", outgoing_views.reserve, name="reserve"),
    path("outgoing/reserved/<int:number_id>/void/", outgoing_views.void_reserved, name="void_reserved"),
    path("register.xlsx", outgoing_views.register_xlsx, name="register"),
    path("batches/", include(("documents.batches.urls", "batches"))),
    path("incoming/", include(("documents.incoming.urls", "incoming"))),
    path("verify/", verify_views.verify, name="verify"),
    path("kinds/", kind_views.index, name="kinds"),
    path("kinds/<str:code>/", kind_views.edit, name="kind"),
    path("kinds/<str:code>/preview.pdf", kind_views.preview, name="kind_preview"),
    path("new/<int:case_id>/", views.new, name="new"),
    path("new/<int:case_id>/preview.pdf", views.preview, name="preview_new"),
    path("new/<int:case_id>/<int:document_id>/preview.pdf", views.preview, name="preview_edit"),
    path("<int:document_id>/", views.detail, name="detail"),
    path("<int:document_id>/draft.docx", views.docx, name="docx"),
    path("<int:document_id>/sheet/", views.sheet, name="sheet"),
    path("<int:document_id>/annex/", annex_views.new, name="annex"),
    path("annexes/<int:annex_id>/remove/", annex_views.remove, name="remove_annex"),
    path("<int:document_id>/edit/", views.edit, name="edit"),
    path("<int:document_id>/act/<str:name>/", views.act, name="act"),
    path("<int:document_id>/<slug:which>.pdf", views.pdf, name="pdf"),
    path("recipients/<int:recipient_id>/receipt.pdf", views.receipt, name="receipt"),
    path("recipients/<int:recipient_id>/serve/", views.serve, name="serve"),
]
