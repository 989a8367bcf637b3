"""Forward a message, or all that was said on a case, to somebody else. The requester learns nothing of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.template.defaultfilters import urlize
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.lib.text.markdown import paragraphs, pictures_in, to_html, to_text
from helpdesk.lib.text.visibility import one_line
from helpdesk.mail import outbox
from helpdesk.mail.models import OutboundMessage
from tickets.cases.attachments import content_ids, files_of_mail, sources
from tickets.cases.case_mails import marked_subject, reply_address, senders_of
from tickets.cases.entries import add_entry, refuse_merged
from tickets.cases.moments import Choice
from tickets.cases.participants import note_recipients
from tickets.cases.promises import give_promise, keep_promise
from tickets.cases.targets import targets_of
from tickets.models import Attachment, Entry, Participant, Ticket

SAID = (Entry.Kind.MESSAGE, Entry.Kind.REPLY, Entry.Kind.CALL)
LONGEST_SUBJECT = 200
AWAITED = "forward:"
"""Begins the key of the follow-up that awaits the answer to a forward; its entry follows."""
ANSWER_SPANS = {
    "day": (timedelta(hours=8), gettext_lazy("In a working day")),
    "two": (timedelta(hours=16), gettext_lazy("In two working days")),
    "week": (timedelta(hours=40), gettext_lazy("In a working week")),
}
MOST = 200
"""Entries of a whole case, the newest: a longer mail is read by nobody."""


def forwardable(ticket: Ticket) -> QuerySet[Entry]:
    """What the requester said and was told, the oldest first; never what is internal."""
    said = ticket.entries.filter(kind__in=SAID, is_public=True).exclude(body="")
    newest = said.order_by("-occurred_at", "-pk").values("pk")[:MOST]
    return ticket.entries.filter(pk__in=newest).select_related("actor", "ticket__requester", "came_from__requester")


def subject_of_forward(ticket: Ticket) -> str:
    return one_line(_("Fwd: %(subject)s") % {"subject": ticket.subject}, LONGEST_SUBJECT)


def pictures_of(entries: Iterable[Entry]) -> list[int]:
    """The keys of the files that stand as pictures in the text of one of these."""
    return [key for entry in entries if entry.is_markdown for key in pictures_in(entry.body)]


@transaction.atomic
def forward(
    forwarded: Entry,
    *,
    entries: Sequence[Entry],
    files: Sequence[Attachment],
    mail: outbox.Mail,
    answer_due_at: datetime | None = None,
    at: datetime | None = None,
) -> Entry:
    """Send `entries` and `files` in a mail with the recipients and the subject of `mail`. `forwarded` is the line of
    the timeline, not saved yet: its words stand above them. A form that is sent twice, known by its `source_key`,
    sends one mail. `answer_due_at`: until then an answer is awaited, which is a follow-up on the case.

    Raises ConflictError when the case was merged meanwhile, which took its words along, and when an answer is awaited
    on a closed case.
    """
    at = at or timezone.now()
    ticket = locked(forwarded.ticket, "team", "requester")
    sent_before = Entry.objects.filter(source_key=forwarded.source_key).select_related("message").first()
    if sent_before:
        return sent_before
    refuse_merged(ticket)
    forwarded.kind, forwarded.occurred_at = Entry.Kind.FORWARD, at
    forwarded.save(force_insert=True)
    composed = _composed(mail, forwarded=forwarded, entries=entries, files=files)
    forwarded.message = outbox.queue_mail(composed, key=f"forward:{forwarded.pk}", at=at)
    forwarded.save(update_fields=["message"])
    named = [mail.to, *mail.more_to, *mail.cc]
    note_recipients(forwarded, role=Participant.Role.THIRD_PARTY, named=named, hidden=mail.bcc)
    if answer_due_at:
        what = _("Answer from %(who)s") % {"who": ", ".join([mail.to, *mail.more_to])}
        key = f"{AWAITED}{forwarded.pk}"
        give_promise(ticket, what=one_line(what, 200), due_at=answer_due_at, by=forwarded.actor, source_key=key, at=at)
    announce(LiveChannel.TICKET.of(ticket.pk))
    return forwarded


def answer_choices(ticket: Ticket, *, at: datetime) -> list[Choice]:
    """Until when an answer may be awaited, in the hours in which the case is worked on."""
    hours = targets_of(ticket, at=at).hours
    return [Choice(name, str(label), hours.deadline(at, span)) for name, (span, label) in ANSWER_SPANS.items()]


def note_answer_of(address: str, ticket: Ticket, *, at: datetime) -> None:
    """A third party wrote on the case: what was forwarded to them awaits no answer any more."""
    forwards = ticket.entries.filter(
        kind=Entry.Kind.FORWARD, message__in=outbox.addressed_to(address, OutboundMessage.objects.all())
    )
    keys = [f"{AWAITED}{pk}" for pk in forwards.values_list("pk", flat=True)]
    for promise in ticket.promises.owed().filter(source_key__in=keys):
        keep_promise(promise, at=at)
        words = _("%(what)s: it came.") % {"what": promise.what}
        add_entry(ticket, kind=Entry.Kind.PROMISE, body=words, at=at)


def _composed(
    mail: outbox.Mail, *, forwarded: Entry, entries: Sequence[Entry], files: Sequence[Attachment]
) -> outbox.Mail:
    ticket, by = forwarded.ticket, forwarded.actor
    if by is None:
        raise ValueError("A forward is somebody's: its mail has their name and their signature.")
    cids = content_ids(files, texts=[entry.body for entry in entries if entry.is_markdown])
    said = []
    for entry in entries:
        if entry.is_markdown:
            text, html = to_text(entry.body), to_html(entry.body, sources(cids))
        else:
            text, html = entry.body, paragraphs(urlize(entry.body))
        said.append({"entry": entry, "text": text, "html": html})
    context = {
        "ticket": ticket,
        "body": forwarded.body,
        "text": to_text(forwarded.body),
        "signature": by.signature_above(senders_of(ticket)),
        "said": said,
        "zone": timezone.get_current_timezone(),
    }
    with words_of_the_desk():
        subject = marked_subject(ticket, mail.subject)
        text = render_to_string("tickets/email/forward.txt", context)
        html = render_to_string("tickets/email/forward.html", context)
    mail = replace(mail, **outbox.sender_of(senders_of(ticket), name=by.name), reply_to=reply_address(ticket.pk))
    return replace(mail, subject=subject, text=text, html=html, **files_of_mail(files, cids))
