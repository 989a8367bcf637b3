"""What the caller hears: the menu, the wait for a person, and the apology. Never a tone to speak after."""

from django.utils.translation import gettext as _
from twilio.twiml.voice_response import VoiceResponse

from calls.models import Call, ProblemCall
from calls.twiml.speech import LANGUAGE, address, callback_promise, document, goodbye, start_recording
from escalation.menu import menu_sentences
from escalation.models import MenuOption

CODE_DIGITS = 6
PAUSE_SECONDS = 4
"""With the sentence before it about six seconds: so often the provider asks what is next."""


def menu(call: Call, options: list[MenuOption], *, first: str = "") -> VoiceResponse:
    """The tree of the main line. Digits are taken while it speaks; silence comes back as an empty choice."""
    response = VoiceResponse()
    gather = response.gather(
        action=address("menu"),
        method="POST",
        num_digits=1,
        # Without this the provider would swallow a "#".
        finish_on_key="",
        timeout=5,
        action_on_empty_result=True,
    )
    for sentence in filter(None, [first, *menu_sentences(options)]):
        gather.say(sentence, language=LANGUAGE)
    return response


def greeting(call: Call, options: list[MenuOption]) -> VoiceResponse:
    """The first thing that a caller of the main line hears."""
    return menu(call, options, first=notice_of(call))


def code_question(call: Call) -> VoiceResponse:
    """Ask for the code of the recovery mail. No code is fine too: everyone rings all the same."""
    response = VoiceResponse()
    gather = response.gather(
        action=address("code"),
        method="POST",
        num_digits=CODE_DIGITS,
        finish_on_key="#",
        timeout=6,
        action_on_empty_result=True,
    )
    gather.say(
        _("Welcome. Please type the six digits of your mail. If you do not have them, press the pound key or wait."),
        language=LANGUAGE,
    )
    return response


def on_to_ringing() -> VoiceResponse:
    """We know all that we asked for: ring everyone."""
    response = VoiceResponse()
    response.redirect(address("ring"), method="POST")
    return response


def ring_everyone(problem_call: ProblemCall) -> VoiceResponse:
    """Notice, recording, queue. The phones are rung by a worker while this is spoken."""
    response = document(notice_of(problem_call.call), _("One moment: we are ringing everyone who can help."))
    start_recording(response)
    _enqueue(response, problem_call)
    return response


def wait_again(problem_call: ProblemCall) -> VoiceResponse:
    """The caller left the queue without us having let them go: PostgreSQL was away for a moment."""
    response = VoiceResponse()
    _enqueue(response, problem_call)
    return response


def _enqueue(response: VoiceResponse, problem_call: ProblemCall) -> None:
    response.enqueue(
        problem_call.queue_name,
        wait_url=address("wait", problem_call.pk),
        wait_url_method="POST",
        action=address("queue_result"),
        method="POST",
    )


def still_waiting(problem_call: ProblemCall) -> VoiceResponse:
    """One clip of the wait."""
    if problem_call.status == ProblemCall.Status.ACCEPTED:
        sentence = _("Someone is picking up.")
    elif problem_call.round == 1:
        sentence = _("We are ringing our team. Please stay on the line.")
    elif problem_call.round < problem_call.manager_round:
        sentence = _("We are still ringing our team. Please stay on the line.")
    else:
        sentence = _("We are ringing our managers now. Please stay on the line.")
    response = document(sentence)
    response.pause(length=PAUSE_SECONDS)
    return response


def leave_queue(problem_call: ProblemCall) -> VoiceResponse:
    """Nobody answered: apologise, promise, and let go."""
    response = document(_("We are very sorry that nobody could take your call."), next_step(problem_call.call))
    response.leave()
    return response


def next_step(call: Call) -> str:
    """What happens after a call that reached nobody."""
    if call.from_number:
        return callback_promise()
    return _("We cannot see your number. Please call again without hiding it, or write to us, and a manager will help.")


def out_of_order(call: Call) -> VoiceResponse:
    """The queue itself failed. The callback is owed by then."""
    return goodbye(_("We are very sorry: something went wrong on our side."), next_step(call))


def end() -> VoiceResponse:
    """Nothing more to say."""
    return goodbye()


def notice_of(call: Call) -> str:
    """That the call is recorded, in the words of its line."""
    return call.line.notice if call.line else _("This call is recorded, so that what we agree on holds.")
