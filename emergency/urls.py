from django.urls import path

from . import bulletinviews, contactviews, flowviews, planviews, sealviews, views

app_name = "emergency"
urlpatterns = [
    path("", views.emergency_list, name="list"),
    path("new/", views.new, name="new"),
    path("seals/new/", sealviews.new, name="seal_new"),
    path("seals/<int:seal_id>/", sealviews.detail, name="seal"),
    path("seals/<int:seal_id>/list/", sealviews.items, name="seal_items"),
    path("seals/<int:seal_id>/act/<slug:name>/", sealviews.act, name="seal_act"),
    path("plans/", planviews.index, name="plans"),
    path("plans/new/", planviews.new, name="plan_new"),
    path("plans/shipped/", planviews.detail, name="plan_shipped"),
    path("plans/card/", planviews.card, name="plan_card_now"),
    path("plans/contacts/", planviews.contacts, name="plan_contacts"),
    path("plans/roster/", planviews.roster, name="roster"),
    path("plans/<int:plan_id>/", planviews.detail, name="plan"),
    path("plans/<int:plan_id>/edit/", planviews.edit, name="plan_edit"),
    path("plans/<int:plan_id>/publish/", planviews.publish, name="plan_publish"),
    path("plans/<int:plan_id>/file/", planviews.file, name="plan_file"),
    path("plans/<int:plan_id>/card/", planviews.card, name="plan_card"),
    path("told/<int:recipient_id>/receipt/", bulletinviews.confirm, name="confirm_receipt"),
    path("told/<int:recipient_id>/confirm/", bulletinviews.record_confirmation, name="confirm"),
    path("told/<int:recipient_id>/feedback/", bulletinviews.record_feedback, name="feedback"),
    path("<int:case_id>/contact/", contactviews.log, name="contact"),
    path("<int:case_id>/tell/<str:kind>/", bulletinviews.tell, name="tell"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/flow/", flowviews.flow, name="flow"),
    path("<int:case_id>/act/<slug:name>/", views.act, name="act"),
]
