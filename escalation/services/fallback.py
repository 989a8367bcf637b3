"""Whom the static fallback document of a line must ring, and what the last look at it found."""

from datetime import datetime

from escalation.models import FallbackCheck, Line, RingGroupMember
from escalation.services.ring_groups import devices_of

MOST = 10
"""Numbers that the provider takes in one Dial."""


def fallback_phones(line: Line) -> list[str]:
    """Everyone who is rung first, on duty or not: the document cannot know the hour at which it is needed."""
    members = line.ring_group.members.filter(tier=RingGroupMember.Tier.FIRST, user__is_active=True).order_by("pk")
    phones = [phone for member in members.select_related("user") for phone in devices_of(member)]
    return list(dict.fromkeys(phones))[:MOST]


def note_fallback_check(line: Line, *, problem: str, at: datetime) -> None:
    """Keep what is wrong with the line's document, or that nothing is."""
    FallbackCheck.objects.update_or_create(line=line, defaults={"problem": problem[:400], "checked_at": at})
