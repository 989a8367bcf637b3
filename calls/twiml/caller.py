"""TwiML for the caller: the menu, the wait for a person, and the apology. Never a tone to speak after."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from twilio.twiml.voice_response import VoiceResponse

from calls.models import Call, Leg, ProblemCall, durations
from calls.recordings.transcription import transcription_name
from calls.twilio.addresses import address
from calls.twiml.speech import caller_document, goodbye, record_after_notice, speak
from escalation.board.callback_times import promised_time
from escalation.lines.moment_names import Moment
from escalation.lines.opening import Opening
from escalation.lines.script import Script, Words
from escalation.models import Callback

CODE_DIGITS = 6


def menu(
    script: Script, opening: Opening, *, at: datetime, first: tuple[Words, ...] = (), door: str = "menu"
) -> VoiceResponse:
    """The tree of the main line. Digits are taken while it speaks; silence comes back as an empty choice."""
    response = VoiceResponse()
    gather = response.gather(
        action=address(door),
        method="POST",
        num_digits=1,
        # Without this the provider would swallow a "#".
        finish_on_key="",
        timeout=durations.MENU_KEY_SECONDS,
        action_on_empty_result=True,
    )
    speak(gather, script, *first, *script.menu(opening, at=at))
    return response


def greeting(script: Script, opening: Opening, *, at: datetime) -> VoiceResponse:
    """The first thing that a caller of the main line hears.

    A key is taken during the notice too. Whoever presses none has heard it, so that it is not spoken again before the
    recording starts; the key of whoever has comes to another door.
    """
    response = VoiceResponse()
    gather = response.gather(
        action=address("menu"), method="POST", num_digits=1, finish_on_key="", timeout=durations.NOTICE_KEY_SECONDS
    )
    speak(gather, script, script.words(Moment.WELCOME), script.notice_words())
    response.append(menu(script, opening, at=at, door="menu_heard").verbs[0])
    return response


def code_question(script: Script) -> VoiceResponse:
    """Ask for the code of the recovery mail. No code is fine too: everyone rings all the same."""
    response = VoiceResponse()
    gather = response.gather(
        action=address("code"),
        method="POST",
        num_digits=CODE_DIGITS,
        finish_on_key="#",
        timeout=durations.CODE_SECONDS,
        action_on_empty_result=True,
    )
    speak(gather, script, script.words(Moment.CODE))
    return response


def on_to_ringing() -> VoiceResponse:
    """We know all that we asked for: ring everyone."""
    response = VoiceResponse()
    response.redirect(address("ring"), method="POST")
    return response


def ring_everyone(script: Script, problem_call: ProblemCall) -> VoiceResponse:
    """Notice, recording, queue. The phones are rung by a worker while this is spoken."""
    response = caller_document(script, welcome_back(script, problem_call.call))
    heard_at = problem_call.call.notice_heard_at
    is_heard = heard_at is not None and heard_at < problem_call.created_at
    transcription = transcription_name(problem_call.call)
    record_after_notice(response, script, script.notice_words(), transcription=transcription, is_heard=is_heard)
    speak(response, script, script.words(Moment.RINGING))
    _enqueue(response, problem_call)
    return response


def wait_again(script: Script, problem_call: ProblemCall) -> VoiceResponse:
    """Back to waiting: whoever had the caller is gone, or PostgreSQL was away for a moment. The recording goes on."""
    response = caller_document(script, script.words(Moment.RINGING))
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


def welcome_back(script: Script, call: Call) -> Words:
    """Which case this call goes on with; nothing when it opened one, or when a call taker brings the caller."""
    ticket = call.ticket
    if ticket is None or call.is_transfer or ticket.created_at >= call.started_at:
        return Words("")
    return script.welcome_back(case=ticket.pk, channel=ticket.channel)


def still_waiting(script: Script, problem_call: ProblemCall) -> VoiceResponse:
    """One clip of the wait."""
    if problem_call.status == ProblemCall.Status.ACCEPTED:
        moment = Moment.PICKING_UP
    elif problem_call.round == problem_call.first_round:
        moment = Moment.WAITING
    elif problem_call.round < problem_call.manager_round:
        moment = Moment.WAITING_LONGER
    else:
        moment = Moment.MANAGERS
    response = caller_document(script, script.words(moment))
    response.pause(length=durations.CLIP_PAUSE_SECONDS)
    return response


def leave_queue(script: Script, call: Call, *, at: datetime | None = None) -> VoiceResponse:
    """Nobody answered: apologise, promise, and let go."""
    response = caller_document(script, script.words(Moment.NOBODY), next_step(script, call, at=at))
    response.leave()
    return response


def next_step(script: Script, call: Call, *, at: datetime | None = None) -> Words:
    """What happens after a call that reached nobody: by when it is called back, as the board says it."""
    at = at or timezone.now()
    if not call.from_number:
        return script.next_step(knows_number=False, due_at=None, at=at)
    owed = Callback.objects.unfinished().filter(ticket__calls=call).first() if call.pk else None
    due_at = owed.due_at if owed else promised_time(at=at)
    return script.next_step(knows_number=True, due_at=due_at, at=at)


def out_of_order(script: Script, call: Call) -> VoiceResponse:
    """The queue itself failed. The callback is owed by then."""
    response = caller_document(script, script.out_of_order(), next_step(script, call))
    response.hangup()
    return response


def turned_away() -> VoiceResponse:
    """The number is blocked. Short, and with a way out for whoever is turned away by mistake."""
    return goodbye(
        _("We do not take calls from this number. If you think that is a mistake, please write to us instead."),
    )


def end() -> VoiceResponse:
    """Nothing more to say."""
    response = VoiceResponse()
    response.hangup()
    return response


def notice(script: Script, leg: Leg, *, attempt: int = 1) -> VoiceResponse:
    """To the buyer of a callback, before the two are joined. It is their telephone that is recorded, as a caller's is.

    So the recording goes on when they are handed over, and holds nothing of what is said about them meanwhile. What a
    dialled phone hears first may not record: that we are asked what is next says that the notice was heard, and a
    recording is asked for. A key would cut it short, so we are told of that too.
    """
    response = VoiceResponse()
    gather = response.gather(
        action=address("notice_heard", leg.pk, attempt),
        method="POST",
        num_digits=1,
        finish_on_key="",
        timeout=durations.NOTICE_KEY_SECONDS,
        action_on_empty_result=True,
    )
    speak(gather, script, script.notice_words())
    return response


def go_on() -> VoiceResponse:
    """What was to be heard before the talk is over: the two are joined."""
    return VoiceResponse()
