"""What we ask of the telephone provider over REST. Nothing here touches the database, and nothing is asked twice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit, urlunsplit

import requests
import structlog
from django.conf import settings
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.call.recording import RecordingInstance as CallRecordingInstance
from twilio.rest.api.v2010.account.recording import RecordingInstance

logger = structlog.get_logger(__name__)

API = "https://api.twilio.com"
TIMEOUT = 10.0
"""Seconds that one request may take. A create that took longer is in doubt and never repeated."""
MOST_BYTES = 200 * 1024 * 1024
"""A recording of two channels, 16 bit at 8 kHz, grows by 1.9 MB a minute: this is more than an hour and a half."""
STOP = {"status": "canceled"}
"""Ends what is queued or rings, and leaves alone what was picked up."""
CURRENT = "Twilio.CURRENT"
"""The recording that runs now, whatever its SID is."""
RECORDING, PAUSED = "in-progress", "paused"
PAUSE = {"status": PAUSED, "pause_behavior": "silence"}
RESUME = {"status": RECORDING}
TOO_MANY = 429
LONGEST_PAUSE = 30
"""Seconds; a sweep comes by as soon as that anyway."""
LEG_EVENTS = ["initiated", "ringing", "answered", "completed"]


class ProviderError(Exception):
    """The provider did not do what we asked."""


class RefusedError(ProviderError):
    """It surely did nothing: it said no, or we did not reach it."""


class TooFastError(RefusedError):
    """It did nothing because we asked too often; the same request may be made again after so many seconds."""

    def __init__(self, seconds: int = 1) -> None:
        super().__init__("429 too many requests")
        self.seconds = seconds


class InDoubtError(ProviderError):
    """We do not know whether it did it: the answer was lost, or it failed half way."""


class NotThereError(RefusedError):
    """It knows no such thing, or does not have it yet."""


@dataclass(frozen=True)
class RecordingFacts:
    """A recording as the provider lists it. `seconds` is None until it knows."""

    sid: str
    status: str
    started_at: datetime | None
    seconds: int | None
    channels: int | None


@dataclass(frozen=True)
class CallFacts:
    """A call as the provider lists it."""

    sid: str
    from_number: str
    to_number: str
    direction: str
    status: str
    """The provider's word: "in-progress", "completed" …"""
    started_at: datetime
    ended_at: datetime | None
    seconds: int
    """Of talk; 0 when nobody picked up."""

    @property
    def was_answered(self) -> bool:
        return self.status == "completed" and self.seconds > 0


class _AddressableHttpClient(TwilioHttpClient):
    """Sends the library's requests to TWILIO_API_BASE_URL when that is set: the library has no such option.

    Nor does its exception carry the headers of an answer, and "slow down" says in one of them for how long.
    """

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        answer = super().request(method, addressed(url), *args, **kwargs)
        _heed(answer.status_code, answer.headers)
        return answer


def _heed(status: int, headers: Mapping[str, str]) -> None:
    if status == TOO_MANY:
        asked = headers.get("Retry-After", "")
        raise TooFastError(min(max(int(asked), 1), LONGEST_PAUSE) if asked.isdecimal() else 1)


def addressed(url: str) -> str:
    """`url` with scheme and host of TWILIO_API_BASE_URL, if that is set."""
    if not settings.TWILIO_API_BASE_URL:
        return url
    base, parts = urlsplit(settings.TWILIO_API_BASE_URL), urlsplit(url)
    return urlunsplit((base.scheme, base.netloc, base.path + parts.path, parts.query, ""))


def client() -> Client:
    """The library's client, with our address, our patience and no retries."""
    return Client(
        settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_AUTH_TOKENS[0],
        http_client=_AddressableHttpClient(timeout=TIMEOUT, max_retries=0),
    )


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the library and the network raise into what we may conclude from it."""
    try:
        yield
    except TwilioRestException as error:
        kind = NotThereError if error.status == 404 else RefusedError if error.status < 500 else InDoubtError
        raise kind(f"{error.status} {error.msg}") from error
    except requests.exceptions.ConnectTimeout as error:
        raise RefusedError("no connection") from error
    except (TwilioException, requests.exceptions.RequestException, ValueError, KeyError) as error:
        raise InDoubtError(type(error).__name__) from error


def place_call(*, to: str, caller_id: str, url: str, status_url: str, ring_seconds: int) -> str:
    """Ring a phone; the SID of the new call. Raises RefusedError, TooFastError or InDoubtError."""
    with _explained():
        return (
            client()
            .calls.create(
                to=to,
                from_=caller_id,
                url=url,
                method="POST",
                status_callback=status_url,
                status_callback_method="POST",
                status_callback_event=LEG_EVENTS,
                timeout=ring_seconds,
            )
            .sid
        )


def stop_ringing(sid: str) -> bool:
    """Call off a phone that still rings; False when somebody has picked up, or the call is over."""
    with _explained():
        return client().calls(sid).update(**STOP).status == STOP["status"]


def send_to(sid: str, url: str) -> None:
    """Have a call that is up fetch its next document from `url` now, whatever it does. Raises RefusedError."""
    with _explained():
        client().calls(sid).update(url=url, method="POST")


def status_of(sid: str) -> str:
    """The provider's word for how the call stands ("in-progress", "completed" …). Raises NotThereError."""
    with _explained():
        return client().calls(sid).fetch().status


def list_calls(
    *, to: str = "", parent_sid: str = "", since: datetime | None = None, until: datetime | None = None, limit: int
) -> list[CallFacts]:
    """Calls to a number that began in this time, or the calls that a Dial of another one made; the newest first."""
    wanted = {"to": to, "parent_call_sid": parent_sid, "start_time_after": since, "start_time_before": until}
    wanted = {name: value for name, value in wanted.items() if value}
    with _explained():
        found = client().calls.list(**wanted, limit=limit, page_size=min(limit, 1000))
    return [
        CallFacts(
            sid=one.sid,
            from_number=one._from or "",
            to_number=one.to or "",
            direction=str(one.direction),
            status=str(one.status),
            started_at=one.start_time or one.date_created,
            ended_at=one.end_time,
            seconds=int(one.duration or 0),
        )
        for one in found
    ]


def list_recordings(call_sid: str) -> list[RecordingFacts]:
    """Every recording of a call."""
    with _explained():
        found = client().calls(call_sid).recordings.list(limit=20)
    return [_facts(one) for one in found]


def recording_facts(sid: str) -> RecordingFacts:
    """What the provider says of a recording. Raises NotThereError."""
    with _explained():
        return _facts(client().recordings(sid).fetch())


def _facts(one: RecordingInstance | CallRecordingInstance) -> RecordingFacts:
    seconds = int(one.duration) if one.duration not in (None, "", "-1") else None
    return RecordingFacts(one.sid, str(one.status), one.start_time, seconds, one.channels)


def pause_recording(call_sid: str) -> RecordingFacts:
    """Put silence into what is being recorded of this call, until it is resumed."""
    with _explained():
        return _facts(client().calls(call_sid).recordings(CURRENT).update(**PAUSE))


def resume_recording(call_sid: str, sid: str) -> RecordingFacts:
    """Go on recording."""
    with _explained():
        return _facts(client().calls(call_sid).recordings(sid).update(**RESUME))


def running_recording(call_sid: str) -> RecordingFacts | None:
    """What is being recorded of a call, or paused; None when nothing is any more."""
    return next((one for one in list_recordings(call_sid) if one.status in {RECORDING, PAUSED}), None)


def download_recording(sid: str, into: BinaryIO) -> None:
    """The sound, in two channels. The address is made of the SID: a webhook never tells us where to go."""
    url = addressed(f"{API}/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/Recordings/{sid}.wav")
    credentials = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKENS[0])
    with (
        _explained(),
        session().get(
            url,
            params={"RequestedChannels": 2},
            auth=credentials,
            timeout=TIMEOUT,
            stream=True,
            # The provider hands media over from a store elsewhere; requests drops our credentials on the way there.
            allow_redirects=True,
        ) as answer,
    ):
        _heed(answer.status_code, answer.headers)
        if answer.status_code != 200:
            raise TwilioRestException(answer.status_code, url, "no media")
        for piece in answer.iter_content(64 * 1024):
            if into.tell() + len(piece) > MOST_BYTES:
                raise RefusedError("larger than any call")
            into.write(piece)


def session() -> requests.Session:
    """The library decodes every answer as text, so sound needs a session of its own."""
    return requests.Session()


def delete_recording(sid: str) -> None:
    """Remove the provider's copy; one that is gone already counts as removed."""
    try:
        with _explained():
            client().recordings(sid).delete()
    except NotThereError:
        logger.info("recording_gone_already", recording_sid=sid)
