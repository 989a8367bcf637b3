"""REST: queues and conferences, in the simple form."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import resources
from .answers import RestAnswer, RestError, not_found
from .webhooks import Fetch

if TYPE_CHECKING:
    from .conferences import Conference
    from .network import Network
    from .queues import Queue

Data = Mapping[str, Any]
QUEUE_NOT_EMPTY = 22003


def list_queues(network: "Network", data: Data) -> RestAnswer:
    found = [resources.queue(network, queue) for queue in network.queues.by_name.values()]
    return RestAnswer(200, resources.page("queues", found))


def fetch_queue(network: "Network", data: Data, sid: str) -> RestAnswer:
    return RestAnswer(200, resources.queue(network, _queue(network, sid)))


def delete_queue(network: "Network", data: Data, sid: str) -> RestAnswer:
    """Only an empty one goes."""
    queue = _queue(network, sid)
    if queue.places:
        raise RestError(400, QUEUE_NOT_EMPTY, f"Queue {sid} is not empty")
    del network.queues.by_name[queue.name]
    return RestAnswer(204, b"")


def _queue(network: "Network", sid: str) -> "Queue":
    for queue in network.queues.by_name.values():
        if queue.sid == sid:
            return queue
    raise not_found(sid)


def list_conferences(network: "Network", data: Data) -> RestAnswer:
    """By FriendlyName and Status (init, in-progress, completed)."""
    rooms = network.conferences.by_sid.values()
    named = [room for room in rooms if data.get("FriendlyName") in (None, room.name)]
    wanted = [room for room in named if data.get("Status") in (None, room.status)]
    found = [resources.conference(network, room) for room in wanted]
    return RestAnswer(200, resources.page("conferences", found))


def fetch_conference(network: "Network", data: Data, sid: str) -> RestAnswer:
    return RestAnswer(200, resources.conference(network, _conference(network, sid)))


def update_conference(network: "Network", data: Data, sid: str) -> RestAnswer:
    room = _conference(network, sid)
    if data.get("Status") == "completed":
        room.end()
    if announcement := _fetch(data, "Announce", "POST"):
        for participant in room.participants:
            network.conferences.announce(participant.call, announcement)
    return RestAnswer(200, resources.conference(network, room))


def list_participants(network: "Network", data: Data, sid: str) -> RestAnswer:
    """Who is in the room now, by Hold and Muted; nobody of one that is over."""
    room = _conference(network, sid)
    found = [resources.participant(room, participant) for participant in room.participants]
    for name in ("Hold", "Muted"):
        if data.get(name) is not None:
            found = [one for one in found if one[name.lower()] == _is_true(data, name)]
    return RestAnswer(200, resources.page("participants", found))


def fetch_participant(network: "Network", data: Data, sid: str, call_sid: str) -> RestAnswer:
    room = _conference(network, sid)
    participant = room.find(call_sid)
    if participant is None:
        raise not_found(call_sid)
    return RestAnswer(200, resources.participant(room, participant))


def update_participant(network: "Network", data: Data, sid: str, call_sid: str) -> RestAnswer:
    """Hold takes a participant out of earshot; mute only out of speech, they go on hearing."""
    room = _conference(network, sid)
    participant = room.find(call_sid)
    if participant is None:
        raise not_found(call_sid)
    if data.get("Hold") is not None:
        room.set_hold(participant, _is_true(data, "Hold"), _fetch(data, "Hold", "GET"))
    if data.get("Muted") is not None:
        room.set_muted(participant, _is_true(data, "Muted"))
    if data.get("EndConferenceOnExit") is not None:
        participant.ends = _is_true(data, "EndConferenceOnExit")
    if announcement := _fetch(data, "Announce", "POST"):
        network.conferences.announce(participant.call, announcement)
    return RestAnswer(200, resources.participant(room, participant))


def remove_participant(network: "Network", data: Data, sid: str, call_sid: str) -> RestAnswer:
    """Out of the room, which ends their call."""
    participant = _conference(network, sid).find(call_sid)
    if participant is None:
        raise not_found(call_sid)
    network.hang_up(participant.call, by="desk")
    return RestAnswer(204, b"")


def _is_true(data: Data, name: str) -> bool:
    """Anything but "true" is false, as the provider's documentation says."""
    return str(data[name]).lower() == "true"


def _fetch(data: Data, name: str, method: str) -> Fetch | None:
    url = data.get(f"{name}Url")
    return Fetch(str(url), str(data.get(f"{name}Method") or method)) if url else None


def _conference(network: "Network", sid: str) -> "Conference":
    if sid not in network.conferences.by_sid:
        raise not_found(sid)
    return network.conferences.by_sid[sid]
