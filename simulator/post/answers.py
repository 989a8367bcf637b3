"""Reply and forward: to whom, under which subject, and the mail that goes along."""

import re
from email.headerregistry import Address

from ..mailbox import Mail
from .addresses import as_address, header_addresses
from .letters import Quote
from .programs import Program, american_time, escaped, inner_html, moment_of, plain


def reply_subject(mail: Mail) -> str:
    return _with_prefix("Re", mail)


def forward_subject(mail: Mail) -> str:
    return _with_prefix("Fwd", mail)


def _with_prefix(prefix: str, mail: Mail) -> str:
    subject = str(mail.message["Subject"] or "")
    return subject if re.match(rf"{prefix}\s*:", subject, re.IGNORECASE) else f"{prefix}: {subject}"


def reader_of(mail: Mail) -> Address:
    """To whom the mail was delivered, with the name that it gives this person."""
    address = mail.recipients[0] if mail.recipients else "somebody@example.com"
    named = [*header_addresses(mail.message["To"]), *header_addresses(mail.message["Cc"])]
    known = (who for who in named if who.addr_spec.lower() == address.lower())
    return next(known, None) or as_address("", address)


def elsewhere(person: Address) -> Address:
    """The same person at another provider."""
    return Address(person.display_name, person.username, "elsewhere.example")


def reply_to(mail: Mail) -> list[Address]:
    """To Reply-To, else to From (RFC 5322, section 3.6.2)."""
    return header_addresses(mail.message["Reply-To"]) or header_addresses(mail.message["From"])


def others_of(mail: Mail) -> list[Address]:
    """Everybody else whom the mail names, without its reader: the Cc of "Reply all" (section 3.6.3)."""
    skipped = {who.addr_spec.lower() for who in (*reply_to(mail), reader_of(mail))}
    named = [*header_addresses(mail.message["To"]), *header_addresses(mail.message["Cc"])]
    return list({who.addr_spec.lower(): who for who in named if who.addr_spec.lower() not in skipped}.values())


def thread_headers(mail: Mail) -> dict[str, str]:
    """In-Reply-To and References (section 3.6.4); none for a mail without an identity."""
    message_id = " ".join(str(mail.message["Message-ID"] or "").split())
    if not message_id:
        return {}
    before = str(mail.message["References"] or mail.message["In-Reply-To"] or "").split()
    # What a line can hold (section 2.1.1): the first one begot the thread, the last ones are nearest.
    kept = before if len(" ".join(before)) < 800 else [before[0], *before[-4:]]
    return {"In-Reply-To": message_id, "References": " ".join([*kept, message_id])}


def quote_below(mail: Mail, program: Program) -> Quote:
    """The mail that is answered, below the answer."""
    text, page = program.below(mail)
    return Quote(text, page, {**thread_headers(mail), **program.headers}, mail.pictures)


def handed_on(mail: Mail, program: Program) -> Quote:
    """The mail that is forwarded, in the text, with its files; every program writes much the same here."""
    at = moment_of(mail)
    facts = {
        "From": mail.author,
        "Date": f"{at:%a, %b} {at.day}, {at.year} at {american_time(at)}",
        "Subject": str(mail.message["Subject"] or ""),
        "To": mail.to,
        "Cc": str(mail.message["Cc"] or ""),
    }
    lines = [f"{name}: {value}" for name, value in facts.items() if value]
    title = "---------- Forwarded message ---------"
    page = (
        '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        + "<br>".join(escaped(line) for line in (title, *lines))
        + f"<br></div><br><br>{inner_html(mail)}</div>"
    )
    text = "\n".join([title, *lines, "", "", plain(mail)])
    headers = {**thread_headers(mail), **program.headers}
    return Quote(text, page, headers, mail.pictures, tuple(mail.files))


def handed_on_whole(mail: Mail) -> Quote:
    """The mail that is forwarded, as an attachment."""
    return Quote(headers=thread_headers(mail), message=mail.message)
