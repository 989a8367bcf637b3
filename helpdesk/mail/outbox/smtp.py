"""SMTP: hand one mail over, byte for byte, and know as exactly as the protocol allows what became of it."""

import enum
import re
import smtplib
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple, cast

from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from helpdesk.mail.models import Mailbox
from helpdesk.mail.outbox.answers import Trouble, is_final, trouble_at_recipient, trouble_at_sender
from helpdesk.mail.outbox.through_mailboxes import MailboxBackend
from helpdesk.mail.servers.problems import MailboxError

ID = re.compile(r"(?<![^\s<(=:])[\w@/+.-]{10,100}(?![^\s>)])")


class Outcome(enum.Enum):
    SENT = enum.auto()
    TRY_LATER = enum.auto()  # it surely did not leave, and may another time
    REFUSED = enum.auto()  # it surely did not leave and never will
    UNKNOWN = enum.auto()  # the connection ended between the text and the answer


class Delivery(NamedTuple):
    """What became of a mail, what the server said about it, of which class that is, and of which recipient it is true
    ("": of no single one)."""

    outcome: Outcome
    answer: str
    trouble: str = ""
    recipient: str = ""


def deliver(
    raw: bytes,
    *,
    sender: str,
    recipients: Sequence[str],
    before_data: Callable[[], None],
    mailbox: Mailbox | None = None,
) -> Delivery:
    """Send `raw` in one envelope over a connection of its own. `before_data` is called when the next byte could make
    it leave. When the server does not take one of the recipients it leaves for none of them: then one answer is true
    of the whole mail, and who wrote it knows whose address to mend. With a `mailbox` it goes through its server.

    The backend is Django's SMTP one whatever EMAIL_BACKEND says: others compose the mail anew, and then what is kept
    is not what left. Raises nothing but programming errors.
    """
    backend = MailboxBackend(mailbox) if mailbox else EmailBackend(fail_silently=False)
    try:
        return _talk(backend, raw, sender=sender, recipients=recipients, before_data=before_data)
    finally:
        with suppress(OSError, smtplib.SMTPException):  # a goodbye that fails changes nothing about the mail
            backend.close()


def _talk(
    backend: EmailBackend, raw: bytes, *, sender: str, recipients: Sequence[str], before_data: Callable[[], None]
) -> Delivery:
    try:
        backend.open()
        server = cast(smtplib.SMTP, backend.connection)  # open() made it, or raised
        server.ehlo_or_helo_if_needed()
        beyond_ascii = [recipient for recipient in recipients if not recipient.isascii()]
        options = ["SMTPUTF8", "BODY=8BITMIME"] if beyond_ascii else []
        if options and not server.has_extn("smtputf8"):
            unspoken = _(
                "Our mail server cannot send to “%(address)s”: it has letters before the @ that only some servers "
                "understand. Ask for another address, or call."
            )
            return Delivery(Outcome.REFUSED, unspoken % {"address": beyond_ascii[0]})
        code, answer = server.mail(sender, options)
        if code >= 400:
            return _judge(code, answer, trouble_at_sender)
        for recipient in recipients:
            code, answer = server.rcpt(recipient)
            if code >= 400:
                refused = _judge(code, answer, trouble_at_recipient)._replace(recipient=recipient)
                return refused if len(recipients) == 1 else refused._replace(answer=f"{recipient}: {refused.answer}")
    except smtplib.SMTPResponseException as error:
        # A greeting or a sign-in that is refused is our trouble, not this mail's: it waits, whatever the code.
        return Delivery(Outcome.TRY_LATER, f"{error.smtp_code} {_text(error.smtp_error)}", Trouble.OWN_SERVER)
    except MailboxError as error:
        what = f"{Mailbox.Problem(error.problem).label}. {error.detail}"
        return Delivery(Outcome.TRY_LATER, what, Trouble.OWN_SERVER)
    except (OSError, smtplib.SMTPException) as error:
        return Delivery(Outcome.TRY_LATER, str(error), Trouble.OWN_SERVER)
    before_data()
    try:
        judged = _judge(*server.data(raw), trouble_at_recipient)
    except smtplib.SMTPDataError as error:
        judged = _judge(error.smtp_code, error.smtp_error, trouble_at_recipient)
    except (OSError, smtplib.SMTPException) as error:
        return Delivery(Outcome.UNKNOWN, str(error))
    return judged._replace(recipient=recipients[0]) if len(recipients) == 1 else judged


def _judge(code: int, answer: bytes | str, class_of: Callable[[str], str]) -> Delivery:
    """RFC 5321, 4.2.1: 2yz means taken, 4yz try again, 5yz never."""
    reply = f"{code} {_text(answer)}"
    if code < 400:
        return Delivery(Outcome.SENT, reply)
    trouble = class_of(reply)
    return Delivery(Outcome.REFUSED if is_final(trouble) else Outcome.TRY_LATER, reply, trouble)


def name_at_server(answer: str) -> str:
    """How a server that took the mail calls it ("250 2.0.0 Ok: queued as 4Xy7…"), or "": its longest word that could be
    an id. Providers whose servers write a Message-ID of their own name the mail by this alone."""
    words = [word.rstrip(".") for word in ID.findall(answer)]
    return max((word for word in words if any(map(str.isdigit, word))), key=len, default="")


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
