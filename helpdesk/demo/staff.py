"""The people of the demonstration's desk, their phones, and the lines on which they are reached."""

from datetime import time

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from escalation.duty import write_duty_plan
from escalation.duty.changes import Hours
from escalation.models import Line, RingGroup, RingGroupMember
from helpdesk.accounts.models import Team, User
from helpdesk.configuration.checklist import dismiss_checklist
from helpdesk.demo.world import World
from tickets.rules import configure_assignment

PASSWORD = "press4-demo"  # noqa: S105 - printed for everyone to use
DOMAIN = "press4.example"
Role = User.Role

PEOPLE = [
    # name, role, mobile, teams
    ("Nora Whitfield", Role.ADMIN, "", []),
    ("Miriam Osei", Role.MANAGER, "+15005550121", []),
    ("Carl Lindqvist", Role.MANAGER, "+15005550122", []),
    ("Ana Petrova", Role.AGENT, "+15005550111", ["Arena desk", "Theatre desk"]),
    ("Ben Adeyemi", Role.AGENT, "+15005550112", ["Arena desk"]),
    ("Chloe Marchetti", Role.AGENT, "+15005550113", ["Arena desk"]),
    ("Dev Ramesh", Role.AGENT, "+15005550114", ["Theatre desk"]),
    ("Ella Nakamoto", Role.AGENT, "+15005550115", ["Theatre desk"]),
    ("Felix Ortega", Role.AGENT, "+15005550116", []),
]
MOST_CASES = 25
"""Open cases that an agent would be given, when a visitor lets a team give its cases out."""
AT_NIGHT = {"Ella Nakamoto", "Felix Ortega", "Miriam Osei", "Carl Lindqvist"}
"""Whose phones ring for the main line outside its hours."""
WEEK = {
    # The agents ring around the clock, because a visitor may come at any time.
    "Miriam Osei": [(day, time(8), time(18)) for day in range(5)],
    "Carl Lindqvist": [(day, time(14), time(0)) for day in range(1, 6)],
}
IN_BROWSER_TOO = {"Ana Petrova", "Miriam Osei"}
"""Whose browser rings beside the mobile, so that a visitor can answer on the page."""
WHAT_THEY_SHOW = {
    Role.ADMIN: "settings, people and everything else",
    Role.MANAGER: "the board of escalations and callbacks, all recordings",
    Role.AGENT: "the inbox, calls and carts",
}


def address_of(name: str) -> str:
    return f"{name.split()[0].lower()}@{DOMAIN}"


def hire_staff() -> list[User]:
    """Everyone who works here, with one password that is hashed once: hashing it nine times takes seconds."""
    teams = {name: Team.objects.create(name=name) for name in ("Arena desk", "Theatre desk")}
    hashed = make_password(PASSWORD)
    users = []
    for name, role, mobile, team_names in PEOPLE:
        user = User.objects.create(
            email=address_of(name),
            name=name,
            role=role,
            mobile=mobile,
            password=hashed,
            timezone="America/New_York",
            is_staff=role == Role.ADMIN,
            is_superuser=role == Role.ADMIN,
        )
        user.teams.set(teams[team] for team in team_names)
        users.append(user)
    dismiss_checklist(users[0], at=timezone.now())  # who tries the desk wants to see cases first
    return users


def agent_of(team: Team | None, world: World) -> User:
    """An agent who may work the cases of `team`."""
    if team is None:
        return world.dice.choice(world.agents)
    members = {name for name, _role, _mobile, teams in PEOPLE if team.name in teams}
    return world.dice.choice([agent for agent in world.agents if agent.name in members])


def keep_hours(world: World) -> None:
    """From now on the managers keep hours, and 4 rings the night desk while the main line is closed."""
    at_night = [user for user in (*world.agents, *world.managers) if user.name in AT_NIGHT]
    main = world.lines[Line.Kind.MAIN]
    main.closed_ring_group = make_ring_group("Night desk", at_night)
    main.save(update_fields=["closed_ring_group"])
    configure_assignment(methods={}, limits={user.pk: MOST_CASES for user in world.agents})
    for user in world.managers:
        hours = [Hours(weekday=day, begins=begins, ends=ends) for day, begins, ends in WEEK[user.name]]
        write_duty_plan(user, timezone=user.timezone, hours=hours)


def make_ring_group(name: str, users: list[User]) -> RingGroup:
    group = RingGroup.objects.create(name=name)
    tiers: dict[str, RingGroupMember.Tier] = {
        Role.AGENT: RingGroupMember.Tier.FIRST,
        Role.MANAGER: RingGroupMember.Tier.MANAGER,
    }
    for user in users:
        if user.role in tiers:
            device = RingGroupMember.Device.BOTH if user.name in IN_BROWSER_TOO else RingGroupMember.Device.MOBILE
            RingGroupMember.objects.create(
                group=group, user=user, device=device, phone=user.mobile, tier=tiers[user.role]
            )
    return group


def accounts() -> list[dict[str, str]]:
    """What a visitor needs to sign in as each of them."""
    return [
        {
            "email": address_of(name),
            "password": PASSWORD,
            "role": str(role),
            "what": f"{name}, {role.label.lower()}: {WHAT_THEY_SHOW[role]}",
        }
        for name, role, _mobile, _teams in PEOPLE
    ]
