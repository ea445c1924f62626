from django.urls import path

from . import bulletinviews, flowviews, sealviews, views

app_name = "emergency"
urlpatterns = [
    path("", views.emergency_list, name="list"),
    path("new/", views.new, name="new"),
    path("seals/new/", sealviews.new, name="seal_new"),
    path("seals/<int:seal_id>/", sealviews.detail, name="seal"),
    path("seals/<int:seal_id>/list/", sealviews.items, name="seal_items"),
    path("seals/<int:seal_id>/act/<slug:name>/", sealviews.act, name="seal_act"),
    path("told/<int:recipient_id>/receipt/", bulletinviews.confirm, name="confirm_receipt"),
    path("told/<int:recipient_id>/confirm/", bulletinviews.record_confirmation, name="confirm"),
    path("told/<int:recipient_id>/feedback/", bulletinviews.record_feedback, name="feedback"),
    path("<int:case_id>/tell/<str:kind>/", bulletinviews.tell, name="tell"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/flow/", flowviews.flow, name="flow"),
    path("<int:case_id>/act/<slug:name>/", views.act, name="act"),
]
