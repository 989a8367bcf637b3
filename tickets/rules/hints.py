"""Hints on a new case, and the rules by which they are given."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from tickets.models import Hint, HintRule, Requester, Ticket

MOST_DUPLICATES = 3


def leave_hints(ticket: Ticket, *, text: str, by: User, guess: str = "") -> list[Hint]:
    """Written once, when the case is logged, so that whoever opens it sees the same. `guess`: whom the text named."""
    hints = []
    if guess:
        text_of_guess = _("The customer was guessed from the text: %(clue)s.") % {"clue": guess}
        hints.append(Hint(ticket=ticket, kind=Hint.Kind.GUESS, text=text_of_guess[:300]))
    if is_unreachable(ticket.requester):
        ask = _("We cannot reach this person: ask for a phone number or an email address.")
        hints.append(Hint(ticket=ticket, kind=Hint.Kind.CONTACT, text=ask))
    same = Q(requester=ticket.requester_id)
    if ticket.order_reference:
        same |= Q(order_reference__iexact=ticket.order_reference)
    others = Ticket.objects.visible_to(by).unfinished().filter(same).exclude(pk=ticket.pk)
    for other in others[:MOST_DUPLICATES]:
        words = _("There is an open case about the order %(order)s: %(case)s, “%(subject)s”.")
        if other.requester_id == ticket.requester_id:
            words = _("%(requester)s has another open case: %(case)s, “%(subject)s”.")
        names = {"case": other, "subject": other.subject, "requester": ticket.requester, "order": other.order_reference}
        hints.append(Hint(ticket=ticket, kind=Hint.Kind.DUPLICATE, text=(words % names)[:300], other=other))
    hints += [
        Hint(ticket=ticket, kind=Hint.Kind.RULE, text=rule.text, url=rule.url)
        for rule in fitting_rules(ticket, text=text)
    ]
    return Hint.objects.bulk_create(hints)


def dismiss_hint(hint: Hint, *, by: User, at: datetime | None = None) -> None:
    """Put it away, for everybody; twice is once."""
    Hint.objects.filter(pk=hint.pk, dismissed_at=None).update(dismissed_at=at or timezone.now(), dismissed_by=by)


def configure_hint_rule(rule: HintRule, **fields: Any) -> HintRule:
    """What is said from now on. Hints on cases stay as they are."""
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.save()
    return rule


def delete_hint_rule(rule: HintRule) -> None:
    """It is not said any more."""
    rule.delete()


def fitting_rules(ticket: Ticket, *, text: str) -> list[HintRule]:
    """The rules whose event, channel and words are those of the case."""
    plain_text = plain(f"{ticket.subject} {text}")
    rules = HintRule.objects.filter(
        Q(event=None) | Q(event=ticket.event_id), channel__in=["", ticket.channel], is_active=True
    )
    return [
        rule
        for rule in rules
        if not rule.words or any(re.search(rf"(?<!\w){re.escape(plain(word))}", plain_text) for word in rule.words)
    ]


def plain(text: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def is_unreachable(requester: Requester) -> bool:
    return not requester.contact_points.exists()
