"""Find requesters by name, in any script and order, or by a part of a mail address."""

from typing import Any

from django.db.models import QuerySet

from helpdesk.lib.addresses import is_email
from helpdesk.lib.text.folding import words
from tickets.models import ContactPoint, Requester
from tickets.models.plain import Words

Kind = ContactPoint.Kind
SHORTEST_PART = 3
"""A part of an address that is shorter is the end of half of all addresses."""


def people_called(asked: str, *, limit: int) -> list[int]:
    """The keys of some requesters with all words of `asked` in their name, or in one of their mail addresses."""
    parts = words(asked)
    if not parts:
        return []
    points = ContactPoint.objects.filter(kind=Kind.EMAIL).alias(parts=Words("value")).order_by()
    ways: list[QuerySet[Any, tuple[int]]] = []
    if "@" not in asked:
        ways.append(Requester.objects.filter(name__called=asked).order_by().values_list("pk")[:limit])
    # Not a whole address, which is looked for as it is; nothing with spaces, and not only "de" or "com".
    if not is_email(asked) and " " not in asked and max(map(len, parts)) >= SHORTEST_PART:
        ways.append(points.filter(parts__has=asked).values_list("requester")[:limit])
    # Each way has a limit and an index of its own: with OR between them, neither index would be used.
    return list(dict.fromkeys(key for (key,) in ways[0].union(*ways[1:], all=True))) if ways else []
