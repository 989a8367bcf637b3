"""Claim a recovery step: send its mail, or write down why not."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from carts import consent
from carts.locks import lock_buyers
from carts.models import Cart, RecoveryStep
from carts.recovery_mail import write_mail
from carts.services.codes import issue_code
from carts.services.lifecycle import GIVE_UP_AFTER, SAME_BUYER_WITHIN, same_purchase
from escalation.services import is_anybody_on_duty
from helpdesk.addresses import spellings
from helpdesk.live import announce
from helpdesk.mail import outbox
from helpdesk.mail.models import Suppression
from helpdesk.transitions import move, try_move
from tickets.cases import record
from tickets.models import Entry

logger = structlog.get_logger(__name__)

Status = RecoveryStep.Status

MOST_SETBACKS = 5
PUSH_BACK = timedelta(minutes=2)
MOST_IN_A_DAY = 1
MOST_IN_A_MONTH = 3


def settle_next_step(*, at: datetime) -> bool:
    """Settle one step that is due; False when none is left that nobody else is at.

    A step that cannot be settled is pushed back with its reason, so that it keeps nobody else waiting.
    """
    step = None
    try:
        with transaction.atomic():
            step = _claim(at=at)
            if step is not None:
                settle_step(step, at=at)
    except Exception as error:  # whatever one cart does to us, the others must get their mail
        logger.exception("recovery_step_pushed_back", step=step and step.pk)
        if step is None:
            raise
        _push_back(step, error, at=at)
    return step is not None


def settle_step(step: RecoveryStep, *, at: datetime) -> None:
    """Mail, skip or postpone. The caller holds the cart's row; the buyer is held from here on.

    Both locks together make it certain that no mail is claimed after the buyer's order was received.
    """
    cart = step.cart
    lock_buyers([cart.email])
    step.refresh_from_db(fields=["status", "due_at"])
    if step.status != Status.DUE or cart.status != Cart.Status.ABANDONED:
        return
    because = reason_not_to_mail(step, at=at)
    if because:
        move(step, Status.SKIPPED, skipped_because=str(because)[:200], settled_at=at)
    elif later := consent.quiet_until(cart, at=at):
        RecoveryStep.objects.filter(pk=step.pk).update(due_at=later)
    else:
        _mail(step, at=at)
    announce("carts-board", f"cart-{cart.pk}")


def reason_not_to_mail(step: RecoveryStep, *, at: datetime) -> str:
    """Why this step must not be mailed, in words for an agent; "" when it may."""
    cart, event = step.cart, step.cart.event
    line = cart.source.recovery_line
    checks = (
        (lambda: not cart.email, _("No e-mail address is known.")),
        (lambda: cart.opted_out, _("The buyer asked the shop for no mail.")),
        (lambda: not cart.items and not cart.problem, _("The cart is empty.")),
        (lambda: at - cart.active_at > GIVE_UP_AFTER, _("More than 72 hours have passed.")),
        (lambda: event and event.starts_at <= at, _("The event has begun.")),
        (lambda: event and event.is_sold_out, _("The event is sold out.")),
        (lambda: not cart.source.is_active, _("The shop is switched off here.")),
        (
            lambda: not line.is_active or not is_anybody_on_duty(line.ring_group, at=at),
            _("Nobody would answer the secret number."),
        ),
        (
            lambda: Suppression.objects.covering(cart.email).exists(),
            _("The address is on the list of those not to mail."),
        ),
        (lambda: _has_bought(cart, at=at), _("The same address bought tickets of this event within 48 hours.")),
        (
            lambda: _mailed(cart, since=at - timedelta(hours=24)) >= MOST_IN_A_DAY,
            _("The address got a recovery mail within 24 hours."),
        ),
        (
            lambda: _mailed(cart, since=at - timedelta(days=30)) >= MOST_IN_A_MONTH,
            _("The address got three recovery mails within 30 days."),
        ),
    )
    for applies, words in checks:
        if applies():
            return words
    return str(consent.missing_basis(cart, purpose=step.purpose))


def _claim(*, at: datetime) -> RecoveryStep | None:
    """The next step that is due, its cart locked. Those that another sweeper or a report holds are left to it."""
    due = RecoveryStep.objects.due(at=at).select_related("cart").order_by("due_at", "pk")
    return due.select_for_update(of=("cart",), skip_locked=True).first()


def _mail(step: RecoveryStep, *, at: datetime) -> None:
    cart = step.cart
    code = issue_code(cart, at=at)
    mail = write_mail(step, code=code)
    message = outbox.queue_mail(
        key=f"recovery:{step.pk}",
        to=cart.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        from_name=cart.source.sender_name,
        headers=mail.headers,
        send_before=min(code.expires_at, cart.active_at + GIVE_UP_AFTER),
        at=at,
    )
    move(step, Status.MAILED, message=message, settled_at=at, setback="")
    if cart.ticket_id:
        body = _("Recovery mail to %(address)s: %(subject)s") % {"address": cart.email, "subject": mail.subject}
        record(cart.ticket, kind=Entry.Kind.CART, body=body, at=at, source_key=f"cart:{cart.pk}:step:{step.number}")


def _push_back(step: RecoveryStep, error: Exception, *, at: datetime) -> None:
    """Try again later, five times in all; then a person must look at what the cart did to us."""
    step.refresh_from_db()
    step.setbacks += 1
    step.setback = f"{type(error).__name__}: {error}"[:300]
    step.due_at = at + PUSH_BACK * 2 ** (step.setbacks - 1)
    step.save(update_fields=["setbacks", "setback", "due_at"])
    if step.setbacks >= MOST_SETBACKS:
        because = _("The mail could not be written: see why it was pushed back.")
        try_move(step, Status.SKIPPED, skipped_because=because, settled_at=at)


def _has_bought(cart: Cart, *, at: datetime) -> bool:
    return Cart.objects.bought().filter(same_purchase(cart), ordered_at__gte=at - SAME_BUYER_WITHIN).exists()


def _mailed(cart: Cart, *, since: datetime) -> int:
    """How many recovery mails the address got, whatever the cart."""
    mailed = RecoveryStep.objects.mailed().annotate(to=Lower("message__to_address"))
    return mailed.filter(to__in=spellings(cart.email), settled_at__gt=since).count()
