"""URLs of the settings as a whole, and of the help."""

from django.urls import path

from helpdesk.configuration import mail_domains, mailbox_sign_in, mailboxes, views

app_name = "configuration"
urlpatterns = [
    path("settings/", views.home, name="home"),
    path("settings/first-day/", views.first_day, name="first_day"),
    path("settings/first-day/dismiss/", views.dismiss, name="dismiss_first_day"),
    path("settings/email/", views.email, name="email"),
    path("settings/email/test/", views.send_test, name="send_test_email"),
    path("settings/email-domains/", mail_domains.mail_domains, name="mail_domains"),
    path("settings/email-domains/check/", mail_domains.check_mail_domain, name="check_mail_domain"),
    path("settings/email-domains/keys/new/", mail_domains.new_dkim_key, name="new_dkim_key"),
    path("settings/email-domains/keys/<int:pk>/check/", mail_domains.check_dkim_key, name="check_dkim_key"),
    path("settings/email-domains/keys/<int:pk>/delete/", mail_domains.delete_dkim_key, name="delete_dkim_key"),
    path("settings/suppressed-addresses/", views.suppressions, name="suppressions"),
    path("settings/suppressed-addresses/<int:pk>/release/", views.release, name="release_address"),
    path("settings/mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("settings/mailboxes/new/", mailboxes.new_mailbox, name="new_mailbox"),
    path("settings/mailboxes/new/password/", mailboxes.mailbox, name="new_password_mailbox"),
    path(
        "settings/mailboxes/new/microsoft/", mailboxes.mailbox, {"sign_in": "microsoft"}, name="new_microsoft_mailbox"
    ),
    path("settings/mailboxes/new/google/", mailboxes.mailbox, {"sign_in": "google"}, name="new_google_mailbox"),
    path(
        "settings/mailboxes/new/microsoft-user/",
        mailboxes.mailbox,
        {"sign_in": "microsoft_user"},
        name="new_microsoft_user_mailbox",
    ),
    path(
        "settings/mailboxes/new/google-user/",
        mailboxes.mailbox,
        {"sign_in": "google_user"},
        name="new_google_user_mailbox",
    ),
    path(
        "settings/mailboxes/signed-in/microsoft/",
        mailbox_sign_in.signed_in,
        {"provider": "microsoft"},
        name="microsoft_signed_in",
    ),
    path(
        "settings/mailboxes/signed-in/google/",
        mailbox_sign_in.signed_in,
        {"provider": "google"},
        name="google_signed_in",
    ),
    path("settings/mailboxes/<int:pk>/sign-in/", mailbox_sign_in.sign_in, name="sign_in_mailbox"),
    path("settings/mailboxes/<int:pk>/sign-out/", mailbox_sign_in.sign_out, name="sign_out_mailbox"),
    path("settings/mailboxes/<int:pk>/", mailboxes.mailbox, name="mailbox"),
    path("settings/mailboxes/<int:pk>/delete/", mailboxes.remove_mailbox, name="delete_mailbox"),
    path("settings/mailboxes/<int:pk>/test/", mailboxes.try_one, name="try_mailbox"),
    path("handbook/", views.handbook, name="help"),
    path("handbook/<slug:name>/", views.chapter, name="help_page"),
]
