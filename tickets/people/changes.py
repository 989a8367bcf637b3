"""Change a requester: name, addresses, claims to addresses, each change logged with its reason."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.locking import locked
from tickets.cases.requesters import Address
from tickets.models import ContactPoint, Requester, RequesterChange

Claim = ContactPoint.Claim


class AddressTakenError(ValidationError):
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
    requester = locked(requester)
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


def _note(requester: Requester, lines: list[str], *, reason: str, by: User, at: datetime) -> None:
    RequesterChange.objects.create(
        requester=requester, what="\n".join(lines), reason=reason[:300], changed_by=by, changed_at=at
    )
