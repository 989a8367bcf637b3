"""Addresses of one's own settings."""

from django.urls import path

from helpdesk.accounts import views

app_name = "accounts"
urlpatterns = [
    path("theme/", views.set_theme, name="theme"),
    path("keys/", views.set_keys, name="keys"),
]
