"""Colleagues to transfer a caller to, and who of them is free."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from calls.models import Call, Transfer
from calls.ringing.busy import TALKING, busy_people
from calls.ringing.problem_calls import group_of
from escalation.duty import freeze_roster
from escalation.duty.person_status import RELATED, describe_status, status_of
from escalation.models import RingGroupMember
from helpdesk.accounts.models import User

Target, Tier = Transfer.Target, RingGroupMember.Tier
TIERS = {Target.MANAGERS: Tier.MANAGER, Target.EVERYONE: Tier.FIRST}
"""Whom of the roster each group is."""


def people_to_ask(user: User) -> QuerySet[User]:
    """Who has a phone that the desk can ring, without `user`."""
    has_phone = Q(ring_memberships__isnull=False) | ~Q(mobile="")
    people = User.objects.filter(has_phone, is_active=True).exclude(pk=user.pk).distinct()
    return people.select_related(*RELATED).order_by("name", "pk")


def colleague_choices(people: QuerySet[User], *, at: datetime) -> list[tuple[int, str, bool]]:
    """Each of `people`: key, name with status, and whether they can answer now; who can comes first."""
    found = list(people)
    busy = busy_people([person.pk for person in found], at=at)
    choices = []
    for person in found:
        words = describe_status(person, at=at)
        if person.pk in busy:
            words = _("On a call") if busy[person.pk] == TALKING else _("Wrapping up a call")
        is_free = status_of(person, at=at).is_available and person.pk not in busy
        choices.append((person.pk, f"{person} · {words}", is_free))
    return sorted(choices, key=lambda choice: not choice[2])


def targets_with(free: Collection[int], call: Call, *, at: datetime) -> set[str]:
    """Those of the groups that would ring somebody of `free`, the keys of people."""
    tiers = {member["tier"] for member in freeze_roster(group_of(call), at=at) if member["user"] in free}
    return {target for target, tier in TIERS.items() if tier in tiers}
