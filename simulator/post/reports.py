"""What machines answer: a bounce (RFC 3464), a complaint (ARF, RFC 5965), an out-of-office (RFC 3834)."""

from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime

from ..mailbox import Mail
from .addresses import as_address
from .answers import thread_headers
from .letters import HOST, WIRE, stamp, wire_policy


@dataclass(frozen=True)
class Failure:
    """Why a mail was not delivered."""

    name: str
    diagnostic: str
    """What the last server answered, with its enhanced status code (RFC 3463)."""
    action: str = "failed"

    @property
    def status(self) -> str:
        """5.1.1 of "550 5.1.1 No such mailbox"; a code without one gets that of its class."""
        words = self.diagnostic.split()
        enhanced = words[1] if len(words) > 1 else ""
        if enhanced.count(".") == 2 and enhanced.replace(".", "").isdigit():
            return enhanced
        return f"{words[0][0]}.0.0" if words and words[0][:1] in ("4", "5") else "5.0.0"


FAILURES = {
    "unknown": Failure("There is no such mailbox", "550 5.1.1 The account that you tried to reach does not exist"),
    "full": Failure("The mailbox is full", "552 5.2.2 The recipient's inbox is out of storage space"),
    "policy": Failure("Refused as spam", "554 5.7.1 Message rejected due to content restrictions"),
    "large": Failure("The mail is too large", "552 5.3.4 Message size exceeds fixed limit"),
    "no-server": Failure("The domain does not exist", "550 5.1.2 Host or domain name not found"),
    "late": Failure("Not delivered yet", "451 4.4.1 Connection timed out", action="delayed"),
}


def bounce(mail: Mail, failures: dict[str, Failure]) -> EmailMessage:
    """A delivery status notification to the envelope sender; its own envelope is from <> (RFC 3464, section 2).
    `failures` by recipient. Raises ValueError for a mail that came from <>: nothing may bounce twice (RFC 5321,
    section 4.5.5)."""
    _insist_on_sender(mail, "bounce")
    is_late = all(failure.action == "delayed" for failure in failures.values())
    message = _report("delivery-status", f"Mail Delivery Subsystem <mailer-daemon@{HOST}>", mail.sender)
    subject = "Delivery Status Notification (Delay)" if is_late else "Delivery Status Notification (Failure)"
    stamp(message, subject, {"Auto-Submitted": "auto-replied"})
    said = "has not been delivered yet; we keep trying" if is_late else "could not be delivered"
    reasons = "".join(f"\n  {address}\n  {failure.diagnostic}\n" for address, failure in failures.items())
    _attach(message, _words(f"Your message {said}. This is what the last server answered:\n{reasons}"))

    whole = _fields({"Reporting-MTA": f"dns; {HOST}", "Arrival-Date": format_datetime(mail.received_at)})
    each = [_recipient_fields(address, failure) for address, failure in failures.items()]
    _attach(message, _machine("message/delivery-status", [whole, *each]))
    _attach(message, _returned_headers(mail))
    return message


def _recipient_fields(address: str, failure: Failure) -> MIMEPart:
    return _fields(
        {
            "Final-Recipient": f"rfc822; {address}",
            "Action": failure.action,
            "Status": failure.status,
            "Remote-MTA": f"dns; {address.rpartition('@')[2] or HOST}",
            "Diagnostic-Code": f"smtp; {failure.diagnostic}",
        }
    )


def complaint(mail: Mail, to: str) -> EmailMessage:
    """What a provider reports when its reader presses "Spam"."""
    message = _report("feedback-report", f"Feedback loop <feedback@{HOST}>", to)
    stamp(message, f"FW: {mail.subject}", {})
    came_at = format_datetime(mail.received_at)
    _attach(message, _words(f"This is an email abuse report for a message received on {came_at}.\n"))
    fields = {
        "Feedback-Type": "abuse",
        "User-Agent": "PretendTown/1.0",
        "Version": "1",
        "Original-Mail-From": f"<{mail.sender}>",
        "Arrival-Date": came_at,
        "Reported-Domain": mail.sender.rpartition("@")[2] or HOST,
        "Source-IP": "127.0.0.1",
    }
    report = _fields(fields)
    for address in mail.recipients:
        report["Original-Rcpt-To"] = f"<{address}>"
    _attach(message, _machine("message/feedback-report", [report]))
    _attach(message, _machine("message/rfc822", [message_from_bytes(mail.raw, policy=WIRE)]))
    return message


@dataclass(frozen=True)
class Automat:
    """One kind of out-of-office."""

    name: str
    headers: Mapping[str, str]


AUTOMATS = {
    "rfc3834": Automat("As RFC 3834 asks", {"Auto-Submitted": "auto-replied"}),
    "outlook": Automat("Outlook's", {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}),
    "old": Automat("An old one: only Precedence", {"Precedence": "bulk", "X-Autoreply": "yes"}),
}


def out_of_office(mail: Mail, reader: Address, text: str, automat: Automat) -> EmailMessage:
    """To the envelope sender, not to Reply-To (RFC 3834, section 4); from <> (RFC 5230, section 5.1).
    Raises ValueError for a mail that came from <>."""
    _insist_on_sender(mail, "be answered by a machine")
    message = EmailMessage(policy=wire_policy(mail.sender, reader.addr_spec))
    message["From"], message["To"] = reader, as_address("", mail.sender)
    stamp(message, f"Automatic reply: {mail.subject}", {**automat.headers, **thread_headers(mail)})
    message.set_content(text, cte="quoted-printable")
    return message


def _insist_on_sender(mail: Mail, act: str) -> None:
    if not mail.sender:
        raise ValueError(f"This mail came from <>, so it cannot {act}: there is nobody to tell.")


def _report(kind: str, sender: str, to: str) -> EmailMessage:
    """An empty multipart/report (RFC 6522)."""
    message = EmailMessage(policy=wire_policy(to))
    message["From"], message["To"] = sender, as_address("", to)
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = f"multipart/report; report-type={kind}"
    return message


def _attach(message: MIMEPart, part: MIMEPart) -> None:
    """The types of the library let a mail attach mails only."""
    message.attach(part)


def _words(text: str) -> MIMEPart:
    part = MIMEPart(policy=WIRE)
    part.set_content(text, cte="quoted-printable")
    return part


def _machine(content_type: str, blocks: list[MIMEPart]) -> MIMEPart:
    part = MIMEPart(policy=WIRE)
    part["Content-Type"] = content_type
    part.set_payload([*blocks])
    return part


def _fields(fields: dict[str, str]) -> MIMEPart:
    block = MIMEPart(policy=WIRE)
    for name, value in fields.items():
        block[name] = " ".join(value.split())
    return block


def _returned_headers(mail: Mail) -> MIMEPart:
    head = mail.raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace") + "\n"
    part = MIMEPart(policy=WIRE)
    part.set_content(head, subtype="rfc822-headers", charset="us-ascii" if head.isascii() else "utf-8")
    return part
