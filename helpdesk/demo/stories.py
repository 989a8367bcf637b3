"""What a buyer writes and what the desk answers, put together from stories.toml."""

from dataclasses import dataclass
from random import Random
from typing import Any

from helpdesk.demo.texts import dollars, read
from tickets.models import Event, Requester

CODES = ["SUMMER", "LANTERN10", "EARLYBIRD", "FRIENDS15", "ENCORE", "OTTERS20", "MEMBER25", "BALCONY5"]
SECTIONS = ["101", "104", "112", "203", "Floor", "Balcony left", "Stalls", "Circle"]


@dataclass(frozen=True)
class Story:
    """One problem of one person, with everything that either side will say about it."""

    about: str
    priority: str
    subject: str
    opening: str
    said: str
    """The same, without what people put around a letter: what is said on the phone."""
    reply: str
    answer: str
    holding: str
    nudge: str
    thanks: str
    note: str
    remedy: str
    refusal: str
    """"" when the desk has nothing to refuse."""
    solved: str
    order: str


class Storyteller:
    """Tells stories from one set of dice; the same dice tell the same stories."""

    def __init__(self, dice: Random, names: list[str]) -> None:
        texts = read("stories")
        self.dice, self.names = dice, names
        self.style, self.plots = texts["style"], texts["story"]

    def tell(self, requester: Requester, event: Event | None, *, agent: str) -> Story:
        plot = self.dice.choices(self.plots, weights=[plot["weight"] for plot in self.plots])[0]
        slots = self.slots(requester, event, agent=agent)

        def pick(texts: list[str]) -> str:
            return self.dice.choice(texts).format(**slots)

        said = pick(plot["openings"])
        return Story(
            about=plot["about"],
            priority=self.dice.choices(["low", "normal", "high", "urgent", plot["priority"]], [1, 2, 1, 0.3, 8])[0],
            subject=pick(plot["subjects"])[:200],
            opening=self.letter(said, slots),
            said=said,
            reply=pick(plot["replies"]),
            answer=pick(plot["answers"]),
            holding=pick(self.style["holding"]),
            nudge=pick(self.style["nudges"]),
            thanks=pick(self.style["thanks"]),
            note=pick(plot["notes"]),
            remedy=pick(plot["remedies"]),
            refusal=pick(plot["refusals"]) if plot.get("refuses") and self.dice.random() < 0.35 else "",
            solved=pick(plot["solved"]),
            order=slots["order"],
        )

    def letter(self, body: str, slots: dict[str, str]) -> str:
        """The body with what people put around it: a greeting, a remark, a name; or none of these."""
        style, dice = self.style, self.dice
        body = " ".join(filter(None, [body, dice.choice(style["asides"])]))
        parts = [dice.choice(style["greetings"]), body, dice.choice(style["closings"])]
        return "\n\n".join(part for part in parts if part).format(**slots)

    def slots(self, requester: Requester, event: Event | None, *, agent: str) -> dict[str, Any]:
        dice = self.dice
        quantity = dice.choice([2, 2, 2, 3, 4])
        cents = dice.randrange(3200, 14800, 100)
        return {
            "name": requester.name,
            "first": requester.name.split()[0],
            "friend": dice.choice(self.names).split()[0],
            "agent": agent.split()[0],
            "event": event.name if event else "the show",
            "venue": event.venue if event else "the venue",
            "date": f"{event.starts_at.astimezone(event.zone):%A}" if event else "Saturday",
            "code": dice.choice(CODES),
            "amount": dollars(quantity * cents),
            "saving": dollars(dice.randrange(400, 3600, 50)),
            "seats": f"{dice.choice(SECTIONS)} row {dice.choice('ABCDEFGHKLM')}, {quantity} seats",
            "order": f"LR-{dice.randrange(20000, 99999)}",
        }
