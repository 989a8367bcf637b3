"""How the pretend desk sorts its open cases: tags, snoozes, mentions, promises, fields of its own, hints."""

from datetime import timedelta

from helpdesk.demo.world import World
from tickets.cases import add_note, give_promise, snooze_ticket
from tickets.cases.mentions import readers_of
from tickets.models import CustomField, HintRule, Promise, Tag, Ticket
from tickets.rules import (
    change_tags,
    configure_field,
    configure_hint_rule,
    configure_tag,
    fill_in_fields,
    find_or_create_tag,
)
from tickets.rules.hints import plain

TAGS = {
    # The colour, and the words in a subject that call for it.
    "refund": (Tag.Colour.AMBER, ["refund", "money", "charged", "paid"]),
    "parcel": (Tag.Colour.BLUE, ["parcel", "post", "deliver"]),
    "code": (Tag.Colour.VIOLET, ["code", "discount"]),
    "seats": (Tag.Colour.TEAL, ["seat", "row", "block", "wheelchair"]),
    "vip": (Tag.Colour.RED, ["vip"]),
}
SORTED_CASES = 60
PROMISES = [(Promise.Kind.CALL, "call about the new seats", 3), (Promise.Kind.OTHER, "send the tickets again", 26)]
"""With the hours in which they are due."""
SHOPS = ["Web shop", "App", "Box office"]
HINTS = [
    ("A lost parcel can also be reported at the courier's page.", ["parcel", "courier", "post"]),
    ("Refunds above $200 need a manager: escalate, and tell the customer.", ["refund", "money back"]),
]


def sort_cases(world: World) -> None:
    """The open cases as agents left them. Nothing here makes a case newer than it is, or late."""
    tags = {
        name: configure_tag(find_or_create_tag(name), name=name, colour=colour)
        for name, (colour, _words) in TAGS.items()
    }
    open_cases = list(Ticket.objects.unfinished().select_related("assignee", "event")[:SORTED_CASES])
    manager = world.managers[0]
    for ticket in open_cases:
        said = plain(f"{ticket.subject} {ticket.last_words}")
        fitting = [tags[name] for name, (_colour, words) in TAGS.items() if any(word in said for word in words)]
        change_tags(ticket, add=fitting[:2], by=ticket.assignee or manager, at=ticket.active_at)
    ours = [(ticket, ticket.assignee) for ticket in open_cases if ticket.assignee]
    morning = world.at.replace(hour=13, minute=0, second=0, microsecond=0)
    for (ticket, agent), days in zip(ours[2:7:2], (1, 2, 5), strict=False):
        snooze_ticket(ticket, until=morning + timedelta(days=days), by=agent, at=world.at)
    for ticket, agent in ours[1:8:3]:
        others = readers_of(ticket).exclude(pk=agent.pk)
        colleague = others.filter(pk__in=[one.pk for one in world.agents]).first() or manager
        body = f"@{colleague.name}, have you seen this before?"
        add_note(ticket, body=body, by=agent, at=ticket.active_at)
    for (ticket, agent), (kind, what, hours) in zip(ours, PROMISES, strict=False):
        due_at = world.at + timedelta(hours=hours)
        give_promise(ticket, kind=kind, what=what, due_at=due_at, by=agent, at=ticket.active_at)
    seat = configure_field(CustomField(), label="Seat", kind=CustomField.Kind.TEXT)
    shop = configure_field(CustomField(), label="Bought at", kind=CustomField.Kind.CHOICE, choices=SHOPS)
    for number, ticket in enumerate(open_cases[:12]):
        values = {seat: f"Block {'ABCD'[number % 4]}, row {number + 3}", shop: SHOPS[number % 3]}
        fill_in_fields(ticket, values=values, by=ticket.assignee or manager, at=ticket.active_at)
    for text, words in HINTS:
        configure_hint_rule(HintRule(), text=text, words=words)
