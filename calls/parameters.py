"""The parameters of the provider's webhooks: which names we know, and how their values must look.

The names are those of the provider's documentation (TwiML voice request, Gather, Dial, Enqueue, Queue, call status
callback, recording and transcription status callback). A new name may appear any day; a known one must be single and
well-formed.
"""

import re

_CALL, _NUMBER = re.compile(r"CA[0-9a-f]{32}"), re.compile(r"-?[0-9]{1,9}")

PATTERNS = {
    "AccountSid": re.compile(r"AC[0-9a-f]{32}"),
    "CallSid": _CALL,
    "DequeingCallSid": _CALL,
    "DialCallSid": _CALL,
    "ParentCallSid": _CALL,
    "RecordingSid": re.compile(r"RE[0-9a-f]{32}"),
    "QueueSid": re.compile(r"QU[0-9a-f]{32}"),
    "CallStatus": re.compile(r"[a-z-]{1,20}"),
    "DialCallStatus": re.compile(r"[a-z-]{1,20}"),
    "RecordingStatus": re.compile(r"[a-z-]{1,20}"),
    "QueueResult": re.compile(r"[a-z-]{1,30}"),
    "Direction": re.compile(r"[a-z-]{1,20}"),
    "Digits": re.compile(r"[0-9*#A-Da-dw]{0,64}"),
    "TranscriptionSid": re.compile(r"GT[0-9a-f]{32}"),
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
"""What our doors read, and how its value begins; a capital would be the next word of a longer name."""

SPEECH = "TranscriptionData"
LONGEST_SPEECH = 16384  # bytes of what somebody said without a break, as JSON
LONGEST = 4096  # bytes of a value; CallToken and the passport of STIR are the longest that the provider sends


def problem_with(name: str, value: str) -> str:
    """Why this parameter cannot be the provider's, or ""."""
    pattern = PATTERNS.get(name)
    if pattern and not pattern.fullmatch(value):
        return f"malformed {name}"
    if "\0" in value or "\0" in name or len(value) > (LONGEST_SPEECH if name == SPEECH else LONGEST):
        return f"unusable {name[:40]!r}"
    return ""


def hidden_in(parameters: dict[str, str]) -> str:
    """A name that was signed and is none any more, or "": somebody has split the signed text anew.

    The signature covers one string of sorted names and values, so that Digits=4 is signed like Digit=s4, and like
    nothing at all behind the value before it. A known name that stands in that string must be the end of a name.
    """
    text, ends = "", set()
    for name in sorted(parameters):
        text += name
        ends.add(len(text))
        text += parameters[name]
    for name in _SOUGHT.keys() - parameters.keys():
        end = text.find(name) + len(name)
        while end >= len(name):
            value = _SOUGHT[name].match(text, end)
            if end not in ends and value and value.end() > end:
                return name
            end = text.find(name, end) + len(name)
    return ""
