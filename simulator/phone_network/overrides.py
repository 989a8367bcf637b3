"""Connection overrides: what the fragment of an address asks of whoever calls it. It is neither sent nor signed.

https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

POLICIES = {"4xx", "5xx", "ct", "rt", "all"}
MOST_RETRIES = 5
LONGEST = 15.0


@dataclass(frozen=True)
class Overrides:
    """How long to wait (seconds) and after which failures to ask again; the defaults are the provider's."""

    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})
    read_timeout: float = LONGEST
    total: float = LONGEST

    def again_after(self, failure: str) -> bool:
        """Whether a request that ended so is made once more; "" is none that failed."""
        return bool(failure) and bool(self.policy & {failure, "all"})


def split_overrides(address: str) -> tuple[str, Overrides | None]:
    """The address as it is called and signed, and what its fragment asks for: None without one.

    What the provider does not know or allow is left as it is by default.
    """
    url, fragment = urldefrag(address)
    if not fragment:
        return url, None
    said = dict(parse_qsl(fragment))
    policy = frozenset(said.get("rp", "ct").split(",")) & POLICIES
    return url, Overrides(
        retries=int(_within(said.get("rc"), 0, MOST_RETRIES, default=1)),
        policy=policy,
        read_timeout=_within(said.get("rt"), 100, LONGEST * 1000, default=LONGEST * 1000) / 1000,
        total=_within(said.get("tt"), 100, LONGEST * 1000, default=LONGEST * 1000) / 1000,
    )


def _within(text: str | None, least: float, most: float, *, default: float) -> float:
    return int(text) if text and text.isdecimal() and least <= int(text) <= most else default
