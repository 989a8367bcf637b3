"""Correct what we know of a person, and recognise two as one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.live import announce
from helpdesk.transitions import TransitionError
from tickets.models import ContactPoint, PersonMerge, Requester, RequesterChange, Ticket
from tickets.services.queueing import queue_up

FILLED = ("name", "timezone", "country")
Address = tuple[str, str]
Claim = ContactPoint.Claim


class AddressTakenError(Exception):
    """An address belongs to another person already: `owner`."""

    def __init__(self, address: str, owner: Requester) -> None:
        super().__init__(_("%(address)s belongs to %(owner)s.") % {"address": address, "owner": owner})
        self.owner = owner


@transaction.atomic
def change_requester(
    requester: Requester,
    *,
    name: str,
    add: Iterable[Address],
    remove: Iterable[ContactPoint],
    reason: str,
    by: User,
    remark: str = "",
    at: datetime | None = None,
) -> None:
    """Another name, addresses more or less (in normal form), a remark on these. What was changed and why
    stays on the person's page.

    Raises AddressTakenError when an address is somebody else's: those two may be one person, which people decide. Of
    whoever `by` may not see nothing is said: their address is claimed.
    """
    requester = Requester.objects.select_for_update().get(pk=requester.pk)
    lines = []
    if name != requester.name:
        lines.append(_("Name: %(before)s → %(after)s") % {"before": requester.name or "-", "after": name or "-"})
        Requester.objects.filter(pk=requester.pk).update(name=name)
    for point in remove:
        if ContactPoint.objects.filter(pk=point.pk, requester=requester).delete()[0]:
            lines.append(_("Removed %(address)s") % {"address": point})
    for kind, value in add:
        point, is_new = ContactPoint.objects.select_related("requester").get_or_create(
            kind=kind, value=value, claim="", defaults={"requester": requester}
        )
        if point.requester_id != requester.pk:
            if Requester.objects.visible_to(by).filter(pk=point.requester_id).exists():
                raise AddressTakenError(str(point), point.requester)
            point, is_new = requester.contact_points.get_or_create(
                kind=kind, value=value, defaults={"claim": Claim.OPEN}
            )
        if is_new:
            lines.append(_("Added %(address)s") % {"address": point})
    if remark:
        lines.append(remark)
    if lines:
        _note(requester, lines, reason=reason, by=by, at=at or timezone.now())


@transaction.atomic
def deny_claim(claim: ContactPoint, *, by: User, at: datetime | None = None) -> None:
    """Two people have this address. It stays where it was written down, and nobody is asked again; twice is once."""
    if ContactPoint.objects.filter(pk=claim.pk, claim=Claim.OPEN).update(claim=Claim.DENIED):
        # Not who the other person is: whoever reads this page may not see them.
        line = _("%(address)s belongs to another person, too") % {"address": claim}
        _note(claim.requester, [line], reason=_("Not the same person."), by=by, at=at or timezone.now())


@transaction.atomic
def merge_people(source: Requester, *, into: Requester, by: User, at: datetime | None = None) -> PersonMerge:
    """`source` and `into` are one person: the cases and addresses of both are those of `into` from now on.

    Raises TransitionError when one of them was merged already.
    """
    at = at or timezone.now()
    queue_up(PersonMerge)
    source, into = _locked_two(source, into)
    _refuse_unmergeable(source, into)
    moved = {
        "tickets": list(source.tickets.values_list("pk", flat=True)),
        **_points_that_go(source, into),
        "absorbed": list(source.absorbed.values_list("pk", flat=True)),
    }
    _give(moved, before=source, after=into)
    changed = {name: getattr(source, name) for name in FILLED if getattr(source, name) and not getattr(into, name)}
    Requester.objects.filter(pk=into.pk).update(**changed)
    Requester.objects.filter(pk=source.pk).update(merged_into=into)
    merge = PersonMerge.objects.create(
        source=source, survivor=into, merged_by=by, merged_at=at, moved=moved, changed=changed
    )
    announce("inbox", *(f"ticket-{pk}" for pk in moved["tickets"][:100]))
    return merge


@transaction.atomic
def undo_person_merge(merge: PersonMerge, *, by: User, at: datetime | None = None) -> PersonMerge:
    """Two people again: what belonged to `source` goes back, what came since stays with who it came to.

    Raises TransitionError when it was undone already, or when the other person was merged in turn.
    """
    queue_up(PersonMerge)
    source, survivor = _locked_two(merge.source, merge.survivor)
    merge = PersonMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        raise TransitionError(_("These are two people already."))
    if survivor.merged_into_id:
        raise TransitionError(
            _("%(person)s was merged into %(other)s since then. Undo that first.")
            % {"person": survivor, "other": survivor.merged_into}
        )
    _give(merge.moved, before=survivor, after=source)
    kept = {name for name, value in merge.changed.items() if getattr(survivor, name) == value}
    Requester.objects.filter(pk=survivor.pk).update(**dict.fromkeys(kept, ""))
    Requester.objects.filter(pk=source.pk).update(merged_into=None)
    merge.undone_by, merge.undone_at = by, at or timezone.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    announce("inbox", *(f"ticket-{pk}" for pk in merge.moved["tickets"][:100]))
    return merge


def _give(moved: dict[str, list[int]], *, before: Requester, after: Requester) -> None:
    """Each row that is still of the one becomes the other's."""
    Ticket.objects.filter(pk__in=moved["tickets"], requester=before).update(requester=after)
    ContactPoint.objects.filter(pk__in=moved["points"], requester=before).update(requester=after)
    ContactPoint.objects.filter(pk__in=moved.get("claims", []), requester=after).update(requester=before)
    Requester.objects.filter(pk__in=moved["absorbed"]).update(merged_into=after)


def _points_that_go(source: Requester, into: Requester) -> dict[str, list[int]]:
    """The keys of addresses that `into` gets, and of claims that it leaves for them: each address stands there once."""
    had = {(point.kind, point.value): point for point in into.contact_points.all()}
    points, claims = [], []
    for point in source.contact_points.all():
        same = had.get((point.kind, point.value))
        if same is None or not point.claim:
            points.append(point.pk)
            claims += [same.pk] if same else []
    return {"points": points, "claims": claims}


def _locked_two(one: Requester, other: Requester) -> tuple[Requester, Requester]:
    """Both, by key, as whoever locks several does."""
    rows = Requester.objects.select_for_update(of=("self",)).select_related("merged_into").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk, other.pk])}
    return found[one.pk], found[other.pk]


def _refuse_unmergeable(source: Requester, into: Requester) -> None:
    if source.pk == into.pk:
        raise TransitionError(_("This is one person already."))
    for person in (source, into):
        if person.merged_into_id:
            raise TransitionError(
                _("%(person)s was merged into %(other)s already.") % {"person": person, "other": person.merged_into}
            )


def _note(requester: Requester, lines: list[str], *, reason: str, by: User, at: datetime) -> None:
    RequesterChange.objects.create(
        requester=requester, what="\n".join(lines), reason=reason[:300], changed_by=by, changed_at=at
    )
