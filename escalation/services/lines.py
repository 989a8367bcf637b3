"""Set up the telephone numbers of the desk."""

from collections.abc import Sequence
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from escalation.models import Line, MenuOption


class SetupError(Exception):
    """The desk would not work that way; the sentence says why and what to do instead."""


class MenuChoice(TypedDict):
    """One digit of a menu, what invites to press it, and what is then said."""

    digit: str
    invitation: str
    answer: str


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
