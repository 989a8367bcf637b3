"""Extensions of telephone numbers, which E.164 cannot say: kept for people, and refused where the desk itself dials."""

import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.phones.numbers import EXTENSION, LONGEST, normalize_phone, readable_phone


def phone_extension(text: str) -> str:
    """What is dialled once the number has answered ("42" of "+1 500 555 0188 ext. 42"), or "". E.164 cannot say it."""
    found = EXTENSION.search(unicodedata.normalize("NFKC", text)) if len(text) <= LONGEST else None
    return found[1] if found else ""


def refuse_extension(typed: str) -> None:
    """The number of one of our own phones: the desk dials it, and presses no keys. Raises ValidationError."""
    if extension := phone_extension(typed):
        raise ValidationError(
            _("The desk cannot dial an extension (%(extension)s). Write a number that rings without one."),
            params={"extension": extension},
        )


def say_extension(phone: str, extension: str, *, regions: Iterable[str] = ()) -> str:
    """A line for people: which extension to ask for at `phone` (any format)."""
    told = {"phone": readable_phone(normalize_phone(phone, regions=regions)), "extension": extension}
    return gettext("%(phone)s: extension %(extension)s.") % told
