"""The parameters of the provider's webhooks: which names we know, and how their values must look.

The names are those of the provider's documentation (TwiML voice request, Gather, Dial, Enqueue, Queue, call status
callback, recording and transcription status callback). A new name may appear any day, and values that nothing is
decided by may have any shape: AddOns is free JSON, a CallToken has no longest length, a number may be empty or have a
fraction. Each name that we know comes once, and what we decide by is well-formed.
"""

import re
from collections.abc import Iterable, Mapping

_NUMBER = re.compile(r"-?[0-9]{1,9}")


def _sid(prefix: str) -> re.Pattern[str]:
    """The provider's own pattern for its identifiers, which takes capitals too."""
    return re.compile(rf"{prefix}[0-9a-fA-F]{{32}}")


PATTERNS = {
    "AccountSid": _sid("AC"),
    "CallSid": _sid("CA"),
    "DequeingCallSid": _sid("CA"),
    "DialCallSid": _sid("CA"),
    "ParentCallSid": _sid("CA"),
    "RecordingSid": _sid("RE"),
    "QueueSid": _sid("QU"),
    "CallStatus": re.compile(r"[a-z-]{1,20}"),
    "DialCallStatus": re.compile(r"[a-z-]{1,20}"),
    "RecordingStatus": re.compile(r"[a-z-]{1,20}"),
    "QueueResult": re.compile(r"[a-z-]{1,30}"),
    "Direction": re.compile(r"[a-z-]{1,20}"),
    "Digits": re.compile(r"[0-9*#A-Da-dw]{0,64}"),
    "TranscriptionSid": _sid("GT"),
    "TranscriptionEvent": re.compile(r"[a-z-]{1,40}"),
    "Track": re.compile(r"[a-z_]{1,20}"),
    "Final": re.compile(r"true|false"),
    "DialBridged": re.compile(r"true|false"),
} | dict.fromkeys(
    [
        "AvgQueueTime",
        "CallDuration",
        "CurrentQueueSize",
        "DialCallDuration",
        "Duration",
        "ErrorCode",
        "MaxQueueSize",
        "QueuePosition",
        "QueueTime",
        "RecordingChannels",
        "RecordingDuration",
        "SequenceId",
        "SequenceNumber",
    ],
    _NUMBER,
)

_PLACES = {
    f"{side}{part}" for side in ("From", "To", "Caller", "Called") for part in ("City", "State", "Zip", "Country")
}
KNOWN = (
    PATTERNS.keys()
    | _PLACES
    | {
        "AddOns",
        "ApiVersion",
        "CallToken",
        "CallbackSource",
        "Called",
        "Caller",
        "CallerName",
        "Confidence",
        "ErrorUrl",
        "FinishedOnKey",
        "ForwardedFrom",
        "From",
        "Language",
        "RecordingSource",
        "RecordingStartTime",
        "RecordingTrack",
        "RecordingUrl",
        "SipResponseCode",
        "InboundTrackLabel",
        "LanguageCode",
        "OutboundTrackLabel",
        "PartialResults",
        "ProviderConfiguration",
        "SpeechResult",
        "Stability",
        "TranscriptionData",
        "TranscriptionEngine",
        "TranscriptionErrorCode",
        "StirPassportToken",
        "StirVerstat",
        "Timestamp",
        "To",
        "msg",
    }
)

_SIDE = re.compile(r"\+?[0-9]{5,20}|anonymous|client:|sip:")
_SOUGHT = PATTERNS | {"From": _SIDE, "To": _SIDE, "Digits": re.compile(r"[0-9*#]")}
"""What a door may act on, and how its value begins; a capital would be the next word of a longer name."""

DECIDES = frozenset(
    {
        "CallStatus",
        "DialBridged",
        "DialCallStatus",
        "Digits",
        "Direction",
        "Final",
        "QueueResult",
        "RecordingSid",
        "RecordingStatus",
        "SequenceId",
        "Track",
        "TranscriptionEvent",
        "TranscriptionSid",
    }
)
"""What our doors decide by. Left empty it says nothing; malformed it is none of the provider's."""
NAMES_THE_CALL = frozenset({"AccountSid", "CallSid"})
SPEECH = "TranscriptionData"
LONGEST_SPEECH = 16384  # bytes of what somebody said without a break, as JSON
LONGEST = 4096  # bytes of a value that is of any use to us


def problem_with(name: str, value: str) -> str:
    """Why the whole request cannot be the provider's, or ""."""
    if name in NAMES_THE_CALL or (name in DECIDES and value):
        return "" if _is_well_formed(name, value) else f"malformed {name}"
    return ""


def is_usable(name: str, value: str) -> bool:
    """Whether we may read this parameter; else it is left out, and the request stands."""
    return (
        "\0" not in name + value
        and len(value) <= (LONGEST_SPEECH if name == SPEECH else LONGEST)
        and _is_well_formed(name, value)
    )


def _is_well_formed(name: str, value: str) -> bool:
    pattern = PATTERNS.get(name)
    return not pattern or bool(pattern.fullmatch(value))


def hidden_in(received: Mapping[str, Iterable[str]], acts_on: Iterable[str]) -> str:
    """What a door acts on, that was signed as a name and is none any more, or "": somebody split the signed text anew.

    The signature covers one string of sorted names and values, so that Digits=4 is signed like Digit=s4, and like
    nothing at all behind the value before it. The provider always says what a door acts on, so only where such a name
    is missing is it looked for: what a firm is called, or anybody may write, can look like any parameter.
    """
    text, ends = "", set()
    for name in sorted(received):
        for value in sorted(set(received[name])):
            text += name
            ends.add(len(text))
            text += value
    for name in sorted(set(acts_on) - received.keys()):
        end = text.find(name) + len(name)
        while end >= len(name):
            found = _SOUGHT[name].match(text, end)
            if end not in ends and found and found.end() > end:
                return name
            end = text.find(name, end) + len(name)
    return ""


def unheard_of(parameters: Mapping[str, str]) -> list[str]:
    """The names that this process meets for the first time and does not know; each is said once."""
    new = sorted(name[:60] for name in parameters if name not in KNOWN and name[:60] not in _met)
    if len(_met) < MOST_MET:
        _met.update(new)
        return new
    return []


_met: set[str] = set()
MOST_MET = 500
