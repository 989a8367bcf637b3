"""Set up the telephone numbers of the desk and who is rung for them."""

from collections.abc import Sequence
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from escalation.models import Line, MenuOption, RingGroup, RingGroupMember
from helpdesk.accounts.models import User


class SetupError(Exception):
    """The desk would not work that way; the sentence says why and what to do instead."""


class MenuChoice(TypedDict):
    """One digit of a menu, what invites to press it, and what is then said."""

    digit: str
    invitation: str
    answer: str


class Member(TypedDict):
    """One phone of a ring group: whose it is, its number in E.164, tier 1 or 2, and whether it rings now."""

    user: User
    phone: str
    tier: int
    is_on_duty: bool


@transaction.atomic
def configure_line(line: Line, *, menu: Sequence[MenuChoice]) -> None:
    """Write down a line, new or changed, with exactly these menu choices."""
    digits = [choice["digit"] for choice in menu]
    if len(set(digits)) < len(digits):
        raise SetupError(_("A digit stands twice in the menu of %(line)s. Give each choice its own.") % {"line": line})
    if menu and line.kind != Line.Kind.MAIN:
        raise SetupError(_("%(line)s has no menu: only a main line has one. Remove the choices.") % {"line": line})
    line.save()
    line.menu_options.exclude(digit__in=digits).delete()
    for choice in menu:
        MenuOption.objects.update_or_create(line=line, digit=choice["digit"], defaults=choice)


@transaction.atomic
def configure_ring_group(group: RingGroup, *, members: Sequence[Member]) -> None:
    """Write down a ring group, new or changed, with exactly these phones. A call that rings goes on as it began."""
    if not any(member["tier"] == RingGroupMember.Tier.FIRST for member in members):
        raise SetupError(
            _("%(group)s needs at least one person who is rung first: else nobody answers. Add a member.")
            % {"group": group}
        )
    places = [(member["phone"], member["tier"]) for member in members]
    if len(set(places)) < len(places):
        raise SetupError(
            _("A phone stands twice in %(group)s for the same moment. Remove one of them.") % {"group": group}
        )
    group.save()
    for member in group.members.all():
        if (member.phone, member.tier) not in places:
            member.delete()
    for member in members:
        RingGroupMember.objects.update_or_create(
            group=group,
            phone=member["phone"],
            tier=member["tier"],
            defaults={"user": member["user"], "is_on_duty": member["is_on_duty"]},
        )


def set_own_duty(user: User, *, is_on_duty: bool) -> int:
    """Switch all phones of one person on or off duty; answers how many there are."""
    memberships = list(user.ring_memberships.all())
    for membership in memberships:
        membership.is_on_duty = is_on_duty
        membership.save(update_fields=["is_on_duty"])
    return len(memberships)
