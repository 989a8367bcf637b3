"""The guards: what each kind of visitor meets at a door."""

from dataclasses import dataclass, field
from typing import Any

IN = "let in"
LOGIN = "sent to sign in"
SETUP = "sent to set up a second step"
PROVE = "asked for the password again"
OWN, OTHERS, NOBODYS = "the agent's own", "another team's", "nobody's"
UNKNOWN = 401
NO = 403
HIDDEN = 404

VISITORS = ("anonymous", "agent", "newcomer", "manager", "admin")
"""A newcomer is a manager who has not set up the second step yet."""


def guard(*answers: object) -> dict[str, object]:
    return dict(zip(VISITORS, answers, strict=True))


# fmt: off
#                    anonymous  agent  newcomer manager admin
PUBLIC       = guard(IN,        IN,    IN,      IN,     IN)
SIGNED_IN    = guard(LOGIN,     IN,    IN,      IN,     IN)
AGENT        = guard(LOGIN,     IN,    SETUP,   IN,     IN)
MANAGER      = guard(LOGIN,     NO,    SETUP,   IN,     IN)
ADMIN        = guard(LOGIN,     NO,    SETUP,   NO,     IN)
API_AGENT    = guard(UNKNOWN,   IN,    NO,      IN,     IN)
API_MANAGER  = guard(UNKNOWN,   NO,    NO,      IN,     IN)
STREAM       = guard(NO,        IN,    NO,      IN,     IN)
SIGNATURE    = guard(NO,        NO,    NO,      NO,     NO)
# fmt: on


@dataclass(frozen=True)
class Door:
    """How a route is asked, and by whom."""

    guard: dict[str, object]
    ok: int = 200
    """What a visitor who is let in gets."""
    of: str = ""
    """The builder of the object in the address: an agent gets the own one and finds nothing at another team's."""
    shared: bool = False
    """The object is everybody's: whoever enters sees it."""
    personal: bool = False
    """The object is one person's (the agent's): not even an admin finds it."""
    kwargs: dict[str, Any] = field(default_factory=dict)
    """What stands in the address when it is no object of ours."""
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    json: bool = False
    also_get: bool = False
    """Shows a page on GET and acts on POST."""
    sessionless: bool = False
    """Acts by a secret in the address or the body, never by the session, so that it needs no CSRF token."""

    @property
    def content(self) -> dict[str, str]:
        return {"content_type": "application/json"} if self.json else {}

    def answer(self, visitor: str, whose: str) -> object:
        """What this visitor meets, as a status or one of the words above."""
        met = self.guard[visitor]
        if met != IN or not self.of:
            return met
        if whose == NOBODYS or (self.personal and (visitor, whose) != ("agent", OWN)):
            return HIDDEN
        return HIDDEN if whose == OTHERS and visitor == "agent" and not self.shared else IN
