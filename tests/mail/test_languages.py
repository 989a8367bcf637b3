"""Who writes in a language of the desk is acknowledged in it."""

import pytest

from helpdesk.lib.text.languages import guess_language
from helpdesk.mail.models import OutboundMessage
from tests.mail.writing import deliver, letter

WRITTEN = {
    "en": "The code EARLY fails when I want to pay, and the page says that it is not valid.",
    "de": "Guten Tag, die Karten kommen nicht an und ich habe das Geld schon überwiesen.",
    "fr": "Bonjour, je ne reçois pas mes billets et le concert est demain.",
    "es": "Hola, no me llegan las entradas y el concierto es mañana, por favor.",
}


@pytest.mark.parametrize("language", WRITTEN)
def test_the_language_of_a_mail_is_told_by_its_small_words(language):
    assert guess_language(WRITTEN[language]) == language
    assert guess_language(WRITTEN[language].upper()) == language


@pytest.mark.parametrize(
    "text", ["", "EARLY", "Code 4711?", "チケットが届きません", "Бронь не проходит", "la la la", "🎫" * 9000]
)
def test_what_tells_nothing_is_no_language(text):
    assert guess_language(text) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("de", "Wir haben Ihre"), ("fr", "Nous avons"), ("en", "We have your")]
)
def test_a_mail_is_acknowledged_in_its_language(language, words):
    deliver(letter(text=WRITTEN[language]))
    assert words in OutboundMessage.objects.get().text


@pytest.mark.django_db
def test_a_mail_in_another_language_is_acknowledged_in_that_of_the_desk(settings):
    settings.LANGUAGE_CODE = "en"
    deliver(letter(text="Бронь не проходит, помогите, пожалуйста."))
    assert "We have your email" in OutboundMessage.objects.get().text
