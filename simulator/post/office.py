"""The town's post office on its way out: to the desk, or into the town's own mailbox; nothing is lost."""

import datetime as dt
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from ..mailbox import MOST_KEPT, Mail, Mailbox
from .reports import Failure, bounce
from .smtp import MailServer, Outcome, State

ROUND_SECONDS = 15
"""Until mail that a server did not take is tried again."""


@dataclass
class Sent:
    """A mail that somebody of the town sent, with what became of it by recipient."""

    mail: Mail
    what: str
    """What a person pressed, such as "Reply"."""
    utf8: bool = False
    """An address has letters beyond ASCII (SMTPUTF8, RFC 6531)."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def pending(self) -> list[str]:
        """For whom it is to be tried, still or again."""
        states = {address: outcome.state for address, outcome in self.outcomes.items()}
        return [address for address in self.mail.recipients if states.get(address, "waiting") == "waiting"]

    @property
    def state(self) -> State:
        """The worst that was answered."""
        states = {outcome.state for outcome in self.outcomes.values()}
        if self.pending:
            return "waiting"
        return "refused" if "refused" in states else "taken"

    @property
    def sentences(self) -> list[str]:
        """What was answered, each answer once."""
        return list(dict.fromkeys(outcome.words for outcome in self.outcomes.values()))


class PostOffice:
    """Takes what the town writes. Mail for the desk's domain goes to the desk, any other stays in the town."""

    def __init__(self, mailbox: Mailbox, server: MailServer, desk_domain: str) -> None:
        self.mailbox, self.server, self.desk_domain = mailbox, server, desk_domain.lower()
        self.sent: list[Sent] = []
        self._last_id = 0
        self._lock = threading.Lock()
        mailbox.way_out = self

    def send(self, message: EmailMessage, *, mail_from: str, recipients: list[str], what: str) -> Sent:
        """Keep it, then try. `mail_from` is empty for what machines send."""
        utf8 = isinstance(message.policy, policy.EmailPolicy) and message.policy.utf8
        return self._send(message.as_bytes(), mail_from, recipients, what, utf8=utf8)

    def hand_on(self, sender: str, recipients: list[str], raw: bytes) -> None:
        """The desk wrote to itself, and gets it back as from any other server."""
        head = raw.partition(b"\r\n\r\n")[0]
        self._send(raw, sender, recipients, "Handed on", utf8=not head.isascii())

    def leads_to(self, address: str) -> bool:
        return address.rpartition("@")[2].lower() == self.desk_domain

    def _send(self, raw: bytes, mail_from: str, recipients: list[str], what: str, *, utf8: bool) -> Sent:
        read = message_from_bytes(raw, policy=policy.default)
        needs_utf8 = utf8 or not "".join((mail_from, *recipients)).isascii()
        with self._lock:
            self._last_id += 1
            mail = Mail(self._last_id, dt.datetime.now(dt.UTC), mail_from, recipients, raw, read, seen=True)
            sent = Sent(mail, what, needs_utf8)
            self.sent = [sent, *self.sent[: MOST_KEPT - 1], *(old for old in self.sent[MOST_KEPT - 1 :] if old.pending)]
        self.try_again(sent)
        return sent

    def try_again(self, sent: Sent) -> None:
        """For those who have not taken it and have not refused it. A refusal goes back to its sender as a bounce."""
        with sent.lock:
            pending = sent.pending
            ours = [address for address in pending if self.leads_to(address)]
            fresh = {address: self._put_into_town(sent, address) for address in pending if address not in ours}
            if ours:
                fresh |= self.server.give(sent.mail.sender, ours, sent.mail.raw, utf8=sent.utf8)
            sent.outcomes |= fresh
        refused = {address: outcome.answer for address, outcome in fresh.items() if outcome.state == "refused"}
        if refused and sent.mail.sender:
            self._return(sent.mail, refused)

    def try_all_again(self) -> None:
        for sent in list(self.sent):
            if sent.pending:
                self.try_again(sent)

    def find(self, sent_id: int) -> Sent | None:
        return next((sent for sent in self.sent if sent.mail.id == sent_id), None)

    @property
    def waiting(self) -> int:
        return sum(bool(sent.pending) for sent in self.sent)

    def _put_into_town(self, sent: Sent, address: str) -> Outcome:
        if refusal := self.mailbox.refusal(address):
            state: State = "refused" if refusal.startswith("5") else "waiting"
            return Outcome(state, refusal, f"The town's mailbox {address} did not take it: {refusal}")
        self.mailbox.deliver(sent.mail.sender, [address], sent.mail.raw)
        return Outcome("taken", "250 OK", f"It is in the town's mailbox, for {address}.")

    def _return(self, mail: Mail, refused: dict[str, str]) -> None:
        message = bounce(mail, {address: Failure("Refused", answer) for address, answer in refused.items()})
        if self.leads_to(mail.sender):
            self.send(message, mail_from="", recipients=[mail.sender], what="Bounce")
        else:
            self.mailbox.deliver("", [mail.sender], message.as_bytes())
