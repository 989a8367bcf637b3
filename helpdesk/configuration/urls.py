"""URLs of the settings as a whole, and of the help."""

from django.urls import path

from helpdesk.configuration import views

app_name = "configuration"
urlpatterns = [
    path("settings/", views.home, name="home"),
    path("settings/first-day/", views.first_day, name="first_day"),
    path("settings/first-day/dismiss/", views.dismiss, name="dismiss_first_day"),
    path("settings/email/", views.email, name="email"),
    path("settings/email/test/", views.send_test, name="send_test_email"),
    path("settings/suppressed-addresses/", views.suppressions, name="suppressions"),
    path("settings/suppressed-addresses/<int:pk>/release/", views.release, name="release_address"),
    path("help/", views.handbook, name="help"),
    path("help/<slug:name>/", views.chapter, name="help_page"),
]
