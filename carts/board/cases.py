"""Cases of carts: a cart becomes a case when somebody takes it up."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carts.models import Cart
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.moments import words_of_the_desk
from tickets.cases import add_entry, find_or_create_requester, open_ticket
from tickets.cases.lifecycle import note_cart_worth
from tickets.models import Entry, Ticket


@transaction.atomic
def open_case_for_cart(
    cart: Cart, *, at: datetime | None = None, by: User | None = None, channel: str = Ticket.Channel.CART
) -> Ticket:
    """The case of this cart: the one that it has while that is not closed, else a new one with the cart's trace."""
    at = at or timezone.now()
    cart = locked(cart, "ticket", "event", "source__organizer")
    if cart.ticket and cart.ticket.status != Ticket.Status.CLOSED:
        return cart.ticket
    with words_of_the_desk():  # it is the subject of the mails to the buyer
        subject = cart.case_subject
    case = Ticket(
        requester=find_or_create_requester(name=cart.name, email=cart.email, phone=cart.phone, by=by),
        subject=subject,
        channel=channel,
        event=cart.event,
        team=cart.source.organizer.team,
        order_reference=cart.order_reference,
        continues=cart.ticket,
    )
    ticket = open_ticket(case, by=by, at=at)
    link_cart_to_ticket(cart, ticket=ticket, at=at)
    return ticket


def link_cart_to_ticket(cart: Cart, *, ticket: Ticket, at: datetime) -> None:
    """Show the cart on the case: a line on its timeline now, the trace in its context pane from now on."""
    Cart.objects.filter(pk=cart.pk).update(ticket=ticket)
    cart.ticket = ticket
    note_cart_worth(ticket, cents=cart.total_cents, currency=cart.currency)
    add_entry(
        ticket,
        kind=Entry.Kind.CART,
        body=_("Cart %(id)s: %(problem)s") % {"id": cart.external_id, "problem": cart.trouble},
        at=at,
        panel="carts:entry_panel",
        panel_id=cart.pk,
        source_key=f"cart:{cart.pk}:ticket:{ticket.pk}",
    )
    announce(LiveChannel.CARTS_BOARD, LiveChannel.CART.of(cart.pk))
