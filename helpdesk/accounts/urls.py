"""URLs of one's own settings."""

from django.urls import path

from helpdesk.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("session/", views.session, name="session"),
    path("theme/", views.set_theme, name="theme"),
    path("density/", views.set_density, name="density"),
    path("tokens/new/", views.create_token, name="create_token"),
    path("tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
]
