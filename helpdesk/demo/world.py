"""What every part of the demonstration builds upon."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from helpdesk.demo.people import CALLERS, Program
from helpdesk.demo.staff import Staff
from tickets.models import Requester, Ticket


@dataclass(frozen=True)
class World:
    """The moment at which the world is told, its people, and the dice that decide the rest."""

    at: datetime
    """Nothing that has happened is later than this."""
    staff: Staff
    program: Program
    buyers: list[Requester]
    dice: Random
    tickets: list[Ticket] = field(default_factory=list)
    """The cases so far, as they were when their story ended."""

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
