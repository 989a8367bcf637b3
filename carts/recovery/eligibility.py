"""Eligibility for a recovery mail: every reason against it, the cheapest to find out first."""

from datetime import datetime, timedelta

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from carts.lifecycle import GIVE_UP_AFTER
from carts.lifecycle.buyers import same_purchase
from carts.models import Cart, RecoveryStep
from carts.recovery import consent
from escalation.duty import is_anybody_on_duty
from helpdesk.lib.addresses import spellings
from helpdesk.mail.models import Suppression

SAME_BUYER_WITHIN = timedelta(hours=48)
"""An order counts for every cart of the same address and event within this time."""
MOST_IN_A_DAY = 1
MOST_IN_A_MONTH = 3


def reason_not_to_mail(step: RecoveryStep, *, at: datetime) -> str:
    """Why this step must not be mailed, in words for an agent; "" when it may."""
    cart = step.cart
    if not cart.email:
        return _("No email address.")
    if cart.opted_out:
        return _("The buyer opted out of email in the shop.")
    if not cart.items and not cart.problem:
        return _("The cart is empty.")
    if at - cart.active_at > GIVE_UP_AFTER:
        return _("More than 72 hours have passed.")
    event, line = cart.event, cart.source.recovery_line
    if event and event.starts_at <= at:
        return _("The event has started.")
    if event and event.is_sold_out:
        return _("The event is sold out.")
    if not cart.source.is_active:
        return _("This shop is turned off.")
    if not line.is_active or not is_anybody_on_duty(line.ring_group, at=at):
        return _("Nobody is available to answer the secret number.")
    if Suppression.objects.covering(cart.email).exists():
        return _("This address is suppressed.")
    if Cart.objects.bought().filter(same_purchase(cart), ordered_at__gte=at - SAME_BUYER_WITHIN).exists():
        return _("This address bought tickets for this event in the last 48 hours.")
    if mails_since(at - timedelta(hours=24), email=cart.email) >= MOST_IN_A_DAY:
        return _("This address got a recovery email in the last 24 hours.")
    if mails_since(at - timedelta(days=30), email=cart.email) >= MOST_IN_A_MONTH:
        return _("This address got three recovery emails in the last 30 days.")
    return str(consent.missing_basis(cart, purpose=step.purpose))


def mails_since(since: datetime, *, email: str) -> int:
    """How many recovery mails the address got, whatever the cart."""
    mailed = RecoveryStep.objects.mailed().annotate(to=Lower("message__to_address"))
    return mailed.filter(to__in=spellings(email), settled_at__gt=since).count()
