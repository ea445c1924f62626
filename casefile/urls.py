from django.urls import path

from . import savedviews, views

app_name = "casefile"
urlpatterns = [
    path("<int:case_id>/attach/", views.attach_files, name="attach"),
    path("<int:case_id>/assign/", views.assign, name="assign"),
    path("<int:case_id>/history/", views.history, name="history"),
    path("<int:case_id>/history/<int:seq>/correct/", views.correct, name="correct"),
    path("views/save/", savedviews.save, name="save_view"),
    path("views/<int:view_id>/delete/", savedviews.delete, name="delete_view"),
    path("long-acts/<int:job_id>/", views.long_act, name="long_act"),
    path("enterprise-options/", views.enterprise_options, name="enterprise_options"),
    path("attachments/<int:attachment_id>/", views.attachment, name="attachment"),
    path("attachments/<int:attachment_id>/strike/", views.strike_attachment, name="strike_attachment"),
    path("measures/<int:measure_id>/", views.measure, name="measure"),
    path("measures/<int:measure_id>/owner/", views.measure_owner, name="measure_owner"),
]
