"""What the recovery mail says: the desk's own words for each language, else ours; and which language a buyer reads."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_supported_language_variant, gettext_lazy
from django.utils.translation import gettext as _

from carts.models import Cart, RecoveryWording
from carts.models.problem_words import words_for_buyers
from helpdesk.lib.settings_rows import save_row
from tickets.composer.placeholders import PLACEHOLDER

PLACEHOLDERS: dict[str, str | Promise] = {
    "problem": gettext_lazy("what went wrong, in a sentence"),
    "event.name": gettext_lazy("event"),
    "organizer.name": gettext_lazy("organizer"),
    "shop.name": gettext_lazy("shop"),
}
PARTS = (
    "problem_subject",
    "plain_subject",
    "problem_opening",
    "plain_opening",
    "invitation",
    "about_code",
    "closing",
)
"""The parts of a mail that a desk may word, in the order in which a buyer reads them."""


def buyers_language(cart: Cart) -> str:
    """The language that the shop reported for this buyer, where the desk has it; else that of the desk."""
    try:
        return get_supported_language_variant(cart.locale.replace("_", "-").lower())
    except LookupError:
        return settings.LANGUAGE_CODE


def wording_in(language: str) -> RecoveryWording:
    """What the desk says in one language, or a row without words."""
    return RecoveryWording.objects.filter(language=language).first() or RecoveryWording(language=language)


def our_words(*, has_event: bool = True) -> dict[str, str]:
    """Each part in the language in use, with its placeholders; without an event none asks for its name."""
    event = {"event": "{{ event.name }}"}
    help_offered = _("We'd like to fix that.")
    return {
        "problem_subject": _("Trouble getting your tickets for %(event)s?") % event
        if has_event
        else _("Trouble getting your tickets?"),
        "plain_subject": _("Your tickets for %(event)s: can we help?") % event
        if has_event
        else _("Your tickets: can we help?"),
        "problem_opening": f"{{{{ problem }}}} {help_offered}",
        "plain_opening": _("You left tickets in your cart. If something went wrong, we'd like to help."),
        "invitation": _("Call us and talk to a person."),
        "about_code": _("With your code we can see your cart, so you don't have to explain anything."),
        "closing": "\n\n".join(
            [
                _("Your seats are no longer held. Call us and we'll check what's left."),
                _("You can also reply to this email: a person reads it."),
            ]
        ),
    }


def words_for(cart: Cart, wording: RecoveryWording) -> dict[str, str]:
    """Each part for this buyer, in the language in use. Our words stand in where a value of the desk's is not known."""
    values = {
        "problem": words_for_buyers(cart.problem, cart.problem_code),
        "event.name": str(cart.event or ""),
        "organizer.name": str(cart.source.organizer),
        "shop.name": cart.source.name,
    }
    ours = our_words(has_event=bool(cart.event))
    return {part: _filled(getattr(wording, part), values) or _filled(ours[part], values) for part in PARTS}


def _filled(text: str, values: dict[str, str]) -> str:
    """The text with its values, each put in once; "" when one of them is not known."""
    if not all(values.get(name) for name in PLACEHOLDER.findall(text)):
        return ""
    return PLACEHOLDER.sub(lambda match: values[match[1]], text)


def configure_wording(wording: RecoveryWording) -> None:
    """Mails that leave from now on say this. Raises ValidationError where somebody else has just saved the first."""
    save_row(wording)


def reset_wording(language: str) -> None:
    """Mails in this language say our words again."""
    RecoveryWording.objects.filter(language=language).delete()
