"""Sign a mail as the domain of its From (DKIM: RFC 6376, RFC 8301), just before it leaves for the first time."""

import hashlib
from email.utils import parseaddr

import dkim
import structlog
from django.utils import timezone

from helpdesk.lib.addresses import domain_of
from helpdesk.lib.encryption import decrypt
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.mail.models import DkimKey, MailDomain, OutboundMessage

logger = structlog.get_logger(__name__)

SIGNED = (
    b"from", b"to", b"cc", b"subject", b"date", b"reply-to", b"message-id", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-transfer-encoding", b"auto-submitted", b"list-unsubscribe",
    b"list-unsubscribe-post",
)  # fmt: skip
"""What section 5.4.1 advises, and the two that RFC 8058, section 4, asks for."""
ONCE_MORE = (b"from", b"to", b"cc", b"subject", b"date", b"reply-to")
"""Signed as though each stood there once more, so that nobody can add one (section 8.15). Of what a mail has none of,
From is the only one: a list may put a Reply-To in."""


def signing_key(domain: str) -> DkimKey | None:
    """The key of this domain, else that of the nearest one above it: relaxed alignment of DMARC lets both count."""
    labels = domain.split(".")
    names = [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]
    keys = DkimKey.objects.filter(domain__name__in=names, status=DkimKey.Status.SIGNING).select_related("domain")
    return max(keys, key=lambda key: len(key.domain.name), default=None)


def sign_mail(message: OutboundMessage) -> bytes:
    """Put a signature before the kept bytes of a mail that this worker has claimed, and answer them: what is kept is
    what leaves, at this attempt and at every other one. With a key that fails it leaves unsigned, and admins are told.

    It is done by the worker: whoever presses Send waits for no key, and one that is in the DNS only since then counts.
    """
    raw = bytes(message.raw)
    if raw[:15].lower() == b"dkim-signature:":
        return raw
    key = None
    try:
        key = signing_key(domain_of(parseaddr(message.from_address)[1]))
        if key is None:
            return raw
        signed = signature(raw, key) + raw
    except Exception:  # no mail waits, and none is lost, for a signature
        logger.exception("mail_not_signed", outbound_message=message.pk)
        if key and key.domain.trouble != MailDomain.Trouble.SIGNING:
            note_trouble(key.domain, MailDomain.Trouble.SIGNING)
        return raw
    mine = OutboundMessage.objects.filter(pk=message.pk, status=message.status, lease_until=message.lease_until)
    if not mine.update(raw=signed, sha256=hashlib.sha256(signed).hexdigest()):
        return raw  # another worker has it now, and this one will be told so before it hands anything over
    if key.domain.trouble == MailDomain.Trouble.SIGNING:
        note_trouble(key.domain, "")
    return signed


def signature(raw: bytes, key: DkimKey) -> bytes:
    """The header with its line end. Raises InvalidToken (no SECRET_KEY of ours encrypted the key), DKIMException."""
    signer = dkim.DKIM(raw)
    there = [name.lower() for name, _value in signer.headers]
    names = [name for name in SIGNED for _once in range(there.count(name) + (name in ONCE_MORE and name in there))]
    header: bytes = signer.sign(
        key.selector.encode(),
        key.domain.name.encode(),
        decrypt(key.encrypted_private_key).encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=names,
    )
    return header


def note_trouble(domain: MailDomain, trouble: str) -> None:
    """Tell managers and admins of it, on every page, or that it is over ("")."""
    since = timezone.now() if trouble else None
    MailDomain.objects.filter(pk=domain.pk).update(trouble=trouble, trouble_since=since)
    announce(LiveChannel.MAILBOXES)
