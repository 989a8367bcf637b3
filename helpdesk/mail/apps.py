"""Mail that leaves, kept byte for byte, and the addresses that must not get any."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "helpdesk.mail"
    label = "mail"
    verbose_name = _("mail")

    def ready(self) -> None:
        from django.core.checks import register

        from helpdesk.mail.hooks.secrets import check_secrets

        register(check_secrets)
