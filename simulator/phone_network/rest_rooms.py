"""REST: queues and conferences, in the simple form."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import resources
from .answers import RestAnswer, not_found

if TYPE_CHECKING:
    from .conferences import Conference
    from .network import Network

Data = Mapping[str, Any]


def list_queues(network: "Network", data: Data) -> RestAnswer:
    found = [resources.queue(network, queue) for queue in network.queues.by_name.values()]
    return RestAnswer(200, resources.page("queues", found))


def fetch_queue(network: "Network", data: Data, sid: str) -> RestAnswer:
    for queue in network.queues.by_name.values():
        if queue.sid == sid:
            return RestAnswer(200, resources.queue(network, queue))
    raise not_found(sid)


def list_conferences(network: "Network", data: Data) -> RestAnswer:
    rooms = network.conferences.by_sid.values()
    named = [room for room in rooms if data.get("FriendlyName") in (None, room.name)]
    found = [resources.conference(network, room) for room in named]
    return RestAnswer(200, resources.page("conferences", found))


def fetch_conference(network: "Network", data: Data, sid: str) -> RestAnswer:
    return RestAnswer(200, resources.conference(network, _conference(network, sid)))


def update_conference(network: "Network", data: Data, sid: str) -> RestAnswer:
    room = _conference(network, sid)
    if data.get("Status") == "completed":
        room.close()
    return RestAnswer(200, resources.conference(network, room))


def list_participants(network: "Network", data: Data, sid: str) -> RestAnswer:
    room = _conference(network, sid)
    found = [resources.participant(room, participant) for participant in room.participants]
    return RestAnswer(200, resources.page("participants", found))


def update_participant(network: "Network", data: Data, sid: str, call_sid: str) -> RestAnswer:
    """Hold takes a participant out of earshot; mute only out of speech, they go on hearing."""
    room = _conference(network, sid)
    participant = room.find(call_sid)
    if participant is None:
        raise not_found(call_sid)
    if data.get("Hold") is not None:
        room.hold(participant, on=str(data["Hold"]).lower() == "true")
    if data.get("Muted") is not None:
        participant.muted = str(data["Muted"]).lower() == "true"
    return RestAnswer(200, resources.participant(room, participant))


def _conference(network: "Network", sid: str) -> "Conference":
    if sid not in network.conferences.by_sid:
        raise not_found(sid)
    return network.conferences.by_sid[sid]
