"""A request as the provider would make it, and what a forger knows of the desk."""

from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import urlencode

from django.conf import settings
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

from tests import make
from tests.provider.doors import provider_doors

FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Knock:
    """One request as it goes over the wire."""

    path: str
    pairs: Pairs = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    content_type: str = FORM
    raw: bytes | None = None

    @property
    def body(self) -> bytes:
        return urlencode(self.pairs).encode() if self.raw is None else self.raw

    def signed(
        self, *, url: str = "", pairs: Pairs | None = None, token: str | None = None, algorithm: str | None = None
    ) -> "Knock":
        """As the provider signs; what is named here is signed instead of what is sent."""
        said: dict[str, list[str]] = {}
        for name, value in self.pairs if pairs is None else pairs:
            said.setdefault(name, []).append(value)
        validator = RequestValidator(settings.TWILIO_AUTH_TOKENS[0] if token is None else token)
        signature = validator.compute_signature(url or settings.PUBLIC_BASE_URL + self.path, _Repeated(said), algorithm)
        return replace(self, headers=self.headers | {SIGNATURE_HEADER: signature})

    def saying(self, **changes: str) -> "Knock":
        return replace(self, pairs=list((dict(self.pairs) | changes).items()))

    def with_headers(self, **headers: str) -> "Knock":
        return replace(self, headers=self.headers | {name.replace("_", "-"): said for name, said in headers.items()})


class _Repeated(dict):
    """As the provider's library reads repeated parameters."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


@dataclass(frozen=True)
class Target:
    """What a forger knows of the desk: its addresses, a call that waits, and the SIDs in it."""

    paths: list[str]
    caller_sid: str
    member_sid: str

    def honest(self, rng: Random) -> Knock:
        """What the provider could say, still without its signature."""
        path = rng.choice(self.paths)
        is_members = any(f"/{door}" in path for door in ("whisper", "accept", "leg-status", "dial-result"))
        return Knock(path, list(parameters(sid=self.member_sid if is_members else self.caller_sid).items()))


def parameters(*, sid: str) -> dict[str, str]:
    """Well-formed for every door."""
    return {
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "CallSid": sid,
        "CallStatus": "in-progress",
        "CallerCity": "BROOKLYN",
        "CallerName": "ANN LEE",
        "DialCallStatus": "no-answer",
        "Digits": "4",
        "Direction": "inbound",
        "From": "+15005550131",
        "QueueResult": "hangup",
        "RecordingSid": "RE" + "2" * 32,
        "RecordingStatus": "completed",
        "SequenceNumber": "3",
        "To": make.MAIN_LINE,
        "TranscriptionEvent": "transcription-started",
        "TranscriptionSid": "GT" + "3" * 32,
    }


def addresses(*, problem_call: int, leg: int) -> list[str]:
    """Every door of the provider, with rows that are there."""
    rows = {"<int:problem_call>": str(problem_call), "<int:leg>": str(leg)}
    found = []
    for route in provider_doors():
        pattern = route.pattern
        for name, pk in rows.items():
            pattern = pattern.replace(name, pk)
        # A door with a row of another kind: some number.
        head, *rest = pattern.split("<")
        found.append("/" + head + "".join("1" + part.partition(">")[2] for part in rest))
    return found
