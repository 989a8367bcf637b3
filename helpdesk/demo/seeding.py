"""Build the whole world in one transaction: it is there, or it is not."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import Random

from django.db import connection, transaction

from carts.models import CartSource
from escalation.models import Line
from helpdesk.accounts.models import User
from helpdesk.demo.belonging import find_what_belongs_together
from helpdesk.demo.board import fill_board
from helpdesk.demo.calls import plan_calls
from helpdesk.demo.carts import plan_carts
from helpdesk.demo.cases import plan_cases
from helpdesk.demo.letters import BEGAN, write_persistently
from helpdesk.demo.lines import open_lines
from helpdesk.demo.lists import keep_lists
from helpdesk.demo.people import announce_events, invent_buyers
from helpdesk.demo.promises import make_promises
from helpdesk.demo.reviews import review_calls
from helpdesk.demo.saved_replies import write_saved_replies
from helpdesk.demo.shop import SHOP_ID, open_shop
from helpdesk.demo.sorting import sort_cases
from helpdesk.demo.staff import hire_staff, keep_hours, make_ring_group
from helpdesk.demo.stories import Storyteller
from helpdesk.demo.world import Act, World
from tickets.cases.lifecycle import close_settled_tickets

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
    lines = open_lines(make_ring_group("Problem desk", staff))
    seller, events = announce_events(at=at)
    open_shop(seller, lines[Line.Kind.RECOVERY])
    buyers = invent_buyers(dice, at=at)
    world = World(at=at, staff=staff, lines=lines, shop_organizer=seller, events=events, buyers=buyers, dice=dice)
    teller = Storyteller(dice, [buyer.name for buyer in world.buyers])
    acts = [Act(at - BEGAN, partial(write_persistently, world))]
    acts += plan_cases(world, teller) + plan_carts(world) + plan_calls(world, teller)
    # In the order of their moments, so that case numbers rise with time as they do at a real desk.
    for number, act in enumerate(sorted(acts)):
        if number * 4 % len(acts) < 4:
            tell(f"Playing six weeks: {number} of {len(acts)} stories")
        act.play()
    close_settled_tickets(at=at)
    tell("Filling the managers' board")
    fill_board(world)
    review_calls(world)
    find_what_belongs_together(world)
    # After the calls of the past, in which everybody rang at any hour.
    keep_hours(world)
    make_promises()
    keep_lists(world)
    write_saved_replies()
    sort_cases(world)
    # The services told workers and open pages of each step of the past. Neither is there yet, and every mail has left.
    connection.run_on_commit.clear()
