"""The JSON of the REST API, shaped as the provider's own client library reads it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from .calls import rfc2822

if TYPE_CHECKING:
    from . import calls, conferences, queues, recordings
    from .network import Line, Network

Json = dict[str, Any]


def call(network: "Network", call: "calls.Call") -> Json:
    directory = f"{_account(call.account_sid)}/Calls/{call.sid}"
    return {
        "sid": call.sid,
        "account_sid": call.account_sid,
        "parent_call_sid": call.parent_sid or None,
        "from": call.from_,
        "to": call.to,
        "status": "queued" if call.status == "initiated" else call.status,
        "direction": call.direction,
        "date_created": _moment(network, call.created_at),
        "date_updated": _moment(network, call.history[-1][0] if call.history else call.created_at),
        "start_time": _moment(network, call.started_at),
        "end_time": _moment(network, call.ended_at),
        "duration": str(call.duration) if call.ended_at is not None and call.answered_at is not None else None,
        "queue_time": str(round(call.queue_seconds * 1000)),
        "forwarded_from": call.forwarded_from or None,
        "answered_by": None,
        "price": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "uri": f"{directory}.json",
        "subresource_uris": {"recordings": f"{directory}/Recordings.json"},
    }


def recording(network: "Network", recording: "recordings.Recording") -> Json:
    path = f"{_account(recording.call.account_sid)}/Recordings/{recording.sid}"
    return {
        "sid": recording.sid,
        "account_sid": recording.call.account_sid,
        "call_sid": recording.call.sid,
        "conference_sid": None,
        "status": recording.status,
        "channels": recording.channels,
        "source": recording.source,
        "duration": str(round(recording.duration)) if recording.ended_at is not None else None,
        "start_time": _moment(network, recording.started_at),
        "date_created": _moment(network, recording.started_at),
        "date_updated": _moment(network, recording.ended_at or recording.started_at),
        "error_code": None,
        "price": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "encryption_details": {"type": "rsa-aes"} if network.knobs.encrypted_recordings else None,
        "uri": f"{path}.json",
        "media_url": f"https://bucket.example.com{path}"
        if network.knobs.external_recordings
        else f"{network.api_base_url}{path}",
        "subresource_uris": {},
    }


def queue(network: "Network", queue: "queues.Queue") -> Json:
    return {
        "sid": queue.sid,
        "account_sid": network.account_sid,
        "friendly_name": queue.name,
        "current_size": len(queue.places),
        "max_size": 1000,
        "average_wait_time": queue.average_wait(),
        "date_created": _moment(network, queue.created_at),
        "date_updated": _moment(network, queue.created_at),
        "uri": f"{_account(network.account_sid)}/Queues/{queue.sid}.json",
    }


def conference(network: "Network", room: "conferences.Conference") -> Json:
    path = f"{_account(network.account_sid)}/Conferences/{room.sid}"
    return {
        "sid": room.sid,
        "account_sid": network.account_sid,
        "friendly_name": room.name,
        "status": room.status,
        "region": "us1",
        "date_created": _moment(network, room.created_at),
        "date_updated": _moment(network, room.created_at),
        "api_version": "2010-04-01",
        "uri": f"{path}.json",
        "subresource_uris": {"participants": f"{path}/Participants.json"},
    }


def participant(room: "conferences.Conference", participant: "conferences.Participant") -> Json:
    account = _account(participant.call.account_sid)
    return {
        "call_sid": participant.call.sid,
        "conference_sid": room.sid,
        "account_sid": participant.call.account_sid,
        "label": participant.label or None,
        "hold": participant.hold,
        "muted": participant.muted,
        "start_conference_on_enter": participant.starts,
        "end_conference_on_exit": participant.ends,
        "coaching": False,
        "call_sid_to_coach": None,
        "uri": f"{account}/Conferences/{room.sid}/Participants/{participant.call.sid}.json",
        "status": "connected" if participant.call in room.members else "connecting",
    }


def account(network: "Network") -> Json:
    return {
        "sid": network.account_sid,
        "friendly_name": "A pretend account",
        "type": network.knobs.account_type,
        "status": network.knobs.account_status,
        "date_created": _moment(network, 0.0),
        "date_updated": _moment(network, 0.0),
        "auth_token": "",
        "owner_account_sid": network.account_sid,
        "uri": f"{_account(network.account_sid)}.json",
        "subresource_uris": {},
    }


def incoming_number(network: "Network", line: "Line") -> Json:
    return {
        "sid": "PN" + line.number.strip("+").zfill(32),
        "account_sid": network.account_sid,
        "phone_number": line.number,
        "friendly_name": line.name or line.number,
        "voice_url": line.voice_url,
        "voice_method": line.voice_method,
        "voice_fallback_url": line.fallback_url,
        "voice_fallback_method": line.fallback_method,
        "status_callback": line.status_callback,
        "status_callback_method": line.status_callback_method,
        "voice_application_sid": line.voice_application_sid,
        "trunk_sid": None,
        "status": "in-use",
        "capabilities": {"voice": True, "sms": False, "mms": False, "fax": False},
        "uri": f"{_account(network.account_sid)}/IncomingPhoneNumbers/{line.number}.json",
    }


def page(name: str, items: list[Json]) -> Json:
    """A list in one page, since no list here grows past the provider's page size."""
    return {name: items, "page": 0, "page_size": 1000, "next_page_uri": None, "first_page_uri": "", "uri": ""}


def _account(sid: str) -> str:
    return f"/2010-04-01/Accounts/{sid}"


def _moment(network: "Network", seconds: float | None) -> str | None:
    return None if seconds is None else rfc2822(network.clock.start + dt.timedelta(seconds=int(seconds)))
