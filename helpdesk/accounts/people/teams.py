"""Teams: what an admin makes and changes of them."""

from collections.abc import Iterable

from django.db import transaction

from helpdesk.accounts.models import Team, User
from helpdesk.lib.settings_rows import delete_row, save_row


@transaction.atomic
def configure_team(team: Team, *, members: Iterable[User]) -> None:
    """Its name, as it is set on `team`, and who is in it."""
    save_row(team)
    team.members.set(members)


def delete_team(team: Team) -> None:
    """Its cases and organizers stay, and are seen by every agent from now on."""
    delete_row(team)
