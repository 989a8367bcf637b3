"""The only writer of a status: one guarded UPDATE whose WHERE holds the status that the caller saw."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from helpdesk.lib.conflict import ConflictError


class TransitionError(ConflictError):
    """A status could not be changed: the move is not allowed, or another hand changed the row first."""


class StatusModel(models.Model):
    """A row with a `status` that goes from one `Status` to another as the table `MOVES` says."""

    Status: ClassVar[type[models.TextChoices]]
    MOVES: ClassVar[Mapping[Any, Collection[str]]]
    if TYPE_CHECKING:
        status: models.CharField

    class Meta:
        abstract = True


def try_move(row: StatusModel, status: str, /, **fields: Any) -> bool:
    """Move `row` from the status it was loaded with to `status`, setting `fields` in the same UPDATE.

    Answers False, and leaves the row as it is, when the model's MOVES table forbids the move or when the
    row no longer has that status. For machines that repeat themselves: webhooks, sweeps, retried tasks.
    """
    if status not in row.MOVES.get(row.status, ()):
        return False
    if not _as_loaded(row).update(status=status, **fields):
        return False
    row.status = status
    for name, value in fields.items():
        setattr(row, name, value)
    return True


def move(row: StatusModel, status: str, /, **fields: Any) -> None:
    """Like `try_move`, for people: raises TransitionError with a sentence that names the row."""
    before = row.status
    if not try_move(row, status, **fields):
        raise TransitionError(
            _("%(row)s cannot go from %(before)s to %(after)s. Reload the page to see its current status.")
            % {
                "row": str(row),
                "before": row.Status(before).label,
                "after": row.Status(status).label,
            }
        )


def claim(row: StatusModel, *, at: datetime) -> bool:
    """Set `claimed_at`, while nobody has and `row` has the status that it was loaded with: of two workers one gets it.

    What is claimed is never claimed again by itself, whatever becomes of the worker.
    """
    return bool(_as_loaded(row).filter(claimed_at=None).update(claimed_at=at))


def move_back(row: StatusModel, status: str, /, **fields: Any) -> None:
    """Take a move back: to `status`, from which the MOVES table leads to where `row` stands, or where it stands itself.

    For undo, which may go where nobody may go on purpose: a case that was taken by mistake is new again. Raises
    TransitionError when the row has been moved since it was loaded.
    """
    if status != row.status and row.status not in row.MOVES.get(status, ()):
        raise ValueError(f"{type(row).__name__} cannot have come from {status} to {row.status}.")
    if not _as_loaded(row).update(status=status, **fields):
        raise TransitionError(_("%(row)s was changed by somebody else at this moment.") % {"row": str(row)})
    row.status = status


def move_all(rows: models.QuerySet[Any], before: str, after: str, /, **fields: Any) -> int:
    """Move those of `rows` that are still `before` in one UPDATE; answers how many. For sweeps over many rows.

    Raises ValueError when the MOVES table forbids the move: that is a mistake in the code, not a race.
    """
    if after not in rows.model.MOVES.get(before, ()):
        raise ValueError(f"{rows.model.__name__} may not go from {before} to {after}.")
    return rows.filter(status=before).update(status=after, **fields)


def _as_loaded(row: StatusModel) -> models.QuerySet[Any]:
    """The row, or nothing when it no longer has the status that it was loaded with."""
    rows: models.QuerySet[Any] = type(row)._base_manager.all()
    return rows.filter(pk=row.pk, status=row.status)
