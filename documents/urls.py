from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="list"),
    path("register.xlsx", views.register, name="register"),
    path("new/<int:case_id>/", views.new, name="new"),
    path("<int:document_id>/", views.detail, name="detail"),
    path("<int:document_id>/edit/", views.edit, name="edit"),
    path("<int:document_id>/act/<str:name>/", views.act, name="act"),
    path("<int:document_id>/<slug:which>.pdf", views.pdf, name="pdf"),
    path("recipients/<int:recipient_id>/serve/", views.serve, name="serve"),
]
