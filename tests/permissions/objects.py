"""The objects in addresses: each builder makes one of `owner` and `team` and answers the address's arguments."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from carts import links
from escalation.services import owe_callback
from helpdesk.accounts.models import Team, User
from helpdesk.accounts.services import create_token
from tests import make

Arguments = dict[str, Any]


def ticket(owner: User, team: Team) -> Arguments:
    return {"pk": make.ticket(team=team).pk}


def token(owner: User, team: Team) -> Arguments:
    return {"pk": create_token(owner, name="Reports")[0].pk}


def call(owner: User, team: Team) -> Arguments:
    return {"pk": make.call(ticket=make.ticket(team=team)).pk}


def cart(owner: User, team: Team) -> Arguments:
    source = make.cart_source(organizer=make.organizer(team=team))
    return {"pk": make.cart(source=source).pk}


def recovery_step(owner: User, team: Team) -> Arguments:
    return {"step_pk": make.mailed_step(organizer=make.organizer(team=team)).pk}


def resume_link(owner: User, team: Team) -> Arguments:
    step = make.mailed_step(organizer=make.organizer(team=team))
    return {"token": links.resume_link(step_id=step.pk, expires_at=step.cart.recovery_code.expires_at).split("/")[-2]}


def unsubscribe_link(owner: User, team: Team) -> Arguments:
    return {"token": links.unsubscribe_link("ann@buyers.test").split("/")[-2]}


def callback(owner: User, team: Team) -> Arguments:
    return {"pk": owe_callback(make.ticket(team=team), at=timezone.now()).pk}


BUILDERS: dict[str, Callable[[User, Team], Arguments]] = {
    "call": call,
    "callback": callback,
    "cart": cart,
    "recovery_step": recovery_step,
    "resume_link": resume_link,
    "ticket": ticket,
    "token": token,
    "unsubscribe_link": unsubscribe_link,
}


def visitors(team: Team) -> dict[str, User | None]:
    """One of each kind; the agent is in `team`."""
    return {
        "anonymous": None,
        "agent": make.agent(teams=[team]),
        "newcomer": make.manager(),
        "manager": with_second_step(make.manager()),
        "admin": with_second_step(make.admin()),
    }


def with_second_step(user: User) -> User:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def nobodys(arguments: Arguments) -> Arguments:
    """The same address for an object that does not exist."""
    return {name: 987654321 if isinstance(value, int) else "0" * len(value) for name, value in arguments.items()}
