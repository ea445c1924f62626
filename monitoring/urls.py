from django.urls import include, path

from . import plan_views, publicity_views, result_views, task_views, views

project_patterns = [
    path("", views.projects, name="list"),
    path("new/", views.new_project, name="new"),
    path("<int:case_id>/", views.project, name="detail"),
    path("<int:case_id>/act/<slug:name>/", views.project_act, name="act"),
]

app_name = "monitoring"
urlpatterns = [
    path("", plan_views.plans, name="list"),
    path("new/", plan_views.new, name="new"),
    path("<int:case_id>/", plan_views.detail, name="detail"),
    path("<int:case_id>/act/<slug:name>/", plan_views.act, name="act"),
    path("<int:case_id>/items/", plan_views.add_item, name="add_item"),
    path("items/", views.items, name="items"),
    path("items/<int:item_id>/", plan_views.change_item, name="change_item"),
    path("items/<int:item_id>/remove/", plan_views.remove_item, name="remove_item"),
    path("items/<int:item_id>/result/", plan_views.result, name="result"),
    path("results/<int:result_id>/strike/", result_views.strike, name="strike_result"),
    path("results/<int:result_id>/info/", plan_views.to_info, name="to_info"),
    path("summary/", views.summary, name="summary"),
    path("tasks/", task_views.tasks, name="tasks"),
    path("tasks/<int:item_id>/", task_views.task, name="task"),
    path("tasks/studies/<int:case_id>/", task_views.study, name="study"),
    path("tasks/studies/<int:case_id>/report/", task_views.report_study, name="report_study"),
    path("publicity/", publicity_views.log, name="publicity"),
    path("publicity/new/", publicity_views.new, name="publicity_new"),
    path("publicity/<int:row_id>/strike/", publicity_views.strike, name="publicity_strike"),
    path("publicity/<int:row_id>/file/", publicity_views.file, name="publicity_file"),
    path("projects/", include((project_patterns, "projects"))),
]
