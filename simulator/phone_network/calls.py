"""One call between the provider and one telephone, and the news about it."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .bridges import Bridge
    from .conferences import Conference
    from .events import Process, Wait
    from .phones import Phone
    from .recordings import Recording
    from .transcripts import Transcript

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
WITHHELD = {
    *("+266696687", "+7378742833", "+17378742833", "+7378742883", "+17378742883"),
    *("+86282452253", "+8656696", "+2562533", "+7748483"),
}
"""Anonymous, restricted, unavailable, unknown, blocked and private, typed on a keypad."""
CLIENT = re.compile(r"client:[A-Za-z0-9_]{1,120}(\?[^\s?]{1,600})?")
"""A softphone: a browser that signed in under this identity."""
FINAL = {"completed", "busy", "no-answer", "failed", "canceled"}
EVENTS = ("initiated", "ringing", "answered", "completed")


@dataclass
class Hook:
    """Where the desk wants to hear news, and which of it."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(eq=False)
class Call:
    """A call leg with its SID. Times are seconds of the network's clock."""

    sid: str
    account_sid: str
    from_: str
    to: str
    direction: str  # inbound, outbound-api or outbound-dial
    phone: "Phone"
    created_at: float
    status: str = "queued"
    parent_sid: str = ""
    forwarded_from: str = ""
    fallback: tuple[str, str] | None = None  # URL and method
    hook: Hook | None = None
    ring_timeout: float = 60.0
    queue_seconds: float = 0.0
    started_at: float | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    ended_by: str = ""  # caller, desk, network or phone
    history: list[tuple[float, str]] = field(default_factory=list)
    sequence: int = 0
    process: "Process | None" = None
    ringing: "Wait | None" = None  # fires "answered", "busy" or TIMED_OUT
    bridge: "Bridge | None" = None
    room: "Conference | None" = None  # also when nobody else is in it, or on hold
    recordings: "list[Recording]" = field(default_factory=list)
    transcripts: "list[Transcript]" = field(default_factory=list)
    on_key: Callable[[str], None] | None = None
    on_speech: Callable[[str], None] | None = None
    star_ends_bridge: bool = False
    is_refused: bool = False  # beyond the limit of the account: it fails, and counts for nothing
    client_parameters: dict[str, str] = field(default_factory=dict)
    """What `client:user_7?call=12` tells the browser besides."""

    @property
    def over(self) -> bool:
        return self.status in FINAL

    @property
    def number(self) -> str:
        """The telephone at the far end."""
        return self.from_ if self.direction == "inbound" else self.to

    @property
    def duration(self) -> int:
        """Whole seconds of talk, as the provider bills them."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round(self.ended_at - self.answered_at)

    def voice_parameters(self) -> dict[str, str]:
        """What every request about this call carries."""
        form = {
            "CallSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "CallStatus": self.status,
            "ApiVersion": "2010-04-01",
            "Direction": self.direction,
        }
        if self.parent_sid:
            form["ParentCallSid"] = self.parent_sid
        if self.forwarded_from:
            form["ForwardedFrom"] = self.forwarded_from
        if self.direction == "inbound":
            form["StirVerstat"] = "TN-Validation-Passed-A"
            form |= {f"{side}{part}": value for side in ("From", "Caller") for part, value in PLACE.items()}
        return form


PLACE = {"City": "NEW ORLEANS", "State": "LA", "Zip": "70112", "Country": "US"}


def rfc2822(moment: dt.datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment)
