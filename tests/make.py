"""Builders of rows for tests: plain functions, each with defaults that hang together."""

import io
import itertools
import wave
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calls.models import BlockedNumber, Call, Leg, ProblemCall, Recording, RecordingPeaks, Review, Transfer
from carts.lifecycle import abandon_cart
from carts.models import Cart, CartSource, RecoveryStep
from carts.recovery import settle_next_step
from escalation.board import offered_dispositions, raise_escalation
from escalation.lines import default_notice, keep_audio
from escalation.models import AudioClip, Escalation, Line, RingGroup, RingGroupMember
from helpdesk.accounts.models import Team, User
from helpdesk.lib.encryption import encrypt
from helpdesk.lib.transitions import move
from helpdesk.lib.web_push import encode, point
from helpdesk.mail.domains.keys import create_key
from helpdesk.mail.inbox import keep_message
from helpdesk.mail.mailboxes import configure_mailbox
from helpdesk.mail.models import DkimKey, InboundMessage, Mailbox, OutboundMessage
from tickets.cases import find_or_create_requester, give_promise, open_ticket, reply_to_requester
from tickets.composer import Composed, configure_saved_reply, send_composed
from tickets.composer.participants import add_participant
from tickets.composer.scheduling import schedule_reply
from tickets.imports import keep_import
from tickets.inbound.belonging import offer as offer_case
from tickets.ledger import keep_copy
from tickets.lists import save_view
from tickets.models import (
    Attachment,
    Calendar,
    CaseImport,
    CopySource,
    CustomField,
    Entry,
    Event,
    Hint,
    HintRule,
    Offer,
    Organizer,
    Participant,
    Promise,
    PushSubscription,
    Requester,
    SavedReply,
    SavedView,
    ScheduledReply,
    SentCopy,
    ServiceLevel,
    Silence,
    SourceKind,
    Tag,
    Ticket,
)
from tickets.pushes.subscriptions import keep_subscription
from tickets.rules import configure_field

_numbers = itertools.count(1)

PASSWORD = "correct horse battery"
MAIN_LINE = "+15005550100"
PROBLEM_LINE = "+15005550101"
RECOVERY_LINE = "+15005550102"
SIGNING_SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdCBzaG9w"


def user(role: str = User.Role.AGENT, **fields: Any) -> User:
    number = next(_numbers)
    fields = {"email": f"person{number}@desk.test", "name": f"Person {number}"} | fields
    teams = fields.pop("teams", [])
    made = User.objects.create_user(fields.pop("email"), PASSWORD, role=role, **fields)
    made.teams.set(teams)
    return made


def agent(**fields: Any) -> User:
    return user(User.Role.AGENT, **fields)


def manager(**fields: Any) -> User:
    return user(User.Role.MANAGER, **fields)


def admin(**fields: Any) -> User:
    return user(User.Role.ADMIN, is_staff=True, is_superuser=True, **fields)


def team(name: str = "") -> Team:
    return Team.objects.create(name=name or f"Team {next(_numbers)}")


def organizer(**fields: Any) -> Organizer:
    return Organizer.objects.create(**({"name": f"Organizer {next(_numbers)}"} | fields))


def event(**fields: Any) -> Event:
    number = next(_numbers)
    fields = {
        "name": f"Jazz Fest {number}",
        "external_id": f"event-{number}",
        "starts_at": timezone.now() + timedelta(days=30),
    } | fields
    return Event.objects.create(organizer=fields.pop("organizer", None) or organizer(), **fields)


def offer(**fields: Any) -> Offer:
    fields = {"name": f"Photo album {next(_numbers)}"} | fields
    return Offer.objects.create(event=fields.pop("event", None) or event(), **fields)


def sent_copy(*, source: str = "Lantern Row", door: str = CopySource.Door.API, **fields: Any) -> SentCopy:
    """Of a mail of a shop, as its program posts it."""
    subject = fields.pop("subject", "Your free album")
    fields = {
        "from_address": "shop@lantern.test",
        "recipients": ["ann@buyers.test"],
        "message_id": f"<copy-{next(_numbers)}@lantern.test>",
        "subject": subject,
        "text": f"{subject}\nWith each ticket comes the album Harbor Lights.",
        "sent_at": timezone.now(),
    } | fields
    return keep_copy(SentCopy(**fields), source=source, door=door)[0]


LETTER = b"""From: Ann Lee <ann@buyers.test>\r
To: support@reply.desk.test\r
Subject: My code fails\r
Message-ID: <1@buyers.test>\r
MIME-Version: 1.0\r
Content-Type: text/html; charset=utf-8\r
\r
<p>The code <b>EARLY</b> fails.</p>\r
"""


def received_mail(ticket: Ticket | None = None, *, raw: bytes = LETTER, **fields: Any) -> InboundMessage:
    """On the case, or set aside."""
    message = keep_message(raw, door=InboundMessage.Door.SMTP, envelope_from="ann@buyers.test")
    read = {"status": "filed" if ticket else "set_aside", "from_address": "ann@buyers.test", "subject": "My code fails"}
    InboundMessage.objects.filter(pk=message.pk).update(**read | fields)
    if ticket:
        Entry.objects.create(
            ticket=ticket, kind="message", body="The code fails.", received=message, occurred_at=timezone.now()
        )
    return InboundMessage.objects.get(pk=message.pk)


def mailbox(**fields: Any) -> Mailbox:
    """It leads nowhere: nothing of this machine listens there."""
    number = next(_numbers)
    given = {"name": f"Mailbox {number}", "address": f"box{number}@desk.test", "host": "127.0.0.1", "port": 9}
    given |= {"user_name": "box", "folders": ["INBOX"], "fetch_since": timezone.localdate()}
    row = Mailbox(**given | fields)
    configure_mailbox(row, secret="hunter 22")
    return row


def dkim_key(*, domain: str = "desk.test", at: datetime | None = None) -> DkimKey:
    """A key that nobody has seen in the DNS yet."""
    return create_key(domain, at=at)


def belonging(ticket: Ticket, other: Ticket) -> Entry:
    """The entry of a mail that opened `ticket` and names `other`."""
    offer_case(ticket, other, is_one_sender=True, at=timezone.now())
    return ticket.entries.get(kind=Entry.Kind.RELATED)


def participant(ticket: Ticket, *, by: User, address: str = "tom@buyers.test", name: str = "Tom Hall") -> Participant:
    """Copied in by somebody of the desk."""
    return add_participant(ticket, address=address, name=name, by=by)


def calendar(**fields: Any) -> Calendar:
    """Open from nine to five on every day of the week, in New York."""
    spans = [{"weekday": day, "opens": "09:00", "closes": "17:00"} for day in range(7)]
    return Calendar.objects.create(**({"name": f"Office {next(_numbers)}", "spans": spans} | fields))


def own_hours(*spans: tuple[int, str, str], **fields: Any) -> Calendar:
    """Of one line or one person: weekday, from, to. Without any, day and night."""
    rows = [{"weekday": weekday, "opens": opens, "closes": closes} for weekday, opens, closes in spans]
    return Calendar.objects.create(spans=rows, **fields)


def case_import(
    text: str = "Subject,Email\nMy code fails,ann@buyers.test\n", *, by: User, name: str = "old.csv"
) -> CaseImport:
    """A file of cases, as an admin uploads it."""
    return keep_import(SimpleUploadedFile(name, text.encode()), by=by)


def service_level(**fields: Any) -> ServiceLevel:
    """One hour for the first answer, two for the others, eight for the solution; day and night."""
    standing = {"priority": Ticket.Priority.NORMAL, "first_reply": 60, "next_reply": 120, "solve": 480}
    return ServiceLevel.objects.create(**(standing | fields))


def requester(**fields: Any) -> Requester:
    number = next(_numbers)
    fields = {
        "name": f"Ann Lee {number}",
        "email": f"ann{number}@buyers.test",
        "phone": f"+1500555{2000 + number % 8000:04d}",
    } | fields
    return find_or_create_requester(**fields)


def ticket(*, at: datetime | None = None, **fields: Any) -> Ticket:
    fields = {
        "subject": "My discount code fails",
        "channel": Ticket.Channel.PHONE,
        "body": "The code SUMMER is refused.",
    } | fields
    assignee, status = fields.pop("assignee", None), fields.pop("status", None)
    opened = {name: fields.pop(name) for name in ("body", "contact", "by") if name in fields}
    fields["requester"] = fields.get("requester") or requester()
    made = open_ticket(Ticket(**fields), at=at, **opened)
    if assignee or status:
        changes = {"assignee": assignee} | ({"status": status} if status else {})
        if status in {Ticket.Status.SOLVED, Ticket.Status.CLOSED}:
            changes |= {"solved_at": made.created_at, "waiting_since": None, "reply_due_at": None}
        if status == Ticket.Status.MERGED:
            changes |= {"merged_into": ticket()}
        Ticket.objects.filter(pk=made.pk).update(**changes)
        made.refresh_from_db()
    return made


def promise(ticket: Ticket, **fields: Any) -> Promise:
    """Something that we will do within the hour."""
    standing = {"what": "Send the tickets again", "due_at": timezone.now() + timedelta(hours=1)}
    return give_promise(ticket, **(standing | fields))


def custom_field(label: str = "Seat", **fields: Any) -> CustomField:
    return configure_field(CustomField(), **({"label": label, "kind": CustomField.Kind.TEXT} | fields))


def hint(ticket: Ticket, **fields: Any) -> Hint:
    return Hint.objects.create(ticket=ticket, **({"kind": Hint.Kind.RULE, "text": "Ask the courier."} | fields))


def hint_rule(text: str = "Lost parcels can also be reported to the courier.", **fields: Any) -> HintRule:
    return HintRule.objects.create(text=text, **fields)


def tag(name: str = "", *, cases: Iterable[Ticket] = (), **fields: Any) -> Tag:
    made = Tag.objects.create(name=name or f"Tag {next(_numbers)}", **fields)
    made.tickets.add(*cases)
    return made


def saved_view(owner: User, **fields: Any) -> SavedView:
    """A list of the open cases that came by mail."""
    standing = {"name": f"Mails {next(_numbers)}", "query": "open&channel=email", "icon": SavedView.Icon.LIST}
    return save_view(by=owner, **(standing | fields))


def reply(ticket: Ticket, *, body: str = "Try the code BRASS20.", by: User | None = None) -> Entry:
    """A reply that waits to be sent."""
    ticket.refresh_from_db()
    return reply_to_requester(ticket, body=body, by=by or agent(), seen_version=ticket.version)


def held_reply(ticket: Ticket, *, by: User, body: str = "Try the code BRASS20.", **fields: Any) -> Entry:
    """A reply from the composer, which its author may still take back."""
    ticket.refresh_from_db()
    composed = Composed(
        body=body, mode="reply", seen_version=ticket.version, source_key=f"form:{next(_numbers)}", **fields
    )
    return send_composed(ticket, composed=composed, by=by)


def scheduled_reply(ticket: Ticket, *, by: User, body: str = "Doors open at 7.", **fields: Any) -> ScheduledReply:
    """A reply that leaves tomorrow, or at `due_at`."""
    ticket.refresh_from_db()
    due_at = fields.pop("due_at", timezone.now() + timedelta(days=1))
    key = f"form:{next(_numbers)}"
    composed = Composed(body=body, mode="reply", seen_version=ticket.version, source_key=key, **fields)
    return schedule_reply(ticket, composed=composed, due_at=due_at, by=by)


def saved_reply(**fields: Any) -> SavedReply:
    """For everyone, unless it is told otherwise; with actions it is a macro."""
    standing = {"name": f"Saved reply {next(_numbers)}", "body": "Hello {{ requester.first_name }}, try BRASS20."}
    fields = standing | fields
    return configure_saved_reply(SavedReply(), tags=fields.pop("tags", ()), **fields)


PIXEL = b"\x89PNG\r\n\x1a\n" + b"one pixel"


def attachment(ticket: Ticket, **fields: Any) -> Attachment:
    """A file on the disk, in the composer of `uploaded_by`, or with an `entry`."""
    body = fields.pop("body", b"%PDF two seats")
    standing = {"name": "seats.pdf", "content_type": "application/pdf", "size": len(body), "sha256": "0" * 64}
    made = Attachment(ticket=ticket, **(standing | {"created_at": timezone.now()} | fields))
    made.file.save("upload", ContentFile(body), save=False)
    made.save()
    return made


def failed_reply(ticket: Ticket) -> Entry:
    """A reply that the mail server refused."""
    made = reply(ticket)
    move(made.message, OutboundMessage.Status.SENDING)
    move(made.message, OutboundMessage.Status.FAILED, error="550 no such mailbox")
    return made


def outcome(means: str) -> int:
    """The key of the first outcome of the desk that means this for a callback."""
    return next(one.pk for one in offered_dispositions() if one.means == means)


def escalation(ticket: Ticket, *, at: datetime | None = None, **fields: Any) -> Escalation:
    fields = {"reason": Escalation.Reason.AGENT, "detail": "Second parcel lost"} | fields
    return raise_escalation(ticket, at=at or timezone.now(), **fields)


def ring_group(*, agents: int = 6, managers: int = 2, **fields: Any) -> RingGroup:
    """Six people and two managers, with the numbers +15005550111… and +15005550121…"""
    group = RingGroup.objects.create(**({"name": f"Problem desk {next(_numbers)}"} | fields))
    people = [(agent(name=f"Agent {n}"), f"+1500555011{n}", 1) for n in range(1, agents + 1)]
    people += [(manager(name=f"Manager {n}"), f"+1500555012{n}", 2) for n in range(1, managers + 1)]
    for person, phone, tier in people:
        RingGroupMember.objects.create(group=group, user=person, phone=phone, tier=tier)
    return group


def line(kind: str = Line.Kind.MAIN, **fields: Any) -> Line:
    numbers = {Line.Kind.MAIN: MAIN_LINE, Line.Kind.PROBLEM: PROBLEM_LINE, Line.Kind.RECOVERY: RECOVERY_LINE}
    fields = {"name": f"The {kind} line", "number": numbers[kind], "notice": default_notice()} | fields
    return Line.objects.create(kind=kind, ring_group=fields.pop("ring_group", None) or ring_group(), **fields)


def sound(*, seconds: float = 2.0, **fields: Any) -> AudioClip:
    """An uploaded clip of silence."""
    return keep_audio(SimpleUploadedFile("hello.wav", wav(seconds=seconds, channels=1)), by=fields.pop("by", None))


def silence(*, since: datetime, noticed_at: datetime) -> Silence:
    """Of a shop."""
    shop = cart_source(name="Lantern Row")
    return Silence.objects.create(
        kind=SourceKind.SHOP,
        source_key=shop.pk,
        name=shop.name,
        page_url=reverse("carts:shop", args=[shop.pk]),
        since=since,
        noticed_at=noticed_at,
    )


def push_subscription(user: User, **fields: str) -> PushSubscription:
    """A browser that is pushed to, in which this person is signed in."""
    client, key = Client(), ec.generate_private_key(ec.SECP256R1())
    client.force_login(user)
    fields = {
        "session_key": client.session.session_key or "",
        "endpoint": f"https://push.test/{next(_numbers)}",
        "p256dh": encode(point(key.public_key())),
        "auth": encode(bytes(16)),
        "device": "Firefox, Linux",
    } | fields
    return keep_subscription(user, **fields)


def cart_source(**fields: Any) -> CartSource:
    number = next(_numbers)
    fields = {
        "name": f"Shop {number}",
        "public_id": f"shop-{number}",
        "publishable_key": f"pk_test_{number}",
        "allowed_origins": ["https://shop.test"],
        "encrypted_signing_secret": encrypt(SIGNING_SECRET),
    } | fields
    return CartSource.objects.create(
        organizer=fields.pop("organizer", None) or organizer(),
        recovery_line=fields.pop("recovery_line", None) or _recovery_line(),
        **fields,
    )


def _recovery_line() -> Line:
    """One secret number serves every shop of a test."""
    return Line.objects.filter(number=RECOVERY_LINE).first() or line(Line.Kind.RECOVERY)


def call(*, at: datetime | None = None, **fields: Any) -> Call:
    number = next(_numbers)
    fields = {
        "sid": f"CA{number:032x}",
        "direction": Call.Direction.INBOUND,
        "from_number": f"+1500555{2000 + number:04d}",
        "to_number": MAIN_LINE,
        "started_at": at or timezone.now(),
    } | fields
    return Call.objects.create(**fields)


def talked_call(agent_: User | None = None, **fields: Any) -> Call:
    """One on which somebody picked up and pressed 1."""
    at = timezone.now()
    talked = call(ticket=fields.pop("ticket", None) or ticket(), answered_at=at, ended_at=at, **fields)
    talked.legs.create(user=agent_ or agent(), phone="+15005550111", status=Leg.Status.ACCEPTED, created_at=at)
    return talked


def blocked_number(**fields: Any) -> BlockedNumber:
    fields = {
        "number": f"+1500555{4000 + next(_numbers):04d}",
        "reason": "Sells warranties",
        "created_at": timezone.now(),
    } | fields
    return BlockedNumber.objects.create(blocked_by=fields.pop("blocked_by", None) or manager(), **fields)


def transfer(**fields: Any) -> Transfer:
    """A caller on hold."""
    made = fields.pop("call", None) or call()
    at = timezone.now()
    leg = Leg.objects.create(call=made, user=agent(), phone="+15005550111", status=Leg.Status.ACCEPTED, created_at=at)
    Call.objects.filter(pk=made.pk).update(taker=leg, answered_at=at, status=Call.Status.IN_PROGRESS)
    fields = {"status": Transfer.Status.HELD, "requested_at": at, "held_at": at} | fields
    return Transfer.objects.create(call=made, from_leg=leg, **fields)


def answered_leg(*, by: User, at: datetime | None = None, **fields: Any) -> Leg:
    """The phone on which `by` talks with a caller."""
    at = at or timezone.now()
    going_on = call(at=at, status=Call.Status.IN_PROGRESS, is_recorded=True, answered_at=at, **fields)
    group = ring_group(agents=0, managers=0)
    leg = Leg.objects.create(
        call=going_on, user=by, phone="+15005550111", status=Leg.Status.ACCEPTED, created_at=at, answered_at=at
    )
    ProblemCall.objects.create(
        call=going_on,
        group=group,
        roster=[{"user": by.pk, "phone": leg.phone, "tier": 1}],
        rounds=group.rounds,
        ring_seconds=group.ring_seconds,
        round_started_at=at,
        created_at=at,
        winner=leg,
        accepted_at=at,
        status=ProblemCall.Status.ACCEPTED,
    )
    return leg


def recording(**fields: Any) -> Recording:
    """One that is stored, as far as the row tells; there is no file."""
    at = timezone.now()
    fields = {
        "sid": f"RE{next(_numbers):032x}",
        "status": Recording.Status.STORED,
        "file": "recordings/none.wav",
        "sha256": "0" * 64,
        "size": 1000,
        "duration": timedelta(seconds=83),
        "due_at": at,
        "started_at": at,
        "stored_at": at,
        "deleted_there_at": at,
    } | fields
    made = Recording.objects.create(call=fields.pop("call", None) or call(), **fields)
    RecordingPeaks.objects.create(recording=made, channels=2, data=bytes([226, 30, 0, 0, 250, 9, 0, 0]))
    return made


def wav(*, seconds: float = 2, channels: int = 2, loud: int = 0) -> bytes:
    """A WAV file as the provider makes it; `loud` is the value of every sample."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(loud.to_bytes(2, "little", signed=True) * channels * int(8000 * seconds))
    return sound.getvalue()


def audible_recording(**fields: Any) -> Recording:
    """One whose file is in the storage."""
    made, sound = recording(**fields), wav()
    made.file.save("sound.wav", ContentFile(sound), save=False)
    made.size, made.duration = len(sound), timedelta(seconds=2)
    made.save()
    return made


def finished_review(**fields: Any) -> Review:
    """One that its agent has not read yet."""
    at = timezone.now()
    fields = {
        "status": Review.Status.DONE,
        "reason": Review.Reason.SAMPLED,
        "created_at": at,
        "reviewed_at": at,
        "solved": Review.Solved.YES,
        "overall": Review.Overall.GOOD,
        "comment": "You let her tell it once.",
    } | fields
    call_ = fields.pop("call", None) or recording().call
    agent_, reviewer = fields.pop("agent", None) or agent(), fields.pop("reviewer", None) or manager()
    return Review.objects.create(call=call_, agent=agent_, reviewer=reviewer, **fields)


def cart(*, at: datetime | None = None, **fields: Any) -> Cart:
    at = at or timezone.now()
    number = next(_numbers)
    fields = {
        "external_id": f"cart-{number}",
        "email": f"buyer{number}@buyers.test",
        "name": f"Buyer {number}",
        "country": "US",
        "total_cents": 18400,
        "items": [{"name": "Floor", "quantity": 2, "unit_cents": 8500, "fees_cents": 700}],
        "started_at": at,
        "active_at": at,
    } | fields
    return Cart.objects.create(source=fields.pop("source", None) or cart_source(), **fields)


def mailed_step(**fields: Any) -> RecoveryStep:
    """A recovery mail that is queued, to a buyer whose card was declined just now."""
    at = timezone.now()
    fields = {
        "problem": Cart.Problem.PAYMENT_DECLINED,
        "problem_at": at,
        "resume_url": "https://shop.test/r/1",
    } | fields
    source = fields.pop("source", None) or cart_source(organizer=fields.pop("organizer", None))
    abandoned = cart(source=source, **fields)
    abandon_cart(abandoned, at=at)
    while settle_next_step(at=at):
        pass
    return abandoned.recovery_steps.get()
