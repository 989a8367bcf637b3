"""URLs of the settings as a whole, and of the help."""

from django.urls import path

from helpdesk.configuration import mailboxes, views

app_name = "configuration"
urlpatterns = [
    path("settings/", views.home, name="home"),
    path("settings/first-day/", views.first_day, name="first_day"),
    path("settings/first-day/dismiss/", views.dismiss, name="dismiss_first_day"),
    path("settings/email/", views.email, name="email"),
    path("settings/email/test/", views.send_test, name="send_test_email"),
    path("settings/suppressed-addresses/", views.suppressions, name="suppressions"),
    path("settings/suppressed-addresses/<int:pk>/release/", views.release, name="release_address"),
    path("settings/mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("settings/mailboxes/new/", mailboxes.new_mailbox, name="new_mailbox"),
    path("settings/mailboxes/new/password/", mailboxes.mailbox, name="new_password_mailbox"),
    path(
        "settings/mailboxes/new/microsoft/", mailboxes.mailbox, {"sign_in": "microsoft"}, name="new_microsoft_mailbox"
    ),
    path("settings/mailboxes/new/google/", mailboxes.mailbox, {"sign_in": "google"}, name="new_google_mailbox"),
    path("settings/mailboxes/<int:pk>/", mailboxes.mailbox, name="mailbox"),
    path("settings/mailboxes/<int:pk>/delete/", mailboxes.remove_mailbox, name="delete_mailbox"),
    path("settings/mailboxes/<int:pk>/test/", mailboxes.try_one, name="try_mailbox"),
    path("handbook/", views.handbook, name="help"),
    path("handbook/<slug:name>/", views.chapter, name="help_page"),
]
