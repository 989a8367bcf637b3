"""What every part of the demonstration builds upon."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from helpdesk.demo.people import Program
from helpdesk.demo.staff import Staff
from tickets.models import Requester


@dataclass(frozen=True)
class World:
    """The moment at which the world is told, its people, and the dice that decide the rest."""

    at: datetime
    """Nothing that has happened is later than this."""
    staff: Staff
    program: Program
    buyers: list[Requester]
    dice: Random
