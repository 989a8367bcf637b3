"""The town's post office: takes every mail over SMTP and keeps it as it came."""

import datetime as dt
import re
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any, Protocol, cast
from urllib.parse import unquote

import requests
from aiosmtpd.smtp import SMTP

LARGEST = 30 * 1024 * 1024
MOST_KEPT = 500
REFUSED_BOXES = {
    "bounce": "550 5.1.1 No such mailbox",
    "full": "452 4.2.2 This mailbox is full, try again later",
}


@dataclass(frozen=True)
class File:
    """Something attached, or a picture that stands in the text."""

    name: str
    content_type: str
    content: bytes

    @classmethod
    def of(cls, part: EmailMessage) -> "File":
        kind = part.get_content_type()
        # Decoded, it is bytes, or nothing where a part holds parts.
        content = cast("bytes | None", part.get_payload(decode=True))
        return cls(part.get_filename() or kind.replace("/", "."), kind, content or b"")


@dataclass
class Mail:
    """One message, raw and read."""

    id: int
    received_at: dt.datetime
    sender: str
    recipients: list[str]
    raw: bytes
    message: EmailMessage
    seen: bool = False
    unsubscribed: str = ""

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "(no subject)")

    @property
    def author(self) -> str:
        return str(self.message["From"] or self.sender)

    @property
    def to(self) -> str:
        return str(self.message["To"] or ", ".join(self.recipients))

    @property
    def text(self) -> str:
        return self._content("plain")

    @property
    def html(self) -> str:
        return self._content("html")

    @property
    def files(self) -> list[File]:
        """What is attached, without the pictures of the text."""
        return [File.of(part) for part in self._attached() if not self._shows(part)]

    @property
    def pictures(self) -> dict[str, File]:
        """Those that stand in the HTML, by Content-ID with its brackets."""
        return {str(part["Content-ID"]).strip(): File.of(part) for part in self._attached() if self._shows(part)}

    def _attached(self) -> list[EmailMessage]:
        """Every part that is neither a text to read nor a box of parts."""
        if not self.message.is_multipart():
            return []
        return [
            part
            for part in self.message.walk()
            if not part.is_multipart() and (part.is_attachment() or part.get_content_maintype() != "text")
        ]

    def _shows(self, part: EmailMessage) -> bool:
        cid = str(part["Content-ID"] or "").strip(" <>")
        return bool(cid) and f"cid:{cid}" in self.html

    @property
    def unsubscribe_url(self) -> str:
        """The https address of List-Unsubscribe, if the mail offers one-click (RFC 8058)."""
        if "one-click" not in str(self.message["List-Unsubscribe-Post"] or "").lower():
            return ""
        found = re.search(r"<(https?://[^>]+)>", str(self.message["List-Unsubscribe"] or ""))
        return found[1] if found else ""

    @property
    def numbers(self) -> list[str]:
        """Telephone numbers that the mail links to, each once."""
        links = Links(self.html).found
        found = [re.sub(r"[^+0-9]", "", unquote(link[4:])) for link in links if link.lower().startswith("tel:")]
        return list(dict.fromkeys(found))

    @property
    def links(self) -> list[str]:
        return [link for link in Links(self.html).found if link.startswith(("http://", "https://"))]

    def _content(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        if part is None:
            return ""
        try:
            content: str = part.get_content()
        except (LookupError, ValueError):
            content = cast(bytes, part.get_payload(decode=True)).decode("utf-8", "replace")  # text has no parts
        return content.replace("\r\n", "\n")


class Links(HTMLParser):
    """The addresses of all links of a document, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


class WayOut(Protocol):
    """Takes mail for those who have no box in the town."""

    def leads_to(self, address: str) -> bool: ...

    def hand_on(self, sender: str, recipients: list[str], raw: bytes) -> None: ...


@dataclass
class Mailbox:
    """All mail of the town, newest first. bounce@… does not exist, and full@… is full."""

    mails: list[Mail] = field(default_factory=list)
    version: int = 0
    way_out: WayOut | None = None
    _last_id: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def unread(self) -> int:
        return sum(not mail.seen for mail in self.mails)

    def deliver(self, sender: str, recipients: list[str], raw: bytes) -> Mail:
        message = message_from_bytes(raw, policy=policy.default)
        with self._lock:  # the desk delivers in the server's loop, the town's own post from threads
            self._last_id += 1
            mail = Mail(self._last_id, dt.datetime.now(dt.UTC), sender, recipients, raw, message)
            self.mails.insert(0, mail)
            del self.mails[MOST_KEPT:]
            self.version += 1
        return mail

    def refusal(self, address: str) -> str:
        """What SMTP answers to a recipient who has no box here, or no room in it; nothing for any other."""
        return REFUSED_BOXES.get(address.partition("@")[0].lower(), "")

    def find(self, mail_id: int) -> Mail | None:
        return next((mail for mail in self.mails if mail.id == mail_id), None)

    def read(self, mail: Mail) -> None:
        if not mail.seen:
            mail.seen = True
            self.version += 1

    def empty(self) -> None:
        self.mails.clear()
        self.version += 1

    def protocol(self) -> SMTP:
        """One SMTP conversation, for asyncio's create_server."""
        return SMTP(self, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="pretend.town", ident="Pretend town")

    # What aiosmtpd asks its handler

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if refusal := self.refusal(address):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        sender, recipients = envelope.mail_from.strip("<>"), list(envelope.rcpt_tos)
        leaving = [address for address in recipients if self.way_out and self.way_out.leads_to(address)]
        if leaving and self.way_out:  # the sender need not wait until it has arrived
            threading.Thread(target=self.way_out.hand_on, args=(sender, leaving, envelope.content), daemon=True).start()
        if staying := [address for address in recipients if address not in leaving]:
            self.deliver(sender, staying, envelope.content)
        return "250 OK, kept"


def unsubscribe_with_one_click(mail: Mail) -> str:
    """What a mail provider does for its reader (RFC 8058): one POST, no cookie; the answer as a sentence."""
    try:
        answer = requests.post(
            mail.unsubscribe_url, data={"List-Unsubscribe": "One-Click"}, timeout=10, allow_redirects=False
        )
    except requests.RequestException as error:
        mail.unsubscribed = f"Nobody answered ({type(error).__name__})."
    else:
        done = "Done" if answer.ok else "Refused"
        mail.unsubscribed = f"{done}: the sender answered {answer.status_code}."
    return mail.unsubscribed
