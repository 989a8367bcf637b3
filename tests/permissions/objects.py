"""The objects in addresses: each builder makes one of `owner` and `team` and answers the address's arguments."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from calls.recordings import add_comment
from calls.reviews import choose_for_review
from calls.ringing import start_ring_test
from carts.recovery import links
from escalation.board import claim_escalation, owe_callback
from escalation.models import Disposition, Line
from helpdesk.accounts.models import Team, User
from helpdesk.accounts.services import create_token
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.suppression import suppress_address
from tests import make
from tickets.cases import add_note
from tickets.cases.case_mails import follow_token
from tickets.cases.links import link_tickets
from tickets.cases.notes import edit_note
from tickets.inbound.belonging import ask_to_confirm
from tickets.lists import change_in_bulk
from tickets.merging import merge_tickets
from tickets.models import SendingDomain
from tickets.people import merge_people
from tickets.portal import links as help_links

Arguments = dict[str, Any]
SOLVED_BY_CALL = 900
"""The key of the outcome that is recorded of callbacks."""


def ticket(owner: User, team: Team) -> Arguments:
    return {"pk": make.ticket(team=team).pk}


def entry(owner: User, team: Team) -> Arguments:
    return {"pk": make.ticket(team=team).entries.first().pk}


def push_subscription(owner: User, team: Team) -> Arguments:
    return {"pk": make.push_subscription(owner).pk}


def saved_reply(owner: User, team: Team) -> Arguments:
    return {"pk": make.saved_reply().pk}


def attachment(owner: User, team: Team) -> Arguments:
    ticket = make.ticket(team=team)
    return {"pk": make.attachment(ticket, entry=ticket.entries.first()).pk}


def own_attachment(owner: User, team: Team) -> Arguments:
    return {"pk": make.attachment(make.ticket(team=team), uploaded_by=owner).pk}


def own_reply(owner: User, team: Team) -> Arguments:
    return {"pk": make.held_reply(make.ticket(team=team), by=owner).pk}


def own_scheduled(owner: User, team: Team) -> Arguments:
    return {"pk": make.scheduled_reply(make.ticket(team=team), by=owner).pk}


def picture(owner: User, team: Team) -> Arguments:
    ticket = make.ticket(team=team)
    return {"pk": make.attachment(ticket, entry=ticket.entries.first(), body=make.PIXEL).pk}


def own_note(owner: User, team: Team) -> Arguments:
    return {"pk": add_note(make.ticket(team=team), body="Another matter", by=owner).pk}


def edited_note(owner: User, team: Team) -> Arguments:
    note = add_note(make.ticket(team=team), body="Another matter", by=owner)
    edit_note(note, body="Mended.", by=owner, seen_version=0)
    return {"pk": note.pk}


def bulk_change(owner: User, team: Team) -> Arguments:
    cases = [make.ticket(team=team)]
    return {"pk": change_in_bulk(cases, verb="solve", by=owner, key=uuid4()).pk}


def received_mail(owner: User, team: Team) -> Arguments:
    return {"pk": make.received_mail(make.ticket(team=team)).pk}


def mail_set_aside(owner: User, team: Team) -> Arguments:
    return {"pk": make.received_mail().pk}


def dkim_key(owner: User, team: Team) -> Arguments:
    return {"pk": make.dkim_key().pk}


def mailbox(owner: User, team: Team) -> Arguments:
    return {"pk": make.mailbox().pk}


def mailbox_of_a_person(owner: User, team: Team) -> Arguments:
    app = {"sign_in": "microsoft_user", "tenant": "contoso.test", "client_id": "1-2-3"}
    return {"pk": make.mailbox(**app, user_name=f"{uuid4()}@desk.test").pk}


def participant(owner: User, team: Team) -> Arguments:
    return {"pk": make.participant(make.ticket(team=team), by=owner).pk}


def participant_of_ticket(owner: User, team: Team) -> Arguments:
    ticket = make.ticket(team=team)
    return {"pk": ticket.pk, "participant": make.participant(ticket, by=owner).pk}


def belonging(owner: User, team: Team) -> Arguments:
    return {"pk": make.belonging(make.ticket(team=team), make.ticket(team=team)).pk}


def belonging_link(owner: User, team: Team) -> Arguments:
    entry = make.belonging(make.ticket(team=team), make.ticket(team=team))
    ask_to_confirm(entry, by=owner)
    text = OutboundMessage.objects.get(key=f"confirm:{entry.pk}").text
    return {"token": text.split("/addresses/confirm/")[1].split("/")[0]}


def saved_view(owner: User, team: Team) -> Arguments:
    return {"pk": make.saved_view(owner).pk}


def organizer(owner: User, team: Team) -> Arguments:
    return {"pk": make.organizer(team=team).pk}


def event(owner: User, team: Team) -> Arguments:
    event = make.event(organizer=make.organizer(team=team))
    make.ticket(team=team, event=event)
    return {"pk": event.pk}


def offer(owner: User, team: Team) -> Arguments:
    return {"pk": make.offer(event=make.event(organizer=make.organizer(team=team))).pk}


def sent_copy(owner: User, team: Team) -> Arguments:
    return {"pk": make.sent_copy(html="<p>Your free album</p>").pk}


def copy_source(owner: User, team: Team) -> Arguments:
    return {"pk": make.sent_copy().source_id}


def sending_domain(owner: User, team: Team) -> Arguments:
    return {"pk": SendingDomain.objects.create(name=f"{uuid4().hex[:12]}.test").pk}


def calendar(owner: User, team: Team) -> Arguments:
    return {"pk": make.calendar().pk}


def case_import(owner: User, team: Team) -> Arguments:
    return {"pk": make.case_import(by=owner).pk}


def token(owner: User, team: Team) -> Arguments:
    return {"pk": create_token(owner, name="Reports")[0].pk}


def call(owner: User, team: Team) -> Arguments:
    return {"pk": make.call(ticket=make.ticket(team=team)).pk}


def transfer(owner: User, team: Team) -> Arguments:
    return {"pk": make.transfer(call=make.call(ticket=make.ticket(team=team))).pk}


def answered_call(owner: User, team: Team) -> Arguments:
    """One that `owner` is on."""
    return {"pk": make.answered_leg(by=owner, ticket=make.ticket(team=team)).call_id}


def recording(owner: User, team: Team) -> Arguments:
    return {"pk": make.recording(call=make.call(ticket=make.ticket(team=team))).pk}


def audible_recording(owner: User, team: Team) -> Arguments:
    return {"pk": make.audible_recording(call=make.call(ticket=make.ticket(team=team))).pk}


def held_recording(owner: User, team: Team) -> Arguments:
    call = make.call(ticket=make.ticket(team=team))
    return {"pk": make.recording(call=call, held_at=timezone.now()).pk}


def comment(owner: User, team: Team) -> Arguments:
    recording = make.recording(call=make.call(ticket=make.ticket(team=team)))
    return {"pk": add_comment(recording, by=owner, second=5, body="Well said", at=timezone.now()).pk}


def recorded_call(owner: User, team: Team) -> Arguments:
    return {"pk": make.recording(call=make.talked_call(ticket=make.ticket(team=team))).call_id}


def review(owner: User, team: Team) -> Arguments:
    recording = make.recording(call=make.talked_call(ticket=make.ticket(team=team)))
    return {"pk": choose_for_review(recording.call, by=make.manager(), at=timezone.now()).pk}


def own_review(owner: User, team: Team) -> Arguments:
    return {"pk": make.finished_review(agent=owner, call=make.call(ticket=make.ticket(team=team))).pk}


def lost_recording(owner: User, team: Team) -> Arguments:
    return {"pk": make.recording(call=make.call(ticket=make.ticket(team=team)), status="lost").pk}


def themed_shop(owner: User, team: Team) -> Arguments:
    return {**shop(owner, team), "theme": "dark"}


def suppression(owner: User, team: Team) -> Arguments:
    return {"pk": suppress_address("ann@buyers.test", reason="bounced").pk}


def shop(owner: User, team: Team) -> Arguments:
    return {"pk": make.cart_source(organizer=make.organizer(team=team)).pk}


def cart(owner: User, team: Team) -> Arguments:
    source = make.cart_source(organizer=make.organizer(team=team))
    return {"pk": make.cart(source=source).pk}


def recovery_step(owner: User, team: Team) -> Arguments:
    return {"step_pk": make.mailed_step(organizer=make.organizer(team=team)).pk}


def resume_link(owner: User, team: Team) -> Arguments:
    step = make.mailed_step(organizer=make.organizer(team=team))
    return {"token": links.resume_link(step_id=step.pk, expires_at=step.cart.recovery_code.expires_at).split("/")[-2]}


def unsubscribe_link(owner: User, team: Team) -> Arguments:
    return {"token": links.unsubscribe_link("ann@buyers.test").split("/")[-2]}


def help_page(owner: User, team: Team) -> Arguments:
    return {"slug": make.organizer(slug=f"hall-{uuid4()}", colour="#7a1fa2").slug}


def follow_link(owner: User, team: Team) -> Arguments:
    ticket = make.ticket(team=team)
    return {"token": follow_token(ticket, ticket.requester.contact_points.get(kind="email"))}


def followed_file(owner: User, team: Team) -> Arguments:
    ticket = make.ticket(team=team)
    point = ticket.requester.contact_points.get(kind="email")
    return {"token": follow_token(ticket, point), "pk": make.attachment(ticket, entry=ticket.entries.first()).pk}


def confirm_link(owner: User, team: Team) -> Arguments:
    ticket = make.ticket(team=team)
    point = ticket.requester.contact_points.get(kind="email")
    return {"token": help_links.confirm_link(point, ticket).split("/")[-2]}


def add_link(owner: User, team: Team) -> Arguments:
    return {"token": help_links.add_link(make.ticket(team=team), f"{uuid4()}@buyers.test").split("/")[-2]}


def callback(owner: User, team: Team) -> Arguments:
    Disposition.objects.get_or_create(pk=SOLVED_BY_CALL, defaults={"name": "Solved", "means": "solved"})
    return {"pk": owe_callback(make.ticket(team=team), at=timezone.now()).pk}


def open_ticket(owner: User, team: Team) -> Arguments:
    return {"pk": make.ticket(team=team, status="open").pk}


def mail(owner: User, team: Team) -> Arguments:
    return {"pk": make.failed_reply(make.ticket(team=team)).message_id}


def escalation(owner: User, team: Team) -> Arguments:
    return {"pk": make.escalation(make.ticket(team=team)).pk}


def claimed_escalation(owner: User, team: Team) -> Arguments:
    raised = make.escalation(make.ticket(team=team))
    claim_escalation(raised, by=make.manager())
    return {"pk": raised.pk}


def line(owner: User, team: Team) -> Arguments:
    existing = Line.objects.first()
    return {"pk": (existing or make.line()).pk}


def sound(owner: User, team: Team) -> Arguments:
    return {"token": make.sound().token}


def ring_group(owner: User, team: Team) -> Arguments:
    return {"pk": make.ring_group(agents=1, managers=0).pk}


def ring_test(owner: User, team: Team) -> Arguments:
    group = make.ring_group(agents=1, managers=0)
    return {"pk": start_ring_test(group, by=owner, key=uuid4(), at=timezone.now()).pk}


def blocked_number(owner: User, team: Team) -> Arguments:
    return {"pk": make.blocked_number().pk}


def other_team(owner: User, team: Team) -> Arguments:
    return {"pk": make.team().pk}


def person(owner: User, team: Team) -> Arguments:
    return {"pk": make.agent().pk}


def promise(owner: User, team: Team) -> Arguments:
    return {"pk": make.promise(make.ticket(team=team)).pk}


def custom_field(owner: User, team: Team) -> Arguments:
    return {"pk": make.custom_field().pk}


def hint(owner: User, team: Team) -> Arguments:
    return {"pk": make.hint(make.ticket(team=team)).pk}


def hint_rule(owner: User, team: Team) -> Arguments:
    return {"pk": make.hint_rule().pk}


def tag(owner: User, team: Team) -> Arguments:
    return {"pk": make.tag().pk}


def two_tickets(owner: User, team: Team) -> Arguments:
    return {"pk": make.ticket(team=team).pk, "into_pk": make.ticket(team=team).pk}


def case_merge(owner: User, team: Team) -> Arguments:
    return {"pk": merge_tickets(make.ticket(team=team), into=make.ticket(team=team), by=make.manager()).pk}


def case_link(owner: User, team: Team) -> Arguments:
    return {"pk": link_tickets(make.ticket(team=team), to=make.ticket(team=team), by=make.manager()).pk}


def entry_of_two(owner: User, team: Team) -> Arguments:
    ticket = make.ticket(team=team)
    add_note(ticket, body="Another matter", by=make.manager())
    return {"pk": ticket.entries.first().pk}


def requester(owner: User, team: Team) -> Arguments:
    return {"pk": make.ticket(team=team).requester_id}


def two_people(owner: User, team: Team) -> Arguments:
    return {"pk": make.ticket(team=team).requester_id, "into_pk": make.ticket(team=team).requester_id}


def claim(owner: User, team: Team) -> Arguments:
    known, said = make.ticket(team=team).requester, make.ticket(team=team).requester
    return {"pk": said.contact_points.create(kind="email", value=known.email, claim="open").pk}


def person_merge(owner: User, team: Team) -> Arguments:
    one, other = make.ticket(team=team).requester, make.ticket(team=team).requester
    return {"pk": merge_people(one, into=other, by=make.manager()).pk}


BUILDERS: dict[str, Callable[[User, Team], Arguments]] = {
    "help_page": help_page,
    "follow_link": follow_link,
    "followed_file": followed_file,
    "confirm_link": confirm_link,
    "add_link": add_link,
    "blocked_number": blocked_number,
    "entry": entry,
    "dkim_key": dkim_key,
    "mailbox": mailbox,
    "mailbox_of_a_person": mailbox_of_a_person,
    "attachment": attachment,
    "own_attachment": own_attachment,
    "own_reply": own_reply,
    "own_note": own_note,
    "picture": picture,
    "own_scheduled": own_scheduled,
    "edited_note": edited_note,
    "saved_reply": saved_reply,
    "case_import": case_import,
    "audible_recording": audible_recording,
    "comment": comment,
    "own_review": own_review,
    "recorded_call": recorded_call,
    "review": review,
    "held_recording": held_recording,
    "lost_recording": lost_recording,
    "answered_call": answered_call,
    "call": call,
    "callback": callback,
    "cart": cart,
    "shop": shop,
    "themed_shop": themed_shop,
    "suppression": suppression,
    "other_team": other_team,
    "recording": recording,
    "transfer": transfer,
    "recovery_step": recovery_step,
    "resume_link": resume_link,
    "claimed_escalation": claimed_escalation,
    "escalation": escalation,
    "copy_source": copy_source,
    "event": event,
    "offer": offer,
    "sending_domain": sending_domain,
    "sent_copy": sent_copy,
    "organizer": organizer,
    "line": line,
    "mail": mail,
    "received_mail": received_mail,
    "mail_set_aside": mail_set_aside,
    "belonging": belonging,
    "belonging_link": belonging_link,
    "participant": participant,
    "participant_of_ticket": participant_of_ticket,
    "case_link": case_link,
    "requester": requester,
    "two_people": two_people,
    "claim": claim,
    "person_merge": person_merge,
    "case_merge": case_merge,
    "entry_of_two": entry_of_two,
    "two_tickets": two_tickets,
    "open_ticket": open_ticket,
    "person": person,
    "ring_group": ring_group,
    "ring_test": ring_test,
    "sound": sound,
    "calendar": calendar,
    "promise": promise,
    "custom_field": custom_field,
    "hint": hint,
    "hint_rule": hint_rule,
    "tag": tag,
    "bulk_change": bulk_change,
    "saved_view": saved_view,
    "ticket": ticket,
    "token": token,
    "push_subscription": push_subscription,
    "unsubscribe_link": unsubscribe_link,
}


def visitors(team: Team) -> dict[str, User | None]:
    """One of each kind; the agent is in `team`."""
    return {
        "anonymous": None,
        "agent": make.agent(teams=[team]),
        "newcomer": make.manager(),
        "manager": with_second_step(make.manager()),
        "admin": with_second_step(make.admin()),
    }


def with_second_step(user: User) -> User:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def nobodys(arguments: Arguments) -> Arguments:
    """The same address for an object that does not exist."""
    return {name: 987654321 if isinstance(value, int) else "0" * len(value) for name, value in arguments.items()}
