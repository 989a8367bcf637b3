"""The only writer of a status: one guarded UPDATE whose WHERE holds the status that the caller saw."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _


class TransitionError(Exception):
    """A status could not be changed: the move is not allowed, or another hand changed the row first."""


def try_move(row: models.Model, status: str, /, **fields: Any) -> bool:
    """Move `row` from the status it was loaded with to `status`, setting `fields` in the same UPDATE.

    Answers False, and leaves the row as it is, when the model's MOVES table forbids the move or when the
    row no longer has that status. For machines that repeat themselves: webhooks, sweeps, retried tasks.
    """
    model = type(row)
    before = row.status
    if status not in model.MOVES.get(before, ()):
        return False
    changed = model._base_manager.filter(pk=row.pk, status=before).update(status=status, **fields)
    if not changed:
        return False
    row.status = status
    for name, value in fields.items():
        setattr(row, name, value)
    return True


def move(row: models.Model, status: str, /, **fields: Any) -> None:
    """Like `try_move`, for people: raises TransitionError with a sentence that names the row."""
    before = row.status
    if not try_move(row, status, **fields):
        raise TransitionError(
            _("%(row)s cannot go from %(before)s to %(after)s. Reload the page to see how it stands now.")
            % {
                "row": str(row),
                "before": type(row).Status(before).label,
                "after": type(row).Status(status).label,
            }
        )


def move_back(row: models.Model, status: str, /, **fields: Any) -> None:
    """Take a move back: to `status`, from which the MOVES table leads to where `row` stands, or where it stands itself.

    For undo, which may go where nobody may go on purpose: a case that was taken by mistake is new again. Raises
    TransitionError when the row has been moved since it was loaded.
    """
    model, stands = type(row), row.status
    if status != stands and stands not in model.MOVES.get(status, ()):
        raise ValueError(f"{model.__name__} cannot have come from {status} to {stands}.")
    if not model._base_manager.filter(pk=row.pk, status=stands).update(status=status, **fields):
        raise TransitionError(_("%(row)s was changed by somebody else at this moment.") % {"row": str(row)})
    row.status = status


def move_all(rows: models.QuerySet, before: str, after: str, /, **fields: Any) -> int:
    """Move those of `rows` that are still `before` in one UPDATE; answers how many. For sweeps over many rows.

    Raises ValueError when the MOVES table forbids the move: that is a mistake in the code, not a race.
    """
    if after not in rows.model.MOVES.get(before, ()):
        raise ValueError(f"{rows.model.__name__} may not go from {before} to {after}.")
    return rows.filter(status=before).update(status=after, **fields)
