from django.urls import path

from . import absence_views, people, units, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password, name="password"),
    path("profile/", views.profile, name="profile"),
    path("keepalive/", views.keepalive, name="keepalive"),
    path("users/", people.users, name="users"),
    path("users/new/", people.create, name="user_create"),
    path("users/<int:user_id>/", people.detail, name="user"),
    path("users/<int:user_id>/edit/", people.edit, name="user_edit"),
    path("users/<int:user_id>/reset-password/", people.reset, name="user_reset_password"),
    path("users/<int:user_id>/unlock/", people.unlock, name="user_unlock"),
    path("absences/", absence_views.absences, name="absences"),
    path("absences/new/", absence_views.create, name="absence_create"),
    path("absences/<int:absence_id>/end/", absence_views.end, name="absence_end"),
    path("departments/", units.departments, name="departments"),
    path("departments/new/", units.create, name="department_create"),
    path("departments/<int:department_id>/", units.edit, name="department_edit"),
]
