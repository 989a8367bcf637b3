"""What every part of the demonstration builds upon."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from escalation.models import Line
from helpdesk.accounts.models import User
from helpdesk.demo.people import CALLERS
from tickets.models import Event, Organizer, Requester, Ticket


@dataclass(frozen=True)
class World:
    """The moment at which the world is told, its people, what is on sale, and the dice that decide the rest."""

    at: datetime
    """Nothing that has happened is later than this."""
    staff: list[User]
    lines: dict[str, Line]
    """By their kind."""
    shop_organizer: Organizer
    events: list[Event]
    buyers: list[Requester]
    dice: Random
    tickets: list[Ticket] = field(default_factory=list)
    """The cases so far, as they were when their story ended."""

    @property
    def managers(self) -> list[User]:
        return [user for user in self.staff if user.role == User.Role.MANAGER]

    @property
    def agents(self) -> list[User]:
        return [user for user in self.staff if user.role == User.Role.AGENT]

    @property
    def shop_events(self) -> list[Event]:
        return [event for event in self.events if event.organizer_id == self.shop_organizer.pk]

    @property
    def callers(self) -> list[Requester]:
        return self.buyers[:CALLERS]

    @property
    def writers(self) -> list[Requester]:
        return self.buyers[CALLERS:]


@dataclass(frozen=True, order=True)
class Act:
    """Something that begins at a moment of the past. All acts are played in order, as they are at a real desk."""

    at: datetime
    play: Callable[[], None] = field(compare=False)
