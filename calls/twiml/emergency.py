"""What we answer when the ordinary way fails: every phone rings at once, and whoever picks up first talks."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from calls.twiml.speech import answer, document, goodbye
from helpdesk.softphones import identity_of, is_softphone

RINGS_SECONDS = 60


def ring_phones(phones: list[str]) -> HttpResponse:
    """Plain Dial to all of them: a voicemail may win, but that is better than silence. With no phone, an apology."""
    if not phones:
        return answer(goodbye(_("We are very sorry: something went wrong on our side. Please call again in a minute.")))
    response = document(_("One moment: we are ringing everyone who can help."))
    dial = response.dial(timeout=RINGS_SECONDS)
    for phone in phones:
        if is_softphone(phone):
            dial.client(identity_of(phone))
        else:
            dial.number(phone)
    # No callback is promised: with the database away nobody would know of it.
    response.say(_("We are very sorry that nobody could take your call. Please call again in a minute."))
    return answer(response)


def hang_up() -> HttpResponse:
    """The gate of a member's phone fails closed: an error ends this phone's call and no other."""
    return answer(goodbye())
