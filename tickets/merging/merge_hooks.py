"""What goes along when a case becomes part of another one, and comes back when that is undone.

A floor above says in its `AppConfig.ready()` how its rows follow; this floor need not know them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import models

from tickets.models import Ticket

Memo = Any
"""Whatever JSON a follower needs to bring its rows back."""


class Follower(Protocol):
    """How some rows of a case follow it into another one."""

    @property
    def name(self) -> str:
        """By which the memo of a merge finds it again."""

    def lock(self, cases: Iterable[int]) -> None:
        """Lock the rows whose lock their own services take before that of the case, so that nobody waits in a ring."""

    def join(self, source: Ticket, survivor: Ticket, *, at: datetime) -> Memo:
        """Take the rows of `source` to `survivor`. Both cases are locked."""

    def part(self, memo: Memo, source: Ticket, survivor: Ticket, *, at: datetime) -> None:
        """Bring back to `source` what `join` took to `survivor`. Both cases are locked."""


@dataclass(frozen=True)
class Rows:
    """The rows of one model with a foreign key `ticket`: they change their case, and nothing else."""

    model: type[models.Model]
    locked_first: bool = False
    """Their services lock such a row before its case."""
    once_per: str = ""
    """What a case has only one such row for: one that the other case has too stays where it is."""

    @property
    def name(self) -> str:
        return self.model._meta.label

    def lock(self, cases: Iterable[int]) -> None:
        if self.locked_first:
            list(self._rows(ticket__in=cases).select_for_update().order_by("pk").values_list("pk"))

    def join(self, source: Ticket, survivor: Ticket, *, at: datetime) -> Memo:
        rows = self._rows(ticket=source)
        if self.once_per:
            there = self._rows(ticket=survivor).values(self.once_per)
            rows = rows.exclude(**{f"{self.once_per}__in": there})
        moved = list(rows.values_list("pk", flat=True))
        self._rows(pk__in=moved).update(ticket=survivor)
        return moved

    def part(self, memo: Memo, source: Ticket, survivor: Ticket, *, at: datetime) -> None:
        self._rows(pk__in=memo, ticket=survivor).update(ticket=source)

    def _rows(self, **which: Any) -> models.QuerySet:
        return self.model._base_manager.filter(**which)


FOLLOWERS: list[Follower] = []


def follow(follower: Follower) -> None:
    """Have `follower` asked at each merge. Called once for each, while Django starts."""
    FOLLOWERS.append(follower)
