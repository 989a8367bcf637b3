"""REST requests to the telephone provider. Nothing here touches the database, and nothing is asked twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

import structlog
from django.conf import settings
from twilio.base.exceptions import TwilioRestException
from twilio.rest.api.v2010.account.call.recording import RecordingInstance as CallRecordingInstance
from twilio.rest.api.v2010.account.recording import RecordingInstance

from calls.twilio.client import CONNECT_TIMEOUT, TIMEOUT, addressed, client, is_of_the_provider, session, tokens
from calls.twilio.errors import NotThereError, RefusedError, explained, heed

logger = structlog.get_logger(__name__)

API = "https://api.twilio.com"
MOST_BYTES = 200 * 1024 * 1024
"""A recording of two channels, 16 bit at 8 kHz, grows by 1.9 MB a minute: this is more than an hour and a half."""
STOP = {"status": "canceled"}
"""Ends what is queued or rings, and leaves alone what was picked up."""
CURRENT = "Twilio.CURRENT"
"""The recording that runs now, whatever its SID is."""
RECORDING, PAUSED, READY = "in-progress", "paused", "completed"
NO_SOUND = {"absent", "failed", "deleted"}
"""Statuses of a recording of which no sound will come."""
PAUSE = {"status": PAUSED, "pause_behavior": "silence"}
RESUME = {"status": RECORDING}
STOPPED = {"status": "stopped"}
BAD_REQUEST = 400
LEG_EVENTS = ["initiated", "ringing", "answered", "completed"]


class OneChannelError(RefusedError):
    """Two channels were asked of a recording that has one."""


@dataclass(frozen=True)
class RecordingFacts:
    """A recording as the provider lists it. `seconds` is None until it knows."""

    sid: str
    status: str
    started_at: datetime | None
    seconds: int | None
    channels: int | None
    is_encrypted: bool = False
    is_elsewhere: bool = False
    """The account keeps its recordings in a store of its own, which takes no credentials of the provider's."""


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
    def over_at(self) -> datetime:
        """When a call that is over ended. Where the provider does not say, as long after its beginning as it lasted."""
        return self.ended_at or self.started_at + timedelta(seconds=self.seconds)

    @property
    def was_answered(self) -> bool:
        return self.status == "completed" and self.seconds > 0


def place_call(*, to: str, caller_id: str, url: str, status_url: str, ring_seconds: int) -> tuple[str, timedelta]:
    """Ring a phone. Raises RefusedError, TooFastError or InDoubtError.

    The SID of the new call, and how long the provider lets it wait before it rings: an account places so many a second.
    """
    with explained():
        call = client().calls.create(
            to=to,
            from_=caller_id,
            url=url,
            method="POST",
            status_callback=status_url,
            status_callback_method="POST",
            status_callback_event=LEG_EVENTS,
            timeout=ring_seconds,
        )
    waits = str(call.queue_time or "")  # milliseconds, as text
    return call.sid, timedelta(milliseconds=int(waits) if waits.isdecimal() else 0)


def stop_ringing(sid: str) -> bool:
    """Call off a phone that still rings; False when somebody has picked up, or the call is over."""
    with explained():
        return bool(client().calls(sid).update(**STOP).status == STOP["status"])


def send_to(sid: str, url: str) -> None:
    """Have a call that is up fetch its next document from `url` now, whatever it does. Raises RefusedError."""
    with explained():
        client().calls(sid).update(url=url, method="POST")


def status_of(sid: str) -> str:
    """The provider's word for how the call stands ("in-progress", "completed" …). Raises NotThereError."""
    with explained():
        status: str = client().calls(sid).fetch().status
    return status


def list_calls(
    *, to: str = "", parent_sid: str = "", since: datetime | None = None, until: datetime | None = None, limit: int
) -> list[CallFacts]:
    """Calls to a number that began in this time, or the calls that a Dial of another one made; the newest first."""
    wanted = {"to": to, "parent_call_sid": parent_sid, "start_time_after": since, "start_time_before": until}
    wanted = {name: value for name, value in wanted.items() if value}
    with explained():
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
    with explained():
        found = client().calls(call_sid).recordings.list(limit=20)
    return [_facts(one) for one in found]


def recording_facts(sid: str) -> RecordingFacts:
    """What the provider says of a recording. Raises NotThereError."""
    with explained():
        return _facts(client().recordings(sid).fetch())


def _facts(one: RecordingInstance | CallRecordingInstance) -> RecordingFacts:
    seconds = int(one.duration) if one.duration not in (None, "", "-1") else None
    return RecordingFacts(
        one.sid,
        str(one.status),
        one.start_time,
        seconds,
        one.channels,
        is_encrypted=bool(one.encryption_details),
        is_elsewhere=not is_of_the_provider(str(getattr(one, "media_url", None) or API)),
    )


def pause_recording(call_sid: str) -> RecordingFacts:
    """Put silence into what is being recorded of this call, until it is resumed."""
    with explained():
        return _facts(client().calls(call_sid).recordings(CURRENT).update(**PAUSE))


def resume_recording(call_sid: str, sid: str) -> RecordingFacts:
    """Go on recording."""
    with explained():
        return _facts(client().calls(call_sid).recordings(sid).update(**RESUME))


def running_recording(call_sid: str) -> RecordingFacts | None:
    """What is being recorded of a call, or paused; None when nothing is any more."""
    return next((one for one in list_recordings(call_sid) if one.status in {RECORDING, PAUSED}), None)


def download_recording(sid: str, into: BinaryIO, *, channels: int = 2) -> None:
    """The sound. The address is made of the SID: a webhook never tells us where to go.

    Raises OneChannelError for two channels of a recording that has one.
    """
    url = addressed(f"{API}/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/Recordings/{sid}.wav")
    # Its facts were asked for just before, so that the first token is one that the provider takes.
    credentials = (settings.TWILIO_ACCOUNT_SID, tokens()[0])
    with (
        explained(),
        session().get(
            url,
            params={"RequestedChannels": channels},
            auth=credentials,
            timeout=(CONNECT_TIMEOUT, TIMEOUT),
            stream=True,
            # The provider hands media over from a store elsewhere; requests drops our credentials on the way there.
            allow_redirects=True,
        ) as answer,
    ):
        heed(answer.status_code, answer.headers)
        if answer.status_code == BAD_REQUEST and channels > 1:
            raise OneChannelError("it has one channel")
        if answer.status_code != 200:
            raise TwilioRestException(answer.status_code, url, "no media")
        for piece in answer.iter_content(64 * 1024):
            if into.tell() + len(piece) > MOST_BYTES:
                raise RefusedError("larger than any call")
            into.write(piece)


def delete_queue(sid: str) -> None:
    """Remove an empty queue; one that is gone already counts as removed."""
    try:
        with explained():
            client().queues(sid).delete()
    except NotThereError:
        logger.info("queue_gone_already", queue_sid=sid)


def delete_recording(sid: str) -> None:
    """Remove the provider's copy; one that is gone already counts as removed."""
    try:
        with explained():
            client().recordings(sid).delete()
    except NotThereError:
        logger.info("recording_gone_already", recording_sid=sid)


def start_recording(call_sid: str, *, report_url: str) -> RecordingFacts:
    """Record a call that is up, both sides apart and nothing cut off. Raises RefusedError when it is not up."""
    with explained():
        return _facts(
            client()
            .calls(call_sid)
            .recordings.create(
                recording_status_callback=report_url,
                recording_status_callback_method="POST",
                recording_status_callback_event=["completed", "absent"],
                recording_channels="dual",
                recording_track="both",
                trim="do-not-trim",
            )
        )


def start_transcription(call_sid: str, *, name: str, language: str, report_url: str) -> None:
    """Turn what is said from now on into text, under a name by which it can be stopped."""
    with explained():
        client().calls(call_sid).transcriptions.create(
            name=name,
            track="both_tracks",
            language_code=language,
            status_callback_url=report_url,
            status_callback_method="POST",
        )


def stop_transcription(call_sid: str, name: str) -> None:
    """Turn no more of it into text. Raises NotThereError when nothing of this name runs."""
    with explained():
        client().calls(call_sid).transcriptions(name).update(**STOPPED)
