"""The static document that the provider plays when the desk does not answer: written, and read back from its host."""

from xml.etree import ElementTree

from twilio.twiml.voice_response import VoiceResponse

from calls.twiml.emergency import RINGS_SECONDS, closing_words, dial_phones, ringing_words
from calls.twiml.speech import LANGUAGE
from escalation.models import Line
from escalation.services import fallback_phones
from helpdesk.softphones import PREFIX


class NotADocumentError(Exception):
    """What lies there is no answer to a telephone call; says why."""


def fallback_document(line: Line) -> str:
    """TwiML for any web server: the notice, every phone of the first tier at once, recorded, and an apology."""
    response = VoiceResponse()
    response.say(line.notice.text, language=line.notice.language)
    response.say(ringing_words(), language=LANGUAGE)
    dial_phones(response.dial(timeout=RINGS_SECONDS, record="record-from-answer-dual"), fallback_phones(line))
    response.say(closing_words(), language=LANGUAGE)
    return response.to_xml()


def phones_in(document: str) -> list[str]:
    """Whom a document rings. Raises NotADocumentError."""
    if "<!DOCTYPE" in document or "<!ENTITY" in document:
        raise NotADocumentError("it is a web page")
    try:
        # Small, without any entity of its own, and the expat of today limits what the others may grow to.
        root = ElementTree.fromstring(document)  # noqa: S314
    except ElementTree.ParseError as error:
        raise NotADocumentError(f"it is no XML: {error}") from error
    if root.tag != "Response":
        raise NotADocumentError(f"it begins with <{root.tag[:40]}>, not with <Response>")
    numbers = [(noun.text or "").strip() for noun in root.iterfind("./Dial/Number")]
    clients = [PREFIX + (noun.text or "").strip() for noun in root.iterfind("./Dial/Client")]
    return [*numbers, *clients]
