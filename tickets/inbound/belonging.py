"""A mail that names somebody else's case: perhaps its customer wrote from another address. An agent merges the two, or
asks the customer, who confirms by a link. Until then the new address learns nothing of the other case."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import is_email
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.mail import outbox
from helpdesk.mail.inbox import is_ours
from tickets.cases.entries import add_entry
from tickets.cases.lifecycle import reopen_ticket
from tickets.cases.participants import note_participants
from tickets.merging import MergeError, merge_tickets
from tickets.models import Entry, Participant, Ticket
from tickets.people import merge_people

SALT = "press4.confirm-address"
VALID_FOR = timedelta(days=7)
PANEL = "tickets:belonging"


def offer(ticket: Ticket, other: Ticket, *, is_one_sender: bool, at: datetime) -> None:
    """Show on the new case that it may belong to the other one. Whose sender is not plain can only be merged."""
    body = _("This email names the case, and comes from somebody who takes no part in it. Perhaps it belongs there.")
    entry = add_entry(ticket, kind=Entry.Kind.RELATED, body=body, other_ticket=other, at=at)
    if is_one_sender:
        Entry.objects.filter(pk=entry.pk).update(panel=PANEL, panel_id=entry.pk)


def offered_on(entry: Entry) -> Ticket:
    """The case that the mail opened, wherever that goes on today."""
    return entry.came_from or entry.ticket


def named_on(entry: Entry) -> Ticket:
    """The case that the mail names, as it goes on today. An entry whose case is gone offers nothing any more."""
    if entry.other_ticket is None:
        raise Ticket.DoesNotExist(f"Entry {entry.pk} names no other case.")
    return entry.other_ticket.survivor


def why_unaskable(entry: Entry) -> str:
    """Why the customer of the other case cannot be asked; "" when they can."""
    ticket, other = offered_on(entry), named_on(entry)
    if ticket.survivor.pk == other.pk:
        return _("It is on that case already.")
    address = ticket.requester.email
    if is_ours(address) or User.objects.filter(email__iexact=address).exists():
        return _("%(address)s is an address of the desk.") % {"address": address}
    if not is_email(other.requester.email):
        return _("No email address for %(requester)s. Call, or add an address first.") % {"requester": other.requester}
    return ""


@transaction.atomic
def ask_to_confirm(entry: Entry, *, by: User, at: datetime | None = None) -> None:
    """Send the customer of the other case, at the address that we know, a link by which they say that the new address
    is theirs, too. Asked once. Raises ConflictError when they cannot be asked."""
    at = at or timezone.now()
    if why := why_unaskable(entry):
        raise ConflictError(why)
    ticket, other = offered_on(entry), named_on(entry)
    known, new = other.requester.email, ticket.requester.email
    token = signing.dumps([entry.pk, new, other.requester_id, by.pk, int((at + VALID_FOR).timestamp())], salt=SALT)
    link = settings.PUBLIC_BASE_URL + reverse("tickets:confirm_address", args=[token])
    context = {"link": link, "new": new, "other": other}
    with words_of_the_desk():
        mail = outbox.Mail(
            to=known,
            subject=_("Is %(address)s your address, too?") % {"address": new},
            text=render_to_string("tickets/email/confirm_address.txt", context),
            html=render_to_string("tickets/email/confirm_address.html", context),
        )
    # Private: who reads the link could confirm in the customer's name.
    outbox.queue_mail(mail, key=f"confirm:{entry.pk}", is_private=True, at=at)
    words = _("Asked %(known)s to confirm that %(new)s is theirs.") % {"known": known, "new": new}
    add_entry(ticket, kind=Entry.Kind.STATUS, body=words, actor=by, source_key=f"confirm:{entry.pk}:asked", at=at)


def read_token(token: str, *, at: datetime) -> tuple[Entry, str, User] | None:
    """What the link asks: the offer, the new address, and who of us asked; None when it is not ours, over, or about
    what has changed since."""
    try:
        pk, address, known_pk, asker_pk, expires = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    related = ("ticket__requester", "came_from__requester", "other_ticket__requester", "other_ticket__merged_into")
    entry = Entry.objects.select_related(*related).filter(pk=pk, other_ticket__isnull=False).first()
    asker = User.objects.filter(pk=asker_pk).first()
    if entry is None or asker is None or at.timestamp() >= expires:
        return None
    is_same = named_on(entry).requester_id == known_pk
    return (entry, address, asker) if is_same else None


@transaction.atomic
def confirm_address(entry: Entry, address: str, *, asked_by: User, at: datetime | None = None) -> None:
    """The customer says that the new address is theirs: it is one of theirs from now on, and what was written from it
    joins their case. A second time changes nothing.

    An address of a person with a history is not given away by one word of another: there the mail joins the case, and
    an agent decides on the people.
    """
    at = at or timezone.now()
    ticket, other = offered_on(entry), named_on(entry)
    if ticket.survivor.pk == other.pk:
        return
    known, newcomer = other.requester, ticket.requester
    points = {point.value for point in newcomer.contact_points.all()}
    is_only_this = points == {address} and newcomer.tickets.count() == 1 and not newcomer.absorbed.exists()
    if newcomer.pk != known.pk and is_only_this:
        merge_people(newcomer, into=known, by=asked_by, at=at)
    words = _("%(known)s confirmed that %(new)s is theirs.") % {"known": known.email, "new": address}
    add_entry(other, kind=Entry.Kind.STATUS, body=words, source_key=f"confirm:{entry.pk}:confirmed", at=at)
    role = Participant.Role.REQUESTER if is_only_this else Participant.Role.COPIED
    note_participants(other, [Participant(address=address, role=role, confirmed_at=at)], at=at)
    if other.status == Ticket.Status.SOLVED:
        reopen_ticket(other, by=asked_by, at=at)
    try:
        with transaction.atomic():
            merge_tickets(ticket, into=other, by=asked_by, at=at)
    except MergeError as error:  # the other one is closed: they stay two cases of one customer
        add_entry(ticket, kind=Entry.Kind.STATUS, body=f"{words} {error}", at=at)
