"""How badly the network behaves today. Every chance is between 0 and 1 and drawn from the network's own seed."""

from dataclasses import dataclass


@dataclass
class Knobs:
    """The provider on a good day unless turned; lengths are seconds. What is open or unkind stands unkind."""

    # Unkind by default: simulator/README.md says which document each of them follows
    action_before_redirect: bool = True  # whoever is sent elsewhere by REST: the action of the verb left is asked first
    wait_error_ends_queue: bool = True  # a waitUrl that fails ends the queue at its action, and not at the fallback URL
    queues_persist: bool = True  # an empty queue stays until somebody deletes it
    conference_wait_call_sid: bool = False  # the waitUrl of a conference says for whose call it is asked
    queue_dial_tells_caller: bool = True  # the action of <Dial><Queue> tells of the call that came out of the queue

    # Queues
    queue_error: float = 0.0  # nobody gets in: the action hears of a system-error
    queue_full: float = 0.0
    wait_failure: float = 0.0  # a waitUrl could not be asked for, whatever was tried again

    # Unkind by default: recordings, and whose number a dialled phone may show
    trims_silence: bool = True  # a recording loses the silence at both ends unless "do-not-trim" is said
    checks_caller_id: bool = True  # <Dial> to a telephone shows a number of the account or of the caller, else 13214
    refuses_dual_of_mono: bool = True  # 400 for two channels of a recording that has one
    mono_recordings: float = 0.0  # recorded in one channel whatever was asked
    encrypted_recordings: bool = False  # the account encrypts: the media are not for everybody
    external_recordings: bool = False  # the account keeps them in a store of its own: no media here

    # The account
    account_type: str = "Full"  # Trial rings verified numbers only
    account_status: str = "active"  # suspended, closed
    concurrent_calls: int = (
        0  # calls at once, in, out and dialled: trial 5, no profile 2, individual 3, business 0 (all)
    )
    verified: tuple[str, ...] = ()  # whom a trial account may ring
    forbidden_countries: tuple[str, ...] = ()  # without geographic permission: "+49" and the like

    # Callbacks (call status, recording, and the action of a call that is over)
    duplicate: float = 0.0  # posted a second time a little later
    reorder: float = 0.0  # held back for up to reorder_seconds, so that later news overtakes it
    reorder_seconds: float = 5.0
    drop: float = 0.0  # never posted
    delay: float = 0.0  # posted only after delay_seconds
    delay_seconds: float = 60.0

    # Requests for TwiML
    duplicate_fetch: float = 0.0  # the first answer was lost: asked again, and the second answer is played
    slow_webhook: float = 0.0  # the desk did the work, but its answer came after the webhook clock ran out
    webhook_timeout: float = 15.0
    latency: tuple[float, float] = (0.02, 0.12)  # virtual clock only: how long an answer travels

    # REST
    rest_error: float = 0.0  # answered 503, and nothing was done
    too_many: float = 0.0  # answered 429, and nothing was done
    retry_after: int = 0  # seconds that a 429 asks to wait; 0 says nothing of it, as the documentation allows
    lost_answer: float = 0.0  # done, but the client sees its read time out
    slow_rest: float = 0.0  # answered after slow_rest_seconds; a client with less patience sees a time-out
    slow_rest_seconds: float = 12.0
    creates_per_second: float = 1.0  # faster creates are queued behind, not refused

    # The rest of the world
    extra_parameter: float = 0.1  # a webhook carries a parameter that nobody knew yesterday
    ring_delay: tuple[float, float] = (0.4, 1.6)  # from dialling to the first ring
    recording_delay: tuple[float, float] = (1.0, 4.0)  # from the end of the call to its recording callback
    transcription_delay: tuple[float, float] = (0.2, 0.8)  # from the end of a sentence to the callback with its words
    media_delay: tuple[float, float] = (0.5, 6.0)  # from that callback until the media stop answering 404
