"""A mail to whoever asks for it, to see whether the mail server takes what the desk sends."""

from uuid import uuid4

from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import Mail, queue_mail

KEY = "test-mail"


def send_test_mail(user: User) -> OutboundMessage:
    """It takes the way of every other mail, through the outbox."""
    text = _("This is a test email from your problem desk. If you can read it, sending works.")
    mail = Mail(to=user.email, subject=_("Test email from Press 4"), text=text)
    return queue_mail(mail, key=f"{KEY}:{user.pk}:{uuid4()}")


def last_test_mail(user: User) -> OutboundMessage | None:
    """The newest of those that `user` asked for."""
    return OutboundMessage.objects.filter(key__startswith=f"{KEY}:{user.pk}:").defer("raw").first()
