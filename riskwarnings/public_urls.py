from django.urls import path

from . import public_views

app_name = "notices"
urlpatterns = [
    path("", public_views.index, name="list"),
    path("<uuid:public_id>/", public_views.detail, name="detail"),
]
