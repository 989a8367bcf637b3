"""Configure a line: its number, its menu, and the notice in its language."""

from collections.abc import Sequence
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from escalation.lines.notices import default_notice, default_notice_text
from escalation.models import Line, MenuOption
from helpdesk.lib.follow_ups import Change, enqueue_follow_ups


class MenuChoice(TypedDict):
    """One digit of a menu, what invites to press it, and what is then said; in the order of the menu."""

    digit: str
    invitation: str
    answer: str


@transaction.atomic
def configure_line(line: Line, *, menu: Sequence[MenuChoice]) -> None:
    """Write down a line, new or changed, with exactly these menu choices."""
    digits = [choice["digit"] for choice in menu]
    if len(set(digits)) < len(digits):
        raise ValidationError(_("The menu of %(line)s uses a digit twice. Give each option its own.") % {"line": line})
    if menu and line.kind != Line.Kind.MAIN:
        raise ValidationError(_("Only a main line has a menu. Remove the options of %(line)s.") % {"line": line})
    notice = line.notice if line.notice_id else None
    if notice is None or (notice.language != line.language and notice.text == default_notice_text(notice.language)):
        # A new line gets the default notice; a line that said it goes on saying it, in the language chosen now.
        line.notice = default_notice(line.language)
    line.save()
    line.menu_options.exclude(digit__in=digits).delete()
    for position, choice in enumerate(menu, 1):
        defaults = choice | {"position": position}
        MenuOption.objects.update_or_create(line=line, digit=choice["digit"], defaults=defaults)
    enqueue_follow_ups(Change.LINE, Change.PHONES)
