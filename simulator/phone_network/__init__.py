"""A pretend telephone provider that fetches and plays TwiML. See ../README.md for its use in tests."""

from .adapter import NetworkAdapter
from .answers import LostAnswer
from .clock import RealClock, VirtualClock
from .knobs import Knobs
from .network import Line, Network
from .persons import (
    Caller,
    Member,
    Person,
    accepts,
    connected,
    declines,
    hang_up,
    hangs_up,
    hears,
    is_busy,
    never_answers,
    press,
    presses_late,
    presses_wrong_key,
    say,
    voicemail,
    wait,
)
from .transports import test_client, wire

__all__ = [
    "Caller",
    "Knobs",
    "Line",
    "LostAnswer",
    "Member",
    "Network",
    "NetworkAdapter",
    "Person",
    "RealClock",
    "VirtualClock",
    "accepts",
    "connected",
    "declines",
    "hang_up",
    "hangs_up",
    "hears",
    "is_busy",
    "never_answers",
    "press",
    "presses_late",
    "presses_wrong_key",
    "say",
    "test_client",
    "voicemail",
    "wait",
    "wire",
]
