from django.urls import path

from . import views

urlpatterns = [
    path("", views.incoming_list, name="list"),
    path("new/", views.new, name="new"),
    path("register/", views.register_sheet, name="register"),
    path("register.xlsx", views.register_xlsx, name="register_xlsx"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/act/<str:name>/", views.act, name="act"),
]
