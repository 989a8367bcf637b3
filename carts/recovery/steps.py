"""Recovery steps: claim one that is due, send its mail, or write down why not."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from carts.lifecycle import GIVE_UP_AFTER
from carts.lifecycle.buyers import lock_buyers
from carts.models import Cart, RecoveryStep
from carts.recovery import consent
from carts.recovery.codes import issue_code
from carts.recovery.eligibility import reason_not_to_mail
from carts.recovery.mail import write_mail
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.transitions import move, try_move
from helpdesk.mail import outbox
from tickets.cases import add_entry
from tickets.models import Entry

logger = structlog.get_logger(__name__)

Status = RecoveryStep.Status

MOST_SETBACKS = 5
PUSH_BACK = timedelta(minutes=2)


def settle_next_step(*, at: datetime) -> bool:
    """Settle one step that is due; False when none is left that nobody else is at.

    A step that cannot be settled is pushed back with its reason, so that it keeps nobody else waiting.
    """
    due = RecoveryStep.objects.due(at=at).select_related("cart").order_by("due_at", "pk")
    step = None
    try:
        with transaction.atomic():
            # The cart is locked. Those that another sweeper or a report holds are left to it.
            step = due.select_for_update(of=("cart",), skip_locked=True).first()
            if step is not None:
                settle_step(step, at=at)
    except Exception as error:  # whatever one cart does to us, the others must get their mail
        logger.exception("recovery_step_pushed_back", step=step and step.pk)
        if step is None:
            raise
        # Try again later, five times in all; then a person must look at what the cart did to us.
        step.refresh_from_db()
        step.setbacks += 1
        step.setback = f"{type(error).__name__}: {error}"[:300]
        step.due_at = at + PUSH_BACK * 2 ** (step.setbacks - 1)
        step.save(update_fields=["setbacks", "setback", "due_at"])
        if step.setbacks >= MOST_SETBACKS:
            because = _("The email could not be written. See the reason for the delay.")
            try_move(step, Status.SKIPPED, skipped_because=because, settled_at=at)
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
        move(step, Status.SKIPPED, skipped_because=because[:200], settled_at=at)
    elif later := consent.quiet_until(cart, at=at):
        RecoveryStep.objects.filter(pk=step.pk).update(due_at=later)
    else:
        code = issue_code(cart, at=at)
        mail = write_mail(step, code=code)
        send_before = min(code.expires_at, cart.active_at + GIVE_UP_AFTER)
        message = outbox.queue_mail(mail, key=f"recovery:{step.pk}", send_before=send_before, at=at)
        move(step, Status.MAILED, message=message, settled_at=at, setback="")
        if cart.ticket:
            body = _("Recovery email to %(address)s: %(subject)s") % {"address": cart.email, "subject": mail.subject}
            key = f"cart:{cart.pk}:step:{step.number}"
            add_entry(cart.ticket, kind=Entry.Kind.CART, body=body, at=at, source_key=key)
    announce(LiveChannel.CARTS_BOARD, LiveChannel.CART.of(cart.pk))
