"""The lifecycle of a cart: from the checkout to bought, abandoned, back again or given up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carts.lifecycle.buyers import lock_buyers, same_purchase
from carts.models import Cart, CartSource, RecoveryStep
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.transitions import move, try_move
from helpdesk.mail import outbox
from helpdesk.mail.models import OutboundMessage
from tickets.cases import add_entry
from tickets.models import Entry

Status = Cart.Status

GIVE_UP_AFTER = timedelta(hours=72)
MOST_STEPS = 2


def wait_before_abandoning(cart: Cart, *, source: CartSource) -> timedelta:
    """How long after the last sign of life a cart counts as abandoned: sooner when help is more welcome."""
    if not cart.problem:
        return source.wait_after_leaving
    return source.wait_after_hold_lost if cart.problem in Cart.LOST_SEATS else source.wait_after_problem


def last_activity(cart: Cart) -> datetime:
    """The buyer's last act, or the trouble that came after it."""
    return max(cart.active_at, cart.problem_at or cart.active_at)


def settle_carts(carts: Sequence[Cart], *, source: CartSource, at: datetime) -> None:
    """Bring status and deadline of freshly folded carts in line with their events.

    The caller holds the rows and writes `due_at` and the folded fields afterwards.
    """
    complete_carts([cart for cart in carts if cart.ordered_at and cart.status not in Cart.BOUGHT], at=at)
    for cart in carts:
        if cart.abandoned_at and cart.status == Status.ABANDONED and cart.active_at > cart.abandoned_at:
            reopen_cart(cart)
        if cart.status == Status.OPEN:
            cart.due_at = last_activity(cart) + wait_before_abandoning(cart, source=source)


def complete_carts(carts: Sequence[Cart], *, at: datetime) -> None:
    """Bought: nothing is mailed for these carts any more, nor for the buyers' others of the same event.

    The caller holds the rows. The buyers are held too, so that a mail that is being claimed for one of their other
    carts is either finished, and called back here, or sees this order.
    """
    if not carts:
        return
    lock_buyers(cart.email for cart in carts)
    for cart in carts:
        if (
            cart.status == Status.ABANDONED
            and cart.ordered_at
            and cart.abandoned_at
            and cart.ordered_at <= cart.abandoned_at
        ):
            # The report of the order was late: the cart was never abandoned, and that it was bought is not our doing.
            reopen_cart(cart)
        after = Status.COMPLETED if cart.status == Status.OPEN else Status.RECOVERED
        move(cart, after, due_at=None, ordered_at=cart.ordered_at)
        if cart.ticket:
            body = _("The buyer bought: order %(order)s.") % {"order": cart.order_reference or _("without a number")}
            add_entry(cart.ticket, kind=Entry.Kind.CART, body=body, at=at, source_key=f"cart:{cart.pk}:bought")
    _drop_due_steps(carts, because=_("Bought."), at=at)
    mails_to_buyers = reduce(or_, (same_purchase(cart, prefix="recovery_step__cart__") for cart in carts))
    for message in OutboundMessage.objects.filter(mails_to_buyers, status=OutboundMessage.Status.QUEUED):
        outbox.cancel_mail(message, why=_("The buyer bought before the email was sent."))


def reopen_cart(cart: Cart) -> bool:
    """The buyer is back in the checkout. A mail that is still due waits until the cart is abandoned again."""
    return try_move(cart, Status.OPEN, abandoned_at=None)


@transaction.atomic
def abandon_cart(cart: Cart, *, at: datetime | None = None) -> bool:
    """Nobody did anything for too long. From now on there is one mail to be sent, or a reason why not.

    False when the cart is not open any more.
    """
    at = at or timezone.now()
    cart = locked(cart)
    due_at = last_activity(cart) + GIVE_UP_AFTER
    if not try_move(cart, Status.ABANDONED, abandoned_at=at, due_at=due_at, setback=""):
        return False
    schedule_steps([cart], at=at)
    announce(LiveChannel.CARTS_BOARD, LiveChannel.CART.of(cart.pk))
    return True


@transaction.atomic
def expire_cart(cart: Cart, *, at: datetime | None = None) -> bool:
    """Too late to help: what was still due is dropped. False when the cart is not abandoned any more."""
    at = at or timezone.now()
    cart = locked(cart)
    if not try_move(cart, Status.EXPIRED, due_at=None, setback=""):
        return False
    _drop_due_steps([cart], because=_("The cart expired before the email was due."), at=at)
    announce(LiveChannel.CARTS_BOARD, LiveChannel.CART.of(cart.pk))
    return True


def schedule_steps(carts: Sequence[Cart], *, at: datetime) -> None:
    """One mail to be sent for each of these abandoned carts, in one INSERT.

    A cart that was abandoned before keeps its first step: when that was mailed there is no second mail, when it was
    skipped for a reason that may no longer hold, one more is tried.
    """
    purposes, statuses = RecoveryStep.Purpose, RecoveryStep.Status
    numbers = {cart.pk: 1 for cart in carts}
    settled = RecoveryStep.objects.filter(cart__in=carts).values_list("cart_id", "number", "status")
    for cart_id, number, status in settled:
        numbers[cart_id] = number + 1 if status == statuses.SKIPPED else 0
    steps = [
        RecoveryStep(
            cart=cart,
            number=numbers[cart.pk],
            purpose=purposes.SERVICE_NOTICE if cart.problem else purposes.RECOVERY,
            due_at=at,
            status=statuses.DUE,
        )
        for cart in carts
        if 1 <= numbers[cart.pk] <= MOST_STEPS
    ]
    for step in steps:
        # Most carts have no address: there is nothing to weigh, so their steps need not be claimed one by one.
        if not step.cart.email:
            step.status, step.settled_at = statuses.SKIPPED, at
            step.skipped_because = _("No email address.")
    RecoveryStep.objects.bulk_create(steps, ignore_conflicts=True)


def _drop_due_steps(carts: Sequence[Cart], *, because: str, at: datetime) -> None:
    for step in RecoveryStep.objects.filter(cart__in=carts, status=RecoveryStep.Status.DUE):
        try_move(step, RecoveryStep.Status.SKIPPED, skipped_because=because, settled_at=at)
