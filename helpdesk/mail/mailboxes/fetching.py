"""Fetch what is new in a mailbox: each mail whole, by its UID, kept in the commit that says that it was fetched."""

import hashlib
import imaplib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from time import mktime

from django.utils import timezone
from imap_tools.errors import MailboxFolderSelectError
from imap_tools.utils import encode_folder

from helpdesk.mail.inbox import LARGEST, keep_message
from helpdesk.mail.inbox.cards import without_cards
from helpdesk.mail.mailboxes.connecting import Connection
from helpdesk.mail.mailboxes.leasing import leased
from helpdesk.mail.mailboxes.stubs import LONGEST_HEAD, delivered_to, envelope_sender, stub_of
from helpdesk.mail.models import FetchedMail, InboundMessage, Mailbox, MailboxFolder
from helpdesk.mail.servers.problems import MailboxError, Problem
from helpdesk.mail.servers.turns import at_the_database

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As the protocol has them, whatever language the process speaks."""
SKEW = timedelta(minutes=2)
"""The clock of the server, which tells whole seconds, need not be ours."""
AT_ONCE = 100
"""Mails whose sizes are asked together, and that are marked or moved together."""
UID, SIZE = re.compile(rb"\bUID (\d+)"), re.compile(rb"\bRFC822\.SIZE (\d+)")
EMPTY = re.compile(rb'BODY\[(?:HEADER)?\](?:<0>)? (?:""|NIL)')


def fetch_new(mailbox: Mailbox, connection: Connection, *, is_stopped: Callable[[], bool] = lambda: False) -> None:
    """Keep what is new in each folder. Whatever is wrong with one folder or mail keeps no other one waiting.

    Raises MailboxError for the first of it in the end, LeaseLostError, and what a connection raises that broke.
    """
    first: MailboxError | None = None
    for name in mailbox.folders:
        if is_stopped():
            return
        try:
            Folder(mailbox, connection, name).fetch(is_stopped)
        except MailboxFolderSelectError:
            first = first or MailboxError(Problem.NO_FOLDER, name)
        except MailboxError as error:
            first = first or error
    if first:
        raise first


class Folder:
    """One folder, selected, and how far it was fetched."""

    def __init__(self, mailbox: Mailbox, connection: Connection, name: str) -> None:
        self.mailbox, self.connection, self.client = mailbox, connection, connection.client
        connection.folder.set(name, readonly=mailbox.afterwards == Mailbox.Afterwards.LEAVE)
        self.uidvalidity, self.uidnext = self.number("UIDVALIDITY") or 1, self.number("UIDNEXT")
        with leased(mailbox):
            self.state, _created = MailboxFolder.objects.get_or_create(mailbox=mailbox, name=name)
            if self.state.uidvalidity != self.uidvalidity:
                # Each mail has a new UID: all since the day are asked for again, and none is kept twice.
                was_known = self.state.uidvalidity != 0
                self.state.uidvalidity, self.state.last_uid = self.uidvalidity, 0
                self.state.reset_until_uid = self.uidnext - 1 if was_known else 0
                self.state.save()

    def number(self, name: str) -> int:
        """What the server said of the folder when it was selected; 0 when it did not."""
        _code, told = self.client.response(name)
        return int(told[0]) if told and told[0] else 0

    def fetch(self, is_stopped: Callable[[], bool]) -> None:
        uids = self.since_last()
        with at_the_database():
            fetched = self.state.fetched.filter(uidvalidity=self.uidvalidity, uid__gt=self.state.last_uid)
            known = set(fetched.values_list("uid", flat=True))
        failed: dict[int, MailboxError] = {}
        new = [uid for uid in uids if uid not in known]
        for start in range(0, len(new), AT_ONCE):
            for uid, size, arrived_at in self.sizes(new[start : start + AT_ONCE]):
                if is_stopped():
                    return
                try:
                    self.keep(uid, size, arrived_at)
                except MailboxError as error:
                    failed[uid] = error
            self.settle()
        self.settle()
        # A mail that the server does not hand out is asked for again; those behind it are known by their rows.
        done = min(failed) - 1 if failed else max(self.uidnext - 1, self.state.last_uid, *uids, 0)
        with leased(self.mailbox):
            MailboxFolder.objects.filter(pk=self.state.pk, uidvalidity=self.uidvalidity).update(last_uid=done)
        if failed:
            raise failed[min(failed)]

    def since_last(self) -> list[int]:
        """The UIDs behind the last one, in their order, of mails that reached the server since the day, or the one
        before: it may count its days in another zone."""
        after = self.state.last_uid + 1
        day = self.mailbox.fetch_since - timedelta(days=1)
        since = f"{day.day:02}-{MONTHS[day.month - 1]}-{day.year}"
        code, told = self.client.uid("SEARCH", f"UID {after}:*", "SINCE", since)
        if code != "OK":
            raise MailboxError(Problem.REFUSED, told)
        # "5:*" is also the last mail when that is 3 (RFC 3501, section 6.4.8).
        found = sorted({int(uid) for part in told if part for uid in part.split()})
        return [uid for uid in found if uid >= after]

    def sizes(self, uids: list[int]) -> Iterator[tuple[int, int, datetime]]:
        """UID, bytes, and when the mail reached the server; of those since the day that are still there."""
        code, told = self.client.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE INTERNALDATE)")
        if code != "OK":
            raise MailboxError(Problem.REFUSED, told)
        start = timezone.make_aware(datetime.combine(self.mailbox.fetch_since, clock_time.min))
        for part in told:
            line = part if isinstance(part, bytes) else b""
            uid, size, parsed = UID.search(line), SIZE.search(line), imaplib.Internaldate2tuple(line)
            if uid and size and int(uid[1]) in uids:
                arrived_at = datetime.fromtimestamp(mktime(parsed), UTC) if parsed else timezone.now()
                if arrived_at >= start:
                    yield int(uid[1]), int(size[1]), arrived_at

    def keep(self, uid: int, size: int, arrived_at: datetime) -> None:
        is_whole = size <= LARGEST
        raw = self.part(uid, "BODY.PEEK[]" if is_whole else f"BODY.PEEK[HEADER]<0.{LONGEST_HEAD}>")
        if raw is None:  # somebody deleted it meanwhile
            return
        if len(raw) > LARGEST:
            is_whole, size = False, len(raw)
        if not is_whole:
            raw = stub_of(raw, size=size, mailbox=self.mailbox.name)
        row = FetchedMail(folder=self.state, uidvalidity=self.uidvalidity, uid=uid, fetched_at=timezone.now())
        row.is_settled = not is_whole or self.mailbox.afterwards == Mailbox.Afterwards.LEAVE
        with leased(self.mailbox):
            if self.state.fetched.filter(uidvalidity=self.uidvalidity, uid=uid).exists():
                return
            row.message = self.kept_before(raw) if uid <= self.state.reset_until_uid else None
            row.message = row.message or keep_message(
                raw,
                door=InboundMessage.Door.IMAP,
                envelope_from=envelope_sender(raw),
                envelope_to=dict.fromkeys([self.mailbox.address, *delivered_to(raw)]),
            )
            if arrived_at < self.mailbox.created_at - SKEW:
                InboundMessage.objects.filter(pk=row.message.pk).update(is_backlog=True)
            row.save()
            Mailbox.objects.filter(pk=self.mailbox.pk).update(last_success_at=row.fetched_at)

    def part(self, uid: int, what: str) -> bytes | None:
        """None when the mail is gone."""
        code, told = self.client.uid("FETCH", str(uid), f"(UID {what})")
        if code != "OK":
            raise MailboxError(Problem.REFUSED, f"UID {uid}: {told}")
        for part in told:
            if isinstance(part, tuple) and b"BODY[" in part[0]:
                return bytes(part[1])
            if isinstance(part, bytes) and EMPTY.search(part):
                return b""
        return None

    def kept_before(self, raw: bytes) -> InboundMessage | None:
        """The same bytes of this folder, when all have new UIDs: also a mail without a Message-ID is known again."""
        sha256 = hashlib.sha256(without_cards(raw)).hexdigest()
        return InboundMessage.objects.filter(sha256=sha256, fetched__folder=self.state).first()

    def settle(self) -> None:
        """Do with what is kept what the mailbox says. Whatever breaks off is done at the next time."""
        with at_the_database():
            waiting = self.state.fetched.filter(uidvalidity=self.uidvalidity, is_settled=False)
            uids = sorted(waiting.values_list("uid", flat=True))
        for start in range(0, len(uids), AT_ONCE):
            some = uids[start : start + AT_ONCE]
            match self.mailbox.afterwards:
                case Mailbox.Afterwards.SEEN:
                    self.order("STORE", some, "+FLAGS.SILENT", r"(\Seen)")
                case Mailbox.Afterwards.MOVE:
                    self.move(some)
            with at_the_database():
                waiting.filter(uid__in=some).update(is_settled=True)

    def move(self, uids: list[int]) -> None:
        to = encode_folder(self.mailbox.move_to).decode()
        if "MOVE" in self.client.capabilities:
            self.order("MOVE", uids, to)
            return
        # Without RFC 6851: a copy, and what is deleted is named: nothing else that somebody marked goes with it.
        self.order("COPY", uids, to)
        self.order("STORE", uids, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self.client.capabilities:
            self.order("EXPUNGE", uids)

    def order(self, command: str, uids: list[int], *arguments: str) -> None:
        code, told = self.client.uid(command, ",".join(map(str, uids)), *arguments)
        if code != "OK":
            is_folder = command in {"MOVE", "COPY"}
            raise MailboxError(
                Problem.NO_FOLDER if is_folder else Problem.REFUSED, self.mailbox.move_to if is_folder else told
            )
