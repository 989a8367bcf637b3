"""The case of a call: who calls, what about, and what we know already."""

from datetime import datetime

from django.utils.translation import gettext as _

from calls.models import Call
from carts.board.cases import link_cart_to_ticket
from carts.models import Cart
from helpdesk.accounts.models import User
from helpdesk.lib.phones import readable_phone
from tickets.cases import add_contact, find_or_create_requester, open_ticket
from tickets.models import ContactPoint, Entry, Ticket


def record_call_on_case(call: Call, *, menu_choice: str, transferred_by: User | None, at: datetime) -> Ticket:
    """The case of this call: an unfinished one of the same requester goes on, else a new one is opened."""
    cart = None
    if call.cart_id:
        related = ("event__organizer__team", "source__organizer__team")
        cart = call.cart = Cart.objects.select_related(*related).get(pk=call.cart_id)
    phone = "" if transferred_by else call.from_number
    if cart:
        requester = find_or_create_requester(name=cart.name, email=cart.email, phone=phone or cart.phone)
    else:
        requester = find_or_create_requester(phone=phone)
    # With its lock, so that what is said of it next need not ask again.
    unfinished = Ticket.objects.unfinished().select_for_update(of=("self",)).select_related("event")
    ticket = unfinished.filter(pk=cart.ticket_id).first() if cart and cart.ticket_id else None
    if ticket is None and not requester.is_new:
        ticket = unfinished.concerning([requester]).order_by("-active_at").first()
    contact = Entry(
        kind=Entry.Kind.CALL,
        body=_entry_text(call, menu_choice, transferred_by),
        panel="calls:entry_panel",
        panel_id=call.pk,
    )
    if ticket:
        add_contact(ticket, contact, at=at)
        return ticket
    ticket = Ticket(
        requester=requester,
        subject=call.case_subject(transferred_by=transferred_by),
        channel=Ticket.Channel.PHONE,
        priority=Ticket.Priority.HIGH,
        event=cart.event if cart else None,
        team=cart.source.organizer.team if cart else None,
    )
    return open_ticket(ticket, contact=contact, at=at)


def unfinished_case_of(phone: str) -> Ticket | None:
    """The case that whoever calls from this number (E.164) calls about; a hidden number has none."""
    if not phone:
        return None
    callers = ContactPoint.objects.owned().filter(kind=ContactPoint.Kind.PHONE, value=phone).values("requester")
    return Ticket.objects.unfinished().concerning(callers).order_by("-active_at").first()


def show_cart_on_case(call: Call, *, at: datetime) -> None:
    """Put the trace of the caller's cart on the case. The worker does it before it rings: the caller need not wait."""
    if call.cart and call.ticket and call.cart.ticket_id != call.ticket_id:
        link_cart_to_ticket(call.cart, ticket=call.ticket, at=at)


def _entry_text(call: Call, menu_choice: str, transferred_by: User | None) -> str:
    line = call.line.name if call.line else readable_phone(call.to_number)
    if menu_choice:
        first = _("Called %(line)s and pressed %(key)s.") % {"line": line, "key": menu_choice}
    elif transferred_by:
        first = _("%(agent)s transferred a caller to %(line)s.") % {"agent": transferred_by, "line": line}
    else:
        first = _("Called %(line)s.") % {"line": line}
    if not call.cart:
        return first
    trouble = _("%(cart)s: %(trouble)s.") % {"cart": call.cart, "trouble": call.cart.trouble}
    return f"{first} {trouble}"
