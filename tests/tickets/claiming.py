"""Many people who claim one case at one moment, over real HTTP."""

from collections import Counter
from functools import partial
from urllib.parse import urlsplit

import requests

from tests import make
from tests.desk_server import desk_server, session_cookie
from tests.provider.knocking import at_one_moment
from tickets.models import Ticket

CSRF = "a" * 32
PATIENCE = 550


def race(people: int) -> None:
    """One of them owns the case, and each of the others is told who."""
    team = make.team()
    agents = [make.agent(name=f"Agent {number}", teams=[team]) for number in range(people)]
    ticket = make.ticket(team=team)
    with desk_server() as desk:
        cookies = [session_cookie(desk, agent) for agent in agents]
        claims = [partial(claim, desk, ticket, cookie) for cookie in cookies]
        answers = at_one_moment(claims)
    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: people - 1}
    ticket.refresh_from_db()
    winner = next(agent for agent, answer in zip(agents, answers, strict=True) if answer.status_code == 302)
    assert ticket.assignee == winner
    assert ticket.entries.filter(kind="assignment").count() == 1
    told = f"{winner.name} has it."
    assert all(told in answer.text for answer in answers if answer.status_code == 409)


def claim(desk: str, ticket: Ticket, cookie: dict[str, str]) -> requests.Response:
    return requests.post(
        f"{desk}/tickets/{ticket.pk}/take/",
        data={"csrfmiddlewaretoken": CSRF},
        headers={"HX-Request": "true"},  # the case alone, as an open page asks for it
        cookies={cookie["name"]: cookie["value"], f"press4_csrf_{urlsplit(desk).port}": CSRF},
        allow_redirects=False,
        timeout=PATIENCE,
    )
