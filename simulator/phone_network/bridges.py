"""Telephones that hear each other: two after a <Dial>, any number in a conference."""

from typing import TYPE_CHECKING

from .events import Wait
from .truth import BridgeRecord

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network


class Bridge:
    """A room of calls. Every pair in it is one record of the truth."""

    def __init__(self, network: "Network", kind: str) -> None:
        self.network, self.kind = network, kind
        self.members: list[Call] = []
        self.over = Wait()
        self.records: list[BridgeRecord] = []
        self._open: list[BridgeRecord] = []

    def join(self, call: "Call") -> None:
        call.bridge = self
        self.members.append(call)
        for other in self.members[:-1]:
            self._connect(other, call)

    def leave(self, call: "Call") -> None:
        if call not in self.members:
            return
        for record in [record for record in self._open if record.joins(call.sid)]:
            self._disconnect(record)
        self.members.remove(call)
        call.bridge = None

    def close(self) -> None:
        """Everybody leaves, and who waits for the end of this bridge goes on."""
        for call in list(self.members):
            self.leave(call)
        self.over.fire()

    def carry(self, speaker: "Call", text: str, seconds: float) -> None:
        """What one says, the others hear."""
        for member in self.members:
            if member is not speaker:
                self.network.play_to(member, text, seconds)

    def _connect(self, a: "Call", b: "Call") -> None:
        now = self.network.clock.now()
        record = BridgeRecord(self.kind, a.sid, b.sid, a.number, b.number, now)
        self._open.append(record)
        self.records.append(record)
        self.network.truth.bridges.append(record)
        for call, other in ((a, b), (b, a)):
            call.phone.connected_to(other.number)
            for recording in call.recordings:
                recording.talk_begins(now)

    def _disconnect(self, record: BridgeRecord) -> None:
        now = record.ended = self.network.clock.now()
        self._open.remove(record)
        for call in self.members:
            if not record.joins(call.sid):
                continue
            call.phone.disconnected_from(record.b_number if call.sid == record.a_sid else record.a_number)
            if not any(other.joins(call.sid) for other in self._open):
                for recording in call.recordings:
                    recording.talk_ends(now)
