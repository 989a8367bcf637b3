"""Open a case of what somebody reports on a help page. Whatever else is wrong with it, the problem is written down."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib.addresses import is_email, normal_email
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.lib.phones import normalize_phone
from tickets.cases import add_entry, find_or_create_requester, open_ticket
from tickets.cases.regions import regions_of
from tickets.inbound.acknowledging import acknowledge_report
from tickets.models import ContactPoint, Entry, Event, Organizer, Requester, Ticket
from tickets.portal.files import receive_files
from tickets.rules import change_tags, find_or_create_tag
from tickets.rules.quick_log import first_words

SOURCE = "help"
"""What the source keys of entries from the help pages begin with."""
FILLED_TRAP = gettext_lazy("a field was filled in that people do not see")
NO_PAGE = gettext_lazy("it did not come from our page, or from one that was opened a day ago")
TOO_FAST = gettext_lazy("it came within two seconds of the page being opened")
FASTEST = timedelta(seconds=2)
ENDED = timedelta(days=60)
"""So long after an event its buyers still write about it."""


def report_problem(
    said: Mapping[str, str],
    *,
    key: str,
    organizer: Organizer | None = None,
    files: Iterable[UploadedFile] = (),
    doubts: Iterable[object] = (),
    at: datetime,
) -> tuple[Ticket, list[str]]:
    """A case with what was `said` (`text`, and perhaps `email`, `name`, `phone`, `order`, `event`), once per `key`.

    `doubts`: why it may be spam. It is kept all the same, and marked; only nobody is sent a mail. Answers the case, and
    why files were not taken.
    """
    try:
        with transaction.atomic():
            return _report(said, f"{SOURCE}:{key}", organizer, files, doubts, at)
    except IntegrityError:  # the same form, a moment earlier
        return Entry.objects.get(source_key=f"{SOURCE}:{key}").ticket, []


def _report(
    said: Mapping[str, str],
    source_key: str,
    organizer: Organizer | None,
    files: Iterable[UploadedFile],
    doubts: Iterable[object],
    at: datetime,
) -> tuple[Ticket, list[str]]:
    if before := Entry.objects.filter(source_key=source_key).select_related("ticket").first():
        return before.ticket, []
    event = find_event(said.get("event", ""), organizer=organizer, at=at)
    requester, remarks = _who_said_it(said, event=event)
    ticket = Ticket(
        requester=requester,
        subject=first_words(said["text"]),
        channel=Ticket.Channel.HELP_PAGE,
        event=event,
        team=organizer.team if organizer and not event else None,
        order_reference=said.get("order", ""),
    )
    contact = Entry(kind=Entry.Kind.MESSAGE, body=said["text"], source_key=source_key)
    open_ticket(ticket, contact=contact, at=at)
    refusals = receive_files(files, entry=contact, at=at)
    with words_of_the_desk():
        if said.get("event") and not event:
            remarks.append(_("Event, as the customer typed it: %(typed)s") % {"typed": said["event"]})
        remarks += [_("A file was not taken. %(why)s") % {"why": why} for why in refusals]
        if reasons := [str(doubt) for doubt in doubts]:
            remarks.append(_("Possibly spam: %(why)s.") % {"why": "; ".join(reasons)})
            change_tags(ticket, by=None, add=[find_or_create_tag(_("possible spam"))], at=at)
        for remark in remarks:
            add_entry(ticket, kind=Entry.Kind.STATUS, body=remark, at=at)
    if not reasons:
        acknowledge_report(ticket, address=normal_email(said.get("email", "")), at=at)
    return ticket, refusals


def find_event(typed: str, *, organizer: Organizer | None, at: datetime) -> Event | None:
    """The one event of that name that is to come or was lately; None when there are several, or none."""
    if not typed.strip():
        return None
    found = Event.objects.filter(name__iexact=typed.strip(), starts_at__gt=at - ENDED).select_related("organizer__team")
    if organizer:
        found = found.filter(organizer=organizer)
    events = list(found[:2])
    return events[0] if len(events) == 1 else None


def _who_said_it(said: Mapping[str, str], *, event: Event | None) -> tuple[Requester, list[str]]:
    """The requester, by the address alone if there is one, and what the desk should know of what was typed.

    Nobody has proven anything. A telephone number beside an address would let whoever knows both take one person for
    the other, so it is kept as a claim: we call there, but who calls from it is not taken for this person.
    """
    name, email, phone = (said.get(field, "") for field in ("name", "email", "phone"))
    regions = regions_of(event=event)
    number = normalize_phone(phone, regions=regions)
    remarks = []
    with words_of_the_desk():
        if email and not is_email(normal_email(email)):
            remarks.append(_("Email address, as the customer typed it: %(typed)s") % {"typed": email})
            email = ""
        if phone and not number:
            remarks.append(_("Phone number, as the customer typed it: %(typed)s") % {"typed": phone})
    requester = find_or_create_requester(name=name, email=email, phone="" if email else number)
    if email and number and not requester.contact_points.filter(value=number).exists():
        point = {"kind": ContactPoint.Kind.PHONE, "value": number, "claim": ContactPoint.Claim.OPEN}
        requester.contact_points.create(**point)
    return requester, remarks
