"""Links of a recovery mail that a buyer opened: the return to the cart, the unsubscription."""

from datetime import datetime

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from carts.models import RecoveryStep
from helpdesk.lib.addresses import spellings
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.mail import outbox
from helpdesk.mail.models import OutboundMessage, Suppression
from helpdesk.mail.suppression import suppress_address


def note_return(step: RecoveryStep, *, at: datetime) -> None:
    """The buyer went back to the cart through the mail. The first time counts."""
    if RecoveryStep.objects.filter(pk=step.pk, resumed_at=None).update(resumed_at=at):
        announce(LiveChannel.CARTS_BOARD, LiveChannel.CART.of(step.cart_id))


def unsubscribe(address: str) -> None:
    """Mail `address` no more, and call back what has not left. A second time changes nothing."""
    suppress_address(address, reason=Suppression.Reason.UNSUBSCRIBED)
    queued = OutboundMessage.objects.filter(status=OutboundMessage.Status.QUEUED, recovery_step__isnull=False)
    queued = queued.alias(to_lower=Lower("to_address")).filter(to_lower__in=spellings(address))
    for message in queued:
        outbox.cancel_mail(message, why=_("The buyer unsubscribed before the email was sent."))
