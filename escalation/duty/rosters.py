"""Rosters: whose devices ring for a call, frozen when it comes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NotRequired, TypedDict

from django.conf import settings
from django.db.models import Case, QuerySet, Value, When

from escalation.duty.schedule import duty_of, is_on_duty
from escalation.models import RingGroup, RingGroupMember
from helpdesk.lib.softphones import softphone_address

Tier = RingGroupMember.Tier


class RosterMember(TypedDict):
    """One device that may be rung for a call: the person's pk, E.164 or "client:user_7", tier 1 or 2."""

    user: int
    phone: str
    tier: int
    occupied: NotRequired[str]
    """With what the person is occupied at that moment, by the names that the caller of `freeze_roster` gave."""


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
    members = group.members.filter(user__is_active=True).select_related("user__duty__calendar")
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
    roster = []
    for _place, member, phone, tier in devices:
        rung = RosterMember(user=member.user_id, phone=phone, tier=tier)
        if occupied := getattr(member, "occupied", ""):
            rung["occupied"] = occupied
        roster.append(rung)
    return roster
