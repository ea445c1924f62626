from django.urls import include, path

from . import plan_views, views

plan_patterns = [
    path("", plan_views.plans, name="list"),
    path("new/", plan_views.new, name="new"),
    path("<int:case_id>/", plan_views.detail, name="detail"),
    path("<int:case_id>/act/<slug:name>/", plan_views.act, name="act"),
    path("<int:case_id>/items/", plan_views.add_item, name="add_item"),
    path("<int:case_id>/match/", plan_views.match, name="match"),
    path("items/<int:item_id>/targets/", plan_views.add_targets, name="add_targets"),
    path("items/<int:item_id>/remove/", plan_views.remove_item, name="remove_item"),
    path("targets/<int:target_id>/remove/", plan_views.remove_target, name="remove_target"),
    path("targets/<int:target_id>/result/", plan_views.result, name="result"),
]

app_name = "spotchecks"
urlpatterns = [
    path("", views.handlings, name="list"),
    path("begin/<int:sampling_id>/", views.begin, name="begin"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/act/<slug:name>/", views.act, name="act"),
    path("follow-up/", views.follow_up, name="follow_up"),
    path("plans/", include((plan_patterns, "plans"))),
]
