"""The words of a line's menu: spoken by the telephone, shown by the settings."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from escalation.models import Line, MenuOption


def menu_sentences(options: Iterable[MenuOption]) -> list[str]:
    """What the menu says, in order. Whoever is angry hears the way to a person first."""
    return [
        _("If you have any problem ordering, press 4."),
        *(option.invitation for option in options),
        _("To hear this again, press star."),
    ]


def heard_on(line: Line, options: Iterable[MenuOption]) -> list[str]:
    """Everything that a caller of this line hears before a person answers, for the preview."""
    if line.kind == Line.Kind.MAIN:
        return [line.notice, *menu_sentences(options)]
    return [line.notice]
