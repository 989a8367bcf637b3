"""Tasks that a higher floor runs after a change on a lower one, which need not know them.

The higher floor says so in its `AppConfig.ready()`.
"""

import enum

from helpdesk.lib.enqueue import enqueue_on_commit


class Change(enum.Enum):
    """What others may have to follow up."""

    PHONES = enum.auto()
    """Who is rung, on which device and when, or what a line says."""
    LINE = enum.auto()
    """A line was set up."""
    MAIL = enum.auto()
    """A mail came in."""


_TASKS: dict[Change, list[str]] = {change: [] for change in Change}


def follow_up(task: str, change: Change) -> None:
    """Have `task` run after each such change. Once, while the apps are set up."""
    _TASKS[change].append(task)


def enqueue_follow_ups(*changes: Change) -> None:
    """Send the tasks that follow these changes to their queues, on commit."""
    for change in changes:
        for task in _TASKS[change]:
            enqueue_on_commit(task)
