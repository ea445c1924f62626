from django.urls import path

from . import flowviews, sealviews, views

app_name = "emergency"
urlpatterns = [
    path("", views.emergency_list, name="list"),
    path("new/", views.new, name="new"),
    path("seals/new/", sealviews.new, name="seal_new"),
    path("seals/<int:seal_id>/", sealviews.detail, name="seal"),
    path("seals/<int:seal_id>/list/", sealviews.items, name="seal_items"),
    path("seals/<int:seal_id>/act/<slug:name>/", sealviews.act, name="seal_act"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/flow/", flowviews.flow, name="flow"),
    path("<int:case_id>/act/<slug:name>/", views.act, name="act"),
]
