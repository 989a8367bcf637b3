"""Saved views: create, change, delete, reorder."""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from tickets.models import SavedView

MOST_VIEWS = 20
"""Under one heading: each is counted for everybody who sees it, and nobody finds anything in a longer menu."""
LONGEST_QUERY = 2000


@transaction.atomic
def save_view(*, by: User, name: str, query: str, icon: str, team: Team | None = None) -> SavedView:
    """Keep a list for its maker, or for a team. Saved twice, by a form that was sent again, it is there once."""
    view = SavedView(owner=by, team=team, name=name, icon=icon, query=_checked(query))
    same = SavedView.objects.filter(owner=by, team=team, name=name, icon=icon, query=query).first()
    if same:
        return same
    _refuse_too_many(view)
    view.position = _last_position(view)
    return _written(view)


@transaction.atomic
def change_view(view: SavedView, *, name: str, query: str, icon: str, team: Team | None) -> None:
    """Another name, other filters, or shared with others. Under another heading it stands last.

    Raises ValidationError, and ConflictError when somebody deleted it at this moment.
    """
    view.name, view.query, view.icon = name, _checked(query), icon
    if team != view.team:
        view.team = team
        _refuse_too_many(view)
        view.position = _last_position(view)
    _written(view)


@transaction.atomic
def move_view(view: SavedView, *, up: bool) -> None:
    """One place up or down under its heading; at the end it stays."""
    shelf = list(SavedView.objects.beside(view).select_for_update())
    if view not in shelf:  # deleted, or put under another heading, at this moment
        return
    place = shelf.index(view)
    other = place - 1 if up else place + 1
    if 0 <= other < len(shelf):
        shelf[place], shelf[other] = shelf[other], shelf[place]
    for position, each in enumerate(shelf):
        each.position = position
    SavedView.objects.bulk_update(shelf, ["position"])
    announce(LiveChannel.INBOX)


def delete_view(view: SavedView) -> None:
    """The list is gone from every menu; no case is."""
    view.delete()
    announce(LiveChannel.INBOX)


def _checked(query: str) -> str:
    if len(query) > LONGEST_QUERY:
        raise ValidationError({"filters": _("These are more filters than one view can keep.")})
    return query


def _refuse_too_many(view: SavedView) -> None:
    if SavedView.objects.beside(view).count() >= MOST_VIEWS:
        raise ValidationError(_("There are %(most)s views already. Delete one of them first.") % {"most": MOST_VIEWS})


def _last_position(view: SavedView) -> int:
    last = SavedView.objects.beside(view).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _written(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            # What somebody else deletes while it is changed does not come back.
            view.save(force_update=view.pk is not None)
    except IntegrityError:
        raise ValidationError({"name": _("You have a view called “%(name)s” already.") % {"name": view.name}}) from None
    except DatabaseError:
        if view.pk and not SavedView.objects.filter(pk=view.pk).exists():
            raise ConflictError(_("This view was deleted a moment ago.")) from None
        raise
    announce(LiveChannel.INBOX)
    return view
