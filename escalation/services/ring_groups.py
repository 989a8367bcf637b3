"""Who is rung now."""

from typing import TypedDict

from escalation.models import RingGroup, RingGroupMember


class RosterMember(TypedDict):
    """One phone that may be rung for a call: the person's pk, the number in E.164, tier 1 or 2."""

    user: int
    phone: str
    tier: int


def freeze_roster(group: RingGroup) -> list[RosterMember]:
    """The members on duty at this moment. When nobody is, all of them: a caller must never reach nobody."""
    members = list(group.members.filter(user__is_active=True))
    on_duty = [member for member in members if member.is_on_duty] or members
    return [{"user": member.user_id, "phone": member.phone, "tier": member.tier} for member in on_duty]


def set_duty(member: RingGroupMember, *, is_on_duty: bool) -> None:
    """Switch one member on or off duty."""
    member.is_on_duty = is_on_duty
    member.save(update_fields=["is_on_duty"])
