"""Merge a case into another one, and undo it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import lock_table, locked
from helpdesk.lib.transitions import move
from tickets.cases import add_entry
from tickets.cases.snapshots import OF_MERGES, take_snapshot
from tickets.merging import merge_fields
from tickets.merging.merge_hooks import MERGE_HOOKS
from tickets.models import CaseMerge, Entry, Ticket

Status = Ticket.Status


class MergeError(ConflictError):
    """Two cases cannot be made one, or not two again; the sentence says why."""


@transaction.atomic
def merge_tickets(source: Ticket, *, into: Ticket, by: User, at: datetime | None = None) -> CaseMerge:
    """Everything of `source` goes over to `into`; the number of `source` leads there from now on.

    Its rows are moved, so that nobody who works with the other case need know of the merge; the row of `source` itself
    stays as it was, but for its status, so that it can be undone. Of two merges at one moment the second is refused.
    Raises MergeError when one of the two is merged already, closed (`into`), or solved while the other is not.
    """
    at = at or timezone.now()
    lock_table(CaseMerge)
    for hook in reversed(MERGE_HOOKS):
        hook.lock([source.pk])
    source, into = _locked_two(source, into)
    _refuse_unmergeable(source, into)
    before = take_snapshot(into, OF_MERGES)
    merge = CaseMerge.objects.create(
        source=source, survivor=into, merged_by=by, merged_at=at, status_before=source.status
    )
    merge_fields.combine(into, source, at=at)
    move(source, Status.MERGED, merged_into=into)
    absorbed = list(Ticket.objects.filter(merged_into=source).values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=absorbed).update(merged_into=into)
    # Those that were written on the case itself, and those that it had from elsewhere.
    own = list(source.entries.filter(came_from=None).values_list("pk", flat=True))
    others = list(source.entries.exclude(came_from=None).values_list("pk", flat=True))
    Entry.objects.filter(pk__in=own).update(ticket=into, came_from=source)
    Entry.objects.filter(pk__in=others).update(ticket=into)
    merge.moved = {"absorbed": absorbed, "entries": [own, others]}
    for hook in MERGE_HOOKS:
        merge.moved[hook.name] = hook.join(source, into, at=at)
    into.refresh_from_db()
    merge.changed = merge_fields.differences(before, into)
    merge.save(update_fields=["moved", "changed"])
    _say(into, _("Merged %(case)s into this one: %(subject)s"), source, merge=merge, key="merged")
    announce(LiveChannel.TICKET.of(source.pk), LiveChannel.TICKET.of(into.pk), LiveChannel.INBOX)
    return merge


@transaction.atomic
def undo_merge(merge: CaseMerge, *, by: User, at: datetime | None = None) -> CaseMerge:
    """Two cases again: what came along goes back, what was written since stays with the case that it was written on.

    Raises MergeError when it was undone already, or when the other case has been merged in turn.
    """
    at = at or timezone.now()
    lock_table(CaseMerge)
    for hook in reversed(MERGE_HOOKS):
        hook.lock([merge.survivor_id])
    source, survivor = _locked_two(merge.source, merge.survivor)
    merge = locked(merge)
    names = {"case": merge.source, "other": survivor}
    if merge.undone_at:
        raise MergeError(_("%(case)s is already separate.") % names)
    if survivor.merged_into_id:
        raise MergeError(
            _("%(other)s was merged into case %(number)s since then. Undo that first.")
            % (names | {"number": survivor.merged_into_id})
        )
    if survivor.status == Status.CLOSED:
        raise MergeError(_("%(other)s is closed, and what it holds stays with it.") % names)
    for hook in MERGE_HOOKS:
        hook.part(merge.moved.get(hook.name, []), source, survivor, at=at)
    own, others = merge.moved["entries"]
    here = Entry.objects.filter(ticket=merge.survivor_id)
    here.filter(pk__in=own).update(ticket=merge.source_id, came_from=None)
    here.filter(pk__in=others).update(ticket=merge.source_id)
    Ticket.objects.filter(pk__in=merge.moved["absorbed"], merged_into=survivor).update(merged_into=source)
    merge_fields.separate(survivor, source, merge, at=at)
    move(source, merge.status_before, merged_into=None)
    merge.undone_by, merge.undone_at = by, at
    merge.save(update_fields=["undone_by", "undone_at"])
    _say(survivor, _("%(case)s is a separate case again: %(subject)s"), source, merge=merge, key="undone")
    _say(source, _("No longer merged into %(case)s: %(subject)s"), survivor, merge=merge, key="parted")
    announce(LiveChannel.TICKET.of(source.pk), LiveChannel.TICKET.of(survivor.pk), LiveChannel.INBOX)
    return merge


def _locked_two(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Both, and what was merged into either, by number, as whoever locks several does."""
    both = [one.pk, other.pk]
    rows = Ticket.objects.select_for_update().order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=both) | rows.filter(merged_into__in=both)}
    return found[one.pk], found[other.pk]


def _refuse_unmergeable(source: Ticket, into: Ticket) -> None:
    names = {"case": source, "other": into}
    if source.pk == into.pk:
        raise MergeError(_("%(case)s cannot be merged into itself.") % names)
    if source.merged_into_id:
        raise MergeError(
            _("%(case)s was merged into case %(number)s already.") % {"case": source, "number": source.merged_into_id}
        )
    if into.merged_into_id:
        raise MergeError(
            _("%(other)s was merged into case %(number)s. Merge into that one.")
            % (names | {"number": into.merged_into_id})
        )
    if into.status == Status.CLOSED:
        raise MergeError(_("%(other)s is closed, so nothing can be added to it. Merge it into %(case)s.") % names)
    if source.is_unfinished and not into.is_unfinished:
        raise MergeError(
            _("%(other)s is solved and %(case)s is not. Open it again first, or merge it into %(case)s.") % names
        )


def _say(ticket: Ticket, words: str, other: Ticket, *, merge: CaseMerge, key: str) -> None:
    add_entry(
        ticket,
        kind=Entry.Kind.RELATED,
        body=words % {"case": other, "subject": other.subject},
        actor=merge.undone_by or merge.merged_by,
        at=merge.undone_at or merge.merged_at,
        source_key=f"merge:{merge.pk}:{key}",
        panel="tickets:merge_panel" if key == "merged" else "",
        panel_id=merge.pk if key == "merged" else None,
        other_ticket=other,
    )
