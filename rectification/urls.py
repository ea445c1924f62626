from django.urls import include, path

from . import amount_views, area_views, batch_views, consequence_views, prompt_views, setting_views, views

app_name = "rectification"
_AREAS = [
    path("", area_views.index, name="list"),
    path("new/", area_views.new, name="new"),
    path("<int:case_id>/", area_views.detail, name="detail"),
    path("<int:case_id>/act/<slug:name>/", area_views.act, name="act"),
]
urlpatterns = [
    path("", views.ledger, name="list"),
    path("new/", views.new, name="new"),
    path("figures/", views.ledger_figures, name="figures"),
    path("ledger.pdf", views.ledger_pdf, name="ledger_pdf"),
    path("assign/", batch_views.assign_many, name="assign"),
    path("notices/", batch_views.notices, name="notices"),
    path("notices.pdf", batch_views.notices_pdf, name="notices_pdf"),
    path("prompts/", prompt_views.prompts, name="prompts"),
    path("prompts/<int:prompt_id>/", prompt_views.prompt, name="prompt"),
    path("consequences/", consequence_views.index, name="consequences"),
    path("consequences/<int:pk>/", consequence_views.detail, name="consequence"),
    path("consequences/<int:pk>/act/<slug:name>/", consequence_views.act, name="consequence_act"),
    path("<int:case_id>/consequence/", consequence_views.new, name="consequence_new"),
    path("<int:case_id>/amount/", amount_views.new, name="amount_new"),
    path("<int:case_id>/amount/<int:pk>/strike/", amount_views.strike, name="amount_strike"),
    path("areas/", include((_AREAS, "areas"))),
    path("settings/", setting_views.settings_page, name="settings"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/act/<slug:name>/", views.act, name="act"),
]
