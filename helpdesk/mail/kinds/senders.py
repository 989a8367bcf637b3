"""Who a mail comes from: a mail server itself, nobody to whom one could answer, or somebody."""

import re

from helpdesk.mail.reading.mail_headers import raw_header
from helpdesk.mail.reading.senders import read_person
from helpdesk.mail.reading.source import Part

DAEMONS = re.compile(
    r"mailer?[-_.]?daemon|mdaemon|postmaster|postoffice|double-bounce|bounces?|mail[-_.]?delivery[-_.\w]{0,30}"
    r"|microsoftexchange[0-9a-f]{16,40}|mail[-_.]?system|internet-?mail-?service",
    re.I,
)
"""Before the @ of an address that mail servers write from; of some, as postmaster, a person may write too."""
NEVER_PERSONS = re.compile(r"mailer?[-_.]?daemon|mdaemon|double-bounce|microsoftexchange[0-9a-f]{16,40}", re.I)
DAEMONS_NAMES = re.compile(
    r"(?:internet )?mail (?:delivery|administrat|system|router)|mailer[- ]daemon|system ?administrator"
    r"|administrateur syst|microsoft outlook\Z|postmaster",
    re.I,
)
NULL = frozenset({"<>", "< >", "<mailer-daemon>", "mailer-daemon"})
"""An envelope without a sender (RFC 5321, section 4.5.5), and how Postfix writes it when it hands a mail on."""


def is_null(envelope_from: str) -> bool:
    """Whether the envelope says that nobody waits for an answer. "" says that the envelope is not known."""
    return envelope_from.strip().lower() in NULL


def is_from_nobody(mail: Part, *, envelope_from: str = "") -> bool:
    """Whether the envelope, as it was told or as the last server wrote it down, has no sender."""
    return is_null(envelope_from) or is_null(raw_header(mail, "return-path"))


def is_daemon(mail: Part) -> bool:
    """Whether it says that a mail server wrote it."""
    return bool(DAEMONS.fullmatch(_local(mail)) or DAEMONS_NAMES.match(read_person(raw_header(mail, "from")).name))


def is_never_a_person(mail: Part) -> bool:
    """Whether the sender is one that no person writes from, whatever the mail says."""
    return bool(NEVER_PERSONS.fullmatch(_local(mail)))


def _local(mail: Part) -> str:
    """Before the @ of the sender; some servers write "MAILER-DAEMON (Mail Delivery System)", without any domain."""
    written = raw_header(mail, "from")
    return read_person(written).address.partition("@")[0] or written.partition("(")[0].strip(" <>\t\r\n")


def is_from_machine(mail: Part, *, envelope_from: str = "") -> bool:
    """Whether a mail server wrote it, or its envelope has no sender."""
    return is_daemon(mail) or is_from_nobody(mail, envelope_from=envelope_from)
