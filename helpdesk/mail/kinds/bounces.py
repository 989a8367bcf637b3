"""Bounces: a mail server says that a mail could not be delivered, or not yet (RFC 3464, and forms without a report)."""

import re

from helpdesk.mail.kinds.notices import is_notice, read_notice
from helpdesk.mail.kinds.reports import (
    Report,
    blocks_of,
    first_id,
    message_id_of,
    only_recipient,
    own_parts,
    own_words,
    returned_mail,
)
from helpdesk.mail.kinds.senders import is_from_machine, is_never_a_person
from helpdesk.mail.kinds.statuses import is_dead_address, status_in
from helpdesk.mail.reading.mail_headers import header, raw_header, read_header
from helpdesk.mail.reading.senders import plain_address, read_person
from helpdesk.mail.reading.source import Part

DELIVERY_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status", "text/delivery-status"})
RECIPIENT_FIELDS = ("original-recipient", "final-recipient", "x-actual-recipient")
"""The first is the address that we wrote to; the second may be one that it forwards to, and that we do not know."""
FAILED, DELAYED, OTHER = "failed", "delayed", "other"
PREFIX = re.compile(r"^[\w.+-]{1,40};\s{0,9}")
ID_IN_WORDS = re.compile(r"^[ \t>|*]{0,9}message-id:\s{0,9}(<[^<>\s]{1,500}>)", re.I | re.M)
FROM_IN_WORDS = re.compile(r"^[ \t>|*]{0,9}from:([^\n]{1,400})", re.I | re.M)
LONGEST_REASON = 300


def bounce_of(mail: Part, *, envelope_from: str = "") -> Report | None:
    """The bounce that a mail is, or None. Anybody can write one: believe it when the message id is one of ours."""
    blocks = [block for block in delivery_blocks(mail, envelope_from=envelope_from) if _action(block)]
    if blocks:
        # The first that failed, else the first that is late. Delivered, relayed and expanded are good news.
        by_action = {_action(block): block for block in reversed(blocks)}
        block = by_action.get(FAILED, by_action.get(DELAYED))
        if block is None:
            return None
        diagnostic = PREFIX.sub("", header(block, "diagnostic-code"))
        status = status_in(header(block, "status")) or status_in(diagnostic)
        is_permanent = _action(block) == FAILED and is_dead_address(status, diagnostic)
        # "rfc822; vera@buyer.example", also with brackets, or without the kind of address before it.
        written = [PREFIX.sub("", read_header(raw_header(block, field))) for field in RECIPIENT_FIELDS]
        recipient = next(filter(None, map(plain_address, written)), "") or only_recipient(returned_mail(mail))
        why = diagnostic or read_notice(own_words(mail), known=_known(mail))[1] or header(block, "status")
        is_late = _action(block) == DELAYED
        return Report(recipient, _returned_id(mail), is_permanent=is_permanent, is_late=is_late, why=_line(why))
    if not is_notice(mail, envelope_from=envelope_from):
        return None
    named, why, is_permanent = read_notice(own_words(mail), known=_known(mail))
    failed = read_person(raw_header(mail, "x-failed-recipients")).address
    recipient = failed or named or only_recipient(returned_mail(mail))
    message_id = _returned_id(mail)
    # A postmaster may be a person: who says neither whom nor what is one.
    if not (recipient or message_id or is_never_a_person(mail)):
        return None
    subject = header(mail, "subject")
    is_late = "delay" in subject.lower()
    is_dead = is_permanent and not is_late
    return Report(recipient, message_id, is_permanent=is_dead, is_late=is_late, why=_line(why or subject))


def delivery_blocks(mail: Part, *, envelope_from: str = "") -> list[Part]:
    """What a report of delivery says of each recipient. Outside of a multipart/report only a machine's counts: a person
    may attach one."""
    if mail.get_content_type() != "multipart/report" and not is_from_machine(mail, envelope_from=envelope_from):
        return []
    part = next((part for part in own_parts(mail) if part.get_content_type() in DELIVERY_STATUS), None)
    return blocks_of(part) if part is not None else []


def _action(block: Part) -> str:
    """What became of the mail; "" when the block is about none. Some programs say failure, expired or hard-bounced."""
    action, status = header(block, "action").lower(), status_in(header(block, "status"))
    if not action and not any(raw_header(block, field) for field in RECIPIENT_FIELDS):
        return ""
    if "delay" in action:
        return DELAYED
    if any(word in action for word in ("fail", "expire", "bounce", "undeliver")):
        return FAILED
    return FAILED if not action and status[:1] in {"4", "5"} else OTHER


def _returned_id(mail: Part) -> str:
    """From the mail that came back, from its headers among the words, or from what the notice answers."""
    in_words = ID_IN_WORDS.search(own_words(mail))
    fields = [header(block, "x-original-message-id") for block in delivery_blocks(mail)]
    return (
        message_id_of(returned_mail(mail))
        or first_id(in_words[1] if in_words else "")
        or first_id(" ".join([*fields, header(mail, "in-reply-to"), header(mail, "references")]))
    )


def _known(mail: Part) -> set[str]:
    """Addresses in the notice that did not fail: whose the notice is, whom it is for, and who wrote what came back."""
    in_words, returned = FROM_IN_WORDS.search(own_words(mail)), returned_mail(mail)
    headers = [raw_header(mail, name) for name in ("from", "to", "delivered-to", "reply-to")]
    headers += [in_words[1] if in_words else "", raw_header(returned, "from") if returned is not None else ""]
    return {read_person(written).address for written in headers}


def _line(text: str) -> str:
    """In one line, and without what no database takes."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:LONGEST_REASON]
