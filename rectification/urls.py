from django.urls import path

from . import views

app_name = "rectification"
urlpatterns = [
    path("", views.ledger, name="list"),
    path("new/", views.new, name="new"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/act/<slug:name>/", views.act, name="act"),
]
