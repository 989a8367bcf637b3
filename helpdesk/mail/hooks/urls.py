"""Addresses for email providers. Without a slash at the end: a redirect would lose what they post."""

from django.urls import path

from helpdesk.mail.hooks import views

app_name = "hooks"
urlpatterns = [
    # Mailgun posts the original to an address that has "mime" in it, and only to such a one.
    path("<slug:provider>/mime", views.mime, name="mime"),
    path("<slug:provider>/events", views.events, name="events"),
]
