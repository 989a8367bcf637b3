"""The checklist of the first day: what a desk needs before it can work. Each step looks whether it is done."""

from datetime import datetime
from typing import TypedDict

from allauth.mfa.utils import is_mfa_enabled
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.models import RingTestLeg
from carts.models import CartSource
from escalation.models import Line, RingGroup
from helpdesk.accounts.models import ChecklistDismissal, User
from helpdesk.mail.models import InboundMessage, Mailbox, OutboundMessage
from tickets.models import OrderSource


class Step(TypedDict):
    """One step: why it matters, the one button to where it is done, and whether it is."""

    name: str | Promise
    why: str | Promise
    action: str | Promise
    url: str
    is_done: bool


STEPS = {
    "second_step": (
        _("Turn on two-step verification"),
        _("Protects your account if your password is stolen."),
        _("Set up two-step verification"),
        "mfa_index",
    ),
    "ring_group": (
        _("Choose whose phones ring"),
        _("A ring group has the people who answer calls, with their mobile numbers."),
        _("Add ring group"),
        "escalation:new_ring_group",
    ),
    "line": (
        _("Add your phone line"),
        _("The number that customers call, with its menu and greetings."),
        _("Add phone line"),
        "escalation:new_line",
    ),
    "test_ring": (
        _("Ring your phones as a test"),
        _("Answer and press 1: then you know that calls reach you."),
        _("Start a test ring"),
        "calls:ring_tests",
    ),
    "email": (
        _("Send a test email"),
        _("Shows that your mail server takes what the desk sends."),
        _("Open email settings"),
        "configuration:email",
    ),
    "mailbox": (
        _("Take in email"),
        _(
            "What customers write becomes cases: the desk fetches it from your mailbox, or your mail server hands it "
            "over."
        ),
        _("Add mailbox"),
        "configuration:new_mailbox",
    ),
    "shop": (
        _("Connect your shop"),
        _(
            "Shows carts that fail at the checkout, so that you can help those buyers. A shop needs an organizer and a "
            "phone line of its own: its form leads to both and back."
        ),
        _("Add shop"),
        "carts:new_shop",
    ),
    "people": (
        _("Invite your colleagues"),
        _("Everybody gets an email with a link and chooses a password."),
        _("Invite person"),
        "escalation:invite",
    ),
}
"""In the order in which they are best done: the name, why it matters, and the one button to where it is done."""


def steps_for(user: User) -> list[Step]:
    """Each step, with whether the rows say that it is done."""
    group = RingGroup.objects.first()
    sent = [OutboundMessage.Status.SENT, OutboundMessage.Status.DELIVERED]
    from_outside = InboundMessage.objects.exclude(door=InboundMessage.Door.UPLOAD)
    shops = (CartSource.objects.filter(is_active=True), OrderSource.objects.filter(is_active=True))
    done = {
        "second_step": is_mfa_enabled(user),
        "ring_group": group is not None,
        "line": Line.objects.filter(is_active=True).exists(),
        "test_ring": RingTestLeg.objects.filter(status=RingTestLeg.Status.CONFIRMED).exists(),
        "email": OutboundMessage.objects.filter(status__in=sent).exists(),
        "mailbox": Mailbox.objects.filter(is_active=True).exists() or from_outside.exists(),
        "shop": any(rows.exists() for rows in shops),
        "people": User.objects.filter(is_active=True).exclude(pk=user.pk).exists(),
    }
    urls = {key: reverse(route) for key, (*_words, route) in STEPS.items() if key != "test_ring"}
    # Which group is rung is in the address; without one, the step before is the way.
    urls["test_ring"] = reverse("calls:ring_tests", args=[group.pk]) if group else urls["ring_group"]
    return [
        {"name": name, "why": why, "action": action, "url": urls[key], "is_done": done[key]}
        for key, (name, why, action, _route) in STEPS.items()
    ]


def is_first_day_of(user: User) -> bool:
    """Whether `user` should land on the checklist: an admin who has not dismissed it, while a step is to be done."""
    if not user.is_admin or ChecklistDismissal.objects.filter(user=user).exists():
        return False
    return not all(step["is_done"] for step in steps_for(user))


def dismiss_checklist(user: User, *, at: datetime) -> None:
    """Land in the inbox from now on. The settings still lead to the checklist."""
    ChecklistDismissal.objects.get_or_create(user=user, defaults={"dismissed_at": at})
