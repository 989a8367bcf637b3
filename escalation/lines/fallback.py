"""Fallback document of a line: whom it must ring, and what the last check of it found."""

from datetime import datetime

from escalation.duty.rosters import devices_of
from escalation.models import FallbackCheck, Line, RingGroupMember
from helpdesk.accounts.models import User
from helpdesk.lib.softphones import is_softphone

MOST = 10
"""Numbers that the provider takes in one Dial."""


def fallback_phones(line: Line) -> list[str]:
    """Everyone who is rung first, on duty or not: the document cannot know the hour at which it is needed.

    One phone of each person before anybody's second, and mobiles before browsers, for a browser needs more of us.
    """
    devices = [device for _user, phones in _people(line) for device in enumerate(phones)]
    devices.sort(key=lambda device: (device[0], is_softphone(device[1])))
    return list(dict.fromkeys(phone for _place, phone in devices))[:MOST]


def fallback_people(line: Line) -> list[tuple[User, list[str]]]:
    """Everyone who is rung first, each with the phones that the document has to ring: none, beyond ten of them."""
    rung = set(fallback_phones(line))
    return [(user, [phone for phone in phones if phone in rung]) for user, phones in _people(line)]


def _people(line: Line) -> list[tuple[User, list[str]]]:
    members = line.ring_group.members.filter(tier=RingGroupMember.Tier.FIRST, user__is_active=True).order_by("pk")
    people = [(member.user, devices_of(member)) for member in members.select_related("user")]
    return [(user, phones) for user, phones in people if phones]


def note_fallback_check(line: Line, *, problem: str, at: datetime) -> None:
    """Keep what is wrong with the line's document, or that nothing is."""
    FallbackCheck.objects.update_or_create(line=line, defaults={"problem": problem[:400], "checked_at": at})
