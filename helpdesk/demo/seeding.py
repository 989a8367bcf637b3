"""Build the whole world in one transaction: it is there, or it is not."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from django.db import connection, transaction

from carts.models import CartSource
from escalation.models import Line
from helpdesk.accounts.models import User
from helpdesk.demo.board import fill_board
from helpdesk.demo.cases import tell_cases
from helpdesk.demo.letters import tell_persistent_buyer
from helpdesk.demo.people import announce_events, invent_buyers
from helpdesk.demo.shop import SHOP_ID, open_shop
from helpdesk.demo.staff import hire_staff
from helpdesk.demo.world import World

SEED = 4


def is_seeded() -> bool:
    return CartSource.objects.filter(public_id=SHOP_ID).exists()


def belongs_to_someone_else() -> bool:
    """People work with this database, and it is not the demonstration that put them there."""
    tables = connection.introspection.table_names()
    if User._meta.db_table not in tables or not User.objects.exists():
        return False
    return CartSource._meta.db_table not in tables or not is_seeded()


@transaction.atomic
def seed_world(*, at: datetime, tell: Callable[[str], None]) -> None:
    """Play six weeks at the desk, up to `at`."""
    dice = Random(SEED)
    tell("Hiring six agents and two managers, opening three lines")
    staff = hire_staff()
    program = announce_events(at=at)
    open_shop(program.shop_organizer, staff.lines[Line.Kind.RECOVERY])
    world = World(at=at, staff=staff, program=program, buyers=invent_buyers(dice, at=at), dice=dice)
    tell("Playing six weeks of cases")
    persistent = tell_persistent_buyer(world)
    tickets = tell_cases(world)
    tell("Filling the managers' board")
    fill_board(world, tickets, persistent)
    # The services told workers and open pages of each step of the past. Neither is there yet, and every mail has left.
    connection.run_on_commit.clear()
