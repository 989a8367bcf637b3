"""Merge two requesters that are one person, and undo it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import lock_table, locked
from tickets.models import ContactPoint, PersonMerge, Requester, Ticket

FILLED = ("name", "timezone", "country")
"""Taken over from the other person where the survivor has none."""


@transaction.atomic
def merge_people(source: Requester, *, into: Requester, by: User, at: datetime | None = None) -> PersonMerge:
    """`source` and `into` are one person: the cases and addresses of both are those of `into` from now on.

    Raises ConflictError when one of them was merged already.
    """
    at = at or timezone.now()
    lock_table(PersonMerge)
    source, into = _locked_two(source, into)
    if source.pk == into.pk:
        raise ConflictError(_("This is one person already."))
    for person in (source, into):
        if person.merged_into_id:
            raise ConflictError(
                _("%(person)s was merged into %(other)s already.") % {"person": person, "other": person.merged_into}
            )
    # The addresses that `into` gets, and the claims that it leaves for them: each address stands there once.
    had = {(point.kind, point.value): point for point in into.contact_points.all()}
    points, claims = [], []
    for point in source.contact_points.all():
        same = had.get((point.kind, point.value))
        if same is None or not point.claim:
            points.append(point.pk)
            claims += [same.pk] if same else []
    moved = {
        "tickets": list(source.tickets.values_list("pk", flat=True)),
        "points": points,
        "claims": claims,
        "absorbed": list(source.absorbed.values_list("pk", flat=True)),
    }
    _give(moved, before=source, after=into)
    changed = {name: getattr(source, name) for name in FILLED if getattr(source, name) and not getattr(into, name)}
    Requester.objects.filter(pk=into.pk).update(**changed)
    Requester.objects.filter(pk=source.pk).update(merged_into=into)
    merge = PersonMerge.objects.create(
        source=source, survivor=into, merged_by=by, merged_at=at, moved=moved, changed=changed
    )
    announce(LiveChannel.INBOX, *(LiveChannel.TICKET.of(pk) for pk in moved["tickets"][:100]))
    return merge


@transaction.atomic
def undo_person_merge(merge: PersonMerge, *, by: User, at: datetime | None = None) -> PersonMerge:
    """Two people again: what belonged to `source` goes back, what came since stays with who it came to.

    Raises ConflictError when it was undone already, or when the other person was merged in turn.
    """
    lock_table(PersonMerge)
    source, survivor = _locked_two(merge.source, merge.survivor)
    merge = locked(merge)
    if merge.undone_at:
        raise ConflictError(_("These are two people already."))
    if survivor.merged_into_id:
        raise ConflictError(
            _("%(person)s was merged into %(other)s since then. Undo that first.")
            % {"person": survivor, "other": survivor.merged_into}
        )
    _give(merge.moved, before=survivor, after=source)
    kept = {name for name, value in merge.changed.items() if getattr(survivor, name) == value}
    Requester.objects.filter(pk=survivor.pk).update(**dict.fromkeys(kept, ""))
    Requester.objects.filter(pk=source.pk).update(merged_into=None)
    merge.undone_by, merge.undone_at = by, at or timezone.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    announce(LiveChannel.INBOX, *(LiveChannel.TICKET.of(pk) for pk in merge.moved["tickets"][:100]))
    return merge


def _give(moved: dict[str, list[int]], *, before: Requester, after: Requester) -> None:
    """Each row that is still of the one becomes the other's."""
    Ticket.objects.filter(pk__in=moved["tickets"], requester=before).update(requester=after)
    ContactPoint.objects.filter(pk__in=moved["points"], requester=before).update(requester=after)
    ContactPoint.objects.filter(pk__in=moved.get("claims", []), requester=after).update(requester=before)
    Requester.objects.filter(pk__in=moved["absorbed"]).update(merged_into=after)


def _locked_two(one: Requester, other: Requester) -> tuple[Requester, Requester]:
    """Both, by key, as whoever locks several does."""
    rows = Requester.objects.select_for_update(of=("self",)).select_related("merged_into").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk, other.pk])}
    return found[one.pk], found[other.pk]
