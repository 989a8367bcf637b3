"""What a requester does on the page of their case: write, ask for a manager, say that it is solved or that it is not,
add an address, ask for their data.

Each comes with the key of the form that it was pressed in, and is done once. What the requester says is said as in a
mail: the clock runs, a solved case opens again, whoever has the case is told.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.locking import lock_row, locked
from helpdesk.lib.moments import words_of_the_desk
from tickets.cases import add_entry, give_promise, solve_ticket
from tickets.cases.contacts import take_contact
from tickets.models import ContactPoint, Entry, Ticket
from tickets.portal import manager_hooks
from tickets.portal.files import receive_files
from tickets.portal.reporting import SOURCE

DATA_WITHIN = timedelta(days=30)
"""A month is what the law gives for an answer (GDPR, article 12(3))."""


def write(
    ticket: Ticket, *, text: str, key: str, files: Iterable[UploadedFile] = (), at: datetime
) -> tuple[Ticket, list[str]]:
    """The requester writes. Answers the case that has it, a new one after the end, and why files were refused."""
    refusals: list[str] = []

    def keep(case: Ticket, entry: Entry) -> None:
        refusals.extend(receive_files(files, entry=entry, at=at))
        with words_of_the_desk():
            for why in refusals:
                body = _("A file was not taken. %(why)s") % {"why": why}
                add_entry(case, kind=Entry.Kind.STATUS, body=body, at=at)

    return _say(ticket, text, key=key, then=keep, at=at), refusals


def ask_for_manager(ticket: Ticket, *, text: str, key: str, at: datetime) -> Ticket:
    """The case stands before the managers from now on; pressed again it stands there once."""

    def escalate(case: Ticket, entry: Entry) -> None:
        for listener in manager_hooks.LISTENERS:
            listener.asked_for_manager(case, words=text, at=at)

    return _say(ticket, text or _("I want to talk to a manager."), key=key, then=escalate, at=at)


def say_unsolved(ticket: Ticket, *, text: str, key: str, at: datetime) -> Ticket:
    """A solved case opens again, and a closed one is continued."""
    return _say(ticket, text or _("It is not solved."), key=key, at=at)


@transaction.atomic
def say_solved(ticket: Ticket, *, at: datetime) -> bool:
    """The case is solved, unless we still owe the requester something: False. A second time changes nothing."""
    case = locked(ticket.survivor)
    if not case.is_unfinished:
        return True
    with words_of_the_desk():
        try:
            with transaction.atomic():
                solve_ticket(case, by=None, note=_("The customer says so on the help page."), at=at)
        except ConflictError:
            body = _("The customer says on the help page that it is solved.")
            add_entry(case, kind=Entry.Kind.STATUS, body=body, at=at)
            return False
    return True


def ask_for_data(ticket: Ticket, *, is_erasure: bool, key: str, at: datetime) -> Ticket:
    """They get a copy of what we have, or it is erased, within a month; a manager sees to it."""
    said = _("Please erase my data.") if is_erasure else _("Please send me a copy of my data.")

    def promise(case: Ticket, entry: Entry) -> None:
        with words_of_the_desk():
            what = _("Erase the customer's data") if is_erasure else _("Send the customer a copy of their data")
        due_at = at + DATA_WITHIN
        give_promise(case, what=what, due_at=due_at, source_key=f"{entry.source_key}:data", at=at)
        for listener in manager_hooks.LISTENERS:
            listener.asked_for_data(case, words=what, due_at=due_at, at=at)

    return _say(ticket, said, key=key, then=promise, at=at)


@transaction.atomic
def add_address(ticket: Ticket, address: str, *, at: datetime) -> ContactPoint:
    """The owner of the address pressed the button of our mail: from now on it is the requester's, too.

    Where it is another person's already it is claimed, and the desk decides whether the two are one. A second time
    changes nothing.
    """
    person = locked(ticket.requester)
    if own := person.contact_points.filter(kind=ContactPoint.Kind.EMAIL, value=address).first():
        return own
    point, is_new = ContactPoint.objects.get_or_create(
        kind=ContactPoint.Kind.EMAIL, value=address, claim="", defaults={"requester": person}
    )
    with words_of_the_desk():
        body = _("The customer added the address %(address)s and confirmed it.") % {"address": address}
        if not is_new:
            point = person.contact_points.create(
                kind=ContactPoint.Kind.EMAIL, value=address, claim=ContactPoint.Claim.OPEN
            )
            body += " " + _("Another customer has it: perhaps they are one person.")
        add_entry(ticket, kind=Entry.Kind.STATUS, body=body, at=at)
    return point


def _say(
    ticket: Ticket, text: str, *, key: str, then: Callable[[Ticket, Entry], None] | None = None, at: datetime
) -> Ticket:
    """A contact on the case, once per `key`, and what follows from it, in one commit."""
    source_key = f"{SOURCE}:{key}"
    try:
        with transaction.atomic():
            lock_row(Ticket, ticket.pk)  # the same form at the same moment waits here, then finds the entry
            if before := Entry.objects.filter(source_key=source_key).select_related("ticket").first():
                return before.ticket
            came_from = ticket if ticket.merged_into_id else None
            contact = Entry(kind=Entry.Kind.MESSAGE, body=text, source_key=source_key, came_from=came_from)
            case = take_contact(ticket, contact, channel=Ticket.Channel.HELP_PAGE, at=at)
            if then:
                then(case, contact)
            return case
    except IntegrityError:  # on two cases of one person
        return Entry.objects.get(source_key=source_key).ticket
