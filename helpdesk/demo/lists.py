"""The lists that the desk of the demonstration keeps under a name."""

from helpdesk.accounts.models import Team
from helpdesk.demo.world import World
from tickets.lists import save_view

FOR_TEAMS = [
    ("Arena desk", "Nobody answered for an hour", "clock", "open&waiting=1h"),
    ("Arena desk", "Asked for a manager", "flame", "open&asked=manager"),
    ("Theatre desk", "Urgent emails", "mail", "open&channel=email&priority=urgent&priority=high"),
]
OWN = [
    ("My callers", "phone", "open&assignee=me&channel=phone"),
    ("Called more than once", "star", "open&called=2"),
]


def keep_lists(world: World) -> None:
    """A manager made some for the teams, and each agent has two of their own."""
    teams = {team.name: team for team in Team.objects.all()}
    for team, name, icon, query in FOR_TEAMS:
        save_view(by=world.managers[0], name=name, icon=icon, query=query, team=teams[team])
    for agent in world.agents:
        for name, icon, query in OWN:
            save_view(by=agent, name=name, icon=icon, query=query)
