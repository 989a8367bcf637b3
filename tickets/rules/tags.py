"""Tags: put them on cases, configure, merge and delete them."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import unquote_plus

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.text.folding import plain
from tickets.cases import add_entry
from tickets.cases.entries import refuse_merged
from tickets.models import Entry, SavedView, Tag, Tagging, Ticket


@transaction.atomic
def change_tags(
    ticket: Ticket,
    *,
    by: User | None,
    add: Iterable[Tag] = (),
    remove: Iterable[Tag] = (),
    at: datetime | None = None,
) -> Entry | None:
    """Put tags on a case and take others off, as one line of its timeline; None when nothing was to be changed.

    What is added and what is removed, not the whole set: two agents who do it at the same moment both get their way.
    Raises ConflictError for a case that was merged: nobody would see the tag.
    """
    ticket = locked(ticket)
    refuse_merged(ticket)
    current = set(ticket.taggings.values_list("tag", flat=True))
    gone = [tag for tag in remove if tag.pk in current]
    new = [tag for tag in add if tag.pk not in current]
    if not gone and not new:
        return None
    ticket.taggings.filter(tag__in=gone).delete()
    Tagging.objects.bulk_create([Tagging(ticket=ticket, tag=tag) for tag in new])
    parts = []
    if new:
        text = ngettext("added the tag %(tags)s", "added the tags %(tags)s", len(new))
        parts.append(text % {"tags": _listed(new)})
    if gone:
        text = ngettext("removed the tag %(tags)s", "removed the tags %(tags)s", len(gone))
        parts.append(text % {"tags": _listed(gone)})
    return add_entry(ticket, kind=Entry.Kind.TAGS, body="; ".join(parts), actor=by, at=at)


def _listed(tags: list[Tag]) -> str:
    return ", ".join(f"“{tag}”" for tag in tags)


def find_or_create_tag(name: str) -> Tag:
    """The tag of that name, in whatever case it is written; a new one in the colour that means nothing."""
    found = Tag.objects.named(name).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name)
    except IntegrityError:  # somebody else, a moment earlier
        return Tag.objects.named(name).get()


@transaction.atomic
def configure_tag(tag: Tag, *, name: str, colour: str) -> Tag:
    """Give a tag, or a new one, its name and colour. Two of one name are refused: they are merged."""
    if Tag.objects.named(name).exclude(pk=tag.pk).exists():
        raise ValidationError({"name": _("There is a tag “%(name)s” already. Merge the two instead.") % {"name": name}})
    if tag.pk:
        _follow_in_views(tag, name)
    tag.name, tag.colour = name, colour
    tag.save()
    announce(LiveChannel.INBOX)
    return tag


@transaction.atomic
def merge_tags(tag: Tag, *, into: Tag) -> int:
    """Every case of `tag` carries `into` instead, and `tag` is no more; answers how many cases that were."""
    if tag == into:
        raise ValidationError(_("A tag cannot be merged into itself."))
    cases = list(Tagging.objects.select_for_update().filter(tag=tag).values_list("ticket", flat=True))
    Tagging.objects.bulk_create([Tagging(ticket_id=pk, tag=into) for pk in cases], ignore_conflicts=True)
    _follow_in_views(tag, into.name)
    tag.delete()
    announce(LiveChannel.INBOX)
    return len(cases)


def _follow_in_views(tag: Tag, name: str) -> None:
    """Saved views that narrow by the tag as it is kept now go on to do so under its new name."""
    called = plain(Tag.objects.get(pk=tag.pk).name)
    for view in SavedView.objects.select_for_update().filter(query__contains="&tag="):
        terms = [part.partition("=") for part in view.query.split("&")]
        follows = [word == "tag" and plain(unquote_plus(value)) == called for word, _is, value in terms]
        if any(follows):
            renamed = urlencode({"tag": name})
            view.query = "&".join(
                renamed if follow else "".join(term) for follow, term in zip(follows, terms, strict=True)
            )
            view.save(update_fields=["query"])


def delete_tag(tag: Tag) -> None:
    """No case carries it any more. What was written on timelines stays."""
    tag.delete()
    announce(LiveChannel.INBOX)
