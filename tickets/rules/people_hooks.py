"""Who can not be reached now, as the floors above know it: shown where a case is assigned.

A floor says so in its `AppConfig.ready()`; this floor need not know of telephones.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from helpdesk.accounts.models import User


class Teller(Protocol):
    """Knows of people more than their cases."""

    def unavailable(self, people: Iterable[User], *, at: datetime) -> dict[int, str]:
        """By key those who are not there, and why in words. A fixed number of queries."""


TELLERS: list[Teller] = []


def ask(teller: Teller) -> None:
    """Once, while the apps are set up."""
    TELLERS.append(teller)


def people_choices(people: Iterable[User], *, at: datetime) -> list[tuple[int, str]]:
    """To choose from: everybody, and of those who are not there also why."""
    people = list(people)
    missing: dict[int, str] = {}
    for teller in TELLERS:
        missing |= teller.unavailable(people, at=at)
    return [
        (person.pk, f"{person} · {missing[person.pk]}" if person.pk in missing else str(person)) for person in people
    ]
