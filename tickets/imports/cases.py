"""Write one imported case: create it as it stood there, or append what is new of it."""

from operator import attrgetter

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.locking import lock_row
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.text.visibility import one_line
from tickets.cases import clocks, find_or_create_requester
from tickets.imports.reading.found import FoundCase, FoundMessage, Place
from tickets.models import CaseImport, Entry, Ticket


def take_over(job: CaseImport, place: Place, case: FoundCase) -> str:
    """Write one case of a file, or what of it is new here; answers the counter of the import that it belongs to.

    While the import is only tried out nothing is written.
    """
    keys = [message.key for message in case.messages]
    here = Entry.objects.filter(source_key__in=[*keys, case.continues] if case.continues else keys)
    ticket_of = dict(here.values_list("source_key", "ticket_id"))
    news = [message for message in case.messages if message.key not in ticket_of]
    if not news:
        return "known"
    if job.status == CaseImport.Status.CHECKING:
        return "continued" if ticket_of or case.continues else "made"
    if ticket_of:
        # The timeline takes them in; the case itself has been worked on here since, so its status stays.
        ticket = lock_row(Ticket, max(ticket_of.values()))
        _write(ticket, news)
        _go_on(ticket, news)
        return "continued"
    ticket = _open(job, case)
    _write(ticket, news)
    origin = _("Imported from %(file)s (row %(place)d).")
    if case.number_there:
        origin = _("Imported from %(file)s (row %(place)d). Its number there: %(number)s.")
    origin %= {"file": job, "place": place.number, "number": case.number_there}
    body = redact_cards("\n".join([origin, *case.remarks]))
    Entry.objects.create(
        ticket=ticket, kind=Entry.Kind.NOTE, body=body, actor=job.started_by, occurred_at=timezone.now()
    )
    return "made"


def _open(job: CaseImport, case: FoundCase) -> Ticket:
    """The case as it stood there. Its promises count from now: nobody here promised anything before."""
    first, last = case.messages[0], case.messages[-1]
    theirs = [message for message in case.messages if not message.is_ours]
    ours = [message for message in case.messages if message.is_ours]
    running = clocks.CLOCKS_STOPPED
    if case.status not in Ticket.FINISHED and case.status != Ticket.Status.PENDING:
        started = clocks.started(case.priority, event=None, at=timezone.now())
        running = started | clocks.ANSWERED if last.is_ours else started
    return Ticket.objects.create(
        requester=find_or_create_requester(name=case.name, email=case.email, phone=case.phone),
        subject=redact_cards(one_line(case.subject, 200)),
        status=case.status,
        priority=case.priority,
        channel=case.channel,
        team=job.team,
        order_reference=case.order_reference,
        version=1 + len(case.messages),
        messages_count=len(theirs),
        last_words=one_line(redact_cards(theirs[-1].body), 300) if theirs else "",
        created_at=first.at,
        active_at=last.at,
        contacted_at=theirs[-1].at if theirs else None,
        first_replied_at=ours[0].at if ours else None,
        solved_at=last.at if case.status in Ticket.FINISHED else None,
        **running,
    )


def _go_on(ticket: Ticket, news: list[FoundMessage]) -> None:
    """What a list shows of the case: how many messages, and the last words of its requester, wherever they stood."""
    theirs = [message for message in news if not message.is_ours]
    fields: dict[str, object] = {"active_at": max(ticket.active_at, *(message.at for message in news))}
    if theirs:
        last = max(theirs, key=attrgetter("at"))
        fields["messages_count"] = F("messages_count") + len(theirs)
        if not ticket.contacted_at or last.at >= ticket.contacted_at:
            fields |= {"contacted_at": last.at, "last_words": one_line(redact_cards(last.body), 300)}
    Ticket.objects.filter(pk=ticket.pk).update(version=F("version") + len(news), **fields)


def _write(ticket: Ticket, messages: list[FoundMessage]) -> None:
    Entry.objects.bulk_create(
        Entry(
            ticket=ticket,
            kind=Entry.Kind.REPLY if message.is_ours else Entry.Kind.MESSAGE,
            body=redact_cards(message.body),
            is_public=True,
            source_key=message.key,
            occurred_at=message.at,
        )
        for message in messages
    )
