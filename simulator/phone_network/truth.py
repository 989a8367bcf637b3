"""What really happened on the network, written down so that a test can compare the desk's rows with it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Exchange:
    """One HTTP request and its answer; `kind` is fetch (TwiML), callback, media or rest."""

    at: float
    kind: str
    method: str
    url: str
    form: dict[str, str]
    status: int | None  # None: no answer came
    body: str
    call_sid: str = ""


@dataclass(frozen=True)
class Document:
    """One TwiML document that the desk served."""

    at: float
    call_sid: str
    url: str
    body: str


@dataclass(frozen=True)
class Trouble:
    """What the provider would show in its debugger."""

    at: float
    code: int
    message: str
    call_sid: str = ""
    url: str = ""


@dataclass
class BridgeRecord:
    """Two telephones that could hear each other, and for how long; `kind` is queue, dial or conference."""

    kind: str
    a_sid: str
    b_sid: str
    a_number: str
    b_number: str
    started: float
    ended: float | None = None

    @property
    def seconds(self) -> float:
        return 0.0 if self.ended is None else self.ended - self.started

    def joins(self, call_sid: str) -> bool:
        return call_sid in (self.a_sid, self.b_sid)


@dataclass
class Truth:
    """Everything that was said over HTTP and who talked with whom."""

    exchanges: list[Exchange] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    bridges: list[BridgeRecord] = field(default_factory=list)

    def bridges_of(self, call_sid: str) -> list[BridgeRecord]:
        return [bridge for bridge in self.bridges if bridge.joins(call_sid)]

    def callbacks(self, call_sid: str) -> list[Exchange]:
        return [e for e in self.exchanges if e.kind == "callback" and e.form.get("CallSid") == call_sid]

    def codes(self) -> list[int]:
        return [trouble.code for trouble in self.troubles]
