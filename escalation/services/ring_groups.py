"""Who is rung: setting up a ring group, and freezing its roster when a call comes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NotRequired, TypedDict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _

from escalation.duty import duty_of, is_on_duty
from escalation.models import RingGroup, RingGroupMember
from helpdesk.accounts.models import User
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.softphones import softphone_address

Tier = RingGroupMember.Tier


class RosterMember(TypedDict):
    """One device that may be rung for a call: the person's pk, E.164 or "client:user_7", tier 1 or 2."""

    user: int
    phone: str
    tier: int
    occupied: NotRequired[str]
    """With what the person is occupied at that moment, by the names that the caller of `freeze_roster` gave."""


class Member(TypedDict):
    """One person of a ring group: what rings, the mobile number in E.164 (may be ""), and in which tier."""

    user: User
    device: str
    phone: str
    tier: int


def freeze_roster(
    group: RingGroup, *, at: datetime, occupied: Mapping[str, QuerySet] | None = None
) -> list[RosterMember]:
    """Whose devices may ring for a call that comes now: decided once, from plan and switch.

    `occupied` names queries of people's pks, the first that applies counts. They are asked along, since a ringing
    call has no query to spare.

    A caller must never reach nobody. When nobody of the first tier is on duty, the managers on duty are rung in its
    place; when there are none either, everyone is rung, on duty or not.
    """
    members = [member for member in _members(group, occupied) if devices_of(member)]
    on_duty = [member for member in members if is_on_duty(duty_of(member.user), at=at)]
    if not on_duty:
        return _roster((member, member.tier) for member in members)
    if all(member.tier != Tier.FIRST for member in on_duty):
        return _roster((member, Tier.FIRST) for member in on_duty)
    return _roster((member, member.tier) for member in on_duty)


def all_devices(group: RingGroup) -> list[RosterMember]:
    """Every device that could ring for the group, on duty or not; each once."""
    devices = _roster((member, member.tier) for member in _members(group))
    return list({device["phone"]: device for device in devices}.values())


def is_anybody_on_duty(group: RingGroup, *, at: datetime) -> bool:
    """Whether a call now would ring somebody who is on duty, and not only everyone as a last resort."""
    return any(is_on_duty(duty_of(member.user), at=at) for member in _members(group) if devices_of(member))


def _members(group: RingGroup, occupied: Mapping[str, QuerySet] | None = None) -> Iterable[RingGroupMember]:
    members = group.members.filter(user__is_active=True).select_related("user__duty")
    cases = [When(user__in=people, then=Value(name)) for name, people in (occupied or {}).items()]
    return members.annotate(occupied=Case(*cases, default=Value("")))


def devices_of(member: RingGroupMember) -> list[str]:
    """The addresses that ring for a member. The phone in the browser only where it is set up at all."""
    browser = [softphone_address(member.user_id)] if member.rings_browser and settings.HAS_SOFTPHONES else []
    # A number that is known is rung rather than nobody, should the phones in the browser be switched off one day.
    return [member.phone, *browser] if member.phone and (member.rings_mobile or not browser) else browser


def _roster(chosen: Iterable[tuple[RingGroupMember, int]]) -> list[RosterMember]:
    """Everybody's first device before anybody's second: the provider starts one call a second.

    The mobile is the first, because a mobile network takes seconds to ring where a browser takes none.
    """
    devices = [
        (place, member, phone, tier) for member, tier in chosen for place, phone in enumerate(devices_of(member))
    ]
    devices.sort(key=lambda device: device[0])
    return [
        {"user": member.user_id, "phone": phone, "tier": tier}
        | ({"occupied": member.occupied} if member.occupied else {})
        for _place, member, phone, tier in devices
    ]


@transaction.atomic
def configure_ring_group(group: RingGroup, *, members: Sequence[Member]) -> None:
    """Write down a ring group, new or changed, with exactly these people. A call that rings goes on as it began."""
    _check(group, members)
    group.save()
    places = {(member["user"].pk, member["tier"]): member for member in members}
    for row in group.members.all():
        if (row.user_id, row.tier) not in places:
            row.delete()
    for (user_id, tier), member in places.items():
        RingGroupMember.objects.update_or_create(
            group=group, user_id=user_id, tier=tier, defaults={"device": member["device"], "phone": member["phone"]}
        )
    enqueue_on_commit("calls.tasks.remember_phones")


def _check(group: RingGroup, members: Sequence[Member]) -> None:
    if not any(member["tier"] == Tier.FIRST for member in members):
        raise ValidationError(
            _("%(group)s needs at least one person who is rung first: else nobody answers. Add a member.")
            % {"group": group}
        )
    for tier in Tier:
        people = [member["user"] for member in members if member["tier"] == tier]
        phones = [member["phone"] for member in members if member["tier"] == tier and member["phone"]]
        if len(people) > RingGroup.MOST_IN_TIER:
            raise ValidationError(
                _("“%(tier)s” has %(number)s people. At most %(most)s ring at once: remove some.")
                % {"tier": tier.label, "number": len(people), "most": RingGroup.MOST_IN_TIER}
            )
        if len(set(people)) < len(people) or len(set(phones)) < len(phones):
            raise ValidationError(
                _("A person or a phone stands twice in %(group)s for the same moment. Remove one of them.")
                % {"group": group}
            )
