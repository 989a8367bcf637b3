"""Signs that a call is spam. They mark a call for people; nothing is ever turned away because of them."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.models import Call

SHORT = timedelta(seconds=6)
MANY, LATELY = 4, timedelta(hours=1)

ATTESTED = {
    "TN-Validation-Passed-A": _("Caller ID verified (A)."),
    "TN-Validation-Passed-B": _("Caller ID partly verified: the network knows the caller, not the number (B)."),
    "TN-Validation-Passed-C": _("Caller ID not verified: the call came through a gateway (C)."),
}


def attestation_of(call: Call) -> str | Promise:
    """What the networks say about the number (STIR/SHAKEN), in words, or ""."""
    verdict = call.attestation.removesuffix("-Diverted").removesuffix("-Passthrough")
    if verdict.startswith("TN-Validation-Failed"):
        return _("Caller ID check failed: the number may be spoofed.")
    return ATTESTED.get(verdict, _("Caller ID not verified.") if verdict else "")


def looks_like_spam(call: Call) -> bool:
    """By what the call itself tells; the list asks this for every row."""
    return not call.is_blocked and bool(_own_signs(call))


def signs_of_spam(call: Call) -> list[str | Promise]:
    """Why it may be spam, in sentences. Asks for the other calls of this number."""
    if call.is_blocked:
        return []
    signs = _own_signs(call)
    if call.from_number and call.direction == Call.Direction.INBOUND:
        silent = Call.objects.filter(from_number=call.from_number, menu_choice="", ticket=None, answered_at=None)
        around = (call.started_at - LATELY, call.started_at + LATELY)
        if silent.filter(started_at__range=around)[:MANY].count() >= MANY:
            signs.append(_("The same number called often within an hour without choosing an option."))
    return signs


def _own_signs(call: Call) -> list[str | Promise]:
    if call.direction != Call.Direction.INBOUND or call.answered_at or call.ticket_id:
        return []
    signs: list[str | Promise] = []
    if call.attestation.startswith("TN-Validation-Failed"):
        signs.append(_("Caller ID check failed."))
    if call.ended_at and call.ended_at - call.started_at < SHORT and not call.menu_choice:
        signs.append(_("The caller hung up within seconds without pressing a key."))
    return signs
