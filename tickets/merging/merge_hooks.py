"""Merge hooks: what goes along when a case is merged into another one, and comes back when that is undone.

An app above registers its hooks in its `AppConfig.ready()`; this floor need not know its rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import models

from tickets.models import Ticket

Memo = Any
"""Whatever JSON a hook needs to bring its rows back."""


class MergeHook(Protocol):
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
class MoveRows:
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


MERGE_HOOKS: list[MergeHook] = []


def register_merge_hook(hook: MergeHook) -> None:
    """Have `hook` called at each merge. Once for each, while Django starts."""
    MERGE_HOOKS.append(hook)
