"""The address for copies: what others sent in our name comes here, so that nobody denies a mail of ours."""

from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.transitions import move
from helpdesk.mail.inbox import Reading, keep_message, read_guarded
from helpdesk.mail.models import InboundMessage
from helpdesk.mail.reading.errors import UnreadableError
from tickets.cases.case_mails import signed_address, signed_part
from tickets.ledger import keep_copy
from tickets.ledger.journal import unwrap
from tickets.ledger.links import find_links
from tickets.ledger.signatures import note_keys
from tickets.models import CopySource, SentCopy

COPIES = "copies"


def copies_address() -> str:
    """Where the shop's mail server sends a hidden copy of each mail; "" while the desk takes in no mail.

    It is signed: whoever knew it could plant mails that we are said to have sent.
    """
    return signed_address(COPIES)


def is_for_copies(message: InboundMessage) -> bool:
    return any(signed_part(address, of=COPIES) for address in message.envelope_to)


def take_copy(message: InboundMessage, reading: Reading) -> None:
    """Write down what another sender sent in our name. It is no mail to us: it opens nothing and is not answered.

    Of a journal report the mail in it counts, and its envelope says who got it, hidden recipients too.
    """
    raw, people = bytes(message.raw), {normal_email(person.address) for person in reading.receivers}
    if report := unwrap(raw):
        raw, named = report
        with suppress(UnreadableError):  # then what the report says of it must do
            reading = read_guarded(raw)
        people = {normal_email(person.address) for person in reading.receivers} | set(named)
    source = reading.sender.address.rpartition("@")[2] or _("unknown sender")
    _copy, is_new = _keep(message, reading, people, source=source, door=CopySource.Door.JOURNAL)
    note_keys(raw)
    enqueue_on_commit("tickets.tasks.look_up_keys")
    known = "" if is_new else _("It came a second time.")
    move(
        message,
        InboundMessage.Status.SET_ASIDE,
        why=" ".join(filter(None, [_("A copy of what %(source)s sent.") % {"source": source}, known])),
    )


@transaction.atomic
def take_posted(raw: bytes, *, source: str, external_id: str, to: list[str], brought_by: str) -> tuple[SentCopy, bool]:
    """A whole mail that a program of the shop posts, and whether it is new. Raises UnreadableError."""
    reading = read_guarded(raw)
    message = keep_message(raw, door=InboundMessage.Door.UPLOAD, brought_by=brought_by)
    people = {*to, *(normal_email(person.address) for person in reading.receivers)}
    kept = _keep(message, reading, people, source=source, door=CopySource.Door.API, external_id=external_id)
    note_keys(raw)
    enqueue_on_commit("tickets.tasks.look_up_keys")
    why = _("A copy of what %(source)s sent.") % {"source": source}
    move(message, InboundMessage.Status.SET_ASIDE, why=why, subject=reading.subject, message_id=reading.message_id)
    return kept


def _keep(
    message: InboundMessage, reading: Reading, people: set[str], *, source: str, door: str, external_id: str = ""
) -> tuple[SentCopy, bool]:
    copy = SentCopy(
        received=message,
        from_address=reading.sender.address,
        recipients=sorted(filter(None, people)),
        message_id=reading.message_id,
        subject=reading.subject,
        text=f"{reading.subject}\n{reading.text}",
        links=find_links(reading.text, reading.html),
        sent_at=reading.written_at or message.received_at,
    )
    return keep_copy(copy, source=source, door=door, external_id=external_id)
