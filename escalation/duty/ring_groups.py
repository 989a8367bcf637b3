"""Configure ring groups: the people who are rung at once."""

from collections.abc import Sequence
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from escalation.models import RingGroup, RingGroupMember
from helpdesk.accounts.models import User
from helpdesk.lib.follow_ups import Change, enqueue_follow_ups

Tier = RingGroupMember.Tier


class Member(TypedDict):
    """One person of a ring group: what rings, the mobile number in E.164 (may be ""), and in which tier."""

    user: User
    device: str
    phone: str
    tier: int


@transaction.atomic
def configure_ring_group(group: RingGroup, *, members: Sequence[Member]) -> None:
    """Write down a ring group, new or changed, with exactly these people. A call that rings goes on as it began."""
    if not any(member["tier"] == Tier.FIRST for member in members):
        raise ValidationError(
            _("%(group)s needs at least one person who is rung first. Add a member.") % {"group": group}
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
                _("%(group)s has the same person or phone twice for the same round. Remove one of them.")
                % {"group": group}
            )
    group.save()
    places = {(member["user"].pk, member["tier"]): member for member in members}
    for row in group.members.all():
        if (row.user_id, row.tier) not in places:
            row.delete()
    for (user_id, round_), member in places.items():
        RingGroupMember.objects.update_or_create(
            group=group, user_id=user_id, tier=round_, defaults={"device": member["device"], "phone": member["phone"]}
        )
    enqueue_follow_ups(Change.PHONES)
