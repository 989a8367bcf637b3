"""How mail programs set the mail below its answer: each has its own words, marks and HTML."""

import datetime as dt
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parsedate_to_datetime

from ..mailbox import Mail
from .addresses import as_address, header_addresses

Below = tuple[str, str]
"""As text and as HTML."""


@dataclass(frozen=True)
class Program:
    """One mail program."""

    name: str
    below: Callable[[Mail], Below]
    headers: Mapping[str, str] = field(default_factory=dict)


def author_of(mail: Mail) -> Address:
    named = header_addresses(mail.message["From"])
    return named[0] if named else as_address("", mail.sender or "somebody@example.com")


def moment_of(mail: Mail) -> dt.datetime:
    """The mail's Date in its own zone; without one, when it came."""
    try:
        return parsedate_to_datetime(str(mail.message["Date"]))
    except ValueError:
        return mail.received_at


def american_time(at: dt.datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M %p}"


def plain(mail: Mail) -> str:
    """The text part, or what a person reads of the HTML."""
    if mail.text:
        return mail.text
    without_heads = re.sub(r"(?is)<(head|style|script)\b.*?</\1\s*>", "", mail.html)
    broken = re.sub(r"(?i)<br\s*/?>|</(?:p|div|tr|li|h[1-6])\s*>", "\n", without_heads)
    return html.unescape(re.sub(r"(?s)<[^>]*>", "", broken)).strip()


def inner_html(mail: Mail) -> str:
    """What stands in the body of the HTML part, or the text as HTML."""
    if not mail.html:
        return html.escape(mail.text, quote=False).replace("\n", "<br>\n")
    without_head = re.sub(r"(?is)<head\b.*?</head\s*>", "", mail.html)
    return re.sub(r"(?is)<!doctype[^>]*>|</?(?:html|body)\b[^>]*>", "", without_head).strip()


def escaped(text: str) -> str:
    return html.escape(text, quote=False)


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _gmail(mail: Mail) -> Below:
    at = moment_of(mail)
    return _as_gmail(mail, f"On {at:%a, %b} {at.day}, {at.year} at {american_time(at)} {author_of(mail)} wrote:")


def _gmail_in_german(mail: Mail) -> Below:
    at = moment_of(mail)
    weekday = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")[at.weekday()]
    months = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]
    day = f"{weekday}., {at.day}. {months[at.month - 1]} {at.year} um {at:%H:%M} Uhr"
    return _as_gmail(mail, f"Am {day} schrieb {author_of(mail)}:")


def _as_gmail(mail: Mail, line: str) -> Below:
    page = (
        '<br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escaped(line)}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
        f'padding-left:1ex">{inner_html(mail)}</blockquote></div>'
    )
    return f"{line}\n\n{marked(plain(mail))}", page


def _apple_mail(mail: Mail) -> Below:
    at = moment_of(mail)
    line = f"On {at:%b} {at.day}, {at.year}, at {american_time(at)}, {author_of(mail)} wrote:"
    page = (
        f'<br><div><br><blockquote type="cite"><div>{escaped(line)}</div><br class="Apple-interchange-newline">'
        f"<div>{inner_html(mail)}</div></blockquote></div>"
    )
    return marked(f"{line}\n\n{plain(mail)}"), page


def _thunderbird(mail: Mail) -> Below:
    at, author = moment_of(mail), author_of(mail)
    line = f"On {at.month}/{at.day}/{at:%y} {at:%H:%M}, {author.display_name or author.addr_spec} wrote:"
    cited = html.escape(str(mail.message["Message-ID"] or "").strip(" <>"))
    page = (
        f'<div class="moz-cite-prefix">{escaped(line)}<br></div>'
        f'<blockquote type="cite" cite="mid:{cited}">{inner_html(mail)}</blockquote>'
    )
    return f"{line}\n{marked(plain(mail))}", page


def _outlook(mail: Mail) -> Below:
    """Below a line, with the headers, and without a mark at the lines."""
    at = moment_of(mail)
    facts = {
        "From": str(author_of(mail)),
        "Sent": f"{at:%A, %B} {at.day}, {at.year} {american_time(at)}",
        "To": mail.to,
        "Subject": str(mail.message["Subject"] or ""),
    }
    lines = "\n".join(f"{name}: {value}" for name, value in facts.items())
    bold = "<br>".join(f"<b>{name}:</b> {escaped(value)}" for name, value in facts.items())
    page = (
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">'
        f"{bold}</font><div>&nbsp;</div></div>{inner_html(mail)}"
    )
    return f"{'_' * 32}\n{lines}\n\n{plain(mail)}", page


PROGRAMS = {
    "gmail": Program("Gmail", _gmail),
    "gmail-de": Program("Gmail, in German", _gmail_in_german),
    "apple": Program("Apple Mail", _apple_mail, {"X-Mailer": "Apple Mail (2.3826.300.87)"}),
    "thunderbird": Program("Thunderbird", _thunderbird, {"User-Agent": "Mozilla Thunderbird"}),
    "outlook": Program("Outlook", _outlook, {"X-MS-Has-Attach": "", "Accept-Language": "en-US"}),
}
